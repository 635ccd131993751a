// earshot-jobs evaluate: holds versions of the evaluator against a golden set and against one
// another.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/config.h"
#include "base/err.h"

struct evaluate_arguments {
        const char *set;
        const char *version;
        const char *against; // NULL: nothing
        const char *json;    // a file; NULL: none
        int repeats;
        int at_once;
};

// The arguments behind "evaluate". False where they make no sense.
bool
evaluate_read_arguments(int count, char **arguments, struct evaluate_arguments *out);

// Prints the table to `out`, writes the JSON, and tells the tracking server of the settings, whose
// failure is a warning on standard error alone. The database is asked only for versions of prompts.
// `stops` is not 0 once it is told to stop.
MUST_CHECK bool
evaluate_run(const struct config *config, const struct evaluate_arguments *arguments,
             const volatile sig_atomic_t *stops, FILE *out, struct err *err);
