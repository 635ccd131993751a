// How far the queue is, in one line of a terminal.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/metrics.h"

struct db_pool;

// Starts as {.out}.
struct progress {
        FILE *out; // a terminal
        int64_t began_ms;
        int64_t shown_ms;
        int done;
        int failed;
};

// Counts a job that this runner had in hand. Nothing where `progress` is NULL.
void
progress_count(struct progress *progress, enum run_outcome outcome);

// Writes the line anew, at most once a second: "214 done, 1 failed, 3.6 a second | 12 ready, 3
// later | batches: 120 of 400 reports", as far as the terminal is wide. A database that is away
// leaves the line as it is.
void
progress_show(struct progress *progress, struct db_pool *pool);

// Leaves the last line standing.
void
progress_end(struct progress *progress, struct db_pool *pool);
