// earshot-jobs check: whether the installation holds what it should. Reads alone, a page of rows
// and a piece of a file at a time. crypto_open was called.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"

struct db_pool;
struct store;

struct check_plan {
        struct db_pool *pool;
        const struct store *store;
        bool is_quick; // files are looked for, not read, and reports not recomputed
        FILE *out;
};

// Writes a sentence for everything that is wrong, then one that sums up. `wrong_out` counts the
// sentences. What changes while it looks may be told as wrong once: what is right now was right for
// a while, and the rows are asked for what is minutes old.
MUST_CHECK bool
check_run(const struct check_plan *plan, size_t *wrong_out, struct err *err);
