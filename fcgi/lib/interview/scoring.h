// Scores: pure functions of the rubric and of verified evidence. Nothing else moves them.
//
// One answer. An indicator counts once, however often it was shown. A criterion's score is
// 10 * points shown / points of all its indicators, at most 10; a criterion without evidence has
// none (null, not low). A dimension is the mean of its criteria that have a score, weighted; the
// overall score is the weighted mean of all criteria that have one.
//
// One interview. A criterion's score is the mean over the better half of the answers that asked for
// it: with n scored answers whose question asks for the criterion's dimension (see scoring_asks),
// the best ceil(n / 2) of its scores per answer are added, an answer without evidence as 0, and
// divided by that number (at least 1). So a long answer or one more answer cannot lower it, saying
// a thing twice does not raise it, and a single lucky answer among ten does not carry it.
// Dimensions and the overall score follow from the criteria as above.
//
// Where the main dimension (technical for technical and system_design, behavioral for behavioral
// and cultural_fit) has a criterion in the rubric and was asked for, but nothing was shown of it,
// the overall score is null: style without substance is not scored.
//
// Scores are rounded half up to one decimal once, at the end of each: dimensions and the overall
// score are computed from criteria that are not rounded.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/evaluation.h"
#include "model/question.h"
#include "model/rubric.h"

// Whether a question of this kind ("technical", "opening", ...; NULL for a question set's) asks for
// the dimension: clarity and confidence with every kind but closing; technical where the kind is
// technical or system_design; behavioral where it is behavioral, cultural_fit or opening; a closing
// question or an unknown kind asks for nothing; NULL asks for what `type` asks for (mixed:
// everything).
bool
scoring_asks(const char *kind, enum interview_type type, enum dimension dimension);

// The scores of one answer. `criterion_scores` is NULL or has room for one score for each criterion
// of the rubric, rounded, NAN where there is none.
struct scores
scores_of(const struct rubric *rubric, const char *kind, enum interview_type type,
          const struct evidence *evidence, size_t count, double *criterion_scores);

// An answer that was evaluated (skipped and failed turns, and those without an evaluation, are
// none).
struct scored_turn {
        int turn;
        const char *kind;
};

struct criterion_score {
        const struct criterion *criterion;
        double score;      // NAN where nothing was shown
        double lowest;     // of the scores that come out when any one answer is left out
        double highest;    // NAN with fewer than two scored answers
        int answers_asked; // scored answers that asked for it
        int answers_shown; // answers with evidence
};

// The scores of an interview. `criteria_out` has room for one entry for each criterion of the
// rubric. Evidence of turns that are not among `turns` is not counted.
struct scores
scores_of_interview(const struct rubric *rubric, enum interview_type type,
                    const struct scored_turn *turns, size_t turn_count,
                    const struct evidence *evidence, size_t count, struct arena *arena,
                    struct criterion_score *criteria_out);

// The words of the level that the score reaches; NULL for NAN or a criterion without levels.
const char *
level_text(const struct criterion *criterion, double score);

// The level in one word, for any score: "Below", "Partly", "Meets", "Exceeds", from 0, 3, 5.5 and
// 8; "Not shown" for NAN.
const char *
level_word(double score);

// Half up to one decimal; NAN stays.
double
score_rounded(double score);
