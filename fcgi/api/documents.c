// /api/postings/{id}/documents: company and role material that questions and evaluations are
// grounded in.
#include "base/text.h"
#include "db/db.h"
#include "db/passage.h"
#include "document_upload.h"
#include "interview/passage.h"
#include "net/providers.h"
#include "queries.h"
#include "route.h"

// With more, nobody knows any more what questions rest on.
enum { DOCUMENTS_MOST = 50 };

static const size_t LIST_LIMIT = 8 * 1024 * 1024;

static void
write_document(struct json_writer *json, const struct rows *rows, int row)
{
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "id"));
        json_put_text(json, "filename", row_text(rows, row, "filename"));
        json_put_text(json, "mime", row_text(rows, row, "mime"));
        json_put_int(json, "pages", row_int(rows, row, "pages"));
        json_put_int(json, "characters", row_int(rows, row, "characters"));
        json_put_int(json, "passages", row_int(rows, row, "passages"));
        json_put_raw(json, "warnings", row_text(rows, row, "warnings"));
        json_put_text(json, "created_at", row_text(rows, row, "created_at"));
        json_close_object(json);
}

// The posting, locked until the transaction ends.
static bool
lock_posting(struct request *request, struct db *db, struct uuid posting, struct rows *rows_out,
             struct err *err)
{
        if (!db_ask(db, &POSTING_FOR_DOCUMENTS, rows_out, err, DB_UUID(posting),
                    DB_UUID(request->user.organisation_id)))
                return false;
        return rows_out->count == 1 || FAIL(err, ERR_MISSING, "There is no such posting.");
}

static bool
insert(struct request *request, struct db *db, struct passage_owner owner, const char *language,
       const struct upload *upload, const struct document *document, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct passage *passages = NULL;
        size_t count = 0;
        const char *warnings =
                document_texts_json(document->warnings, document->warning_count, request->arena);
        passages_of(document->text, request->arena, &passages, &count);
        return db_ask(db, &DOCUMENT_INSERT, &rows, err, DB_UUID(owner.document),
                      DB_UUID(request->user.organisation_id), DB_UUID(owner.posting),
                      DB_TEXT(upload->filename), DB_TEXT(document->mime), DB_INT(document->pages),
                      DB_INT((int64_t)document->characters), DB_TEXT(warnings),
                      DB_TEXT(upload->key),
                      DB_BYTES(upload->sha256.bytes, sizeof upload->sha256.bytes),
                      DB_UUID(request->user.id)) &&
               passage_add(db, owner, language, passages, count, err) &&
               (!embeddings_are_configured(request->server->config) ||
                passage_enqueue_embedding(db, err));
}

// Keeps the document, or finds the same file that the posting has already, and writes it into
// `buf`. `is_new_out` is set once it is kept.
static bool
keep(struct request *request, struct uuid posting, const struct upload *upload,
     const struct document *document, struct buf *buf, bool *is_new_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows locked = {0};
        OWN(rows_close) struct rows same = {0};
        OWN(rows_close) struct rows kept = {0};
        struct json_writer json = json_writer_on(buf);
        struct uuid organisation = request->user.organisation_id;
        struct passage_owner owner = {.posting = posting, .document = uuid_new()};
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !lock_posting(request, db, posting, &locked, err) ||
            !db_ask(db, &DOCUMENT_BY_DIGEST, &same, err, DB_UUID(posting), DB_UUID(organisation),
                    DB_BYTES(upload->sha256.bytes, sizeof upload->sha256.bytes)))
                return false;
        bool is_new = same.count == 0;
        if (!is_new)
                owner.document = row_uuid(&same, 0, "id");
        if (is_new && row_int(&locked, 0, "documents") >= DOCUMENTS_MOST)
                return FAIL(err, ERR_CONFLICT,
                            "The posting has 50 documents already. Remove one that is not needed.");
        const char *language = row_text(&locked, 0, "language");
        if ((is_new && !insert(request, db, owner, language, upload, document, err)) ||
            !db_ask(db, &DOCUMENT_LIST, &kept, err, DB_UUID(posting), DB_UUID(organisation),
                    DB_NULL, DB_INT(1), DB_UUID(owner.document)))
                return false;
        write_document(&json, &kept, 0);
        if (!db_commit(db, err))
                return false;
        *is_new_out = is_new;
        return true;
}

bool
documents_create(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct upload upload = {0};
        struct document document = {0};
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct uuid posting = {{0}};
        bool is_new = false;
        if (!request_id(request, 0, &posting, err) || !db_take(request->server->pool, &db, err) ||
            !lock_posting(request, db, posting, &rows, err))
                return false;
        // Nothing is held while the file comes in.
        db_give(&db);
        const char *key_start =
                arena_print(request->arena, "postings/%s/document", uuid_to_text(posting).text);
        if (!document_take(request, key_start, &upload, &document, err))
                return false;
        bool is_kept = keep(request, posting, &upload, &document, &buf, &is_new, err);
        if (!is_new)
                upload_forget(request, &upload);
        return is_kept && respond_json(request, is_new ? 201 : 200, &buf, err);
}

bool
documents_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows posted = {0};
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid posting = {{0}};
        struct uuid before = {{0}};
        int limit = 0;
        if (!request_id(request, 0, &posting, err) ||
            !request_page(request, &limit, &before, err) ||
            !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &POSTING_BY_ID, &posted, err, DB_UUID(posting),
                    DB_UUID(request->user.organisation_id)) ||
            !db_ask(db, &DOCUMENT_LIST, &rows, err, DB_UUID(posting),
                    DB_UUID(request->user.organisation_id), DB_UUID_OR_NULL(before),
                    DB_INT(limit + 1), DB_NULL))
                return false;
        if (posted.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        int shown = rows.count > limit ? limit : rows.count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (int i = 0; i < shown; i++)
                write_document(&json, &rows, i);
        json_close_list(&json);
        json_put_text(&json, "next_cursor",
                      rows.count > limit ? row_text(&rows, shown - 1, "id") : NULL);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
documents_delete(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct uuid posting = {{0}};
        struct uuid id = {{0}};
        if (!request_id(request, 0, &posting, err) || !request_id(request, 1, &id, err) ||
            !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &DOCUMENT_DELETE, &rows, err, DB_UUID(id), DB_UUID(posting),
                    DB_UUID(request->user.organisation_id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such document.");
        struct upload upload = {.key = row_text(&rows, 0, "media_key")};
        upload_forget(request, &upload);
        respond_empty(request, 204);
        return true;
}
