// retention {at}: interviews that have been kept for as long as their posting says are erased.
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/erase.h"
#include "db/interview.h"
#include "kind.h"
#include "queries.h"

static bool
erase(const struct job_room *room, struct uuid id, struct uuid organisation, struct arena *arena,
      struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const char *status = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, id, arena, &status, err))
                return false;
        if (text_equals(status, "erased"))
                return true;
        // Whoever left in the middle does not come back after that time.
        if (text_equals(status, "in_progress") || text_equals(status, "paused")) {
                if (!db_do(db, &INTERVIEW_COMPLETE, NULL, err, DB_UUID(id), DB_TEXT("time")))
                        return false;
                status = "completed";
        }
        return interview_erase(db, id, organisation, status, err) && db_commit(db, err);
}

// `has_more_out` is false when none was due.
static bool
erase_some(const struct job_room *room, bool *has_more_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows due = {0};
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(room->pool, &db, err) || !db_ask(db, &RETENTION_DUE, &due, err))
                        return false;
        }
        for (int i = 0; i < due.count; i++) {
                if (!erase(room, row_uuid(&due, i, "id"), row_uuid(&due, i, "organisation_id"),
                           &arena, err))
                        return false;
        }
        if (due.count > 0)
                LOG_LINE(LOG_INFO, "interviews were erased whose time was over",
                         LOG_NUMBER("count", due.count));
        *has_more_out = due.count > 0;
        return true;
}

bool
job_retention_run(const struct job_room *room, const struct job *job, struct arena *arena,
                  struct err *err)
{
        (void)arena;
        for (bool has_more = true; has_more;) {
                if (!erase_some(room, &has_more, err) || !job_keep(room, job, err))
                        return false;
        }
        return job_finish_alone(room, job, err);
}
