// What candidates ask a person for, as both sides see it.
#pragma once

#include "request.h"

struct rows;

enum request_kind {
        REQUEST_HUMAN_INTERVIEW,
        REQUEST_HUMAN_REVIEW,
        REQUEST_MORE_TIME,
        REQUEST_DELETION,
        REQUEST_KIND_COUNT,
};

extern const char *const REQUEST_KIND_NAMES[REQUEST_KIND_COUNT];

// id, kind, message, state, answer, created_at, answered_at.
void
request_write_members(struct json_writer *json, const struct rows *rows, int row);
