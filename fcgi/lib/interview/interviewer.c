#include "interview/interviewer.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_choose.h"
#include "interview/words.h"

enum { TEXT_BYTES_MOST = 2000 };

// Words that the law of most countries keeps out of an interview, unless the chosen question itself
// has them ("race condition").
static const char *const FORBIDDEN[] = {
        "how old",
        "your age",
        "born",
        "birth*",
        "birthday*",
        "pregnan*",
        "children",
        "kids",
        "child",
        "married",
        "marital",
        "marriage",
        "husband",
        "wife",
        "spouse",
        "boyfriend",
        "girlfriend",
        "family",
        "health",
        "illness*",
        "sick",
        "disease*",
        "disab*",
        "disorder*",
        "medication",
        "religio*",
        "church",
        "faith",
        "pray*",
        "muslim*",
        "christian*",
        "jewish",
        "hindu*",
        "nationalit*",
        "ethnic*",
        "race",
        "racial",
        "skin",
        "where are you from",
        "your origin",
        "your country",
        "citizen*",
        "immigra*",
        "accent",
        "native language",
        "mother tongue",
        "sexual*",
        "gender",
        "gay",
        "lesbian",
        "politic*",
        "vote",
        "trade union",
        "union member*",
        "criminal record",
        "your salary",
        "wie alt",
        "ihr alter",
        "geboren",
        "schwanger*",
        "kinder",
        "verheiratet",
        "ehemann",
        "ehefrau",
        "familie",
        "gesundheit*",
        "krank*",
        "behinder*",
        "kirche",
        "glaube",
        "herkunft",
        "staatsangeh*",
        "partei",
        "gewerkschaft*",
        "su edad",
        "hijos",
        "embaraz*",
        "casado",
        "casada",
        "esposo",
        "esposa",
        "familia",
        "salud",
        "enfermedad*",
        "discapacidad*",
        "iglesia",
        "nacionalidad*",
        "sindicato*",
        "religión",
};

static const char *const PROMISES[] = {
        "you are hired",    "youre hired",     "you will be hired", "hire you",        "job offer",
        "offer you",        "you got the job", "get the job",       "congratulations", "guarantee*",
        "promise*",         "you passed",      "you have passed",   "you will pass",   "next round",
        "excellent answer", "perfect answer",  "wrong answer",      "correct answer",  "your score",
        "great answer",     "well done",       "you failed",        "eingestellt",     "contratado",
};

static const char *const OUT_OF_ROLE[] = {
        "as an ai",      "language model", "an assistant", "ai assistant",    "system prompt",
        "prompt",        "chatbot",        "openai",       "chosen question", "the data",
        "i cannot help", "i cant help",    "here is the",  "heres the",       "rephras*",
};

static const char *const REQUESTS[] = {
        "tell me",  "tell us",  "describe", "walk me",     "explain",  "talk me", "give me",
        "share",    "think of", "erzählen", "beschreiben", "erklären", "nennen",  "schildern",
        "cuénteme", "hábleme",  "describa", "explique",    "dígame",
};

// The first phrase that stands in the text but not in the chosen question; NULL for none.
static const char *
found_only(const char *const *phrases, size_t count, const struct words *words,
           const struct words *chosen)
{
        for (size_t i = 0; i < count; i++) {
                if (words_find(words, 0, phrases[i]) != SIZE_MAX &&
                    words_find(chosen, 0, phrases[i]) == SIZE_MAX)
                        return phrases[i];
        }
        return NULL;
}

// Without white space and one pair of quotation marks around it, on one line.
static const char *
unwrapped(const char *text, struct arena *arena)
{
        static const char *const QUOTES[] = {"\"", "'", "\xE2\x80\x9C", "\xE2\x80\x9D",
                                             "\xE2\x80\x9E"};
        char *trimmed = text_trim(arena, text_clean(arena, text, strnlen(text, TEXT_BYTES_MOST)));
        for (size_t i = 0; i < COUNT_OF(QUOTES); i++) {
                if (text_starts(trimmed, QUOTES[i])) {
                        trimmed += strlen(QUOTES[i]);
                        break;
                }
        }
        for (size_t i = 0; i < COUNT_OF(QUOTES); i++) {
                size_t length = strlen(trimmed);
                size_t tail = strlen(QUOTES[i]);
                if (length > tail && strcmp(trimmed + length - tail, QUOTES[i]) == 0) {
                        trimmed[length - tail] = '\0';
                        break;
                }
        }
        for (char *at = trimmed; *at != '\0'; at++) {
                if (*at == '\n' || *at == '\t')
                        *at = ' ';
        }
        return text_trim(arena, trimmed);
}

