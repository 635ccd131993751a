// Small things done with files and directories on the way to a start.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

// Makes the directory and those above it that are missing; those get mode 0755, the last one
// `mode`. One that is there already is left as it is.
MUST_CHECK bool
files_make_directory(const char *path, mode_t mode, struct err *err);

// Appends what the file holds. ERR_MISSING where there is none, ERR_INPUT past the buffer's limit.
MUST_CHECK bool
files_read(const char *path, struct buf *buf, struct err *err);

// Puts a file there, whole or not at all, with this mode and durably.
MUST_CHECK bool
files_write(const char *path, const char *bytes, size_t length, mode_t mode, struct err *err);

// A log file, open for adding to it; made where there is none. What has grown past 16 MB is kept
// beside it as .1, the one before as .2.
MUST_CHECK bool
files_open_log(const char *path, int *file_out, struct err *err);

// The same keeping for a log that programs have open (for adding to it, so that they go on at the
// start of the emptied file). A line written at this moment may be lost.
void
files_turn_log(const char *path);

// Runs a small program of the system to its end. `name` is its path.
MUST_CHECK bool
files_run(const char *const *argv, struct err *err);
