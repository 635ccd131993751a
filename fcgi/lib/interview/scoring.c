#include "interview/scoring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"

// The whole of a criterion's points.
static const double FULL_SCORE = 10;

// Kinds of questions that are no interview types.
static const char *const KIND_OPENING = "opening";

double
score_rounded(double score)
{
        // Sums of thirds and tenths come out a hair below the half that they mean.
        return isnan(score) ? score : floor(score * 10 + 0.5 + 1e-9) / 10;
}

bool
scoring_asks(const char *kind, enum interview_type type, enum dimension dimension)
{
        bool is_opening = kind != NULL && strcmp(kind, KIND_OPENING) == 0;
        if (kind != NULL && !is_opening) {
                int named = interview_type_from_name(kind);
                if (named < 0)
                        return false;
                type = (enum interview_type)named;
        }
        if (dimension == DIMENSION_CLARITY || dimension == DIMENSION_CONFIDENCE)
                return true;
        if (is_opening)
                return dimension == DIMENSION_BEHAVIORAL;
        if (type == INTERVIEW_MIXED)
                return true;
        bool is_technical = type == INTERVIEW_TECHNICAL || type == INTERVIEW_SYSTEM_DESIGN;
        return dimension == (is_technical ? DIMENSION_TECHNICAL : DIMENSION_BEHAVIORAL);
}

// What must be shown for an overall score; DIMENSION_COUNT for nothing in particular.
static enum dimension
main_dimension(const char *kind, enum interview_type type)
{
        bool technical = scoring_asks(kind, type, DIMENSION_TECHNICAL);
        bool behavioral = scoring_asks(kind, type, DIMENSION_BEHAVIORAL);
        if (technical == behavioral || (kind != NULL && strcmp(kind, KIND_OPENING) == 0))
                return DIMENSION_COUNT;
        return technical ? DIMENSION_TECHNICAL : DIMENSION_BEHAVIORAL;
}

static bool
has_dimension(const struct rubric *rubric, enum dimension dimension)
{
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                if (rubric->criteria[i].dimension == dimension)
                        return true;
        }
        return false;
}

// One criterion in one answer, from 0 to 10; NAN without evidence. `turn` 0 takes all evidence.
static double
criterion_score(const struct criterion *criterion, int turn, const struct evidence *evidence,
                size_t count)
{
        double all = 0;
        double shown = 0;
        for (size_t i = 0; i < criterion->indicator_count; i++) {
                const struct indicator *indicator = &criterion->indicators[i];
                all += indicator->points;
                for (size_t k = 0; k < count; k++) {
                        if ((turn == 0 || evidence[k].turn == turn) &&
                            strcmp(evidence[k].criterion, criterion->key) == 0 &&
                            strcmp(evidence[k].indicator, indicator->key) == 0) {
                                shown += indicator->points;
                                break;
                        }
                }
        }
        return shown > 0 ? fmin(FULL_SCORE, FULL_SCORE * shown / all) : NAN;
}

// The weighted mean of the criteria that have a score; of one dimension, or of all with
// DIMENSION_COUNT.
static double
weighted_mean(const struct rubric *rubric, const double *criterion_scores, enum dimension dimension)
{
        double sum = 0;
        double weights = 0;
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                const struct criterion *criterion = &rubric->criteria[i];
                if (isnan(criterion_scores[i]) ||
                    (dimension != DIMENSION_COUNT && criterion->dimension != dimension))
                        continue;
                sum += criterion->weight * criterion_scores[i];
                weights += criterion->weight;
        }
        return weights > 0 ? sum / weights : NAN;
}

static struct scores
scores_from(const struct rubric *rubric, const double *criterion_scores, enum dimension needed)
{
        struct scores scores = {.overall = NAN};
        for (int i = 0; i < DIMENSION_COUNT; i++)
                scores.dimension[i] =
                        score_rounded(weighted_mean(rubric, criterion_scores, (enum dimension)i));
        bool lacks_main = needed != DIMENSION_COUNT && has_dimension(rubric, needed) &&
                          isnan(scores.dimension[needed]);
        if (!lacks_main)
                scores.overall =
                        score_rounded(weighted_mean(rubric, criterion_scores, DIMENSION_COUNT));
        return scores;
}

// More criteria than any rubric has (model/rubric.c reads 20).
enum { CRITERIA_MOST = 64 };

