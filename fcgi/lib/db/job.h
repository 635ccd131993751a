// The queue: work that must happen after a transaction, whoever dies in between. A row of table
// `job` is a job; earshot-jobs does it.
//
//                        +---- job_fail, job_put_off, job_finish (wanted again) --+
//                        v                                                        |
//   job_enqueue ----> queued ----job_claim----> running ----job_finish----> done  |
//                     | | ^                       | | | +--------------------------+
//                     | | |                       | | +--job_claim: the lease ran out
//                     | | +--job_retry-- failed <-+ |    (running, next fence)
//                     | |                ^ job_fail,|
//                     | |                | job_give_up_lost
//                     | +---job_cancel---+          |
//                     +-------job_drop--------------+--> done
//
// Invariants:
//  1. A job is enqueued in the transaction that makes it needed: both are committed or neither.
//  2. One open (queued or running) job a kind and key. Enqueued again while it waits, it stays one;
//     enqueued again while it runs, it runs once more afterwards.
//  3. Every claim has a number of its own, the fence. What a job does to the database is committed
//     together with its `done`, and only under the fence of the newest claim: a runner that was
//     believed dead and comes back changes nothing.
//  4. Attempts are counted at the claim, so that a job that kills its runner is given up, too.
//  5. A job is never deleted before it is done, and one of an unknown kind is left for a newer
//     runner.
//  6. All times are the database's: whose clock is wrong loses no lease and takes none. Where the
//     database's own clock was ahead, what it wrote then is brought back (job_bring_near).
//  7. A runner holds one job, and the next from the moment in which the one before ended
//     (job_finish_and_claim): both are committed together, or neither.
//  8. NOTIFY is a hint: a runner that never hears one looks every two seconds, and no wait of a
//     runner is without a deadline.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"

struct db;

struct job {
        struct uuid id;
        const char *kind;
        const char *key;
        const char *payload;      // a JSON object
        struct uuid organisation; // zero: none
        int attempts;
        int most_attempts;
        int fence;
        const char *request_id;  // of what made it needed (base/trace.h), for a claimed one; NULL
        const char *traceparent; // NULL
};

// The job in an arena of its own.
struct job
job_copy(const struct job *job, struct arena *arena);

// A job as HR and operators see it. Times are RFC 3339, NULL where there is none.
struct job_view {
        struct job job;
        const char *state;      // queued, running, done, failed
        const char *worker;     // who claimed it last; NULL
        const char *last_error; // NULL
        const char *run_at;
        const char *lease_until;
        const char *created_at;
        const char *finished_at;
};

// Makes the work needed, `delay_seconds` from now at the soonest; of two calls the sooner one
// counts. To be called inside the caller's transaction; the runners are woken when it commits.
// `payload` is a JSON object as text, or NULL for {}; what an open job was given first stays. What
// this thread works for (base/trace.h) goes with it.
MUST_CHECK bool
job_enqueue(struct db *db, const char *kind, const char *key, const char *payload,
            struct uuid organisation, int delay_seconds, struct err *err);

// Marks an open job done, because its work was done by somebody else: inside the transaction that
// did it. A runner that has it in hand finds its fence outdated. Nothing where there is none.
MUST_CHECK bool
job_drop(struct db *db, const char *kind, const char *key, struct err *err);

// What a runner knows: kinds and the lease of each in seconds, as PostgreSQL writes arrays:
// "{report,turn}" and "{300,1800}".
struct job_kinds {
        const char *names;
        const char *leases;
};

// Takes the job of these kinds that has been ready longest. `worker` names the runner for people.
// `has_out` is false where none is ready.
MUST_CHECK bool
job_claim(struct db *db, struct job_kinds kinds, const char *worker, struct arena *arena,
          struct job *job_out, bool *has_out, struct err *err);

// Sets the lease anew, counted from now. ERR_CONFLICT: the job is no longer this claim's; stop.
MUST_CHECK bool
job_heartbeat(struct db *db, const struct job *job, int lease_seconds, struct err *err);

// Done: the last thing in the transaction that holds the job's effects. ERR_CONFLICT: the job is no
// longer this claim's, and the transaction must be rolled back.
MUST_CHECK bool
job_finish(struct db *db, const struct job *job, struct err *err);

// job_finish and job_claim in one statement, for a runner that goes on at once: the next job is its
// own when the transaction commits that ends this one. ERR_CONFLICT as in job_finish; then nothing
// is claimed.
MUST_CHECK bool
job_finish_and_claim(struct db *db, const struct job *job, struct job_kinds kinds,
                     const char *worker, struct arena *arena, struct job *next_out, bool *has_out,
                     struct err *err);

// Not done, with a sentence why: queued again after job_backoff_seconds, or given up where it
// `is_final` or its attempts are used up. Nothing where the job is no longer this claim's.
MUST_CHECK bool
job_fail(struct db *db, const struct job *job, const char *why, int backoff_seconds, bool is_final,
         struct err *err);

// Not yet: it waits for other jobs and is queued again, `delay_seconds` from now, without an
// attempt being counted. Nothing where the job is no longer this claim's.
MUST_CHECK bool
job_put_off(struct db *db, const struct job *job, int delay_seconds, struct err *err);

// How long to wait after so many attempts (1 and up): 5 s, doubled each time, at most 15 minutes,
// and of that a random part from three quarters to the whole. `chance` is any random number.
int
job_backoff_seconds(int attempts, unsigned chance);

// The longest that a job may be put off: twice what any waits. What waits longer was written by a
// clock that was ahead.
enum { JOB_DELAY_SECONDS_MOST = 3600 };

// Makes ready now what waits for longer than that, or was made later than now, and lets leases
// begin now that last longer than `lease_seconds`, the longest of any kind. `count_out` tells how
// many.
MUST_CHECK bool
job_bring_near(struct db *db, int lease_seconds, int *count_out, struct err *err);

// Gives up the jobs whose last attempt's lease ran out. `count_out` tells how many.
MUST_CHECK bool
job_give_up_lost(struct db *db, int *count_out, struct err *err);

// Calls `each` for every kind that is ready and not among `kinds`.
MUST_CHECK bool
job_unknown(struct db *db, struct job_kinds kinds,
            void (*each)(const char *kind, int count, void *context), void *context,
            struct err *err);

// ERR_MISSING where there is none, or it is another organisation's (zero: anybody's).
MUST_CHECK bool
job_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
         struct job_view *job_out, struct err *err);

// The newest of a key, open or not. `has_out` is false where there never was one.
MUST_CHECK bool
job_find_by_key(struct db *db, const char *kind, const char *key, struct arena *arena,
                struct job_view *job_out, bool *has_out, struct err *err);

// All that are not done, newest first, of one organisation (zero: of all), behind `before` (zero:
// from the start).
MUST_CHECK bool
job_list(struct db *db, struct uuid organisation, struct uuid before, int limit,
         struct arena *arena, struct job_view **jobs_out, size_t *count_out, struct err *err);

// A job that was given up is queued again, with all its attempts. ERR_MISSING where there is no
// such job; ERR_CONFLICT where it was not given up, or its work is queued again already.
MUST_CHECK bool
job_retry(struct db *db, struct uuid id, struct uuid organisation, struct err *err);

// A job that waits is given up before it is tried. ERR_MISSING where there is no such job;
// ERR_CONFLICT where it does not wait.
MUST_CHECK bool
job_cancel(struct db *db, struct uuid id, struct err *err);

struct job_counts {
        int ready;
        int later;
        int batch_done; // reports of the batches that are being made
        int batch_total;
};

MUST_CHECK bool
job_count(struct db *db, struct job_counts *counts_out, struct err *err);
