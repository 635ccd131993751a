// A clock that a test sets, for programs that it starts: a directory that PostgreSQL's user can
// read too, with the shim (clock_shim.c) and files that say how far ahead a clock is.
#pragma once

#include <stdint.h>

enum { SHIM_CLOCKS_MOST = 16 };

struct shim {
        char dir[64];
        char library[96];
        int64_t *ahead_us[SHIM_CLOCKS_MOST]; // of each clock; what is written there holds at once
};

// Ends the test program where it cannot be made.
void
shim_open(struct shim *shim, int clocks);
void
shim_close(struct shim *shim);

// Programs that are started from now on have this clock; below 0 their own again.
void
shim_use(const struct shim *shim, int clock);
