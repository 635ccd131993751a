// How values are spread, from counts of how often each was there: what a period's days add up to.
// Pure.
#pragma once

#include <stddef.h>
#include <stdint.h>

struct counted {
        int value;
        int64_t count; // 1 or more
};

// All NAN where there is no value. Quartiles by nearest rank: the value that stands at the place
// ceil(share * count) of all in order, so that each is a value that was there.
struct distribution {
        int64_t count;
        double mean;
        double least;
        double lower; // a quarter is not above it
        double median;
        double upper;
        double most;
};

// Of counts whose values rise.
struct distribution
distribution_of(const struct counted *counts, size_t count);

enum { DISTRIBUTION_BINS = 12 };

// How many values lie from `from` to below `to`.
struct bin {
        int from;
        int to;
        int64_t count;
};

// Cuts counts whose values rise, from 0 to a million, into DISTRIBUTION_BINS equally wide bins at
// most, with none left out between the first and the last. `widths`, rising, are those that people
// read easily: the first of them that is wide enough is taken, or the last doubled until it is.
// Gives how many bins there are.
size_t
distribution_bins(const struct counted *counts, size_t count, const int *widths, size_t width_count,
                  struct bin bins_out[DISTRIBUTION_BINS]);
