#include "db/job.h"

#include <assert.h>

#include "base/text.h"
#include "base/trace.h"
#include "db/db.h"
#include "queries.h"

enum { BACKOFF_FIRST_SECONDS = 5, BACKOFF_MOST_SECONDS = 15 * 60 };

static const char CANCELLED[] = "It was cancelled before it was tried.";
static const char NOT_OURS[] = "Another runner has taken this job over.";

static const char *
copied(const struct rows *rows, int row, const char *column, struct arena *arena)
{
        return arena_text(arena, row_text_or_null(rows, row, column));
}

static struct job
job_from_row(const struct rows *rows, int row, struct arena *arena)
{
        return (struct job){
                .id = row_uuid(rows, row, "id"),
                .kind = copied(rows, row, "kind", arena),
                .key = copied(rows, row, "key", arena),
                .payload = copied(rows, row, "payload", arena),
                .organisation = row_uuid(rows, row, "organisation_id"),
                .attempts = (int)row_int(rows, row, "attempts"),
                .most_attempts = (int)row_int(rows, row, "most_attempts"),
                .fence = (int)row_int(rows, row, "fence"),
        };
}

static struct job
claimed_from_row(const struct rows *rows, int row, struct arena *arena)
{
        struct job job = job_from_row(rows, row, arena);
        job.request_id = copied(rows, row, "request_id", arena);
        job.traceparent = copied(rows, row, "traceparent", arena);
        return job;
}

struct job
job_copy(const struct job *job, struct arena *arena)
{
        struct job copy = *job;
        copy.kind = arena_text(arena, job->kind);
        copy.key = arena_text(arena, job->key);
        copy.payload = arena_text(arena, job->payload);
        copy.request_id = arena_text(arena, job->request_id);
        copy.traceparent = arena_text(arena, job->traceparent);
        return copy;
}

static struct job_view
job_view_from_row(const struct rows *rows, int row, struct arena *arena)
{
        return (struct job_view){
                .job = job_from_row(rows, row, arena),
                .state = copied(rows, row, "state", arena),
                .worker = copied(rows, row, "worker", arena),
                .last_error = copied(rows, row, "last_error", arena),
                .run_at = copied(rows, row, "run_at", arena),
                .lease_until = copied(rows, row, "lease_until", arena),
                .created_at = copied(rows, row, "created_at", arena),
                .finished_at = copied(rows, row, "finished_at", arena),
        };
}

bool
job_enqueue(struct db *db, const char *kind, const char *key, const char *payload,
            struct uuid organisation, int delay_seconds, struct err *err)
{
        const char *request_id = trace_of_thread()->request_id;
        struct trace_parent parent = trace_parent(false);
        assert(delay_seconds <= JOB_DELAY_SECONDS_MOST);
        return db_do_soon(db, &JOB_ENQUEUE, err, DB_UUID(uuid_new()), DB_TEXT(kind), DB_TEXT(key),
                          DB_TEXT(payload), DB_UUID_OR_NULL(organisation), DB_INT(delay_seconds),
                          DB_TEXT(request_id[0] == '\0' ? NULL : request_id),
                          DB_TEXT(parent.text[0] == '\0' ? NULL : parent.text));
}

bool
job_drop(struct db *db, const char *kind, const char *key, struct err *err)
{
        return db_do_soon(db, &JOB_DROP, err, DB_TEXT(kind), DB_TEXT(key));
}

bool
job_claim(struct db *db, struct job_kinds kinds, const char *worker, struct arena *arena,
          struct job *job_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_CLAIM, &rows, err, DB_TEXT(kinds.names), DB_TEXT(worker),
                    DB_TEXT(kinds.leases)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1)
                *job_out = claimed_from_row(&rows, 0, arena);
        return true;
}

bool
job_heartbeat(struct db *db, const struct job *job, int lease_seconds, struct err *err)
{
        int changed = 0;
        if (!db_do(db, &JOB_HEARTBEAT, &changed, err, DB_UUID(job->id), DB_INT(job->fence),
                   DB_INT(lease_seconds)))
                return false;
        return changed == 1 || FAIL(err, ERR_CONFLICT, NOT_OURS);
}

bool
job_finish(struct db *db, const struct job *job, struct err *err)
{
        int changed = 0;
        if (!db_do(db, &JOB_FINISH, &changed, err, DB_UUID(job->id), DB_INT(job->fence)))
                return false;
        return changed == 1 || FAIL(err, ERR_CONFLICT, NOT_OURS);
}

bool
job_finish_and_claim(struct db *db, const struct job *job, struct job_kinds kinds,
                     const char *worker, struct arena *arena, struct job *next_out, bool *has_out,
                     struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_FINISH_AND_CLAIM, &rows, err, DB_UUID(job->id), DB_INT(job->fence),
                    DB_TEXT(kinds.names), DB_TEXT(worker), DB_TEXT(kinds.leases)))
                return false;
        if (!row_bool(&rows, 0, "has_finished"))
                return FAIL(err, ERR_CONFLICT, NOT_OURS);
        *has_out = row_text_or_null(&rows, 0, "id") != NULL;
        if (*has_out)
                *next_out = claimed_from_row(&rows, 0, arena);
        return true;
}

