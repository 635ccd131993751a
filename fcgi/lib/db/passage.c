#include "db/passage.h"

#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "db/row_json.h"
#include "queries.h"

// The text of the longest document with its headings, as JSON.
static const size_t PASSAGES_LIMIT = 32 * 1024 * 1024;

bool
passage_add(struct db *db, struct passage_owner owner, const char *language,
            const struct passage *passages, size_t count, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(PASSAGES_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        json_open_list(&json);
        for (size_t i = 0; i < count; i++) {
                json_open_object(&json);
                json_put_text(&json, "heading", passages[i].heading);
                json_put_text(&json, "body", passages[i].body);
                json_close_object(&json);
        }
        json_close_list(&json);
        return buf_check(&buf, ERR_TOO_LARGE, "The document", err) &&
               db_do(db, &PASSAGE_INSERT, NULL, err, DB_UUID_OR_NULL(owner.posting),
                     DB_UUID_OR_NULL(owner.document), DB_UUID_OR_NULL(owner.interview),
                     DB_TEXT(language), DB_TEXT(buf_string(&buf)));
}

bool
passage_set_resume(struct db *db, struct uuid interview, const struct passage *passages,
                   size_t count, struct err *err)
{
        struct passage_owner owner = {.interview = interview};
        return db_do(db, &PASSAGE_FORGET_RESUME, NULL, err, DB_UUID(interview)) &&
               passage_add(db, owner, NULL, passages, count, err);
}

static struct passage *
passages_from_rows(const struct rows *rows, struct arena *arena)
{
        struct passage *passages = arena_alloc(arena, (size_t)rows->count, sizeof *passages);
        for (int i = 0; i < rows->count; i++) {
                passages[i] = (struct passage){
                        .id = row_copied(rows, i, "id", arena),
                        .source = row_copied(rows, i, "filename", arena),
                        .heading = row_copied(rows, i, "heading", arena),
                        .body = row_copied(rows, i, "body", arena),
                        .rank = row_real(rows, i, "rank"),
                };
        }
        return passages;
}

bool
passage_find(struct db *db, struct uuid posting, struct uuid interview, const char *language,
             const char *text, int limit, struct arena *arena, struct passage **passages_out,
             size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PASSAGE_FIND, &rows, err, DB_UUID_OR_NULL(posting),
                    DB_UUID_OR_NULL(interview), DB_TEXT(language), DB_TEXT(text), DB_INT(limit)))
                return false;
        *passages_out = passages_from_rows(&rows, arena);
        *count_out = (size_t)rows.count;
        return true;
}

// As PostgreSQL and JSON write lists; %.7g tells floats apart well enough to compare them.
static void
add_vector(struct buf *buf, const float *vector, size_t dimensions, char open, char close)
{
        buf_char(buf, open);
        for (size_t i = 0; i < dimensions; i++)
                buf_print(buf, "%s%.7g", i == 0 ? "" : ",", (double)vector[i]);
        buf_char(buf, close);
}

bool
passage_find_near(struct db *db, struct uuid posting, struct uuid interview, const char *model,
                  const float *vector, size_t dimensions, int limit, struct arena *arena,
                  struct passage **passages_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf text = buf_open(PASSAGES_LIMIT);
        add_vector(&text, vector, dimensions, '{', '}');
        if (!buf_check(&text, ERR_INPUT, "The vector", err) ||
            !db_ask(db, &PASSAGE_NEAR, &rows, err, DB_UUID_OR_NULL(posting),
                    DB_UUID_OR_NULL(interview), DB_TEXT(model), DB_TEXT(buf_string(&text)),
                    DB_INT(limit)))
                return false;
        *passages_out = passages_from_rows(&rows, arena);
        *count_out = (size_t)rows.count;
        return true;
}

bool
passage_has_vectors(struct db *db, struct uuid posting, struct uuid interview, const char *model,
                    bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PASSAGE_HAS_VECTORS, &rows, err, DB_UUID_OR_NULL(posting),
                    DB_UUID_OR_NULL(interview), DB_TEXT(model)))
                return false;
        *has_out = row_bool(&rows, 0, "has");
        return true;
}

bool
passage_unembedded(struct db *db, const char *model, int64_t after, int limit, struct arena *arena,
                   struct passage **passages_out, size_t *count_out, struct uuid *organisation_out,
                   struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        int count = 0;
        if (!db_ask(db, &PASSAGE_UNEMBEDDED, &rows, err, DB_TEXT(model), DB_INT(after),
                    DB_INT(limit)))
                return false;
        struct passage *passages = arena_alloc(arena, (size_t)rows.count, sizeof *passages);
        for (; count < rows.count && text_equals(row_text(&rows, count, "organisation_id"),
                                                 row_text(&rows, 0, "organisation_id"));
             count++) {
                passages[count] = (struct passage){
                        .id = row_copied(&rows, count, "id", arena),
                        .heading = row_copied(&rows, count, "heading", arena),
                        .body = row_copied(&rows, count, "body", arena),
                };
        }
        if (count > 0)
                *organisation_out = row_uuid(&rows, 0, "organisation_id");
        *passages_out = passages;
        *count_out = (size_t)count;
        return true;
}

bool
passage_embed(struct db *db, const char *model, const struct passage *passages, size_t count,
              const float *vectors, size_t dimensions, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(PASSAGES_LIMIT);
        buf_char(&buf, '[');
        for (size_t i = 0; i < count; i++) {
                buf_print(&buf, "%s{\"id\":\"%s\",\"embedding\":", i == 0 ? "" : ",",
                          passages[i].id);
                add_vector(&buf, vectors + i * dimensions, dimensions, '[', ']');
                buf_char(&buf, '}');
        }
        buf_char(&buf, ']');
        return buf_check(&buf, ERR_BROKEN, "The list of vectors", err) &&
               db_do(db, &PASSAGE_EMBED, NULL, err, DB_TEXT(model), DB_TEXT(buf_string(&buf)));
}

bool
passage_enqueue_embedding(struct db *db, struct err *err)
{
        return job_enqueue(db, "embedding", "all", NULL, (struct uuid){{0}}, 0, err);
}

bool
passage_enqueue_missing(struct db *db, const char *model, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PASSAGE_WANTS_EMBEDDING, &rows, err, DB_TEXT(model)))
                return false;
        return !row_bool(&rows, 0, "wants") || passage_enqueue_embedding(db, err);
}
