// Running versions of the evaluator over a golden set.
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "evaluate/golden_set.h"
#include "interview/prompt_version.h"
#include "model/rubric.h"

// What is measured: our own rules, or a version of the prompt.
struct evaluated_version {
        const char *id; // "rules-3", "evaluator:2"
        bool is_builtin;
        struct prompt_version prompt;
};

// What came of one answer in one repeat.
struct outcome {
        bool is_read;     // the version knows the language; of others nothing is compared
        bool is_scored;   // there is an overall score
        bool is_fallback; // no model gave an answer, the rules read in its place
        bool is_repaired; // the model's first answer was no list of claims
        double overall;   // NAN: no score
        int levels[GOLDEN_MEASURES];
        size_t claims; // that were made
        size_t refused;
        int64_t latency_us;
};

struct version_run {
        const struct evaluated_version *version;
        struct outcome *outcomes; // [repeat * answer_count + answer]
        int64_t calls;
        int64_t tokens_in;
        int64_t tokens_out;
        bool is_estimated; // some of the tokens
        bool has_cost;
        double cost; // in the settings' currency
};

struct evaluate_plan {
        const struct config *config;
        const struct rubric *rubrics; // INTERVIEW_TYPE_COUNT
        const struct golden_answer *answers;
        size_t answer_count;
        size_t repeats;
        int at_once; // answers of a model that are asked for at the same time
        const volatile sig_atomic_t *stops; // not 0: no more is begun
};

// Asks for everything; outcomes are in the arena. ERR_BUSY where it was told to stop.
MUST_CHECK bool
evaluate_version(const struct evaluate_plan *plan, const struct evaluated_version *version,
                 struct arena *arena, struct version_run *run_out, struct err *err);
