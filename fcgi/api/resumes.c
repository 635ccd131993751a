#include "resumes.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "interview/resume.h"
#include "model/texts.h"
#include "queries.h"
#include "sandbox/document.h"
#include "upload.h"

static const uint64_t RESUME_LIMIT = 16 * 1024 * 1024;
static const size_t ANSWER_LIMIT = 16 * 1024 * 1024;

static const char *
sections_json(const char *text, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct resume_section *sections = NULL;
        size_t count = 0;
        resume_sections(text, arena, &sections, &count);
        json_open_list(&json);
        for (size_t i = 0; i < count; i++) {
                json_open_object(&json);
                json_put_text(&json, "name", sections[i].name);
                json_put_text(&json, "text", sections[i].text);
                json_close_object(&json);
        }
        json_close_list(&json);
        return arena_text(arena, buf_string(&buf));
}

static const char *
warnings_json(const struct document *document, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        texts_write(&json, document->warnings, document->warning_count);
        return arena_text(arena, buf_string(&buf));
}

// Stores the one part `file`.
static bool
take_file(struct request *request, struct uuid interview, struct upload *upload_out,
          struct err *err)
{
        struct multipart *multipart = arena_alloc(request->arena, 1, sizeof *multipart);
        struct multipart_part *part = arena_alloc(request->arena, 1, sizeof *part);
        bool has_part = false;
        if (!upload_open(request, multipart, err) ||
            !multipart_next_part(multipart, part, &has_part, err))
                return false;
        if (!has_part || strcmp(part->name, "file") != 0)
                return FAIL_FIELD(err, "file", "The form needs one part named \"file\".");
        const char *key = arena_print(request->arena, "interviews/%s/resume-%s",
                                      uuid_to_text(interview).text, uuid_to_text(uuid_new()).text);
        return upload_store(request, multipart, part, key, RESUME_LIMIT, upload_out, err);
}

static bool
read_stored(struct request *request, const struct upload *upload, struct document *document,
            struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        return store_open(&request->server->store, upload->key, &file, &size, err) &&
               document_read(&request->server->sandbox, file, request->arena, document, err);
}

// Writes the row; `replaced_out` is the key of the file that it takes the place of.
static bool
keep(struct request *request, struct uuid interview, const struct upload *upload,
     const struct document *document, const char *sections, const char *warnings,
     const char **replaced_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct resume before = {0};
        const char *status = NULL;
        bool has_before = false;
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, interview, request->arena, &status, err) ||
            !resume_find(db, interview, request->arena, &before, &has_before, err))
                return false;
        if (!text_equals(status, "scheduled") && !text_equals(status, "in_progress"))
                return FAIL(err, ERR_CONFLICT, "The interview is over.");
        *replaced_out = has_before ? before.media_key : NULL;
        return db_do(db, &RESUME_SET, NULL, err, DB_UUID(interview), DB_TEXT(upload->filename),
                     DB_TEXT(document->mime), DB_INT(document->pages),
                     DB_INT((int64_t)document->characters), DB_TEXT(document->text),
                     DB_TEXT(sections), DB_TEXT(warnings), DB_TEXT(upload->key),
                     DB_BYTES(upload->sha256.bytes, sizeof upload->sha256.bytes)) &&
               db_commit(db, err);
}

static bool
take(struct request *request, struct uuid interview, const struct upload *upload, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct document document = {0};
        const char *replaced = NULL;
        if (!read_stored(request, upload, &document, err))
                return false;
        const char *sections = sections_json(document.text, request->arena);
        const char *warnings = warnings_json(&document, request->arena);
        if (!keep(request, interview, upload, &document, sections, warnings, &replaced, err))
                return false;
        if (replaced != NULL) {
                struct upload old = {.key = replaced};
                upload_forget(request, &old);
        }
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        json_put_text(&json, "filename", upload->filename);
        json_put_text(&json, "mime", document.mime);
        json_put_int(&json, "pages", document.pages);
        json_put_int(&json, "characters", (int64_t)document.characters);
        json_put_text(&json, "text", document.text);
        json_put_raw(&json, "sections", sections);
        json_put_raw(&json, "warnings", warnings);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
resume_upload(struct request *request, struct uuid interview, struct err *err)
{
        struct upload upload = {0};
        if (!take_file(request, interview, &upload, err))
                return false;
        if (!take(request, interview, &upload, err)) {
                upload_forget(request, &upload);
                return false;
        }
        return true;
}
