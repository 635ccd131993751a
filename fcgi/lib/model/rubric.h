// A rubric: criteria with weights, each with indicators (observable things to say or show, each
// with points) and worded levels. Versions are frozen once used.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

enum dimension {
        DIMENSION_TECHNICAL,
        DIMENSION_CLARITY,
        DIMENSION_CONFIDENCE, // wording: ownership and commitment, never the voice
        DIMENSION_BEHAVIORAL,
        DIMENSION_COUNT,
};

extern const char *const DIMENSION_NAMES[DIMENSION_COUNT];

struct indicator {
        const char *key;  // unique in its criterion
        const char *text; // what a listener would notice
        double points; // above 0; a criterion's score is 10 * found points / all points, at most 10
};

struct level {
        double from; // the lowest score of this level, 0 to 10
        const char *text;
};

struct criterion {
        const char *key; // unique in its rubric
        const char *name;
        const char *description;
        double weight; // above 0
        enum dimension dimension;
        const struct indicator *indicators;
        size_t indicator_count;
        const struct level *levels; // rising
        size_t level_count;
};

struct rubric {
        const char *id; // such as "behavioral-1"; the version's id
        const char *name;
        int version;
        const struct criterion *criteria;
        size_t criterion_count;
};

struct json_writer;
struct json_object;

// The list of criteria as the API and the database hold it.
void
rubric_write_criteria(struct json_writer *json, const struct rubric *rubric);

// Reads and checks a list of criteria: 1 to 20 criteria, 1 to 20 indicators each, unique keys, sane
// numbers. ERR_INPUT names the field ("rubric[2].indicators[0].points"). Copies into the arena;
// id, name and version stay empty.
MUST_CHECK bool
rubric_read_criteria(const struct json_object *list, struct arena *arena, struct rubric *rubric_out,
                     struct err *err);

const struct criterion *
rubric_criterion(const struct rubric *rubric, const char *key);

const struct indicator *
criterion_indicator(const struct criterion *criterion, const char *key);
