// /api/batches: every report of a posting in one file; and /api/organisation, which may want that
// every night.
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "db/batch.h"
#include "db/db.h"
#include "idempotency.h"
#include "queries.h"
#include "route.h"

static const size_t ANSWER_LIMIT = 1024 * 1024;

static void
write_batch(struct json_writer *json, const struct batch *batch, struct arena *arena)
{
        const char *id = arena_text(arena, uuid_to_text(batch->id).text);
        bool has_archive = batch->archive_key != NULL;
        json_open_object(json);
        json_put_text(json, "id", id);
        json_name(json, "posting");
        json_open_object(json);
        json_put_text(json, "id", uuid_to_text(batch->posting).text);
        json_put_text(json, "title", batch->posting_title);
        json_close_object(json);
        json_put_text(json, "from", batch->from_at);
        json_put_text(json, "to", batch->to_at);
        json_put_text(json, "status", batch->status);
        json_put_int(json, "total", batch->total);
        json_put_int(json, "done", batch->done);
        json_put_int(json, "failed", batch->failed);
        json_put_text(json, "archive",
                      has_archive ? arena_print(arena, "/api/batches/%s/archive.zip", id) : NULL);
        if (has_archive)
                json_put_int(json, "archive_bytes", batch->archive_bytes);
        else
                json_put_null(json, "archive_bytes");
        json_put_text(json, "problem", batch->problem);
        json_put_text(json, "created_at", batch->created_at);
        json_put_text(json, "finished_at", batch->finished_at);
        json_put_text(json, "expires_at", batch->expires_at);
        json_close_object(json);
}

// An optional time of the body, in UTC.
static bool
read_time(const struct json_object *body, const char *name, struct arena *arena,
          const char **time_out, struct err *err)
{
        struct json_text_rule rule = {.name = name, .most = 40, .is_optional = true};
        const char *text = NULL;
        int64_t ms = 0;
        if (!json_read_text(body, rule, arena, &text, err))
                return false;
        if (text == NULL)
                return true;
        if (!clock_from_rfc3339(text, &ms))
                return FAIL_FIELD(err, name, "This is no time such as 2026-03-01T00:00:00Z.");
        *time_out = arena_text(arena, clock_rfc3339(ms).text);
        return true;
}

struct wish {
        struct uuid posting;
        const char *from_at;
        const char *to_at;
};

static bool
read_wish(const struct json_object *body, struct arena *arena, struct wish *wish, struct err *err)
{
        static const char *const NAMES[] = {"posting_id", "from", "to"};
        struct json_text_rule rule = {.name = "posting_id", .least = 1, .most = 40};
        const char *posting = NULL;
        if (!json_only(body, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(body, rule, arena, &posting, err) ||
            !read_time(body, "from", arena, &wish->from_at, err) ||
            !read_time(body, "to", arena, &wish->to_at, err))
                return false;
        if (!uuid_from_text(posting, &wish->posting))
                return FAIL_FIELD(err, "posting_id", "There is no such posting.");
        // Both are written alike, so that their order is that of their letters.
        if (wish->from_at != NULL && wish->to_at != NULL && strcmp(wish->from_at, wish->to_at) >= 0)
                return FAIL_FIELD(err, "to", "The end of the time must be later than its start.");
        return true;
}

static bool
make(struct request *request, struct db *db, const struct wish *wish, struct uuid *id_out,
     struct err *err)
{
        if (batch_make(db, request->user.organisation_id, wish->posting, wish->from_at, wish->to_at,
                       request->user.id, id_out, err))
                return true;
        return err->kind == ERR_MISSING &&
               FAIL_FIELD(err, "posting_id", "There is no such posting.");
}

static bool
write_by_id(struct request *request, struct db *db, struct uuid id, struct buf *buf,
            struct err *err)
{
        struct batch batch = {0};
        struct json_writer json = json_writer_on(buf);
        if (!batch_find(db, id, request->user.organisation_id, request->arena, &batch, err))
                return false;
        write_batch(&json, &batch, request->arena);
        return true;
}

bool
batches_create(struct request *request, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct idempotency idempotency = {0};
        struct wish wish = {0};
        struct uuid id = {{0}};
        const char *body = NULL;
        bool is_answered = false;
        if (!request_json(request, &document, &body, err) ||
            !read_wish(document.root, request->arena, &wish, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &idempotency,
                              &is_answered, err))
                return false;
        if (is_answered)
                return true;
        if (!make(request, db, &wish, &id, err) || !write_by_id(request, db, id, &buf, err) ||
            !idempotency_keep(request, db, &idempotency, 202, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 202, &buf, err);
}

bool
batches_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct batch *batches = NULL;
        struct uuid posting = {{0}};
        struct uuid before = {{0}};
        const char *posting_id = NULL;
        size_t count = 0;
        int limit = 0;
        if (!request_page(request, &limit, &before, err) ||
            !request_query(request, "posting_id", &posting_id, err))
                return false;
        if (posting_id != NULL && !uuid_from_text(posting_id, &posting))
                return FAIL_FIELD(err, "posting_id", "There is no such posting.");
        if (!db_take(request->server->pool, &db, err) ||
            !batch_list(db, request->user.organisation_id, posting, before, limit + 1,
                        request->arena, &batches, &count, err))
                return false;
        bool has_more = count > (size_t)limit;
        size_t shown = has_more ? (size_t)limit : count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (size_t i = 0; i < shown; i++)
                write_batch(&json, &batches[i], request->arena);
        json_close_list(&json);
        json_put_text(&json, "next_cursor",
                      has_more ? uuid_to_text(batches[shown - 1].id).text : NULL);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
batches_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct uuid id = {{0}};
        return request_id(request, 0, &id, err) && db_take(request->server->pool, &db, err) &&
               write_by_id(request, db, id, &buf, err) && respond_json(request, 200, &buf, err);
}

bool
batches_archive(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct batch batch = {0};
        struct uuid id = {{0}};
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !batch_find(db, id, request->user.organisation_id, request->arena, &batch, err))
                return false;
        if (text_equals(batch.status, "expired"))
                return FAIL(err, ERR_MISSING, "The archive has expired. Ask for a new one.");
        if (batch.archive_key == NULL)
                return FAIL(err, ERR_MISSING, "The archive is not there yet.");
        const char *name = text_file_name(request->arena, batch.posting_title);
        respond_file(request, batch.archive_key, "application/zip",
                     arena_print(request->arena, "reports-%s.zip", name));
        return true;
}
