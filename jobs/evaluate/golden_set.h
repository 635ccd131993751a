// A golden set: whole answers with the levels that a person gave them. The format stands in
// tests/golden/README.md.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/question.h"
#include "model/rubric.h"

// What is compared: the dimensions, and behind them the overall level.
enum { GOLDEN_MEASURES = DIMENSION_COUNT + 1, GOLDEN_OVERALL = DIMENSION_COUNT };

// "technical", ..., "overall".
const char *
golden_measure_name(int measure);

extern const char *const GOLDEN_QUALITIES[];
enum { GOLDEN_QUALITY_COUNT = 5 };

struct golden_answer {
        const char *id;
        const char *quality; // strong, middling, weak, off_topic, hostile
        const char *text;
        const char *why; // the levels are these
        const struct question *question;
        enum interview_type type;
        int reference[GOLDEN_MEASURES]; // level of agreement.h; -1: not asked for
};

// All *.json of a directory, or one file, in the order of their names. ERR_INPUT with the file and
// the place for what is not as described; ERR_MISSING where there is none.
MUST_CHECK bool
golden_set_read(const char *path, struct arena *arena, struct golden_answer **answers_out,
                size_t *count_out, struct err *err);
