#include "interview/plan_probe.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer.h"
#include "interview/evidence.h"
#include "interview/evidence_rules.h"
#include "interview/plan_act.h"

// An answer of fewer words is short for a spoken one (some 15 seconds).
static const size_t SHORT_WORDS = 35;
// One of more words needs no probe for detail, whatever it was about.
static const size_t LONG_WORDS = 110;
// From this score on an answer is left alone, below the other it is probed.
static const double GOOD_SCORE = 6.5;
static const double THIN_SCORE = 4;

// Whether a rule's phrases stand anywhere in the answer.
static bool
says(const struct words *words, const char *rule_key)
{
        const struct rule *rule = rule_for(rule_key);
        for (const char *const *phrase = rule->phrases; phrase != NULL && *phrase != NULL;
             phrase++) {
                if (words_find(words, 0, *phrase) != SIZE_MAX)
                        return true;
        }
        return false;
}

// Whether the speaker tells what "I" did: "I" followed within three words by a deed.
static bool
tells_own_deed(const struct words *words)
{
        for (size_t i = 0; i < words->count; i++) {
                if (strcmp(words->items[i].folded, "i") != 0 &&
                    strcmp(words->items[i].folded, "ive") != 0)
                        continue;
                for (size_t k = i + 1; k < words->count && k <= i + 3; k++) {
                        if (word_is_deed(words->items[k].folded))
                                return true;
                }
        }
        return false;
}

static bool
has_figure(const struct words *words)
{
        for (size_t i = 0; i < words->count; i++) {
                if (words->items[i].is_figure)
                        return true;
        }
        return false;
}

static void
add(struct lacks *lacks, bool is_lacking, const char *what)
{
        if (is_lacking && lacks->count < (int)COUNT_OF(lacks->items))
                lacks->items[lacks->count++] = what;
}

// Where the language's phrases are not known only the length tells: a short answer leaves something
// of everything out.
static void
add_to_short_answer(struct lacks *lacks, bool is_short, bool has_figure)
{
        static const char *const ANYTHING[] = {"detail",   "result", "example",
                                               "own_part", "action", "reason"};
        for (size_t i = 0; i < COUNT_OF(ANYTHING); i++)
                add(lacks, is_short, ANYTHING[i]);
        add(lacks, is_short && !has_figure, "measure");
}

struct lacks
plan_lacks(const struct plan_turn *turn, const char *language, struct arena *arena)
{
        struct lacks lacks = {0};
        struct words words = words_of(turn->transcript, language, arena);
        bool is_short = words.count < SHORT_WORDS;
        bool is_scored = !isnan(turn->overall);
        if (words.count == 0 || turn->status != PLAN_ANSWERED || evidence_is_shrug(&words) ||
            plan_listen(turn->transcript, arena).act != PLAN_ACT_NONE)
                return lacks;
        if (words.count >= LONG_WORDS && !(is_scored && turn->overall < THIN_SCORE))
                return lacks;
        if (!is_short && is_scored && turn->overall >= GOOD_SCORE)
                return lacks;
        if (!evidence_knows(language)) {
                add_to_short_answer(&lacks, is_short, has_figure(&words));
                return lacks;
        }
        bool is_story = text_equals(turn->question.kind, "behavioral") ||
                        text_equals(turn->question.kind, "cultural_fit");
        bool is_weak = is_scored && turn->overall < THIN_SCORE;
        if (is_story) {
                add(&lacks, !tells_own_deed(&words), "own_part");
                add(&lacks, !tells_own_deed(&words), "action");
                add(&lacks, !says(&words, "result"), "result");
                add(&lacks, is_short, "detail");
                add(&lacks, is_short || is_weak, "example");
                add(&lacks, (is_short || is_weak) && !has_figure(&words), "measure");
                add(&lacks, (is_short || is_weak) && !says(&words, "reason"), "reason");
                return lacks;
        }
        if (!is_short && !is_weak)
                return lacks;
        add(&lacks, !says(&words, "reason"), "reason");
        add(&lacks, !says(&words, "example"), "example");
        add(&lacks, true, "detail");
        add(&lacks, !says(&words, "check"), "measure");
        add(&lacks, !tells_own_deed(&words), "action");
        add(&lacks, !tells_own_deed(&words), "own_part");
        add(&lacks, !says(&words, "result"), "result");
        return lacks;
}
