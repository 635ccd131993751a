// housekeeping {at}: rows that have served are deleted, and archives that have expired.
#include "base/log.h"
#include "db/db.h"
#include "kind.h"
#include "queries.h"

static const struct query *const DELETIONS[] = {
        &HOUSEKEEPING_SESSIONS,    &HOUSEKEEPING_CANDIDATE_SESSIONS,
        &HOUSEKEEPING_IDEMPOTENCY, &HOUSEKEEPING_FAILED_ATTEMPTS,
        &HOUSEKEEPING_JOBS,        &TICK_FORGET,
        &UPLOAD_FORGET_OLD,
};

// The rows first: a file that is left over is swept later, one that is missing would be missed.
static bool
expire_archives(const struct job_room *room, struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct err left = {0};
        if (!db_ask(db, &HOUSEKEEPING_ARCHIVES, &rows, err))
                return false;
        for (int i = 0; i < rows.count; i++) {
                if (!store_delete(room->store, row_text(&rows, i, "old_key"), &left))
                        log_err(LOG_WARN, "an expired archive is left over", &left);
        }
        return true;
}

bool
job_housekeeping_run(const struct job_room *room, const struct job *job, struct arena *arena,
                     struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        (void)arena;
        if (!db_take(room->pool, &db, err))
                return false;
        for (size_t i = 0; i < COUNT_OF(DELETIONS); i++) {
                if (!db_do(db, DELETIONS[i], NULL, err))
                        return false;
        }
        if (!expire_archives(room, db, err))
                return false;
        db_give(&db);
        return job_finish_alone(room, job, err);
}
