// How far two readers agree on levels, and such figures of a row of numbers. Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

// The levels of the rubrics: 0 Below, 1 Partly, 2 Meets, 3 Exceeds (scoring.h, level_word).
enum { AGREEMENT_LEVELS = 4 };

// "below", "partly", "meets", "exceeds".
extern const char *const AGREEMENT_LEVEL_NAMES[AGREEMENT_LEVELS];

// Of a score; no score (NAN) is 0: nothing was found to build on.
int
agreement_level(double score);

// Over `count` things that both readers gave a level, 0 to AGREEMENT_LEVELS - 1.
struct agreement {
        size_t count;
        double kappa;  // weighted, 1 at most; NAN where it is not defined
        double exact;  // share of the same level, 0 to 1; NAN for none
        double within; // share of levels at most one apart
};

// Kappa by Cohen, Weighted kappa (Psychological Bulletin 70, 1968): 1 - sum(v * observed) /
// sum(v * expected by the two rows' own shares), where v = (i - j)^2. It is not defined where both
// readers gave everything one and the same level.
struct agreement
agreement_of(const int *a, const int *b, size_t count);

// The same of a table: how often the first reader gave the row's level and the second the column's.
struct agreement
agreement_of_table(const int64_t table[AGREEMENT_LEVELS][AGREEMENT_LEVELS]);

// The value below which the share of the values lies: nearest rank. Sorts them. NAN for none.
double
agreement_percentile(double *values, size_t count, double share);
