#include "runner.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/metrics.h"
#include "base/trace.h"
#include "db/db.h"
#include "db/passage.h"
#include "kind.h"
#include "net/providers.h"
#include "progress.h"
#include "tick.h"
#include "turn/supervise.h"

// A notification that was lost costs at most this; an idle runner costs one small query each time.
static const int POLL_MS = 2000;
static const int AWAY_MS = 1000;
// Scheduled work, lost leases, unknown kinds and passages without vectors are looked for this
// often.
static const int64_t ROUND_MS = 30 * 1000;
// Running interviews whose supervisor is due are looked for this often, or as often as the service
// lets it look: one small query where there is none. It is no scheduled work: each interview has an
// interval of its own, and what was missed is not made up.
static const int64_t SUPERVISE_MS = 5 * 1000;

// Whether a job that failed so may pass when it is tried again. What the input is at fault for will
// not change.
static const bool IS_WORTH_RETRYING[] = {
        [ERR_NONE] = false,    [ERR_MALFORMED] = false, [ERR_SIGN_IN] = false,
        [ERR_DENIED] = false,  [ERR_MISSING] = false,   [ERR_METHOD] = false,
        [ERR_CONFLICT] = true, [ERR_TOO_LARGE] = false, [ERR_TYPE] = false,
        [ERR_INPUT] = false,   [ERR_LIMITED] = true,    [ERR_BROKEN] = true,
        [ERR_UPSTREAM] = true, [ERR_BUSY] = true,       [ERR_FULL] = true,
};
_Static_assert(COUNT_OF(IS_WORTH_RETRYING) == ERR_KIND_COUNT, "one row for each kind of error");

static const char *const OUTCOMES[] = {
        [RUN_DONE] = "done",
        [RUN_ELSEWHERE] = "done elsewhere",
        [RUN_TRIED_AGAIN] = "failed",
        [RUN_GIVEN_UP] = "failed",
};
_Static_assert(COUNT_OF(OUTCOMES) == RUN_OUTCOME_COUNT, "every outcome has its word");

enum { WORKER_NAME_ROOM = 96 };

static void
worker_name(char name[WORKER_NAME_ROOM])
{
        char host[64] = "";
        gethostname(host, sizeof host - 1);
        snprintf(name, WORKER_NAME_ROOM, "%s:%d", host, (int)getpid());
}

// Whether the job's row says that its work was done by somebody else.
static bool
is_done_elsewhere(const struct job_room *room, const struct job *job, struct arena *arena)
{
        OWN(db_give) struct db *db = NULL;
        struct job_view view = {0};
        struct err err;
        return db_take(room->pool, &db, &err) &&
               job_find(db, job->id, (struct uuid){{0}}, arena, &view, &err) &&
               view.job.fence != job->fence;
}

static bool
note_failure(const struct job_room *room, const struct job *job, const struct err *why,
             enum run_outcome *outcome, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        unsigned chance = 0;
        bool is_final = !IS_WORTH_RETRYING[why->kind];
        bool is_last = is_final || job->attempts >= job->most_attempts;
        *outcome = is_last ? RUN_GIVEN_UP : RUN_TRIED_AGAIN;
        crypto_random(&chance, sizeof chance);
        log_err(is_last ? LOG_ERROR : LOG_WARN,
                is_last ? "a job was given up" : "a job failed and is tried again", why);
        return db_take(room->pool, &db, err) &&
               job_fail(db, job, why->message, job_backoff_seconds(job->attempts, chance), is_final,
                        err);
}

// What was claimed with an end and is not done by this runner is anybody's again at once. Where the
// end itself was rolled back it was never claimed, and nothing changes.
static void
give_back_next(const struct job_room *room)
{
        OWN(db_give) struct db *db = NULL;
        struct job_next *next = room->next;
        struct err err = {0};
        if (next == NULL || !next->has_job)
                return;
        next->has_job = false;
        if (!db_take(room->pool, &db, &err) || !job_put_off(db, &next->job, 0, &err))
                log_err(LOG_WARN, "a claimed job was not given back and waits for its lease", &err);
        arena_done(&next->arena);
}

static bool
do_job(const struct job_room *room, const struct job *job, struct arena *arena, struct err *err)
{
        const struct job_kind *kind = job_kind_find(job->kind);
        int64_t began = clock_ms();
        struct err why = {0};
        enum run_outcome outcome = RUN_DONE;
        bool is_noted = true;
        if (!kind->run(room, job, arena, &why)) {
                give_back_next(room);
                if (why.kind == ERR_CONFLICT && is_done_elsewhere(room, job, arena))
                        outcome = RUN_ELSEWHERE;
                else
                        is_noted = note_failure(room, job, &why, &outcome, err);
        }
        LOG_LINE(LOG_INFO, "job", LOG_TEXT("kind", job->kind), LOG_TEXT("key", job->key),
                 LOG_TEXT("outcome", OUTCOMES[outcome]), LOG_NUMBER("attempt", job->attempts),
                 LOG_NUMBER("ms", clock_ms() - began));
        progress_count(room->progress, outcome);
        metrics_count(METRIC_JOB_RUNS, metrics_job_kind(job->kind), outcome, 0);
        metrics_observe(METRIC_JOB_SECONDS, metrics_job_kind(job->kind), 0,
                        (clock_ms() - began) * 1000);
        return is_noted;
}

