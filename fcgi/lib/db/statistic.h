// What is counted of interviews by posting and day, as sums over a period.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"

struct db;

// How often a value was there; the columns are those of the table `statistic`, where they are
// explained.
struct statistic {
        const char *figure;
        const char *label;
        const char *item;
        int value;
        int beside;
        int64_t count;
};

struct statistic_range {
        struct uuid organisation;
        struct uuid posting; // zero: all of the organisation
        const char *from;    // the first day, such as 2026-01-31; NULL: no bound
        const char *to;      // the last day
};

struct statistic_sums {
        const struct statistic *items; // by figure, label, item, value, beside, rising
        size_t count;
        bool is_due;            // something of the organisation has changed since it was counted
        const char *counted_at; // the last time; NULL: never
};

// The sums, and whether they are whole. Of criteria the `criteria_most` that were scored most often
// are there.
MUST_CHECK bool
statistic_sum(struct db *db, const struct statistic_range *range, int criteria_most,
              struct arena *arena, struct statistic_sums *sums_out, struct err *err);

// Makes the job that counts what has changed, now.
MUST_CHECK bool
statistic_want(struct db *db, struct err *err);
