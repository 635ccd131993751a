// Work by the clock: a table of what is due how often.
#pragma once

#include <stddef.h>

#include "base/err.h"

struct db;

// Queues everything that has become due since it was last asked, by any runner on any machine; the
// times are those of the database, in UTC. Ticks that nobody saw are made up, none is made twice.
MUST_CHECK bool
tick_round(struct db *db, struct err *err);

struct tick_schedule {
        const char *kind; // of the job, and the tick's name
        int every_seconds;
        int after_seconds; // behind the full hour, or midnight UTC
        int back_seconds;  // what was missed longer ago is not made up
};
extern const struct tick_schedule TICK_SCHEDULES[];
extern const size_t TICK_SCHEDULE_COUNT;
