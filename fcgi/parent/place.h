// DATA_DIR: whose it is at the moment, and the directories and the secret in it.
#pragma once

#include <stdbool.h>

#include "base/config.h"
#include "base/err.h"

// Takes DATA_DIR, which exists, for this process: a second one that asks is told so. The lock ends
// with the descriptor's last copy.
MUST_CHECK bool
place_lock(const struct config *config, int *lock_out, struct err *err);

// Writes this process's number into the lock, for the sentence that a second one prints.
void
place_sign(int lock);

// Makes what is missing: log, media, run, tmp, and secret.key where SECRET_KEY is not set. Sees
// that all can be written to, and that nobody else can enter the run directory.
MUST_CHECK bool
place_prepare(const struct config *config, struct err *err);

// Takes away what has no meaning without a running parent: sockets, process numbers.
void
place_tidy(const struct config *config);

// The same at the end of a stop; a run directory outside of DATA_DIR goes too.
void
place_leave(const struct config *config);
