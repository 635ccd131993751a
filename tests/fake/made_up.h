// A made-up interview for tests of the report: questions, spoken answers with word times, and the
// built-in evaluator's evaluations of them.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "report/report.h"

struct made_up {
        const char *candidate;   // NULL: Ada Example
        const char *extra;       // said in the first answer instead of the usual; NULL: the usual
        int turn_count;          // the usual answers, one after the other, again and again
        bool without_evaluation; // the candidate did not agree to it
        bool has_skipped;        // the last turn was skipped
};

// Everything lives in the arena.
struct report_matter
made_up_matter(struct made_up wish, struct arena *arena);