bool
job_fail(struct db *db, const struct job *job, const char *why, int backoff_seconds, bool is_final,
         struct err *err)
{
        return db_do(db, &JOB_FAIL, NULL, err, DB_UUID(job->id), DB_INT(job->fence), DB_TEXT(why),
                     DB_INT(backoff_seconds), DB_BOOL(is_final));
}

bool
job_put_off(struct db *db, const struct job *job, int delay_seconds, struct err *err)
{
        return db_do(db, &JOB_PUT_OFF, NULL, err, DB_UUID(job->id), DB_INT(job->fence),
                     DB_INT(delay_seconds));
}

int
job_backoff_seconds(int attempts, unsigned chance)
{
        int seconds = BACKOFF_FIRST_SECONDS;
        for (int i = 1; i < attempts && seconds < BACKOFF_MOST_SECONDS; i++)
                seconds *= 2;
        if (seconds > BACKOFF_MOST_SECONDS)
                seconds = BACKOFF_MOST_SECONDS;
        int spread = seconds / 4;
        return seconds - (int)(chance % (unsigned)(spread + 1));
}

bool
job_bring_near(struct db *db, int lease_seconds, int *count_out, struct err *err)
{
        return db_do(db, &JOB_BRING_NEAR, count_out, err, DB_INT(JOB_DELAY_SECONDS_MOST),
                     DB_INT(lease_seconds));
}

bool
job_give_up_lost(struct db *db, int *count_out, struct err *err)
{
        return db_do(db, &JOB_GIVE_UP_LOST, count_out, err);
}

bool
job_unknown(struct db *db, struct job_kinds kinds,
            void (*each)(const char *kind, int count, void *context), void *context,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_UNKNOWN, &rows, err, DB_TEXT(kinds.names)))
                return false;
        for (int i = 0; i < rows.count; i++)
                each(row_text(&rows, i, "kind"), (int)row_int(&rows, i, "count"), context);
        return true;
}

bool
job_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
         struct job_view *job_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_BY_ID, &rows, err, DB_UUID(id), DB_UUID_OR_NULL(organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such job.");
        *job_out = job_view_from_row(&rows, 0, arena);
        return true;
}

bool
job_find_by_key(struct db *db, const char *kind, const char *key, struct arena *arena,
                struct job_view *job_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_NEWEST_OF_KEY, &rows, err, DB_TEXT(kind), DB_TEXT(key)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1)
                *job_out = job_view_from_row(&rows, 0, arena);
        return true;
}

bool
job_list(struct db *db, struct uuid organisation, struct uuid before, int limit,
         struct arena *arena, struct job_view **jobs_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_LIST, &rows, err, DB_UUID_OR_NULL(organisation),
                    DB_UUID_OR_NULL(before), DB_INT(limit)))
                return false;
        struct job_view *jobs = arena_alloc(arena, (size_t)rows.count + 1, sizeof *jobs);
        for (int i = 0; i < rows.count; i++)
                jobs[i] = job_view_from_row(&rows, i, arena);
        *jobs_out = jobs;
        *count_out = (size_t)rows.count;
        return true;
}

bool
job_retry(struct db *db, struct uuid id, struct uuid organisation, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        struct job_view job = {0};
        struct err again = {0};
        if (!job_find(db, id, organisation, &arena, &job, err))
                return false;
        if (!text_equals(job.state, "failed"))
                return FAIL(err, ERR_CONFLICT, "Only a job that was given up can be tried again.");
        if (!db_ask(db, &JOB_RETRY, &rows, &again, DB_UUID(id), DB_UUID_OR_NULL(organisation))) {
                if (again.kind == ERR_CONFLICT)
                        return FAIL(err, ERR_CONFLICT, "The same work is queued already.");
                *err = again;
                return false;
        }
        return row_int(&rows, 0, "told") == 1 ||
               FAIL(err, ERR_CONFLICT, "Only a job that was given up can be tried again.");
}

bool
job_cancel(struct db *db, struct uuid id, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct job_view job = {0};
        int changed = 0;
        return job_find(db, id, (struct uuid){{0}}, &arena, &job, err) &&
               db_do(db, &JOB_CANCEL, &changed, err, DB_UUID(id), DB_TEXT(CANCELLED)) &&
               (changed == 1 || FAIL(err, ERR_CONFLICT, "Only a job that waits can be cancelled."));
}

bool
job_count(struct db *db, struct job_counts *counts_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &JOB_COUNTS, &rows, err))
                return false;
        *counts_out = (struct job_counts){
                .ready = (int)row_int(&rows, 0, "ready"),
                .later = (int)row_int(&rows, 0, "later"),
                .batch_done = (int)row_int(&rows, 0, "batch_done"),
                .batch_total = (int)row_int(&rows, 0, "batch_total"),
        };
        return true;
}
