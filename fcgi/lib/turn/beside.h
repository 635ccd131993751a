// Something that a helper does while the turn's thread does something else.
//
//   OWN(beside_close) struct beside reading = {0};
//   if (beside_start(&reading, room, read, &what)) { ...; ok = beside_join(&reading, err); }
//
// The helper works for the same request: it has its log lines, its trace and its clock. What `run`
// uses lives until beside_join or the end of the scope, whichever comes first; arenas are for one
// thread at a time, so that it needs one of its own.
#pragma once

#include <pthread.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/trace.h"

struct stage_clock;
struct turn_room;

// All private.
struct beside {
        bool (*run)(void *context, struct err *err);
        void *context;
        struct trace trace;
        struct stage_clock *clock;
        pthread_mutex_t lock; // of what follows
        pthread_cond_t done;
        bool is_started; // by beside_start; the turn's thread alone looks
        bool is_done;
        bool is_well;
        struct err err;
};

// False where no helper is free: nothing happens then.
MUST_CHECK bool
beside_start(struct beside *beside, const struct turn_room *room,
             bool (*run)(void *context, struct err *err), void *context);

// Waits for it and gives what it gave, ERR_BUSY where it had no memory.
MUST_CHECK bool
beside_join(struct beside *beside, struct err *err);

// Waits for it, if it is still at work.
void
beside_close(struct beside *beside);
