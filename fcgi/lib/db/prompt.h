// Versions of prompts, and who put which into use when. A function is named as in SQL
// ("evaluator"); bodies are JSON that the caller has checked.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct db;

struct prompt_row {
        const char *function;
        int version;
        const char *state; // draft, active, retired
        const char *body;  // NULL in lists
        const char *note;
        const char *created_at; // in lists; NULL else
        const char *created_by;
};

struct prompt_change {
        const char *at;
        const char *who;
        const char *action; // added, activated, rolled_back
        int from_version;   // 0: none
        int to_version;
};

// The version in use. `has_out` false where there is none.
MUST_CHECK bool
prompt_find_active(struct db *db, const char *function, struct arena *arena,
                   struct prompt_row *row_out, bool *has_out, struct err *err);

// ERR_MISSING where there is no such version.
MUST_CHECK bool
prompt_find(struct db *db, const char *function, int version, struct arena *arena,
            struct prompt_row *row_out, struct err *err);

// By function, newest first.
MUST_CHECK bool
prompt_list(struct db *db, struct arena *arena, struct prompt_row **rows_out, size_t *count_out,
            struct err *err);

// The changes of one function, newest first.
MUST_CHECK bool
prompt_changes(struct db *db, const char *function, struct arena *arena,
               struct prompt_change **changes_out, size_t *count_out, struct err *err);

// A new draft.
MUST_CHECK bool
prompt_add(struct db *db, const char *function, const char *body, const char *note, const char *who,
           int *version_out, struct err *err);

// Puts a version into use and retires the one before. ERR_MISSING; ERR_CONFLICT where it is in use.
MUST_CHECK bool
prompt_activate(struct db *db, const char *function, int version, const char *who, int *from_out,
                struct err *err);

// Back to the version that was in use before the present one came. ERR_CONFLICT where there is
// none.
MUST_CHECK bool
prompt_roll_back(struct db *db, const char *function, const char *who, int *from_out, int *to_out,
                 struct err *err);

// What an installation brings along, in the caller's transaction: a new version where it is not the
// newest that was brought before. It comes into use at once unless somebody has chosen what is in
// use; then it is a draft.
MUST_CHECK bool
prompt_seed(struct db *db, const char *function, const char *body, const char *note,
            bool *changed_out, struct err *err);
