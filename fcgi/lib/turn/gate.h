// Whether an interview takes something now: the sentences that say why not.
#pragma once

#include <stdbool.h>

#include "base/err.h"

struct config;

// Always false, ERR_CONFLICT: of an interview that is not in progress.
bool
gate_fail_not_running(const char *status, struct err *err);

// Refuses a number that was not asked: ERR_CONFLICT, ERR_MISSING.
MUST_CHECK bool
gate_check_number(int number, int newest, struct err *err);

// Refuses sound that the candidate did not agree to, or that nobody here understands.
MUST_CHECK bool
gate_check_sound(const struct config *config, bool may_record, const char *language,
                 struct err *err);
