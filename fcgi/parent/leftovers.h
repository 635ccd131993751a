// What a killed parent may leave: processes of ours that still work on DATA_DIR.
#pragma once

#include <stdbool.h>

#include "base/config.h"
#include "base/err.h"

// Ends them, politely first, and waits for their end, some seconds at most. To be called by the
// holder of DATA_DIR's lock before it starts anything. A process is ours when it runs as this user,
// in DATA_DIR or the cluster in it, from a program that the parent starts.
MUST_CHECK bool
leftovers_end(const struct config *config, struct err *err);
