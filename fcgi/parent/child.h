// One program of ours, started as a process: its own process group, so that the terminal's Ctrl-C
// reaches the parent alone, and an end with the parent, however that ends.
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "base/err.h"

struct launch {
        const char *const *argv; // argv[0] is the program's path; NULL at the end
        char *const *environment;
        const char *directory;
        int input;        // becomes descriptor 0; -1: /dev/null
        int log;          // becomes descriptors 1 and 2
        int kept[2];      // stay open under their numbers; -1 for none
        int death_signal; // what it gets when the parent dies
};

// ERR_BROKEN where the program cannot be started, with its name.
MUST_CHECK bool
child_start(const struct launch *launch, pid_t *pid_out, struct err *err);

// A sentence's end for how it ended, such as "ended with status 1".
struct child_end {
        char text[64];
};
struct child_end
child_end_text(int status);

// Kills whatever processes are still below this one, and waits for them, at most this long. For the
// very end.
void
child_sweep(int bound_ms);
