#include "interview/answer.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer_doubts.h"
#include "interview/answer_machine.h"
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

// What is said to a machine is no part of the answer: it neither earns nor makes it longer.
static struct words
without_machine(struct words words, const char *language, bool *has_some_out, struct arena *arena)
{
        const bool *is_for_machine =
                words_for_machine(&words, language, MACHINE_TEXT_ANSWER, arena);
        struct word_at *kept = arena_alloc(arena, words.count, sizeof *kept);
        size_t count = 0;
        *has_some_out = false;
        for (size_t i = 0; i < words.count; i++) {
                if (!is_for_machine[i]) {
                        kept[count++] = words.items[i];
                        continue;
                }
                *has_some_out = true;
                if (count > 0)
                        kept[count - 1].ends_sentence = true;
        }
        return (struct words){.text = words.text, .items = kept, .count = count};
}

struct answer
answer_of(const char *text, const char *language, const struct question *question,
          struct arena *arena)
{
        struct answer answer = {.language = language};
        answer.words = without_machine(words_without_hesitation(text, language, arena), language,
                                       &answer.addresses_machine, arena);
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
                        clause->repeats_question = words_repeat(words, clause->from, clause->to,
                                                                &answer.question, arena);
                        clause->is_list =
                                is_all_list || is_list(words, clause->from, clause->to, language);
                        from = clause->to;
                }
        }
        if (language_is(language, "en"))
                doubts_mark(words, question, language, clauses, count, is_listed, arena);
        if (language_is(language, "en"))
                doubts_mark_rubric(words, clauses, count, arena);
        bool is_private = language_is(language, "en") && words_are_private(words);
        for (size_t i = 0; i < count; i++)
                clauses[i].is_usable =
                        !is_private && !clauses[i].repeats_question && !clauses[i].is_list;
        answer.clauses = clauses;
        answer.clause_count = count;
        answer.is_listed = is_listed;
        return answer;
}
