// The runner: claims jobs for some time, one after the other, and finishes what it holds. Any
// number of runners may run at once, on any number of machines.
#pragma once

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

struct job_room;

struct runner_plan {
        int seconds;                        // claims for so long
        bool is_once;                       // ends as soon as nothing is ready
        const volatile sig_atomic_t *stops; // set by a signal: no more claims
};

// Wakes by NOTIFY, and every two seconds besides. The next job is claimed with the end of the one
// before, in one transaction; what is claimed so and cannot be done any more is given back. A
// database that is away is waited for until the time is over; then ERR_BUSY.
MUST_CHECK bool
runner_run(const struct job_room *room, const struct runner_plan *plan, struct err *err);

// Claims one ready job and does it. `did_out` is false where none was ready. Fails only where the
// queue cannot be used; what fails in a job is written into its row and the log.
MUST_CHECK bool
runner_step(const struct job_room *room, bool *did_out, struct err *err);
