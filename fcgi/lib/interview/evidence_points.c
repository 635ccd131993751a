#include "interview/evidence_points.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "interview/word_lists.h"

static const double MADE_FULLY = 0.6; // this share of a point's stems makes it
static const double ONLY_MADE_FULLY =
        0.75; // the only point is the whole answer: more of it is needed
static const double ONLY_MADE_LEAST = 0.2; // and less of it counts
static const double MADE_LEAST = 0.3;      // less is chance
static const size_t WINDOW_CLAUSES = 3;    // a point is made in clauses beside each other
static const size_t LONG_POINT_STEMS = 7;  // longer ones may be spread over the answer
static const size_t STEM_START = 4;        // stems that begin alike are taken for the same

// Stems of questions that say how to answer, not about what. Sorted.
static const char *const ASKING_STEMS[] = {
        "answer", "approach", "briefli",  "day",    "describ", "detail", "differ",
        "exampl", "explain",  "question", "recent", "situat",  "start",  "step",
        "talk",   "time",     "walk",     "work",   "year",
};

// What stemming leaves on one of two words of a family ("reuse", "reusable"). Sorted.
static const char *const ENDINGS[] = {"abil", "abl", "al",  "at", "er",   "ful",  "ibl",
                                      "ic",   "ing", "ion", "iv", "less", "ment", "or"};

static bool
is_same_stem(const char *a, const char *b)
{
        size_t length_a = strlen(a);
        size_t length_b = strlen(b);
        const char *longer = length_a > length_b ? a : b;
        size_t shorter = length_a < length_b ? length_a : length_b;
        if (length_a == length_b || shorter < STEM_START || strncmp(a, b, shorter) != 0)
                return strcmp(a, b) == 0;
        return shorter > STEM_START || word_list_has(ENDINGS, COUNT_OF(ENDINGS), longer + shorter);
}

static bool
has_like(const struct stems *stems, const char *stem)
{
        if (stems_has(stems, stem))
                return true;
        for (size_t i = 0; i < stems->count; i++) {
                if (is_same_stem(stems->items[i], stem))
                        return true;
        }
        return false;
}

static size_t
shared(const struct stems *wanted, const struct stems *said)
{
        size_t count = 0;
        for (size_t i = 0; i < wanted->count; i++)
                count += has_like(said, wanted->items[i]) ? 1 : 0;
        return count;
}

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

// The largest share of the point's stems that stands in clauses beside each other; of a long point,
// in the whole answer.
static double
made(const struct stems *point, const struct stems *said, size_t clauses)
{
        size_t window = point->count >= LONG_POINT_STEMS ? clauses : WINDOW_CLAUSES;
        double best = 0;
        for (size_t from = 0; from < clauses; from++) {
                size_t found = 0;
                for (size_t i = 0; i < point->count; i++) {
                        bool is_said = false;
                        for (size_t k = from; k < clauses && k < from + window && !is_said; k++)
                                is_said = has_like(&said[k], point->items[i]);
                        found += is_said ? 1 : 0;
                }
                double share = (double)found / (double)point->count;
                best = share > best ? share : best;
                if (window == clauses)
                        break;
        }
        return best;
}

// The share of a point's stems as the share of the point.
static double
credit(double share, bool is_only)
{
        double full = is_only ? ONLY_MADE_FULLY : MADE_FULLY;
        if (share < (is_only ? ONLY_MADE_LEAST : MADE_LEAST))
                return 0;
        return share >= full ? 1 : share / full;
}

struct rank {
        size_t clause;
        size_t hits;
};

static int
compare_ranks(const void *a, const void *b)
{
        const struct rank *first = a;
        const struct rank *second = b;
        if (first->hits != second->hits)
                return first->hits > second->hits ? -1 : 1;
        return first->clause < second->clause ? -1 : 1;
}

static void
rank_clauses(struct points *points, const size_t *hits, size_t clauses, struct arena *arena)
{
        struct rank *ranks = arena_alloc(arena, clauses, sizeof *ranks);
        size_t *ranked = arena_alloc(arena, clauses, sizeof *ranked);
        size_t count = 0;
        for (size_t i = 0; i < clauses; i++) {
                if (hits[i] > 0)
                        ranks[count++] = (struct rank){.clause = i, .hits = hits[i]};
        }
        if (count > 1)
                qsort(ranks, count, sizeof *ranks, compare_ranks);
        for (size_t i = 0; i < count; i++)
                ranked[i] = ranks[i].clause;
        points->ranked = ranked;
        points->ranked_count = count;
}

static void
count_expected(struct points *points, const struct answer *answer, const struct question *question,
               const struct stems *said, struct arena *arena)
{
        size_t *hits = arena_alloc(arena, answer->clause_count, sizeof *hits);
        double sum = 0;
        size_t counted = 0;
        for (size_t i = 0; i < question->expected_count; i++) {
                struct words words = words_of(question->expected[i], answer->language, arena);
                struct stems all = stems_of(&words, arena);
                struct stems point = without(&all, &answer->question, arena);
                if (point.count == 0)
                        point = all;
                if (point.count == 0)
                        continue;
                counted++;
                sum += credit(made(&point, said, answer->clause_count),
                              question->expected_count == 1);
                for (size_t k = 0; k < answer->clause_count; k++)
                        hits[k] += shared(&point, &said[k]);
        }
        points->share = counted == 0 ? 0 : sum / (double)counted;
        rank_clauses(points, hits, answer->clause_count, arena);
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
        size_t *hits = arena_alloc(arena, answer->clause_count, sizeof *hits);
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
                hits[i] = own.count;
                statements++;
        }
        points->share = statements >= 5 ? 1 : (double)statements / 5;
        rank_clauses(points, hits, answer->clause_count, arena);
}

struct points
points_of(const struct answer *answer, const struct evidence_input *input, struct arena *arena)
{
        struct points points = {0};
        const struct question *question = input->question;
        const struct stems *said = stems_by_clause(answer, arena);
        if (question != NULL && question->expected_count > 0)
                count_expected(&points, answer, question, said, arena);
        else
                count_statements(&points, answer, input, said, arena);
        for (size_t i = 0; i < answer->clause_count && points.subject == NULL; i++) {
                struct stems own = without(&said[i], &answer->question, arena);
                if (own.count >= 2 && speaks_about(&said[i], &answer->question))
                        points.subject = &answer->clauses[i];
        }
        if (points.subject == NULL && points.ranked_count > 0 && points.share >= 0.2)
                points.subject = &answer->clauses[points.ranked[0]];
        return points;
}

const struct clause *
points_made(const struct answer *answer, const struct points *points, double share)
{
        // Shares come as sums of fractions: a hair below is not less.
        if (points->share + 1e-9 < share || points->ranked_count == 0)
                return NULL;
        size_t rank = (size_t)(share * 5 + 0.5);
        rank = rank > 0 ? rank - 1 : 0;
        if (rank >= points->ranked_count)
                rank = points->ranked_count - 1;
        return &answer->clauses[points->ranked[rank]];
}
