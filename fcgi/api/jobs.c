// /api/jobs: an organisation's work that waits or was given up, and trying that again.
#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "queries.h"
#include "route.h"

static const size_t ANSWER_LIMIT = 1024 * 1024;

// A state of the table as the API names it: what is in hand waits, too, for whoever looks.
static const char *
state_of(const struct rows *rows, int row)
{
        return text_equals(row_text(rows, row, "state"), "failed")    ? "failed"
               : text_equals(row_text(rows, row, "state"), "running") ? "running"
                                                                      : "waiting";
}

static void
write_about(struct json_writer *json, const struct rows *rows, int row)
{
        bool has_interview = !row_is_null(rows, row, "interview_id");
        bool has_posting = !row_is_null(rows, row, "posting_id");
        json_name(json, "interview");
        if (has_interview) {
                json_open_object(json);
                json_put_text(json, "id", row_text(rows, row, "interview_id"));
                json_put_text(json, "candidate_name",
                              row_text_or_null(rows, row, "candidate_name"));
                json_close_object(json);
        } else {
                json_add_null(json);
        }
        json_name(json, "posting");
        if (has_posting) {
                json_open_object(json);
                json_put_text(json, "id", row_text(rows, row, "posting_id"));
                json_put_text(json, "title", row_text(rows, row, "title"));
                json_close_object(json);
        } else {
                json_add_null(json);
        }
}

static void
write_job(struct json_writer *json, const struct rows *rows, int row)
{
        const char *state = state_of(rows, row);
        bool is_waiting = text_equals(state, "waiting");
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "id"));
        json_put_text(json, "kind", row_text(rows, row, "kind"));
        json_put_text(json, "state", state);
        write_about(json, rows, row);
        json_put_int(json, "attempts", row_int(rows, row, "attempts"));
        json_put_int(json, "most_attempts", row_int(rows, row, "most_attempts"));
        json_put_text(json, "problem", row_text_or_null(rows, row, "last_error"));
        json_put_text(json, "next_try_at", is_waiting ? row_text(rows, row, "run_at") : NULL);
        json_put_text(json, "created_at", row_text(rows, row, "created_at"));
        json_put_text(json, "failed_at", row_text_or_null(rows, row, "given_up_at"));
        json_close_object(json);
}

bool
jobs_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid before = {{0}};
        const char *state = NULL;
        int limit = 0;
        if (!request_page(request, &limit, &before, err) ||
            !request_query(request, "state", &state, err))
                return false;
        if (state != NULL && !text_equals(state, "failed") && !text_equals(state, "waiting"))
                return FAIL_FIELD(err, "state", "The state is failed or waiting.");
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &JOB_OF_ORGANISATION, &rows, err, DB_UUID(request->user.organisation_id),
                    DB_TEXT(state), DB_UUID_OR_NULL(before), DB_INT(limit + 1), DB_NULL))
                return false;
        bool has_more = rows.count > limit;
        int shown = has_more ? limit : rows.count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (int i = 0; i < shown; i++)
                write_job(&json, &rows, i);
        json_close_list(&json);
        json_put_text(&json, "next_cursor", has_more ? row_text(&rows, shown - 1, "id") : NULL);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
jobs_retry(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid organisation = request->user.organisation_id;
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !db_begin(db, err) || !job_retry(db, id, organisation, err) ||
            !db_ask(db, &JOB_OF_ORGANISATION, &rows, err, DB_UUID(organisation), DB_NULL, DB_NULL,
                    DB_INT(1), DB_UUID(id)) ||
            !db_commit(db, err))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such job.");
        write_job(&json, &rows, 0);
        return respond_json(request, 202, &buf, err);
}
