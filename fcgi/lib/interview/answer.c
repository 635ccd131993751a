#include "interview/answer.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer_doubts.h"
#include "interview/evidence_rarity.h"
#include "interview/word_lists.h"

enum {
        CLAUSE_WORDS_LEAST = 8, // a piece that is cut off is at least this long
        CLAUSE_WORDS_CUT = 18,  // longer sentences are cut before a connecting word
        CLAUSE_WORDS_MOST = 40,
        LIST_WORDS_LEAST = 6,
        LIST_WORDS_SURE = 10, // a whole answer that is one is at least this long
        LIST_WORDS_LONG = 20, // nobody speaks this long without such words
        WORDS_PER_VERB = 12,
};

static const double REPEAT_RARITY = 0.5;

// Sorted by their bytes.
static const char *const CONNECTORS[] = {
        "after", "als", "and",  "because", "but",  "dann", "entonces", "finally", "first", "next",
        "pero",  "so",  "then", "und",     "weil", "when", "which",    "while",   "y",
};

// What is said to a machine and hardly ever to a person who listens.
static const char *const MACHINE_PHRASES[] = {
        "ignore previous",
        "ignore all",
        "ignore the previous",
        "ignore the above",
        "ignore the instructions",
        "ignore the rubric",
        "ignore your instructions",
        "ignore your rules",
        "ignore any previous",
        "ignore everything above",
        "ignore these instructions",
        "disregard previous",
        "disregard all",
        "disregard the previous",
        "disregard the above",
        "disregard the rubric",
        "disregard the instructions",
        "disregard your",
        "forget your instructions",
        "forget previous instructions",
        "forget all previous",
        "forget the rubric",
        "previous instructions",
        "prior instructions",
        "override the rubric",
        "override your",
        "give me ten",
        "give me 10",
        "give me a ten",
        "give me a 10",
        "give me full",
        "give me the highest",
        "give me the maximum",
        "give me the top",
        "give me top",
        "give me maximum",
        "give me a perfect",
        "give me a high",
        "give me the full",
        "give me all the points",
        "give me all points",
        "give me points",
        "give this answer",
        "give this candidate",
        "give the candidate",
        "grade this",
        "grade me",
        "rate me",
        "rate this answer",
        "rate this candidate",
        "score this answer",
        "score this as",
        "score me",
        "score it as",
        "mark this as",
        "mark this answer",
        "award full",
        "award me",
        "award the maximum",
        "award this",
        "award all",
        "assign full",
        "assign the maximum",
        "assign the highest",
        "assign a score",
        "this answer deserves",
        "deserves full marks",
        "deserves ten",
        "deserves a ten",
        "deserves the highest",
        "highest possible score",
        "ten out of ten",
        "10 out of 10",
        "you are an ai",
        "you are a language model",
        "you are an evaluator",
        "you are the evaluator",
        "dear evaluator",
        "dear ai",
        "dear machine",
        "note to the evaluator",
        "to the evaluator",
        "hey evaluator",
        "attention evaluator",
        "large language model evaluating",
        "evaluating this interview",
        "all criteria as",
        "all indicators as",
        "every indicator as",
        "mark all indicators",
        "mark all criteria",
        "as an ai model",
        "as an ai language",
        "deserve full marks",
        "marks for this answer",
        "points for this answer",
        "score for this answer",
        "maximum score please",
        "full marks please",
        "points please",
        "i get full marks",
        "i get ten points",
        "all points met",
        "all points covered",
        "all criteria met",
        "every point to",
        "point 1 covered",
        "score max",
        "score 5",
        "score 10",
        "set score",
        "set the score",
        "5 out of 5",
        "five out of five",
        "rate the following",
        "score it with",
        "the grader",
        "lenient grader",
        "evaluation software",
        "scoring component",
        "simulated interviewer",
        "best answer ive ever",
        "best answer i have ever",
        "set candidate to",
        "points as fulfilled",
        "to be awarded",
        "skip checks",
        "begin evaluation",
        "end evaluation",
        "further evaluation is",
        "receive full credit",
        "ignoriere alle",
        "ignoriere die",
        "ignoriere deine",
        "gib mir die volle",
        "volle punktzahl",
        "zehn punkte",
        "ignora las instrucciones",
        "ignora todas",
        "dame la puntuación",
        "puntuación máxima",
};

// Verbs without which a row of terms says nothing. Their stems in English; sorted.
static const char *const VERB_STEMS[] = {
        "access",  "achiev",  "add",     "allow",   "appli",   "ask",     "avoid",    "becam",
        "becom",   "block",   "bring",   "broke",   "brought", "built",   "call",     "can",
        "catch",   "caus",    "chang",   "check",   "choos",   "chose",   "combin",   "compar",
        "connect", "contain", "convert", "copi",    "creat",   "cut",     "debug",    "decid",
        "declar",  "defin",   "delet",   "deliv",   "depend",  "describ", "determin", "did",
        "divid",   "ensur",   "execut",  "exist",   "explain", "fail",    "find",     "fix",
        "follow",  "found",   "gave",    "happen",  "help",    "hold",    "improv",   "includ",
        "increas", "insert",  "is",      "keep",    "kept",    "knew",    "know",     "lead",
        "learn",   "led",     "let",     "look",    "lose",    "made",    "mean",     "met",
        "move",    "need",    "occur",   "pass",    "perform", "point",   "prevent",  "process",
        "protect", "provid",  "ran",     "reach",   "read",    "reduc",   "refer",    "remov",
        "repeat",  "replac",  "repres",  "requir",  "return",  "reus",    "rewrit",   "rewrot",
        "said",    "save",    "saw",     "see",     "send",    "sent",    "separ",    "serv",
        "set",     "show",    "solv",    "sort",    "specifi", "split",   "spoke",    "start",
        "stop",    "store",   "suppli",  "support", "swap",    "talk",    "tell",     "test",
        "told",    "took",    "tri",     "turn",    "updat",   "wait",    "went",     "work",
        "write",   "written", "wrote",
};

