// The results of an evaluation as a table for people and as JSON.
#pragma once

#include "base/buf.h"
#include "base/json_write.h"
#include "evaluate/evaluate_figures.h"

struct evaluation_results {
        const struct evaluate_plan *plan;
        const char *set;     // as it was named
        const char *made_at; // RFC 3339
        const struct version_run *runs;
        const struct figures *figures;
        size_t run_count; // 1, or 2 that are compared
};

void
results_print(struct buf *buf, const struct evaluation_results *results, struct arena *arena);

// Also every answer with its levels.
void
results_write(struct json_writer *json, const struct evaluation_results *results,
              struct arena *arena);
