#include "interview/evidence_points.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "interview/answer_doubts.h"
#include "interview/evidence_coverage.h"
#include "interview/evidence_story.h"
#include "interview/word_lists.h"

static const size_t WINDOW_CLAUSES = 3;    // a point is made in clauses beside each other
static const double LONG_POINT_WEIGHT = 6; // longer ones may be spread over the answer

// How the share of a point's words that were said becomes the share of the point that was made.
struct reading {
        double full_least; // this share makes it wholly; much of a short point,
        double full_more;  // less of a long one, for there are many ways to say much
        double chance;     // less is chance
        double bend;       // below 1: the first half counts for more than the second
};

static const struct reading ONE_OF_SEVERAL = {
        .full_least = 0.4, .full_more = 0.2, .chance = 0.05, .bend = 0.9};
static const struct reading WHOLE_ANSWER = {
        .full_least = 0.5, .full_more = 0.8, .chance = 0.03, .bend = 0.42};
static const double FULL_MOST = 0.85;
static const double RARE_ENOUGH = 0.2;   // one word that tells this much must be there
static const double SWAPPED = 0.3;       // what is left of a point that was said of the wrong thing
static const double DENIED_LEAST = 0.12; // a smaller part that is denied is a manner of speaking;
static const double DENIED = 4;          // a larger one takes more than its own share away
static const double DENIED_MOST = 0.8;
// With this share of several points nothing is missing.
static const double SEVERAL_FULL = 0.85;
static const double SEVERAL_BEND = 0.8;

static double
credit(const struct coverage *coverage, double weight, const struct reading *reading)
{
        double full = fmin(FULL_MOST, reading->full_least + reading->full_more / (weight + 1));
        double over = (coverage->share - reading->chance) / (full - reading->chance);
        if (over <= 0 || coverage->rarest < fmin(RARE_ENOUGH, 0.6 * weight))
                return 0;
        double denied = fmax(0, coverage->denied - DENIED_LEAST);
        double kept = 1 - fmin(DENIED_MOST, DENIED * denied);
        return pow(fmin(1, over), reading->bend) * (coverage->is_swapped ? SWAPPED : kept);
}

struct rank {
        size_t clause;
        double gain;
};

static int
compare_ranks(const void *a, const void *b)
{
        const struct rank *first = a;
        const struct rank *second = b;
        if (first->gain < second->gain || first->gain > second->gain)
                return first->gain > second->gain ? -1 : 1;
        return first->clause < second->clause ? -1 : 1;
}

static void
rank_clauses(struct points *points, const double *gains, size_t clauses, struct arena *arena)
{
        struct rank *ranks = arena_alloc(arena, clauses, sizeof *ranks);
        size_t *ranked = arena_alloc(arena, clauses, sizeof *ranked);
        double *totals = arena_alloc(arena, clauses, sizeof *totals);
        size_t count = 0;
        double sum = 0;
        double running = 0;
        for (size_t i = 0; i < clauses; i++) {
                if (gains[i] > 0)
                        ranks[count++] = (struct rank){.clause = i, .gain = gains[i]};
                sum += gains[i];
        }
        if (count > 1)
                qsort(ranks, count, sizeof *ranks, compare_ranks);
        for (size_t i = 0; i < count; i++) {
                running += ranks[i].gain;
                ranked[i] = ranks[i].clause;
                totals[i] = points->share * running / sum;
        }
        points->ranked = ranked;
        points->totals = totals;
        points->ranked_count = count;
}

// How far a part of a story was told; NAN where the point asks for none.
static double
count_story(const char *point, struct rule_finder finder, const struct answer *answer,
            double *gains, struct arena *arena)
{
        const char *keys[STORY_KEYS_MOST];
        size_t count = story_keys(point, keys, arena);
        size_t found = 0;
        // A story is about something: one that names nothing of work could be about anything.
        bool is_real = words_are_of_work(&answer->words, &answer->question);
        for (size_t i = 0; i < count && is_real; i++) {
                const struct clause *clause = finder.find(finder.context, keys[i]);
                if (clause == NULL)
                        continue;
                found++;
                gains[clause - answer->clauses] += 1.0 / (double)count;
        }
        return count == 0 ? NAN : (double)found / (double)count;
}

// What is the same for all expected points.
struct expectation {
        const struct answer *answer;
        const struct said *said;
        struct rule_finder finder;
        bool is_only; // the only point of its question
        double *gains;
};

static double
count_point(const struct expectation *expectation, const char *text, const struct point *point,
            struct arena *arena)
{
        const struct answer *answer = expectation->answer;
        bool is_spread = expectation->is_only || point->weight >= LONG_POINT_WEIGHT;
        if (!expectation->is_only) {
                double told =
                        count_story(text, expectation->finder, answer, expectation->gains, arena);
                if (!isnan(told))
                        return told;
        }
        struct coverage coverage = coverage_of(
                point, expectation->said, is_spread ? answer->clause_count : WINDOW_CLAUSES, arena);
        double made = credit(&coverage, point->weight,
                             expectation->is_only ? &WHOLE_ANSWER : &ONE_OF_SEVERAL);
        for (size_t k = 0; k < answer->clause_count && made > 0; k++)
                expectation->gains[k] += coverage.gains[k] / point->weight;
        return made;
}

// A clause makes a point, and the whole of them one more: a breath in which all points seem to
// stand is made of their words and not of sense.
static double
most_points(const struct answer *answer, const double *gains)
{
        double most = 1;
        for (size_t i = 0; i < answer->clause_count; i++)
                most += gains[i] > 0 ? 1 : 0;
        return most;
}

