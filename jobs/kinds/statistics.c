// statistics {at}: what HR's page of figures shows is counted anew for the days that have changed.
#include "base/clock.h"
#include "base/log.h"
#include "db/db.h"
#include "kind.h"
#include "queries.h"

// Reports are made by the same runner, and people wait for them: after so long they have their
// turn, and the rest comes after.
static const int64_t SLICE_MS = 500;
enum { DUE_MOST = 200, REST_SECONDS = 1 };

static bool
find_due(const struct job_room *room, struct rows *due_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) &&
               db_ask(db, &STATISTIC_DUE, due_out, err, DB_INT(DUE_MOST));
}

// The day's row is held from the first query to the commit, so that of two runners the second
// counts what the first has left.
static bool
count_day(const struct job_room *room, struct uuid posting, const char *day, struct err *err)
{
        const struct query *const STEPS[] = {&STATISTIC_OPEN, &STATISTIC_FORGET, &STATISTIC_COUNT,
                                             &STATISTIC_CLOSE};
        OWN(db_give) struct db *db = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err))
                return false;
        for (size_t i = 0; i < COUNT_OF(STEPS); i++) {
                if (!db_do(db, STEPS[i], NULL, err, DB_UUID(posting), DB_TEXT(day)))
                        return false;
        }
        return db_commit(db, err);
}

static bool
put_off(const struct job_room *room, const struct job *job, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) && job_put_off(db, job, REST_SECONDS, err);
}

bool
job_statistics_run(const struct job_room *room, const struct job *job, struct arena *arena,
                   struct err *err)
{
        OWN(rows_close) struct rows due = {0};
        int64_t until = clock_ms() + SLICE_MS;
        int counted = 0;
        (void)arena;
        if (!find_due(room, &due, err))
                return false;
        while (counted < due.count && clock_ms() < until) {
                struct err why = {0};
                bool is_counted = count_day(room, row_uuid(&due, counted, "posting_id"),
                                            row_text(&due, counted, "day"), &why);
                if (!is_counted && (why.kind == ERR_BUSY || why.kind == ERR_FULL)) {
                        *err = why;
                        return false;
                }
                // One that cannot be counted does not hold the others up; it stays due.
                if (!is_counted)
                        log_err(LOG_ERROR, "a day could not be counted for the figures", &why);
                counted++;
        }
        if (counted > 0)
                LOG_LINE(LOG_INFO, "days were counted for the figures",
                         LOG_NUMBER("count", counted));
        bool is_all = counted == due.count && due.count < DUE_MOST;
        return is_all ? job_finish_alone(room, job, err) : put_off(room, job, err);
}
