#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan.h"
#include "interview/words.h"
#include "model/transcript.h"

const char *const PLAN_USABILITY_NAMES[PLAN_USABILITY_COUNT] = {
        [PLAN_USABLE] = "usable",
        [PLAN_SILENCE] = "silence",
        [PLAN_TOO_SHORT] = "too_short",
        [PLAN_UNCLEAR] = "unclear",
};

// Less sound than a spoken "yes" with its breath is none.
static const int SPEECH_LEAST_MS = 400;
// Nobody takes longer for one word; where a recogniser heard one, it missed the rest.
static const int ONE_WORD_MS = 4000;
// Below this a recogniser of a few words was guessing.
static const double GUESS_CONFIDENCE = 0.25;
static const size_t FEW_WORDS = 6;
// A slow speaker says a word in three seconds at least now and then.
static const int MS_PER_WORD_MOST = 6000;

// Sounds that are no word of an answer.
static size_t
count_real_words(const struct words *words)
{
        static const char *const SOUNDS[] = {"um", "uh", "uhm", "erm", "er", "hmm", "hm", "mm",
                                             "ah", "oh", "äh",  "ähm", "eh", "em",  "mhm"};
        size_t count = words->count;
        for (size_t i = 0; i < words->count; i++) {
                for (size_t k = 0; k < COUNT_OF(SOUNDS); k++) {
                        if (strcmp(words->items[i].folded, SOUNDS[k]) == 0)
                                count--;
                }
        }
        return count;
}

static double
confidence_of(const struct transcript *transcript)
{
        double sum = 0;
        size_t known = 0;
        for (size_t i = 0; i < transcript->word_count; i++) {
                if (transcript->words[i].confidence >= 0) {
                        sum += transcript->words[i].confidence;
                        known++;
                }
        }
        return known > 0 ? sum / (double)known : transcript->confidence;
}

enum plan_usability
plan_usability(const struct transcript *transcript, int duration_ms, int speech_ms)
{
        struct arena arena = {0};
        struct words words = words_of(transcript->text, NULL, &arena);
        size_t all = words.count;
        size_t real = count_real_words(&words);
        arena_done(&arena);
        if (text_equals(transcript->provider, "typed"))
                return all > 0 ? PLAN_USABLE : PLAN_TOO_SHORT;
        if (speech_ms > duration_ms)
                speech_ms = duration_ms;
        if (speech_ms < SPEECH_LEAST_MS)
                return PLAN_SILENCE;
        if (real == 0)
                return speech_ms < 1500 ? PLAN_TOO_SHORT : PLAN_UNCLEAR;
        if (real == 1 && speech_ms > ONE_WORD_MS)
                return PLAN_UNCLEAR;
        if (real < FEW_WORDS && speech_ms / (int)real > MS_PER_WORD_MOST)
                return PLAN_UNCLEAR;
        double confidence = confidence_of(transcript);
        if (real < FEW_WORDS && confidence >= 0 && confidence < GUESS_CONFIDENCE)
                return PLAN_UNCLEAR;
        return PLAN_USABLE;
}
