#include "turn/gate.h"

#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "net/providers.h"
#include "queries.h"

static bool
find(void *context, struct err *err)
{
        struct gate_asked *asked = context;
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(asked->room.pool, &db, err) ||
            !db_ask(db, &ANSWER_GATE, &rows, err, DB_DIGEST(asked->session), DB_INT(asked->number)))
                return false;
        if (rows.count == 0)
                return true;
        asked->gate = (struct turn_gate){
                .interview = row_uuid(&rows, 0, "id"),
                .status = row_copied(&rows, 0, "status", &asked->arena),
                .language = row_copied(&rows, 0, "language", &asked->arena),
                .may_record = row_bool(&rows, 0, "may_record"),
                .newest_turn = (int)row_int(&rows, 0, "newest_turn"),
                .has_answer = row_bool(&rows, 0, "has_answer"),
        };
        return true;
}

void
gate_ask(struct gate_asked *asked, const struct turn_room *room, struct digest session, int number)
{
        *asked = (struct gate_asked){.room = *room, .session = session, .number = number};
        asked->is_beside = beside_start(&asked->beside, &asked->room, find, asked);
}

bool
gate_take(struct gate_asked *asked, struct err *err)
{
        if (!asked->is_taken)
                asked->is_well = asked->is_beside ? beside_join(&asked->beside, &asked->err)
                                                  : find(asked, &asked->err);
        asked->is_taken = true;
        if (!asked->is_well)
                *err = asked->err;
        return asked->is_well;
}

void
gate_asked_close(struct gate_asked *asked)
{
        beside_close(&asked->beside);
        arena_done(&asked->arena);
}

bool
gate_fail_not_running(const char *status, struct err *err)
{
        if (text_equals(status, "scheduled"))
                return FAIL(err, ERR_CONFLICT, "The interview has not started yet.");
        if (text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "The interview is paused.");
        if (text_equals(status, "expired"))
                return FAIL(err, ERR_CONFLICT, "The invitation has expired.");
        if (text_equals(status, "cancelled"))
                return FAIL(err, ERR_CONFLICT, "The interview was cancelled.");
        return FAIL(err, ERR_CONFLICT, "The interview is over.");
}

bool
gate_check_number(int number, int newest, struct err *err)
{
        // Turns are numbered from 1 without a gap.
        if (number > newest)
                return FAIL(err, ERR_CONFLICT, "This question has not been asked yet.");
        if (number < 1)
                return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
        return true;
}

bool
gate_check_sound(const struct config *config, bool may_record, const char *language,
                 struct err *err)
{
        if (!may_record)
                return FAIL(err, ERR_CONFLICT,
                            "You did not agree to recordings. Type your answer, or agree first.");
        if (!stt_can(config, language))
                return FAIL(err, ERR_CONFLICT,
                            "Speech in this language is not understood here. Type your answer.");
        return true;
}

bool
turn_may_answer(const struct config *config, const struct turn_gate *gate, int number,
                bool is_spoken, struct err *err)
{
        // What was answered may be posted again, also after the end: the reply may have been lost.
        if (gate->has_answer)
                return true;
        if (!text_equals(gate->status, "in_progress"))
                return gate_fail_not_running(gate->status, err);
        return gate_check_number(number, gate->newest_turn, err) &&
               (!is_spoken || gate_check_sound(config, gate->may_record, gate->language, err));
}
