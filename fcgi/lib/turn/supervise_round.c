// The supervisor between turns: the runner's round.
#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/supervisor.h"
#include "queries.h"
#include "turn/advance.h"
#include "turn/supervise.h"

static struct supervisor_round
round_of(const struct config *config, const struct rows *rows, int row)
{
        struct supervisor_settings own = supervisor_settings_from_row(rows, row);
        return (struct supervisor_round){
                .limits = supervisor_limits_of(&config->supervisor, &own,
                                               (int)row_int(rows, row, "max_minutes"),
                                               (int)row_int(rows, row, "added_minutes")),
                .elapsed_seconds = (int)row_int(rows, row, "elapsed_seconds"),
                .silence_seconds = (int)row_int(rows, row, "silence_seconds"),
                .max_answer_seconds = (int)row_int(rows, row, "max_answer_seconds"),
                .is_answer_open = row_bool(rows, row, "is_answer_open"),
                .is_concluding = row_bool(rows, row, "is_concluding"),
                .wants_end = row_bool(rows, row, "wants_end"),
        };
}

// An answer may have come since the round read how long nobody had answered; whoever takes one
// holds the interview's row, as the round does now.
static bool
is_still_open(struct db *db, struct uuid interview, bool *is_open_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &TURN_NEWEST, &rows, err, DB_UUID(interview)))
                return false;
        *is_open_out = rows.count == 1 && text_equals(row_text(&rows, 0, "status"), "asked");
        return true;
}

static bool
act(struct db *db, struct uuid interview, struct uuid organisation,
    const struct supervisor_round *round, const struct supervision *supervision, struct err *err)
{
        bool is_open = true;
        bool is_break = supervision->heed == SUPERVISOR_HEED_BREAK;
        if (supervision->decision == SUPERVISOR_CONCLUDE)
                return db_do(db, &SUPERVISION_CONCLUDE, NULL, err, DB_UUID(interview));
        if (supervision->decision != SUPERVISOR_END && !is_break)
                return true;
        if (!is_still_open(db, interview, &is_open, err))
                return false;
        if (!is_open)
                return true;
        if (is_break)
                return db_do(db, &SUPERVISION_BREAK, NULL, err, DB_UUID(interview),
                             DB_INT(round->silence_seconds - round->max_answer_seconds));
        return db_do(db, &SUPERVISOR_END_DONE, NULL, err, DB_UUID(interview)) &&
               advance_complete(db, interview, organisation, "supervisor", err);
}

bool
supervise_round(const struct config *config, struct db_pool *pool, int *looked_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(pool, &db, err) || !db_begin(db, err) ||
            !db_ask(db, &SUPERVISION_DUE, &rows, err, DB_INT(config->supervisor.interval_seconds)))
                return false;
        for (int i = 0; i < rows.count; i++) {
                struct uuid id = row_uuid(&rows, i, "id");
                struct supervisor_round round = round_of(config, &rows, i);
                struct supervision supervision = supervisor_look_round(&round);
                if (!supervise_keep(db, id, "round", (int)row_int(&rows, i, "turn_number"),
                                    &supervision, err) ||
                    !act(db, id, row_uuid(&rows, i, "organisation_id"), &round, &supervision, err))
                        return false;
        }
        *looked_out = rows.count;
        return db_commit(db, err);
}
