// The tables supervision and supervisor_action.
#pragma once

#include "base/arena.h"
#include "base/config.h"
#include "base/err.h"
#include "base/uuid.h"

struct db;
struct rows;

// What somebody has asked for and what did not take effect yet.
struct supervisor_action {
        struct uuid id;
        const char *action; // guide, conclude, end, pause
        const char *message;
};

// The oldest first.
MUST_CHECK bool
supervisor_waiting(struct db *db, struct uuid interview, struct arena *arena,
                   struct supervisor_action **actions_out, size_t *count_out, struct err *err);

// Of a row that has the columns of a posting or an interview.
struct supervisor_settings
supervisor_settings_from_row(const struct rows *rows, int row);
