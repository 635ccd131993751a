// /api/interviews/{id}/supervisor: what the supervisor of a running interview sees and does, and
// what people ask of it.
#include "interview/supervisor.h"

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "idempotency.h"
#include "queries.h"
#include "route.h"
#include "turn/supervise.h"

// A hundred actions with their messages.
static const size_t ANSWER_LIMIT = 2 * 1024 * 1024;
// More than anybody needs in one interview; with add_time the longest interview bounds it besides.
enum { ACTIONS_MOST = 100, MINUTES_MOST = 270 };

enum action {
        ACTION_GUIDE,
        ACTION_CONCLUDE,
        ACTION_END,
        ACTION_ADD_TIME,
        ACTION_PAUSE,
        ACTION_SKIP
};

static const char *const ACTION_NAMES[] = {
        [ACTION_GUIDE] = "guide",       [ACTION_CONCLUDE] = "conclude", [ACTION_END] = "end",
        [ACTION_ADD_TIME] = "add_time", [ACTION_PAUSE] = "pause",       [ACTION_SKIP] = "skip",
};

struct wish {
        enum action action;
        const char *message;
        int minutes; // 0 but for add_time
};

static void
write_look(struct json_writer *json, const struct rows *rows, int row)
{
        const char *reason = row_text(rows, row, "reason");
        json_open_object(json);
        json_put_text(json, "at", row_text(rows, row, "at"));
        json_put_text(json, "source", row_text(rows, row, "source"));
        json_name(json, "turn");
        if (row_is_null(rows, row, "turn_number"))
                json_add_null(json);
        else
                json_add_int(json, row_int(rows, row, "turn_number"));
        json_put_text(json, "decision", row_text(rows, row, "decision"));
        json_put_text(json, "reason", reason);
        json_put_text(json, "sentence", supervisor_sentence(reason));
        json_put_text(json, "heed", row_text_or_null(rows, row, "heed"));
        json_put_raw(json, "analysis", row_text(rows, row, "analysis"));
        json_close_object(json);
}

static void
write_looks(struct json_writer *json, const struct rows *rows)
{
        json_name(json, "last");
        if (rows->count > 0)
                write_look(json, rows, 0);
        else
                json_add_null(json);
        json_name(json, "decisions");
        json_open_list(json);
        for (int i = 0; i < rows->count; i++) {
                if (!text_equals(row_text(rows, i, "decision"), "ignore"))
                        write_look(json, rows, i);
        }
        json_close_list(json);
}

// One waits for the next turn; once the interview is over nothing waits any more.
static const char *
state_of(const struct rows *rows, int row, bool is_over)
{
        if (!row_is_null(rows, row, "done_at"))
                return "done";
        // An answer came first.
        bool is_late = text_equals(row_text(rows, row, "action"), ACTION_NAMES[ACTION_SKIP]);
        return is_over || is_late ? "dropped" : "waiting";
}

static void
write_actions(struct json_writer *json, const struct rows *rows, bool is_over)
{
        json_name(json, "actions");
        json_open_list(json);
        for (int i = 0; i < rows->count; i++) {
                json_open_object(json);
                json_put_text(json, "id", row_text(rows, i, "id"));
                json_put_text(json, "at", row_text(rows, i, "at"));
                json_put_text(json, "action", row_text(rows, i, "action"));
                json_put_text(json, "message", row_text(rows, i, "message"));
                json_name(json, "minutes");
                if (row_is_null(rows, i, "minutes"))
                        json_add_null(json);
                else
                        json_add_int(json, row_int(rows, i, "minutes"));
                json_put_text(json, "by", row_text_or_null(rows, i, "by"));
                json_put_text(json, "state", state_of(rows, i, is_over));
                json_put_text(json, "done_at", row_text_or_null(rows, i, "done_at"));
                json_close_object(json);
        }
        json_close_list(json);
}

static void
write_limits(struct json_writer *json, struct supervisor_limits limits)
{
        json_name(json, "limits");
        json_open_object(json);
        json_put_int(json, "analysis_interval_seconds", limits.interval_seconds);
        json_put_number(json, "conclusion_minutes", limits.conclusion_seconds / 60.0, 1);
        json_put_number(json, "max_minutes", limits.max_seconds / 60.0, 1);
        json_close_object(json);
}

