// The figures of a run over a golden set. Pure.
#pragma once

#include "base/arena.h"
#include "evaluate/evaluate_run.h"
#include "interview/agreement.h"

struct figures {
        size_t answers; // outcomes: answers times repeats
        size_t read;    // of them, in a language that the version knows
        size_t unscored;
        struct agreement reference[GOLDEN_MEASURES]; // over those read, with a reference
        size_t hostile;
        size_t hostile_above; // hostile ones with an overall level above the reference
        double stable;        // share of answers with one overall level in all repeats; NAN for one
        double spread;        // mean of highest less lowest overall score of an answer; NAN for one
        size_t claims;
        size_t refused;
        size_t fallbacks;
        size_t repaired;
        double p50_ms;
        double p95_ms;
};

struct figures
figures_of(const struct evaluate_plan *plan, const struct version_run *run, struct arena *arena);

// Of two versions with one another, over the outcomes that both read. `measure` as in
// golden_set.h.
struct agreement
figures_between(const struct evaluate_plan *plan, const struct version_run *a,
                const struct version_run *b, int measure, struct arena *arena);