// The job that was claimed with the end of the last one, or else the one that is ready now.
static bool
claim(const struct job_room *room, struct arena *arena, struct job *job_out, bool *has_out,
      struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct job_next *next = room->next;
        char name[WORKER_NAME_ROOM];
        if (next != NULL && next->has_job) {
                *job_out = job_copy(&next->job, arena);
                *has_out = true;
                next->has_job = false;
                arena_done(&next->arena);
                return true;
        }
        worker_name(name);
        return db_take(room->pool, &db, err) &&
               job_claim(db, job_kinds_all(arena), name, arena, job_out, has_out, err);
}

bool
runner_step(const struct job_room *room, bool *did_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct job job = {0};
        if (!claim(room, &arena, &job, did_out, err))
                return false;
        if (!*did_out)
                return true;
        log_subject("job_id", uuid_to_text(job.id).text);
        trace_begin(job.request_id, job.traceparent);
        bool is_noted = do_job(room, &job, &arena, err);
        trace_use(NULL);
        log_subject(NULL, NULL);
        return is_noted;
}

static void
alarm_unknown(const char *kind, int count, void *context)
{
        (void)context;
        LOG_LINE(LOG_ERROR, "jobs of a kind that this runner does not know wait for a newer one",
                 LOG_TEXT("kind", kind), LOG_NUMBER("count", count));
}

static bool
look_around(const struct job_room *room, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        int near = 0;
        int lost = 0;
        if (!db_take(room->pool, &db, err) || !tick_round(db, err) ||
            !job_bring_near(db, job_lease_most(), &near, err) ||
            !job_give_up_lost(db, &lost, err) ||
            !job_unknown(db, job_kinds_all(&arena), alarm_unknown, NULL, err) ||
            (embeddings_are_configured(room->config) &&
             !passage_enqueue_missing(db, room->config->embeddings_openai.model, err)))
                return false;
        if (near > 0)
                LOG_LINE(LOG_WARN, "jobs that a clock had put off too far are ready now",
                         LOG_NUMBER("count", near));
        if (lost > 0)
                LOG_LINE(LOG_ERROR, "jobs were given up whose runners stopped each time",
                         LOG_NUMBER("count", lost));
        return true;
}

static bool
supervise(const struct job_room *room, struct err *err)
{
        int looked = 0;
        if (!supervise_round(room->config, room->pool, &looked, err))
                return false;
        if (looked > 0)
                LOG_LINE(LOG_DEBUG, "the supervisor looked at running interviews",
                         LOG_NUMBER("count", looked));
        return true;
}

static int64_t
supervise_ms(const struct config *config)
{
        int64_t own = (int64_t)config->supervisor.interval_seconds * 1000;
        return own > 0 && own < SUPERVISE_MS ? own : SUPERVISE_MS;
}

// What is looked for now and then and cannot be found keeps nobody from the jobs that are ready,
// unless the database is away for them too.
static bool
goes_on_after(const struct err *err)
{
        if (err->kind == ERR_BUSY)
                return false;
        log_err(LOG_ERROR, "a runner could not look for what is due", err);
        return true;
}

// Works on a connection that listens, until the time is over or something fails.
static bool
run_listening(const struct job_room *room, const struct runner_plan *plan, int64_t until,
              struct err *err)
{
        OWN(db_give) struct db *listener = NULL;
        int64_t round_at = 0;
        int64_t supervise_at = 0;
        if (!db_take(room->pool, &listener, err) || !db_run_text(listener, "LISTEN job", err))
                return false;
        while (!*plan->stops && (plan->is_once || clock_ms() < until)) {
                bool did = false;
                bool came = false;
                if (clock_ms() >= round_at) {
                        if (!look_around(room, err) && !goes_on_after(err))
                                return false;
                        round_at = clock_ms() + ROUND_MS;
                }
                if (clock_ms() >= supervise_at) {
                        if (!supervise(room, err) && !goes_on_after(err))
                                return false;
                        supervise_at = clock_ms() + supervise_ms(room->config);
                }
                progress_show(room->progress, room->pool);
                if (!runner_step(room, &did, err))
                        return false;
                if (did)
                        continue;
                int64_t left = until - clock_ms();
                if (plan->is_once || left <= 0)
                        break;
                if (!db_wait(listener, left < POLL_MS ? (int)left : POLL_MS, &came, err))
                        return false;
        }
        return true;
}

bool
runner_run(const struct job_room *given, const struct runner_plan *plan, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        char name[WORKER_NAME_ROOM];
        struct job_next next = {.kinds = job_kinds_all(&arena), .worker = name, .is_wanted = true};
        struct job_room room = *given;
        int64_t until = clock_ms() + (int64_t)plan->seconds * 1000;
        worker_name(name);
        room.next = &next;
        for (;;) {
                bool is_over = run_listening(&room, plan, until, err);
                give_back_next(&room);
                if (is_over)
                        return true;
                if (plan->is_once || *plan->stops || clock_ms() + AWAY_MS >= until)
                        return false;
                log_err(LOG_WARN, "the queue cannot be used now", err);
                clock_sleep_ms(AWAY_MS);
        }
}
