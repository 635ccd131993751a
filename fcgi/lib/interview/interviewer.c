#include "interview/interviewer.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/interviewer_words.h"
#include "interview/plan_choose.h"
#include "interview/word_lists.h"
#include "interview/words.h"

enum {
        TEXT_BYTES_MOST = 2000,
        LANGUAGE_WORDS_LEAST = 5, // fewer do not tell their language
};

// The first phrase that stands in the text but not in the chosen question; NULL for none.
static const char *
found_only(const char *const *phrases, const struct words *words, const struct words *chosen)
{
        for (const char *const *phrase = phrases; *phrase != NULL; phrase++) {
                if (words_find(words, 0, *phrase) != SIZE_MAX &&
                    words_find(chosen, 0, *phrase) == SIZE_MAX)
                        return *phrase;
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

static bool
is_request(const struct words *words, size_t from, size_t to)
{
        struct words part = {.text = words->text, .items = words->items, .count = to};
        for (const char *const *request = INTERVIEWER_REQUESTS; *request != NULL; request++) {
                if (words_find(&part, from, *request) != SIZE_MAX)
                        return true;
        }
        return false;
}

// Sentences that ask for something: by a question mark or by a request.
static size_t
count_asking(const struct words *words)
{
        size_t count = 0;
        for (size_t from = 0; from < words->count;) {
                size_t to = from + 1;
                while (to < words->count && !words->items[to - 1].ends_sentence)
                        to++;
                count += words_sign_follows(words, to - 1, "?") || is_request(words, from, to) ? 1
                                                                                               : 0;
                from = to;
        }
        return count;
}

// Which of the languages that we have words of the text is in, by its small words; NULL where that
// cannot be said.
static const char *
language_of(const struct words *words)
{
        static const char *const LANGUAGES[] = {"en", "de", "es"};
        const char *best = NULL;
        size_t most = 0;
        size_t second = 0;
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                size_t count = 0;
                for (size_t k = 0; k < words->count; k++)
                        count += word_is_common(words->items[k].folded, LANGUAGES[i]) ? 1 : 0;
                if (count > most) {
                        second = most;
                        most = count;
                        best = LANGUAGES[i];
                } else if (count > second) {
                        second = count;
                }
        }
        return most >= second + 2 && most * 4 >= words->count ? best : NULL;
}

// Letters of Greek and of all scripts behind it: none of English, German or Spanish.
static bool
is_of_other_script(const char *text)
{
        size_t letters = 0;
        size_t others = 0;
        for (uint32_t point = text_next(&text); point != 0; point = text_next(&text)) {
                letters += point > 0x7F || (point | 0x20) - 'a' < 26 ? 1 : 0;
                others += point >= 0x370 && (point < 0x2000 || point >= 0x2E80) ? 1 : 0;
        }
        return others * 3 > letters;
}

static bool
is_in_other_language(const char *text, const struct words *words, const char *language)
{
        const char *found = words->count < LANGUAGE_WORDS_LEAST ? NULL : language_of(words);
        bool is_ours = language_is(language, "en") || language_is(language, "de") ||
                       language_is(language, "es");
        return (found != NULL && !language_is(language, found)) ||
               (is_ours && is_of_other_script(text));
}

// What is wrong with a text whatever may still follow it; NULL for nothing.
static const char *
wrong_already(const char *text, const struct words *words, const struct words *chosen,
              const struct plan_step *step, const char *language)
{
        if (words->count > INTERVIEWER_WORDS_MOST)
                return "too many words";
        // Where the chosen question leads to what it asks by a request, so may its wording.
        size_t asking = count_asking(chosen);
        if (count_questions(text) > 1 || count_asking(words) > (asking > 1 ? asking : 1))
                return "several questions";
        if (is_in_other_language(text, words, language))
                return "another language";
        if (has_markup(text, step->question.text))
                return "markup";
        if (found_only(INTERVIEWER_FORBIDDEN, words, chosen) != NULL)
                return "a forbidden topic";
        if (found_only(INTERVIEWER_PROMISES, words, chosen) != NULL)
                return "a promise or a judgement";
        if (found_only(INTERVIEWER_OUT_OF_ROLE, words, chosen) != NULL)
                return "talk about itself";
        return NULL;
}

// A follow-up may take its words from what was just asked or said.
static bool
speaks_of_last(const struct plan_input *input, const struct stems *said, struct arena *arena)
{
        const struct plan_turn *last =
                input->turn_count == 0 ? NULL : &input->turns[input->turn_count - 1];
        if (last == NULL)
                return true;
        const char *text = arena_print(arena, "%s %s", last->question.text,
                                       last->transcript == NULL ? "" : last->transcript);
        struct words words = words_of(text, input->posting->language, arena);
        struct stems stems = stems_of(&words, arena);
        return stems_share(said, &stems) > 0;
}

// What a text lacks to be asked as it stands; NULL for nothing.
static const char *
wrong_as_a_whole(const char *text, const struct words *words, const struct words *chosen,
                 const struct plan_input *input, const struct plan_step *step, struct arena *arena)
{
        if (words->count < 3)
                return "no words";
        if (count_questions(text) == 0 && !is_request(words, 0, words->count))
                return "no question";
        if (plan_was_asked(input, text, arena))
                return "a question that was asked";
        struct stems said = stems_of(words, arena);
        struct stems wanted = stems_of(chosen, arena);
        if (wanted.count > 0 && stems_share(&wanted, &said) == 0 &&
            !(step->question.is_follow_up && speaks_of_last(input, &said, arena)))
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
                .wrong = wrong_already(text, &words, &chosen, step,
                                       language == NULL ? "en" : language),
                .lacks = wrong_as_a_whole(text, &words, &chosen, input, step, arena),
                .has_mark = count_questions(text) > 0,
                .asks = count_questions(text) > 0 || is_request(&words, 0, words.count),
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