static size_t
count_questions(const char *text)
{
        size_t count = 0;
        for (const char *at = text; *at != '\0'; at++)
                count += *at == '?' || strncmp(at, "\xEF\xBC\x9F", 3) == 0 ? 1 : 0;
        return count;
}

static bool
has_markup(const char *text, const char *chosen)
{
        for (const char *at = text; *at != '\0'; at++) {
                if (strchr("*#`<>{}[]|_\\", *at) != NULL && strchr(chosen, *at) == NULL)
                        return true;
        }
        return strstr(text, "http") != NULL || strstr(text, "www.") != NULL;
}

// What is wrong with a text whatever may still follow it; NULL for nothing.
static const char *
wrong_already(const char *text, const struct words *words, const struct words *chosen,
              const struct plan_step *step)
{
        if (words->count > INTERVIEWER_WORDS_MOST)
                return "too many words";
        if (count_questions(text) > 1)
                return "several questions";
        if (has_markup(text, step->question.text))
                return "markup";
        if (found_only(FORBIDDEN, COUNT_OF(FORBIDDEN), words, chosen) != NULL)
                return "a forbidden topic";
        if (found_only(PROMISES, COUNT_OF(PROMISES), words, chosen) != NULL)
                return "a promise or a judgement";
        if (found_only(OUT_OF_ROLE, COUNT_OF(OUT_OF_ROLE), words, chosen) != NULL)
                return "talk about itself";
        return NULL;
}

static bool
is_request(const struct words *words)
{
        for (size_t i = 0; i < COUNT_OF(REQUESTS); i++) {
                if (words_find(words, 0, REQUESTS[i]) != SIZE_MAX)
                        return true;
        }
        return false;
}

// What a text lacks to be asked as it stands; NULL for nothing.
static const char *
wrong_as_a_whole(const char *text, const struct words *words, const struct words *chosen,
                 const struct plan_input *input, const struct plan_step *step, struct arena *arena)
{
        if (words->count < 3)
                return "no words";
        if (count_questions(text) == 0 && !is_request(words))
                return "no question";
        if (plan_was_asked(input, text, arena))
                return "a question that was asked";
        struct stems said = stems_of(words, arena);
        struct stems wanted = stems_of(chosen, arena);
        if (!step->question.is_follow_up && wanted.count > 0 && stems_share(&wanted, &said) == 0)
                return "another subject";
        return NULL;
}

struct interviewer_verdict
interviewer_judge(const char *text, const struct plan_input *input, const struct plan_step *step,
                  struct arena *arena)
{
        const char *language = input->posting->language;
        struct words words = words_of(text, language, arena);
        struct words chosen = words_of(step->question.text, language, arena);
        return (struct interviewer_verdict){
                .wrong = wrong_already(text, &words, &chosen, step),
                .lacks = wrong_as_a_whole(text, &words, &chosen, input, step, arena),
                .has_mark = count_questions(text) > 0,
                .asks = count_questions(text) > 0 || is_request(&words),
        };
}

bool
interviewer_check(const char *text, const struct plan_input *input, const struct plan_step *step,
                  struct arena *arena, const char **text_out, struct err *err)
{
        if (text == NULL || strnlen(text, TEXT_BYTES_MOST) == TEXT_BYTES_MOST)
                return FAIL_DETAIL(err, ERR_UPSTREAM,
                                   "The language model's question cannot be used.", "%s",
                                   text == NULL ? "nothing" : "too long");
        const char *spoken = unwrapped(text, arena);
        struct interviewer_verdict verdict = interviewer_judge(spoken, input, step, arena);
        const char *reason = verdict.wrong != NULL ? verdict.wrong : verdict.lacks;
        if (reason != NULL)
                return FAIL_DETAIL(err, ERR_UPSTREAM,
                                   "The language model's question cannot be used.", "%s", reason);
        *text_out = spoken;
        return true;
}
