// The recording of an answer that is uploaded while it is spoken: one a turn and attempt, a thing
// of the store that grows, and a row that says whose it is.
//
// Invariants:
//  1. What was acknowledged stays until it is discarded or becomes the answer: its key is the
//     answer's from the beginning, so that nothing is moved.
//  2. A recording that became an answer never changes: it is sealed under its lock, which is held
//     until the answer is committed; a seal without an answer is lifted under the interview's lock.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "store/growing.h"

struct turn_room;

struct uploaded {
        struct uuid interview;
        int number; // of the turn
        int attempt;
        bool is_there; // the row; the bytes are in the store
        struct uuid id;
        const char *key;
};

// Where the bytes of an upload lie.
const char *
uploaded_key(struct uuid interview, int number, struct uuid id, struct arena *arena);

// What was uploaded to the turn that is open now. ERR_CONFLICT where it takes no sound: the
// interview does not run, the turn is not open, consent is missing. ERR_MISSING: no such turn.
MUST_CHECK bool
uploaded_find(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
              struct uploaded *uploaded_out, struct err *err);

// Writes the row where there is none yet.
MUST_CHECK bool
uploaded_make(const struct turn_room *room, struct uploaded *uploaded, struct arena *arena,
              struct err *err);

// Opens and locks the bytes so that some can be added; makes the row and the thing where `makes`.
// Of nothing `is_there` stays false, and there is nothing to close.
MUST_CHECK bool
uploaded_open(const struct turn_room *room, struct uploaded *uploaded, bool makes,
              struct arena *arena, struct store_growing *growing_out, struct err *err);

// Throws away what was uploaded to a turn, or to all of them (0), with what was understood of it.
// What became an answer stays.
MUST_CHECK bool
uploaded_discard(const struct turn_room *room, struct uuid interview, int number, struct err *err);

// The same where the turn or interview has ended: what cannot be deleted now is left to the sweep.
void
uploaded_drop(const struct turn_room *room, struct uuid interview, int number);
