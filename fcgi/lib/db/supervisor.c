#include "db/supervisor.h"

#include "db/db.h"
#include "queries.h"

bool
supervisor_waiting(struct db *db, struct uuid interview, struct arena *arena,
                   struct supervisor_action **actions_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SUPERVISOR_WAITING, &rows, err, DB_UUID(interview)))
                return false;
        struct supervisor_action *actions =
                arena_alloc(arena, (size_t)rows.count + 1, sizeof *actions);
        for (int i = 0; i < rows.count; i++) {
                actions[i] = (struct supervisor_action){
                        .id = row_uuid(&rows, i, "id"),
                        .action = arena_text(arena, row_text(&rows, i, "action")),
                        .message = arena_text(arena, row_text(&rows, i, "message")),
                };
        }
        *actions_out = actions;
        *count_out = (size_t)rows.count;
        return true;
}

struct supervisor_settings
supervisor_settings_from_row(const struct rows *rows, int row)
{
        return (struct supervisor_settings){
                .interval_seconds = (int)row_int(rows, row, "supervisor_interval_seconds"),
                .conclusion_minutes = (int)row_int(rows, row, "supervisor_conclusion_minutes"),
                .max_minutes = (int)row_int(rows, row, "supervisor_max_minutes"),
                .grace_minutes = (int)row_int(rows, row, "grace_minutes"),
        };
}
