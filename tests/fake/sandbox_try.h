// What the tests of the sandbox share: settings, and strangers' files that live in memory.
#pragma once

#include <stddef.h>

#include "sandbox/sandbox.h"

// The programs of EARSHOT_PROGRAM_DIR, or those that were built beside this test, with more time
// than a sanitized program on a busy machine takes.
struct sandbox_settings
sandbox_try_settings(void);

// A file of these bytes, open for reading and writing.
int
sandbox_try_file(const void *bytes, size_t length);

// For OWN.
void
sandbox_try_fd_close(int *fd);

// How many descriptors this process has.
int
sandbox_try_open_fds(void);
