// How far an answer says what a point says: the telling words of the point, and where the answer
// has them or what means the same.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/answer.h"
#include "interview/evidence_alike.h"
#include "interview/evidence_things.h"

// What is read against points: an answer's units by clause, and what its question is about.
struct said {
        const struct answer *answer;
        struct units units;
        const size_t *clause_of;   // of each unit
        const bool *is_own;        // whether the unit can earn something: its clause is usable, and
                                   // it is neither the question's nor part of a row of terms
        const struct words *asked; // the question
        struct things things;      // that the question holds against each other
        const size_t *thing_of;    // of each unit: which of them it is said of; SIZE_MAX for none
        double own_weight;         // of all units that are words and can earn something
};

// `asked` are the words of the question; `abbreviations` may be NULL.
struct said
said_by(const struct answer *answer, const struct words *asked,
        const struct abbreviations *abbreviations, struct arena *arena);

// A point that a good answer makes.
struct point {
        struct words words;
        struct units units;
        struct target *targets;
        size_t target_count;
        double weight; // of all targets
};

// What the points ask for beyond the question's own words; all of a point's words where it has no
// others. A word that is in several of the points tells less.
struct point *
points_from(const char *const *texts, size_t count, const struct said *said,
            const struct abbreviations *abbreviations, struct arena *arena);

struct coverage {
        double share;        // of the point's weight that was said, 0 to 1
        double rarest;       // weight of the rarest of its words that was said, or meant
        const double *gains; // of each clause: weight that was said there first
        double denied;       // of the point's weight that was denied, 0 to 1
        bool is_swapped;     // what is true of one thing was said of the other
};

// What stands in the `window` clauses beside each other that say most of it. What denies the point,
// or says the opposite, is taken away again.
struct coverage
coverage_of(const struct point *point, const struct said *said, size_t window, struct arena *arena);
