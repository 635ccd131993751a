#include "db/passage.h"

#include "base/buf.h"
#include "base/json_write.h"
#include "db/db.h"
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

bool
passage_find(struct db *db, struct uuid posting, struct uuid interview, const char *language,
             const char *text, int limit, struct arena *arena, struct passage **passages_out,
             size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &PASSAGE_FIND, &rows, err, DB_UUID_OR_NULL(posting),
                    DB_UUID_OR_NULL(interview), DB_TEXT(language), DB_TEXT(text), DB_INT(limit)))
                return false;
        struct passage *passages = arena_alloc(arena, (size_t)rows.count, sizeof *passages);
        for (int i = 0; i < rows.count; i++) {
                passages[i] = (struct passage){
                        .id = row_copied(&rows, i, "id", arena),
                        .source = row_copied(&rows, i, "filename", arena),
                        .heading = row_copied(&rows, i, "heading", arena),
                        .body = row_copied(&rows, i, "body", arena),
                        .rank = row_real(&rows, i, "rank"),
                };
        }
        *passages_out = passages;
        *count_out = (size_t)rows.count;
        return true;
}