static bool
write_status(struct request *request, struct db *db, struct uuid id, struct buf *buf,
             struct err *err)
{
        OWN(rows_close) struct rows counts = {0};
        OWN(rows_close) struct rows looks = {0};
        OWN(rows_close) struct rows actions = {0};
        struct json_writer json = json_writer_on(buf);
        struct interview interview = {0};
        if (!interview_find(db, id, request->user.organisation_id, request->arena, &interview,
                            err) ||
            !db_ask(db, &SUPERVISION_COUNTS, &counts, err, DB_UUID(id)) ||
            !db_ask(db, &SUPERVISION_NEWEST, &looks, err, DB_UUID(id)) ||
            !db_ask(db, &SUPERVISOR_ACTIONS, &actions, err, DB_UUID(id)))
                return false;
        bool is_over = interview.ended_at != NULL;
        json_open_object(&json);
        json_put_bool(&json, "is_active", text_equals(interview.status, "in_progress"));
        json_put_text(&json, "status", interview.status);
        json_put_text(&json, "paused_by", interview.paused_by);
        json_put_int(&json, "analysis_count", row_int(&counts, 0, "analysis_count"));
        json_put_int(&json, "actions_taken", row_int(&counts, 0, "actions_taken"));
        json_put_bool(&json, "conclusion_initiated", interview.is_concluding);
        json_put_number(&json, "elapsed_minutes", interview.elapsed_seconds / 60.0, 1);
        json_put_int(&json, "added_minutes", interview.added_minutes);
        write_limits(&json, supervise_limits(request->server->config, &interview));
        write_looks(&json, &looks);
        write_actions(&json, &actions, is_over);
        json_close_object(&json);
        return true;
}

bool
supervisor_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct uuid id = {{0}};
        return request_id(request, 0, &id, err) && db_take(request->server->pool, &db, err) &&
               write_status(request, db, id, &buf, err) && respond_json_tagged(request, &buf, err);
}