static void
count_expected(struct points *points, const struct answer *answer,
               const struct evidence_input *input, struct rule_finder finder, struct arena *arena)
{
        const struct question *question = input->question;
        struct words asked = words_of(question->text, answer->language, arena);
        struct abbreviations abbreviations = abbreviations_of(input->role_text, arena);
        struct said said = said_by(answer, &asked, &abbreviations, arena);
        struct expectation expectation = {
                .answer = answer,
                .said = &said,
                .finder = finder,
                .is_only = question->expected_count == 1,
                .gains = arena_alloc(arena, answer->clause_count, sizeof *expectation.gains),
        };
        double sum = 0;
        size_t counted = 0;
        const struct point *expected = points_from(question->expected, question->expected_count,
                                                   &said, &abbreviations, arena);
        for (size_t i = 0; i < question->expected_count; i++) {
                if (expected[i].weight <= 0)
                        continue;
                sum += count_point(&expectation, question->expected[i], &expected[i], arena);
                counted++;
        }
        if (counted > 1)
                sum = fmin(sum, most_points(answer, expectation.gains));
        points->share = counted == 0 ? 0 : sum / (double)counted;
        if (counted > 1)
                points->share = pow(fmin(1, points->share / SEVERAL_FULL), SEVERAL_BEND);
        rank_clauses(points, expectation.gains, answer->clause_count, arena);
}

// Stems of questions that say how to answer, not about what. Sorted.
static const char *const ASKING_STEMS[] = {
        "answer", "approach", "briefli",  "day",    "describ", "detail", "differ",
        "exampl", "explain",  "question", "recent", "situat",  "start",  "step",
        "talk",   "time",     "walk",     "work",   "year",
};

static struct stems
without(const struct stems *stems, const struct stems *taken, struct arena *arena)
{
        const char **kept = arena_alloc(arena, stems->count, sizeof *kept);
        size_t count = 0;
        for (size_t i = 0; i < stems->count; i++) {
                if (!stems_has(taken, stems->items[i]))
                        kept[count++] = stems->items[i];
        }
        return (struct stems){.items = kept, .count = count};
}

// The stems of each clause that can earn something; empty for the others.
static struct stems *
stems_by_clause(const struct answer *answer, struct arena *arena)
{
        struct stems *stems = arena_alloc(arena, answer->clause_count, sizeof *stems);
        for (size_t i = 0; i < answer->clause_count; i++) {
                const struct clause *clause = &answer->clauses[i];
                if (clause->is_usable)
                        stems[i] = stems_in(&answer->words, clause->from, clause->to, arena);
        }
        return stems;
}

static bool
uses_term(const struct stems *terms, size_t term_count, const struct stems *said)
{
        for (size_t i = 0; i < term_count; i++) {
                if (terms[i].count > 0 && stems_share(&terms[i], said) >= 1)
                        return true;
        }
        return false;
}

static bool
speaks_about(const struct stems *said, const struct stems *question)
{
        for (size_t i = 0; i < said->count; i++) {
                if (stems_has(question, said->items[i]) &&
                    !word_list_has(ASKING_STEMS, COUNT_OF(ASKING_STEMS), said->items[i]))
                        return true;
        }
        return false;
}

static void
count_statements(struct points *points, const struct answer *answer,
                 const struct evidence_input *input, const struct stems *said, struct arena *arena)
{
        double *gains = arena_alloc(arena, answer->clause_count, sizeof *gains);
        size_t statements = 0;
        struct stems *terms = arena_alloc(arena, input->role_term_count, sizeof *terms);
        for (size_t i = 0; i < input->role_term_count; i++) {
                struct words words = words_of(input->role_terms[i], "en", arena);
                terms[i] = stems_of(&words, arena);
        }
        for (size_t i = 0; i < answer->clause_count; i++) {
                struct stems own = without(&said[i], &answer->question, arena);
                if (own.count < 3 || !(speaks_about(&said[i], &answer->question) ||
                                       uses_term(terms, input->role_term_count, &said[i])))
                        continue;
                gains[i] = (double)own.count;
                statements++;
        }
        points->share = statements >= 5 ? 1 : (double)statements / 5;
        rank_clauses(points, gains, answer->clause_count, arena);
}

struct points
points_of(const struct answer *answer, const struct evidence_input *input,
          struct rule_finder finder, struct arena *arena)
{
        const struct question *question = input->question;
        struct points points = {.has_expected = question != NULL && question->expected_count > 0};
        const struct stems *said = stems_by_clause(answer, arena);
        if (points.has_expected)
                count_expected(&points, answer, input, finder, arena);
        else
                count_statements(&points, answer, input, said, arena);
        for (size_t i = 0; i < answer->clause_count && points.subject == NULL; i++) {
                struct stems own = without(&said[i], &answer->question, arena);
                if (own.count >= 2 && speaks_about(&said[i], &answer->question))
                        points.subject = &answer->clauses[i];
        }
        if (points.subject == NULL && points.ranked_count > 0 && points.share >= 0.2)
                points.subject = &answer->clauses[points.ranked[0]];
        if (points.has_expected && points.share <= 0)
                points.subject = NULL;
        return points;
}

const struct clause *
points_made(const struct answer *answer, const struct points *points, double share)
{
        // Shares come as sums of fractions: a hair below is not less.
        const double hair = 1e-9;
        if (points->share + hair < share || points->ranked_count == 0)
                return NULL;
        size_t rank = 0;
        while (rank + 1 < points->ranked_count && points->totals[rank] + hair < share)
                rank++;
        return &answer->clauses[points->ranked[rank]];
}