// Words that only hold a list together; sorted.
static const char *const GLUE[] = {
        "a",  "also", "an",   "and", "de",   "e",   "el",   "la", "mit",
        "of", "or",   "plus", "the", "then", "und", "with", "y",  "yes",
};

bool
words_address_machine(const struct words *words, size_t from, size_t to)
{
        struct words part = {.text = words->text, .items = words->items, .count = to};
        for (size_t i = 0; i < COUNT_OF(MACHINE_PHRASES); i++) {
                if (words_find(&part, from, MACHINE_PHRASES[i]) != SIZE_MAX)
                        return true;
        }
        return false;
}

bool
words_repeat(const struct words *words, size_t from, size_t to, const struct stems *question,
             struct arena *arena)
{
        struct stems said = stems_in(words, from, to, arena);
        size_t own = 0;
        double rarest = 0;
        if (said.count < 2)
                return false;
        for (size_t i = 0; i < said.count; i++)
                own += stems_has(question, said.items[i]) ? 0 : 1;
        for (size_t i = from; i < to; i++) {
                if (!stems_has(question, words->items[i].stem))
                        rarest = fmax(rarest, word_rarity(&words->items[i]));
        }
        // One word of everyday speech more is no answer; one of the subject may be one.
        return own == 0 || (own == 1 && said.count >= 5 && rarest <= REPEAT_RARITY);
}

// A row of terms: words with hardly one among them that ties them together. A short row with a verb
// may be a terse sentence, a long one is none.
static bool
is_list(const struct words *words, size_t from, size_t to, const char *language)
{
        size_t ties = 0;
        size_t counted = 0;
        size_t verbs = 0;
        if (!language_is(language, "en") || to - from < LIST_WORDS_LEAST)
                return false;
        for (size_t i = from; i < to; i++) {
                const struct word_at *word = &words->items[i];
                verbs += word_list_has(VERB_STEMS, COUNT_OF(VERB_STEMS), word->stem) ? 1 : 0;
                if (word_list_has(GLUE, COUNT_OF(GLUE), word->folded))
                        continue;
                counted++;
                ties += word->is_common ? 1 : 0;
        }
        // Words such as "set" and "map" are names as well as verbs.
        bool has_verbs = verbs * WORDS_PER_VERB >= counted && (ties > 0 || verbs * 3 >= counted);
        return counted >= 4 && ties * 6 < counted && (counted >= LIST_WORDS_LONG || !has_verbs);
}

static bool
cuts_before(const struct words *words, size_t from, size_t at)
{
        return at - from >= CLAUSE_WORDS_LEAST &&
               word_list_has(CONNECTORS, COUNT_OF(CONNECTORS), words->items[at].folded);
}

// Where the sentence that begins at `from` ends.
static size_t
sentence_end(const struct words *words, size_t from)
{
        size_t end = from + 1;
        while (end < words->count && !words->items[end - 1].ends_sentence)
                end++;
        return end;
}

// Where the clause that begins at `from` ends: with its sentence, or, where that is long, before a
// connecting word, as even as it can be.
static size_t
clause_end(const struct words *words, size_t from, size_t sentence)
{
        if (sentence - from <= CLAUSE_WORDS_CUT)
                return sentence;
        for (size_t i = from + 1; i < sentence && i - from < CLAUSE_WORDS_MOST; i++) {
                if (cuts_before(words, from, i) && sentence - i >= 4)
                        return i;
        }
        return sentence - from > CLAUSE_WORDS_MOST ? from + CLAUSE_WORDS_MOST : sentence;
}

struct answer
answer_of(const char *text, const char *language, const struct question *question,
          struct arena *arena)
{
        struct answer answer = {.words = words_without_hesitation(text, language, arena),
                                .language = language};
        const struct words *words = &answer.words;
        if (question != NULL) {
                struct words asked = words_of(question->text, language, arena);
                answer.question = stems_of(&asked, arena);
        }
        bool is_all_list =
                words->count >= LIST_WORDS_SURE && is_list(words, 0, words->count, language);
        struct clause *clauses = arena_alloc(arena, words->count, sizeof *clauses);
        bool *is_listed = arena_alloc(arena, words->count, sizeof *is_listed);
        size_t count = 0;
        for (size_t from = 0; from < words->count;) {
                size_t sentence = sentence_end(words, from);
                for (; from < sentence; count++) {
                        struct clause *clause = &clauses[count];
                        clause->from = from;
                        clause->to = clause_end(words, from, sentence);
                        clause->addresses_machine =
                                words_address_machine(words, clause->from, clause->to);
                        clause->repeats_question = words_repeat(words, clause->from, clause->to,
                                                                &answer.question, arena);
                        clause->is_list =
                                is_all_list || is_list(words, clause->from, clause->to, language);
                        from = clause->to;
                }
        }
        if (language_is(language, "en"))
                doubts_mark(words, question, language, clauses, count, is_listed, arena);
        bool is_private = language_is(language, "en") && words_are_private(words);
        for (size_t i = 0; i < count; i++)
                clauses[i].is_usable = !is_private && !clauses[i].addresses_machine &&
                                       !clauses[i].repeats_question && !clauses[i].is_list;
        answer.clauses = clauses;
        answer.clause_count = count;
        answer.is_listed = is_listed;
        return answer;
}
