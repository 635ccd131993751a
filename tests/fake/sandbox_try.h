// What the tests of the sandbox share: settings, and strangers' files that live in memory.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "sandbox/sandbox.h"

// The programs of EARSHOT_PROGRAM_DIR, or those that were built beside this test, with more time
// than a sanitized program on a busy machine takes.
struct sandbox_settings
sandbox_try_settings(void);

// Whether a program of that name is among them.
bool
sandbox_try_has(const char *program);

// A file of these bytes, open for reading and writing.
int
sandbox_try_file(const void *bytes, size_t length);

// For OWN.
void
sandbox_try_fd_close(int *fd);

// How many descriptors this process has.
int
sandbox_try_open_fds(void);

// Waits until the process has ended, whether somebody has collected it or not; false after half a
// minute.
bool
sandbox_try_is_gone(pid_t pid);

enum { SANDBOX_TRY_MOST_CHILDREN = 100 };

struct sandbox_try_child {
        pid_t pid;
        char name[16];
};

// The processes whose parent is that one and that have not ended.
size_t
sandbox_try_children_of(pid_t parent, struct sandbox_try_child children[SANDBOX_TRY_MOST_CHILDREN]);

// The one template of that process, 0 where there is none. What it forks has higher numbers.
pid_t
sandbox_try_template_of(pid_t parent);
