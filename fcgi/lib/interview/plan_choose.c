#include "interview/plan_choose.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/plan_family.h"
#include "interview/word_lists.h"
#include "interview/words.h"

// What weighs how much in the choice. One step of difficulty is worth more than any relevance.
static const double DIFFICULTY_STEP = 12;
static const double SHARED_STEM = 1.5;
static const double SHARED_STEMS_MOST = 9;
static const double FAMILY_HIT = 8;
static const double FAMILY_MISS = -60; // whatever else speaks for it
static const double COMPETENCY_AGAIN = -6;
static const double CHANCE = 4;
// What the supervisor wants weighs more than difficulty and relevance, and less than the family.
static const double COMPETENCY_LEFT = -40;
static const double STEERED = 20;
static const double STEERED_MOST = 40;
// Of a question that must be plain: each word more than these.
static const size_t PLAIN_WORDS = 20;
static const double WORD_MORE = -2;

// Two questions that share this much of their words are the same to a candidate.
static const double ALIKE = 0.6;

// The role: in stems, and the job families it belongs to.
struct role {
        struct stems all; // title, description, focus areas
        struct stems resume;
        struct stems steer; // what a person wants to be asked about
        struct role_families families;
};

static struct stems
stems_of_text(const char *text, const char *language, struct arena *arena)
{
        struct words words = words_of(text, language, arena);
        return stems_of(&words, arena);
}

static struct role
role_of(const struct plan_input *input, struct arena *arena)
{
        const struct posting *posting = input->posting;
        const char *all = arena_print(arena, "%s\n%s", posting->title == NULL ? "" : posting->title,
                                      posting->description == NULL ? "" : posting->description);
        for (size_t i = 0; i < posting->focus_area_count; i++)
                all = arena_print(arena, "%s\n%s", all, posting->focus_areas[i]);
        return (struct role){
                .all = stems_of_text(all, "en", arena),
                .resume = stems_of_text(input->resume_text, "en", arena),
                .steer = stems_of_text(input->heed.steer, posting->language, arena),
                .families = plan_families_of(posting, arena),
        };
}

static bool
are_alike(const struct stems *a, const struct stems *b)
{
        double shared = stems_share(a, b) * (double)a->count;
        double all = (double)(a->count + b->count) - shared;
        return a->count > 0 && all > 0 && shared / all >= ALIKE;
}

// The stems of what was asked at each turn.
static const struct stems *
asked_of(const struct plan_input *input, struct arena *arena)
{
        struct stems *asked = arena_alloc(arena, input->turn_count, sizeof *asked);
        for (size_t i = 0; i < input->turn_count; i++)
                asked[i] = stems_of_text(input->turns[i].question.text, input->posting->language,
                                         arena);
        return asked;
}

static bool
was_asked(const struct plan_input *input, const struct stems *asked, const char *text,
          struct arena *arena)
{
        struct stems stems = stems_of_text(text, input->posting->language, arena);
        for (size_t i = 0; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.text, text) ||
                    are_alike(&stems, &asked[i]))
                        return true;
        }
        return false;
}

bool
plan_was_asked(const struct plan_input *input, const char *text, struct arena *arena)
{
        return was_asked(input, asked_of(input, arena), text, arena);
}

static bool
id_was_asked(const struct plan_input *input, const char *id)
{
        for (size_t i = 0; i < input->turn_count; i++) {
                if (text_equals(input->turns[i].question.id, id))
                        return true;
        }
        return false;
}

// FNV-1a over the id, mixed with the seed (splitmix64): the same interview always draws the same.
static double
chance_of(uint64_t seed, const char *id)
{
        uint64_t hash = 0xCBF29CE484222325u;
        for (const char *at = id; *at != '\0'; at++)
                hash = (hash ^ (unsigned char)*at) * 0x100000001B3u;
        hash ^= seed + 0x9E3779B97F4A7C15u;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
        hash ^= hash >> 31;
        return (double)(hash >> 11) / 9007199254740992.0;
}

static int
times_competency_asked(const struct plan_input *input, const char *competency)
{
        int times = 0;
        for (size_t i = 0; i < input->turn_count; i++) {
                const struct question *asked = &input->turns[i].question;
                times += !asked->is_follow_up && text_equals(asked->competency, competency) ? 1 : 0;
        }
        return times;
}

static struct stems
subject_of(const struct question *question, struct arena *arena)
{
        const char *text = question->text;
        for (size_t i = 0; i < question->expected_count; i++)
                text = arena_print(arena, "%s\n%s", text, question->expected[i]);
        return stems_of_text(arena_print(arena, "%s\n%s", text, question->competency),
                             question->language, arena);
}

