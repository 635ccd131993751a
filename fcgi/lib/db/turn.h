// The table turn with the newest answer of each.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/turn.h"

struct db;

// All turns of an interview, in their order.
MUST_CHECK bool
turn_list(struct db *db, struct uuid interview, struct arena *arena, struct turn **turns_out,
          size_t *count_out, struct err *err);

// The open one: the last, while it is asked, received or transcribed; NULL where there is none.
const struct turn *
turn_current(const struct turn *turns, size_t count);
