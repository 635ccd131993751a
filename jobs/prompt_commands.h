// earshot-jobs prompts ...: the versions of what language models are asked, for operators.
#pragma once

#include <stdbool.h>

#include "base/err.h"

struct db_pool;

// The arguments behind "prompts".
bool
prompts_make_sense(int count, char **arguments);

// list, show, add, activate or rollback, told on standard output. Changes name the system's user.
MUST_CHECK bool
prompts_run(struct db_pool *pool, char **arguments, struct err *err);
