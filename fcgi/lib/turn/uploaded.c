#include "turn/uploaded.h"

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "queries.h"
#include "turn/gate.h"
#include "turn/turn.h"

const char *
uploaded_key(struct uuid interview, int number, struct uuid id, struct arena *arena)
{
        return arena_print(arena, "interviews/%s/answer-%d-%s", uuid_to_text(interview).text,
                           number, uuid_to_text(id).text);
}

bool
uploaded_find(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
              struct uploaded *uploaded_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows gate = {0};
        if (!db_take(room->pool, &db, err) ||
            !db_ask(db, &UPLOAD_GATE, &gate, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (gate.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        const char *status = row_text(&gate, 0, "status");
        if (!text_equals(status, "in_progress"))
                return gate_fail_not_running(status, err);
        if (!gate_check_number(number, (int)row_int(&gate, 0, "newest_turn"), err))
                return false;
        if (!text_equals(row_text(&gate, 0, "turn_status"), "asked"))
                return FAIL(err, ERR_CONFLICT,
                            "Another answer to this question was taken already; it is kept.");
        if (!gate_check_sound(room->config, row_bool(&gate, 0, "may_record"),
                              row_text(&gate, 0, "language"), err))
                return false;
        *uploaded_out = (struct uploaded){
                .interview = interview,
                .number = number,
                .attempt = (int)row_int(&gate, 0, "attempt"),
                .is_there = !row_is_null(&gate, 0, "upload_id"),
                .id = row_uuid(&gate, 0, "upload_id"),
                .key = arena_text(arena, row_text(&gate, 0, "media_key")),
        };
        return true;
}

bool
uploaded_make(const struct turn_room *room, struct uploaded *uploaded, struct arena *arena,
              struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct uuid id = uuid_new();
        const char *key = uploaded_key(uploaded->interview, uploaded->number, id, arena);
        if (!db_take(room->pool, &db, err) ||
            !db_ask(db, &UPLOAD_MAKE, &rows, err, DB_UUID(id), DB_UUID(uploaded->interview),
                    DB_INT(uploaded->number), DB_INT(uploaded->attempt), DB_TEXT(key)))
                return false;
        uploaded->is_there = true;
        uploaded->id = row_uuid(&rows, 0, "id");
        uploaded->key = arena_text(arena, row_text(&rows, 0, "media_key"));
        return true;
}

// A seal that no answer followed: the process died before its commit, or the commit failed. One
// that is under way is waited for by the interview's lock.
static bool
lift_seal(const struct turn_room *room, const struct uploaded *uploaded,
          struct store_growing *growing, struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        const char *status = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, uploaded->interview, arena, &status, err) ||
            !db_ask(db, &UPLOAD_IS_ANSWER, &rows, err, DB_UUID(uploaded->interview),
                    DB_TEXT(uploaded->key)))
                return false;
        if (row_bool(&rows, 0, "is_answer"))
                return FAIL(err, ERR_CONFLICT,
                            "Another answer to this question was taken already; it is kept.");
        return store_growing_unseal(growing, err);
}

bool
uploaded_open(const struct turn_room *room, struct uploaded *uploaded, bool makes,
              struct arena *arena, struct store_growing *growing_out, struct err *err)
{
        OWN(store_growing_close) struct store_growing growing = {.file = -1};
        if (!uploaded->is_there && (!makes || !uploaded_make(room, uploaded, arena, err)))
                return !makes;
        for (bool is_open = false; !is_open;) {
                if (!store_growing_open(room->store, uploaded->key, makes, &growing, err)) {
                        // The row came before the bytes, or outlived them.
                        uploaded->is_there = false;
                        return !makes && err->kind == ERR_MISSING;
                }
                is_open = !growing.is_sealed;
                if (!is_open && !lift_seal(room, uploaded, &growing, arena, err))
                        return false;
                if (!is_open)
                        store_growing_close(&growing);
        }
        *growing_out = growing;
        growing.file = -1;
        return true;
}

bool
uploaded_discard(const struct turn_room *room, struct uuid interview, int number, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(room->pool, &db, err) ||
                    !db_ask(db, &UPLOAD_DISCARD, &rows, err, DB_UUID(interview), DB_INT(number)))
                        return false;
        }
        for (int i = 0; i < rows.count; i++) {
                if (!store_growing_delete(room->store, row_text(&rows, i, "media_key"), err))
                        return false;
        }
        return true;
}

void
uploaded_drop(const struct turn_room *room, struct uuid interview, int number)
{
        struct err err;
        if (!uploaded_discard(room, interview, number, &err))
                log_err(LOG_WARN, "an upload that is not needed was left", &err);
}
