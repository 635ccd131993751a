// How busy the host was lately, by all of its processes together: sums over the last minutes, from
// which it is decided whether one more interview can be served (interview/admission.h). No locks.
#pragma once

#include <stdint.h>

enum load {
        LOAD_THREADS, // requests, and how long each held its thread
        LOAD_SPEECH,  // calls of the embedded speech, their waiting included
        LOAD_TURNS,   // answers brought to the next question, and how long that took
        LOAD_COUNT,
};

// What the sums go back at most.
enum { LOAD_SECONDS_MOST = 15 * 60 };

struct load_sum {
        int64_t count;
        int64_t us;
};

// One that took so long has ended now.
void
load_add(enum load load, int64_t us);

// Of the last `seconds`, to 10 seconds.
struct load_sum
load_of(enum load load, int seconds);
