// What a runner can do: a table of kinds, one file each in jobs/kinds/.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/job.h"
#include "turn/turn.h"

struct progress;

// The job that a runner does after the one in hand: job_end claims it where it is wanted.
struct job_next {
        struct job_kinds kinds;
        const char *worker;
        bool is_wanted;
        bool has_job;
        struct job job; // lives in the arena
        struct arena arena;
};

// What jobs work with. All borrowed.
struct job_room {
        const struct config *config;
        struct db_pool *pool;
        const struct store *store;
        struct turn_room turn;
        struct job_next *next;     // NULL: none is ever claimed with an end
        struct progress *progress; // told to a terminal; NULL: nobody looks
};

// Does the work and ends with job_end in the transaction that holds its effects. What it
// allocates lives in the arena, which is given back after it.
//
// The lease must last for the longest step between two job_heartbeat: no thread beats in the
// background, so that a job which hangs loses its lease and is done by another runner.
struct job_kind {
        const char *name;
        int lease_seconds;
        bool (*run)(const struct job_room *room, const struct job *job, struct arena *arena,
                    struct err *err);
};

extern const struct job_kind JOB_KINDS[];
extern const size_t JOB_KIND_COUNT;

// NULL where there is no such kind.
const struct job_kind *
job_kind_find(const char *name);

// All of them, as job_claim takes them.
struct job_kinds
job_kinds_all(struct arena *arena);

// The longest lease of any.
int
job_lease_most(void);

// A member of the job's payload that is an id. ERR_INPUT where it is not.
MUST_CHECK bool
job_payload_id(const struct job *job, const char *name, struct uuid *id_out, struct err *err);

// A member that is a number from 1 to `most`.
MUST_CHECK bool
job_payload_number(const struct job *job, const char *name, int most, int *number_out,
                   struct err *err);

// job_finish, and the claim of the next job where the runner wants one: the last thing in the
// transaction that holds the job's effects.
MUST_CHECK bool
job_end(const struct job_room *room, struct db *db, const struct job *job, struct err *err);

// For work whose effects are committed already, and may be done twice. Where they were committed
// together with job_drop, the job is done.
MUST_CHECK bool
job_finish_alone(const struct job_room *room, const struct job *job, struct err *err);

// job_heartbeat on a connection of its own, with the lease of the job's kind.
MUST_CHECK bool
job_keep(const struct job_room *room, const struct job *job, struct err *err);

bool
job_report_run(const struct job_room *room, const struct job *job, struct arena *arena,
               struct err *err);
bool
job_evaluation_run(const struct job_room *room, const struct job *job, struct arena *arena,
                   struct err *err);
bool
job_turn_run(const struct job_room *room, const struct job *job, struct arena *arena,
             struct err *err);
bool
job_erasure_run(const struct job_room *room, const struct job *job, struct arena *arena,
                struct err *err);
bool
job_embedding_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err);
bool
job_retention_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err);
bool
job_abandoned_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err);
bool
job_sweep_run(const struct job_room *room, const struct job *job, struct arena *arena,
              struct err *err);
bool
job_housekeeping_run(const struct job_room *room, const struct job *job, struct arena *arena,
                     struct err *err);
bool
job_batch_run(const struct job_room *room, const struct job *job, struct arena *arena,
              struct err *err);
bool
job_statistics_run(const struct job_room *room, const struct job *job, struct arena *arena,
                   struct err *err);
bool
job_nightly_run(const struct job_room *room, const struct job *job, struct arena *arena,
                struct err *err);
