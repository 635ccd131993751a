// /api/rubrics, the defaults, and /api/postings/{id}/rubrics, the versions of a posting's own.
#include "base/text.h"
#include "db/db.h"
#include "queries.h"
#include "route.h"

// Twenty criteria of the longest texts stay below half a megabyte.
static const size_t RUBRICS_LIMIT = 32 * 1024 * 1024;

// What every list of rubrics shows of one; its object stays open.
static void
open_rubric(struct json_writer *json, const struct rows *rows, int row)
{
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "id"));
        json_put_text(json, "name", row_text(rows, row, "name"));
        json_put_int(json, "version", row_int(rows, row, "version"));
        json_put_raw(json, "criteria", row_text(rows, row, "criteria"));
        json_put_text(json, "created_at", row_text(rows, row, "created_at"));
}

static void
open_items(struct json_writer *json)
{
        json_open_object(json);
        json_name(json, "items");
        json_open_list(json);
}

static void
close_items(struct json_writer *json)
{
        json_close_list(json);
        json_put_null(json, "next_cursor");
        json_close_object(json);
}

bool
rubrics_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(RUBRICS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        if (!db_take(request->server->pool, &db, err) || !db_ask(db, &RUBRIC_DEFAULTS, &rows, err))
                return false;
        open_items(&json);
        for (int i = 0; i < rows.count; i++) {
                open_rubric(&json, &rows, i);
                json_put_text(&json, "type", row_text(&rows, i, "interview_type"));
                json_close_object(&json);
        }
        close_items(&json);
        return respond_json_tagged(request, &buf, err);
}

bool
postings_rubrics(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows posting = {0};
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(RUBRICS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &POSTING_BY_ID, &posting, err, DB_UUID(id),
                    DB_UUID(request->user.organisation_id)))
                return false;
        if (posting.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        if (!db_ask(db, &RUBRIC_VERSIONS, &rows, err, DB_UUID(id),
                    DB_TEXT(row_text(&posting, 0, "version_id"))))
                return false;
        open_items(&json);
        for (int i = 0; i < rows.count; i++) {
                open_rubric(&json, &rows, i);
                json_put_bool(&json, "is_default", row_bool(&rows, i, "is_default"));
                json_put_bool(&json, "is_current", row_bool(&rows, i, "is_current"));
                json_put_int(&json, "interviews", row_int(&rows, i, "interviews"));
                json_close_object(&json);
        }
        close_items(&json);
        return respond_json_tagged(request, &buf, err);
}
