// How much of what the question asks for an answer says: the expected points, by stems.
#pragma once

#include "base/arena.h"
#include "interview/answer.h"
#include "interview/evidence.h"

struct points {
        double share;         // of the expected points that were made, 0 to 1
        const size_t *ranked; // clauses that make some, those that make most first
        size_t ranked_count;
        const struct clause *subject; // the first clause that speaks about the question; NULL
};

// With `expected` points: the mean over them of how far each was made; one that shares 60 % of its
// stems with some clauses beside each other is made fully. Words that the question has already make
// no point. Without `expected`: a fifth for each clause that says something new about the question
// or with the role's terms.
struct points
points_of(const struct answer *answer, const struct evidence_input *input, struct arena *arena);

// A clause to quote where at least `share` of the points was made, another one for each fifth; NULL
// where less was made.
const struct clause *
points_made(const struct answer *answer, const struct points *points, double share);
