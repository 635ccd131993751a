#include "tick.h"

#include "base/own.h"
#include "db/db.h"
#include "queries.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

const struct tick_schedule TICK_SCHEDULES[] = {
        // Each looks at all there is: after a longer pause one of them is enough for the start.
        {.kind = "abandoned", .every_seconds = 5 * MINUTE, .back_seconds = HOUR},
        {.kind = "retention", .every_seconds = HOUR, .back_seconds = HOUR},
        {.kind = "statistics",
         .every_seconds = HOUR,
         .after_seconds = 30 * MINUTE,
         .back_seconds = HOUR},
        {.kind = "sweep", .every_seconds = DAY, .after_seconds = 3 * HOUR, .back_seconds = DAY},
        {.kind = "housekeeping",
         .every_seconds = DAY,
         .after_seconds = 4 * HOUR,
         .back_seconds = DAY},
        // Nights come at other hours in other places; days that nobody saw the job makes up itself.
        {.kind = "nightly", .every_seconds = HOUR, .back_seconds = HOUR},
};
const size_t TICK_SCHEDULE_COUNT = COUNT_OF(TICK_SCHEDULES);

bool
tick_round(struct db *db, struct err *err)
{
        for (size_t i = 0; i < TICK_SCHEDULE_COUNT; i++) {
                OWN(rows_close) struct rows rows = {0};
                const struct tick_schedule *schedule = &TICK_SCHEDULES[i];
                if (!db_ask(db, &TICK_MAKE, &rows, err, DB_TEXT(schedule->kind),
                            DB_INT(schedule->every_seconds), DB_INT(schedule->after_seconds),
                            DB_INT(schedule->back_seconds)))
                        return false;
        }
        return true;
}
