// What a candidate sees of their interview, found by their session in one query.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "model/interview.h"
#include "model/turn.h"

struct db;

// The interview of the session with this token's hash, and its turns in their order, as far as
// interview_write_state shows them: what only HR sees stays empty. `has_out` false: there is no
// such session, or it has expired; the others are as they were then.
MUST_CHECK bool
interview_state_find(struct db *db, struct digest session, struct arena *arena, bool *has_out,
                     struct interview *interview_out, struct turn **turns_out, size_t *count_out,
                     struct err *err);
