// How much of what the question asks for an answer says: the expected points.
#pragma once

#include "base/arena.h"
#include "interview/answer.h"
#include "interview/evidence.h"

struct points {
        double share;         // of the expected points that were made, 0 to 1
        const size_t *ranked; // clauses that make some, those that make most first
        const double *totals; // of each of them: how much of `share` is made up to here
        size_t ranked_count;
        const struct clause *subject; // the first clause that speaks about the question; NULL
        bool has_expected;            // the question says which points those are
};

// Finds the clause that a rule (evidence_rules.h) is shown by; NULL for none.
struct rule_finder {
        const struct clause *(*find)(const void *context, const char *rule_key);
        const void *context;
};

// With `expected` points: the mean over them of how far each was made (evidence_coverage.h), read
// kindly: people say in half the words what a reference says in many. The only point of a question
// is a whole reference answer, read over all of the answer. Without `expected`: a fifth for each
// clause that says something new about the question or with the role's terms. Points that ask for a
// part of a story (evidence_story.h) are made where their rules are met.
struct points
points_of(const struct answer *answer, const struct evidence_input *input,
          struct rule_finder finder, struct arena *arena);

// A clause to quote where at least `share` of the points was made: the one with which that much was
// reached; NULL where less was made.
const struct clause *
points_made(const struct answer *answer, const struct points *points, double share);