const struct stems *
plan_subjects(const struct question *bank, size_t count, struct arena *arena)
{
        struct stems *subjects = arena_alloc(arena, count, sizeof *subjects);
        for (size_t i = 0; i < count; i++) {
                OWN(arena_done) struct arena scratch = {0};
                struct stems subject = subject_of(&bank[i], &scratch);
                const char **items = arena_alloc(arena, subject.count, sizeof *items);
                for (size_t k = 0; k < subject.count; k++)
                        items[k] = arena_text(arena, subject.items[k]);
                subjects[i] = (struct stems){items, subject.count};
        }
        return subjects;
}

// Whether the question itself speaks of all of it, not only what is expected of its answer.
static bool
is_about(const struct question *question, const struct stems *about, struct arena *arena)
{
        const char *text = arena_print(arena, "%s\n%s", question->text, question->competency);
        struct stems stems = stems_of_text(text, question->language, arena);
        return stems_share(about, &stems) >= 1;
}

static double
shared_worth(const struct stems *subject, const struct stems *with)
{
        return fmin(SHARED_STEMS_MOST,
                    SHARED_STEM * stems_share(subject, with) * (double)subject->count);
}

static double
words_more(const struct question *question)
{
        OWN(arena_done) struct arena scratch = {0};
        size_t count = words_of(question->text, question->language, &scratch).count;
        return count > PLAIN_WORDS ? (double)(count - PLAIN_WORDS) : 0;
}

static double
worth_of(const struct plan_input *input, const struct question *question,
         const struct stems *subject, struct plan_wanted wanted, const struct role *role)
{
        double worth = chance_of(input->seed, question->id) * CHANCE;
        worth -= DIFFICULTY_STEP * abs((int)question->difficulty - (int)wanted.difficulty);
        worth += shared_worth(subject, &role->all);
        worth += shared_worth(subject, &role->resume) / 3;
        worth += COMPETENCY_AGAIN * times_competency_asked(input, question->competency);
        if (input->heed.other_than != NULL &&
            text_equals(question->competency, input->heed.other_than))
                worth += COMPETENCY_LEFT;
        if (input->heed.is_plain)
                worth += WORD_MORE * words_more(question);
        worth += fmin(STEERED_MOST,
                      STEERED * stems_share(&role->steer, subject) * (double)role->steer.count);
        if (question->family != NULL)
                worth += plan_family_is_own(&role->families, question->family) ? FAMILY_HIT
                                                                               : FAMILY_MISS;
        return worth;
}

// Whether the role can be asked this at all: nobody in sales is asked about containers. What the
// posting names (`about`) may be a neighbour's subject. Of a role that belongs to no family, such
// questions are only worth less.
static bool
is_for_role(const struct role *role, const struct question *question, const char *about)
{
        if (question->family == NULL || role->families.most == 0)
                return true;
        return about != NULL ? plan_family_is_near(&role->families, question->family)
                             : plan_family_is_own(&role->families, question->family);
}

// The language of the questions to choose from: the posting's, or, where the bank has none of it,
// that of the bank. A question in English is better than no interview.
static const char *
bank_language(const struct plan_input *input)
{
        for (size_t i = 0; i < input->bank_count; i++) {
                if (language_is(input->posting->language, input->bank[i].language))
                        return input->bank[i].language;
        }
        return input->bank_count == 0 ? NULL : input->bank[0].language;
}

const struct question *
plan_choose(const struct plan_input *input, struct plan_wanted wanted, const char *about,
            struct arena *arena)
{
        struct role role = role_of(input, arena);
        struct stems about_stems = stems_of_text(about, input->posting->language, arena);
        const char *language = bank_language(input);
        const struct stems *asked = asked_of(input, arena);
        const struct question *best = NULL;
        double most = 0;
        for (size_t i = 0; i < input->bank_count; i++) {
                const struct question *question = &input->bank[i];
                if (!text_equals(question->kind, INTERVIEW_TYPE_NAMES[wanted.kind]) ||
                    !text_equals(question->language, language) ||
                    !is_for_role(&role, question, about) || id_was_asked(input, question->id))
                        continue;
                // The bank is long: what was needed for one question goes before the next.
                OWN(arena_done) struct arena scratch = {0};
                struct stems subject = input->bank_subjects != NULL
                                               ? input->bank_subjects[i]
                                               : subject_of(question, &scratch);
                if (about != NULL && !is_about(question, &about_stems, &scratch))
                        continue;
                double worth = worth_of(input, question, &subject, wanted, &role);
                if ((best == NULL || worth > most) &&
                    !was_asked(input, asked, question->text, &scratch)) {
                        best = question;
                        most = worth;
                }
        }
        return best;
}
