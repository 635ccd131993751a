// The line before interviews: who may begin now (interview/admission.h), who waits, in the order in
// which they came. A place is kept while it is asked for; who goes away loses it.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "interview/admission.h"

struct db;
struct turn_room;

enum {
        // How long a place is kept without being asked for: a page in the background may be slowed
        // down to a question a minute.
        ADMIT_LAPSE_SECONDS = 150,
        // When to ask again.
        ADMIT_AGAIN_SECONDS = 15,
};

struct admit {
        struct admission decision;
        int place; // in the line, from 1; 0 where it was let in
};

// Lets the interview in, or gives it its place. One that has begun, or could not begin for another
// reason, is let through to hear that.
MUST_CHECK bool
admit_start(const struct turn_room *room, struct uuid interview, struct admit *admit_out,
            struct err *err);

// How many run and how many wait, of one organisation (zero: of all; those that run are all).
struct admit_counts {
        int running;
        int waiting;
};
MUST_CHECK bool
admit_count(struct db *db, struct uuid organisation, struct admit_counts *counts_out,
            struct err *err);
