// The listening socket, and those who have come in but not said what they want. A thread is given a
// connection only when the head of its request is there whole; until then it waits here and holds
// none, so that peers that stop in the middle keep nobody waiting. nginx sends a request at once,
// so what has not come in DOOR_MS is from one that has died or hangs: it is cut off.
//
//   accepted --- head is whole -------------------------> given to a thread: door_next
//      |                                                        ^
//      | not within a moment        head is whole: door_next    |
//      +--------------------> aside ----------------------------+
//                               +--- DOOR_MS: door_sweep ---> closed
#pragma once

#include <stdbool.h>

#include "base/own.h"

// How long the head of a request may take, and how long any thread waits for the next bytes of a
// body or for room to answer.
enum { DOOR_MS = 5 * 1000, DOOR_BODY_MS = 10 * 1000 };

struct door;

// For a socket that listens, which other processes may share. Without memory the process ends.
struct door *
door_new(int listener);

// Waits for a connection whose request may be read now; it is the caller's until door_done. Any
// number of threads may wait. -1 where the system has no more.
int
door_next(struct door *door);

// The connection that this thread was given is closed.
void
door_done(struct door *door);

// Cuts those off who are too late: to be called about every second.
void
door_sweep(struct door *door);

// From now on nobody new comes in.
void
door_shut(struct door *door);

// Nobody is inside, neither aside nor with a thread.
bool
door_is_empty(struct door *door);
