// abandoned {at}: interviews that nobody came back to within their grace are ended with what there
// is, so that their reports are made.
#include "base/log.h"
#include "db/db.h"
#include "kind.h"
#include "queries.h"

static bool
load(const struct job_room *room, struct rows *rows_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               db_ask(db, &ABANDONED_INTERVIEWS, rows_out, err,
                      DB_INT(room->config->supervisor.grace_minutes));
}

bool
job_abandoned_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        (void)arena;
        if (!load(room, &rows, err))
                return false;
        for (int i = 0; i < rows.count; i++) {
                struct err why = {0};
                if (!job_keep(room, job, err))
                        return false;
                // One that cannot be ended now does not hold the others up; the next tick tries
                // again.
                if (!turn_end_interview(&room->turn, row_uuid(&rows, i, "id"), "abandoned", &why))
                        log_err(LOG_WARN, "an abandoned interview could not be ended", &why);
        }
        return job_finish_alone(room, job, err);
}