static bool
read_wish(struct request *request, const struct json_object *body, struct wish *wish_out,
          struct err *err)
{
        static const char *const NAMES[] = {"action", "message", "minutes"};
        const struct json_text_rule MESSAGE = {"message", 0, SUPERVISOR_MESSAGE_CHARACTERS, true};
        const char *message = "";
        int64_t minutes = 0;
        int action = 0;
        if (!json_only(body, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(body, "action", ACTION_NAMES, COUNT_OF(ACTION_NAMES), false, &action,
                              err) ||
            !json_read_text(body, MESSAGE, request->arena, &message, err) ||
            !json_read_int(body, "minutes", 1, SUPERVISOR_MINUTES_MOST, true, &minutes, err))
                return false;
        if (action == ACTION_ADD_TIME && minutes == 0)
                minutes = SUPERVISOR_MINUTES_DEFAULT;
        if (action != ACTION_ADD_TIME && minutes > 0)
                return FAIL_FIELD(err, "minutes", "\"minutes\" goes with \"add_time\" alone.");
        message = text_trim(request->arena, message);
        if (action == ACTION_GUIDE && message[0] == '\0')
                return FAIL_FIELD(err, "message",
                                  "Say in \"message\" what the interviewer is to ask or to heed.");
        *wish_out = (struct wish){(enum action)action, message, (int)minutes};
        return true;
}

// The interview as it stands, its row held; refused where it does not run.
static bool
hold(struct request *request, struct db *db, struct uuid id, const struct wish *wish,
     struct interview *interview_out, int *turn_out, struct err *err)
{
        OWN(rows_close) struct rows newest = {0};
        const char *status = NULL;
        // The organisation first: a row of another one is not held.
        if (!interview_find(db, id, request->user.organisation_id, request->arena, interview_out,
                            err) ||
            !interview_lock(db, id, request->arena, &status, err) ||
            !db_ask(db, &TURN_NEWEST, &newest, err, DB_UUID(id)))
                return false;
        interview_out->status = status;
        bool is_paused = text_equals(status, "paused");
        if (!text_equals(status, "in_progress") && !is_paused)
                return FAIL(err, ERR_CONFLICT, "Only an interview that runs has a supervisor.");
        if (is_paused && (wish->action == ACTION_PAUSE || wish->action == ACTION_SKIP))
                return FAIL(err, ERR_CONFLICT, "The interview is paused already.");
        *turn_out = newest.count == 0 ? 0 : (int)row_int(&newest, 0, "number");
        bool is_asked = newest.count == 1 && text_equals(row_text(&newest, 0, "status"), "asked");
        if (wish->action == ACTION_SKIP && !is_asked)
                return FAIL(err, ERR_CONFLICT,
                            "The answer to this question is being worked on. The next one comes "
                            "by itself.");
        return true;
}

// Writes it down. `id_out` is zero where the same waits already.
static bool
note(struct request *request, struct db *db, const struct interview *interview,
     const struct wish *wish, int turn, struct uuid *id_out, struct err *err)
{
        OWN(rows_close) struct rows count = {0};
        struct uuid id = uuid_new();
        bool is_done = wish->action == ACTION_ADD_TIME;
        *id_out = (struct uuid){{0}};
        if (!db_ask(db, &SUPERVISOR_ACTION_COUNT, &count, err, DB_UUID(interview->id),
                    DB_TEXT(ACTION_NAMES[wish->action])))
                return false;
        if (row_int(&count, 0, "same_waiting") > 0)
                return true;
        if (row_int(&count, 0, "count") >= ACTIONS_MOST)
                return FAIL(err, ERR_CONFLICT,
                            "So much was asked of this interview already that no more is taken.");
        *id_out = id;
        return db_do(db, &SUPERVISOR_ACTION_INSERT, NULL, err, DB_UUID(id), DB_UUID(interview->id),
                     DB_TEXT(ACTION_NAMES[wish->action]), DB_TEXT(wish->message),
                     DB_INT_OR_NULL(wish->minutes), DB_UUID_OR_NULL(request->user.id),
                     DB_INT_OR_NULL(turn), DB_BOOL(is_done));
}

// An action that was taken.
struct taken {
        struct interview interview;
        struct uuid action;
        int turn;
        struct idempotency idempotency;
        bool is_answered; // the same request was, before
};

// What needs no turn to be over first; the rest waits for it. Nobody answers in a break.
static bool
is_for_now(const struct taken *taken, const struct wish *wish)
{
        return wish->action == ACTION_SKIP ||
               (wish->action == ACTION_END && text_equals(taken->interview.status, "paused"));
}

static bool
answer(struct request *request, struct db *db, const struct taken *taken, struct buf *buf,
       struct err *err)
{
        return write_status(request, db, taken->interview.id, buf, err) &&
               idempotency_keep(request, db, &taken->idempotency, 200, buf, err);
}

static bool
act_now(struct request *request, const struct wish *wish, const struct taken *taken,
        struct buf *buf, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct turn_room room = request_turn_room(request);
        struct uuid id = taken->interview.id;
        int next = 0;
        bool is_done = wish->action == ACTION_SKIP
                               ? turn_skip(&room, id, taken->turn, request->arena, &next, err)
                               : turn_end_interview(&room, id, "supervisor", err);
        return is_done && db_take(request->server->pool, &db, err) &&
               db_do(db, &SUPERVISOR_ACTION_DONE, NULL, err, DB_UUID(taken->action)) &&
               answer(request, db, taken, buf, err);
}

// Holds the interview, writes down what is asked of it, adds time.
static bool
take(struct request *request, struct uuid id, const struct wish *wish, const char *body,
     struct taken *taken, struct buf *buf, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &taken->idempotency,
                              &taken->is_answered, err))
                return false;
        if (taken->is_answered)
                return true;
        return hold(request, db, id, wish, &taken->interview, &taken->turn, err) &&
               note(request, db, &taken->interview, wish, taken->turn, &taken->action, err) &&
               (wish->action != ACTION_ADD_TIME ||
                db_do(db, &SUPERVISOR_ADD_TIME, NULL, err, DB_UUID(id), DB_INT(wish->minutes),
                      DB_INT(MINUTES_MOST))) &&
               (is_for_now(taken, wish) || answer(request, db, taken, buf, err)) &&
               db_commit(db, err);
}

bool
supervisor_act(struct request *request, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct wish wish = {0};
        struct uuid id = {{0}};
        struct taken taken = {.turn = 0};
        const char *body = NULL;
        if (!request_id(request, 0, &id, err) || !request_json(request, &document, &body, err) ||
            !read_wish(request, document.root, &wish, err) ||
            !take(request, id, &wish, body, &taken, &buf, err))
                return false;
        if (taken.is_answered)
                return true;
        return (!is_for_now(&taken, &wish) || act_now(request, &wish, &taken, &buf, err)) &&
               respond_json(request, 200, &buf, err);
}
