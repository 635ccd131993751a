// earshot-jobs verify: recomputes a report from its JSON alone. No database, no settings.
#pragma once

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

// Reads the file at `path` and prints to `out` a line for each kind of check and one for each
// deviation. *agrees_out says whether there is none. Fails, with nothing printed, where the file
// cannot be read as a report. crypto_open was called.
MUST_CHECK bool
verify_run(const char *path, FILE *out, bool *agrees_out, struct err *err);

// Whether this text is a report that agrees with itself. Of one that another version made its
// digests count alone: other rules may give other scores. crypto_open was called.
bool
verify_agrees(const char *text);
