// earshot-jobs verify: recomputes a report from its file alone. No database, no settings.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

// Reads the file at `path` and prints to `out` a line for each kind of check and one for each
// deviation. *agrees_out says whether there is none. Fails, with nothing printed, where the file
// cannot be read as a report. crypto_open was called.
MUST_CHECK bool
verify_run(const char *path, FILE *out, bool *agrees_out, struct err *err);