struct scores
scores_of(const struct rubric *rubric, const char *kind, enum interview_type type,
          const struct evidence *evidence, size_t count, double *criterion_scores)
{
        double own[CRITERIA_MOST];
        double *scores = criterion_scores != NULL ? criterion_scores : own;
        struct rubric known = *rubric;
        if (known.criterion_count > CRITERIA_MOST)
                known.criterion_count = CRITERIA_MOST;
        for (size_t i = 0; i < known.criterion_count; i++)
                scores[i] = criterion_score(&known.criteria[i], 0, evidence, count);
        struct scores result = scores_from(&known, scores, main_dimension(kind, type));
        for (size_t i = 0; criterion_scores != NULL && i < known.criterion_count; i++)
                criterion_scores[i] = score_rounded(criterion_scores[i]);
        return result;
}

static int
compare_falling(const void *a, const void *b)
{
        double first = *(const double *)a;
        double second = *(const double *)b;
        return first > second ? -1 : first < second;
}

// The mean of the better half of the answers that asked for the criterion; `per_turn` has its score
// in each of them. The turn at `left_out` is not there.
static double
better_half(const struct criterion *criterion, enum interview_type type,
            const struct scored_turn *turns, size_t turn_count, const double *per_turn,
            size_t left_out, double *room)
{
        size_t asked = 0;
        size_t shown = 0;
        for (size_t i = 0; i < turn_count; i++) {
                if (i == left_out)
                        continue;
                asked += scoring_asks(turns[i].kind, type, criterion->dimension) ? 1 : 0;
                if (!isnan(per_turn[i]))
                        room[shown++] = per_turn[i];
        }
        if (shown == 0)
                return NAN;
        qsort(room, shown, sizeof *room, compare_falling);
        size_t half = asked == 0 ? 1 : (asked + 1) / 2;
        double sum = 0;
        for (size_t i = 0; i < half && i < shown; i++)
                sum += room[i];
        return sum / (double)half;
}

static void
score_criterion(struct criterion_score *result, enum interview_type type,
                const struct scored_turn *turns, size_t turn_count, const struct evidence *evidence,
                size_t count, double *per_turn, double *room)
{
        const struct criterion *criterion = result->criterion;
        for (size_t i = 0; i < turn_count; i++) {
                per_turn[i] = criterion_score(criterion, turns[i].turn, evidence, count);
                result->answers_shown += isnan(per_turn[i]) ? 0 : 1;
                result->answers_asked +=
                        scoring_asks(turns[i].kind, type, criterion->dimension) ? 1 : 0;
        }
        result->score = better_half(criterion, type, turns, turn_count, per_turn, turn_count, room);
        result->lowest = NAN;
        result->highest = NAN;
        for (size_t i = 0; i < turn_count && turn_count >= 2 && !isnan(result->score); i++) {
                double without = better_half(criterion, type, turns, turn_count, per_turn, i, room);
                // Without the only answer that showed it there is nothing: the interval reaches
                // down.
                without = isnan(without) ? 0 : without;
                result->lowest = fmin(isnan(result->lowest) ? without : result->lowest, without);
                result->highest = fmax(isnan(result->highest) ? without : result->highest, without);
        }
}

struct scores
scores_of_interview(const struct rubric *rubric, enum interview_type type,
                    const struct scored_turn *turns, size_t turn_count,
                    const struct evidence *evidence, size_t count, struct arena *arena,
                    struct criterion_score *criteria_out)
{
        double *raw = arena_alloc(arena, rubric->criterion_count, sizeof *raw);
        double *per_turn = arena_alloc(arena, turn_count, sizeof *per_turn);
        double *room = arena_alloc(arena, turn_count, sizeof *room);
        for (size_t i = 0; i < rubric->criterion_count; i++) {
                struct criterion_score *result = &criteria_out[i];
                *result = (struct criterion_score){.criterion = &rubric->criteria[i]};
                score_criterion(result, type, turns, turn_count, evidence, count, per_turn, room);
                raw[i] = result->score;
                result->score = score_rounded(result->score);
                result->lowest = score_rounded(result->lowest);
                result->highest = score_rounded(result->highest);
        }
        return scores_from(rubric, raw, main_dimension(NULL, type));
}

const char *
level_text(const struct criterion *criterion, double score)
{
        const char *text = NULL;
        for (size_t i = 0; !isnan(score) && i < criterion->level_count; i++) {
                if (score >= criterion->levels[i].from)
                        text = criterion->levels[i].text;
        }
        return text;
}

const char *
level_word(double score)
{
        static const struct {
                double from;
                const char *word;
        } WORDS[] = {{8, "Exceeds"}, {5.5, "Meets"}, {3, "Partly"}, {0, "Below"}};
        for (size_t i = 0; !isnan(score) && i < COUNT_OF(WORDS); i++) {
                if (score >= WORDS[i].from)
                        return WORDS[i].word;
        }
        return "Not shown";
}
