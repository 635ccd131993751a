// What candidates ask a person for, how they found the interview, and erasure by their own hand.
#include "base/text.h"
#include "db/db.h"
#include "db/erase.h"
#include "db/interview.h"
#include "queries.h"
#include "requests.h"
#include "route.h"
#include "session.h"

// Far more than anybody needs: a bound for whoever asks without end.
enum { REQUESTS_MOST = 40, MESSAGE_CHARACTERS = 2000 };

const char *const REQUEST_KIND_NAMES[REQUEST_KIND_COUNT] = {
        [REQUEST_HUMAN_INTERVIEW] = "human_interview",
        [REQUEST_HUMAN_REVIEW] = "human_review",
        [REQUEST_MORE_TIME] = "more_time",
        [REQUEST_DELETION] = "deletion",
};

void
request_write_members(struct json_writer *json, const struct rows *rows, int row)
{
        json_put_text(json, "id", row_text(rows, row, "id"));
        json_put_text(json, "kind", row_text(rows, row, "kind"));
        json_put_text(json, "message", row_text(rows, row, "message"));
        json_put_text(json, "state", row_text(rows, row, "state"));
        json_put_text(json, "answer", row_text(rows, row, "answer"));
        json_put_text(json, "created_at", row_text(rows, row, "created_at"));
        json_put_text(json, "answered_at", row_text_or_null(rows, row, "answered_at"));
}

static bool
respond_list(struct request *request, int status, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(4 * 1024 * 1024);
        struct json_writer json = json_writer_on(&buf);
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &REQUEST_OF_INTERVIEW, &rows, err, DB_UUID(request->interview)))
                return false;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (int i = 0; i < rows.count; i++) {
                json_open_object(&json);
                request_write_members(&json, &rows, i);
                json_close_object(&json);
        }
        json_close_list(&json);
        json_put_null(&json, "next_cursor");
        json_close_object(&json);
        return respond_json(request, status, &buf, err);
}

bool
candidate_requests(struct request *request, struct err *err)
{
        return respond_list(request, 200, err);
}

// Asked again in the same words while it is open, it is the same request.
static bool
insert(struct request *request, struct db *db, const char *kind, const char *message,
       struct err *err)
{
        OWN(rows_close) struct rows open = {0};
        OWN(rows_close) struct rows all = {0};
        if (!db_ask(db, &REQUEST_OPEN, &open, err, DB_UUID(request->interview), DB_TEXT(kind)) ||
            !db_ask(db, &REQUEST_COUNT, &all, err, DB_UUID(request->interview)))
                return false;
        if (open.count == 1 && text_equals(row_text(&open, 0, "message"), message))
                return true;
        if (open.count == 1)
                return FAIL(err, ERR_CONFLICT,
                            "You have asked for this already, and nobody has answered yet.");
        if (row_int(&all, 0, "count") >= REQUESTS_MOST)
                return FAIL(err, ERR_CONFLICT, "You have asked as often as this page allows.");
        return db_do(db, &REQUEST_INSERT, NULL, err, DB_UUID(uuid_new()),
                     DB_UUID(request->interview), DB_TEXT(kind), DB_TEXT(message));
}

bool
candidate_ask(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"kind", "message"};
        static const struct json_text_rule MESSAGE = {"message", 0, MESSAGE_CHARACTERS, true};
        OWN(json_document_close) struct json_document document = {0};
        const char *message = "";
        int kind = 0;
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(document.root, "kind", REQUEST_KIND_NAMES, REQUEST_KIND_COUNT, false,
                              &kind, err) ||
            !json_read_text(document.root, MESSAGE, request->arena, &message, err))
                return false;
        {
                OWN(db_give) struct db *db = NULL;
                const char *status = NULL;
                if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
                    !interview_lock(db, request->interview, request->arena, &status, err) ||
                    !insert(request, db, REQUEST_KIND_NAMES[kind], message, err) ||
                    !db_commit(db, err))
                        return false;
        }
        return respond_list(request, 202, err);
}

bool
candidate_experience(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"rating", "text"};
        static const struct json_text_rule TEXT = {"text", 0, MESSAGE_CHARACTERS, true};
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        const char *status = NULL;
        const char *text = "";
        int64_t rating = 0;
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_int(document.root, "rating", 1, 5, false, &rating, err) ||
            !json_read_text(document.root, TEXT, request->arena, &text, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, request->interview, request->arena, &status, err))
                return false;
        if (!text_equals(status, "completed"))
                return FAIL(err, ERR_CONFLICT, "Say how it was when the interview is over.");
        if (!db_do(db, &EXPERIENCE_SET, NULL, err, DB_UUID(request->interview), DB_INT(rating),
                   DB_TEXT(text)) ||
            !db_commit(db, err))
                return false;
        respond_empty(request, 204);
        return true;
}

bool
candidate_erase(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(1024);
        struct json_writer json = json_writer_on(&buf);
        struct interview interview = {0};
        {
                OWN(db_give) struct db *db = NULL;
                const char *status = NULL;
                if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
                    !interview_lock(db, request->interview, request->arena, &status, err) ||
                    !interview_find(db, request->interview, (struct uuid){0}, request->arena,
                                    &interview, err) ||
                    !interview_erase(db, request->interview, interview.organisation_id, status,
                                     err) ||
                    !db_commit(db, err))
                        return false;
        }
        json_open_object(&json);
        json_put_text(&json, "status", "erased");
        json_close_object(&json);
        session_set_cookie(request, COOKIE_CANDIDATE, "", 0);
        return respond_json(request, 202, &buf, err);
}
