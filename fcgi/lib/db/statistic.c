#include "db/statistic.h"

#include "db/db.h"
#include "db/job.h"
#include "db/row_json.h"
#include "queries.h"

static bool
find_state(struct db *db, struct uuid organisation, struct arena *arena,
           struct statistic_sums *sums, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &STATISTIC_STATE, &rows, err, DB_UUID(organisation)))
                return false;
        sums->is_due = row_bool(&rows, 0, "is_due");
        sums->counted_at = row_copied(&rows, 0, "counted_at", arena);
        return true;
}

bool
statistic_sum(struct db *db, const struct statistic_range *range, int criteria_most,
              struct arena *arena, struct statistic_sums *sums_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct statistic_sums sums = {.count = 0};
        // The state first: what is counted between the two is shown and still called due.
        if (!find_state(db, range->organisation, arena, &sums, err) ||
            !db_ask(db, &STATISTIC_SUM, &rows, err, DB_UUID(range->organisation),
                    DB_UUID_OR_NULL(range->posting), DB_TEXT(range->from), DB_TEXT(range->to),
                    DB_INT(criteria_most)))
                return false;
        sums.count = (size_t)rows.count;
        struct statistic *items = arena_alloc(arena, sums.count + 1, sizeof *items);
        for (int i = 0; i < rows.count; i++)
                items[i] = (struct statistic){
                        .figure = row_copied(&rows, i, "figure", arena),
                        .label = row_copied(&rows, i, "label", arena),
                        .item = row_copied(&rows, i, "item", arena),
                        .value = (int)row_int(&rows, i, "value"),
                        .beside = (int)row_int(&rows, i, "beside"),
                        .count = row_int(&rows, i, "count"),
                };
        sums.items = items;
        *sums_out = sums;
        return true;
}

bool
statistic_want(struct db *db, struct err *err)
{
        return job_enqueue(db, "statistics", "now", NULL, (struct uuid){{0}}, 0, err);
}
