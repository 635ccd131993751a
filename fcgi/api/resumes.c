#include "resumes.h"

#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/passage.h"
#include "document_upload.h"
#include "interview/passage.h"
#include "interview/resume.h"
#include "net/providers.h"
#include "queries.h"

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

// What a person should look at: what the file hides, and what in it speaks to a machine.
static const char *
flags_json(const struct document *document, struct arena *arena)
{
        const char **flags = arena_alloc(arena, document->flag_count + 1, sizeof *flags);
        size_t count = 0;
        for (size_t i = 0; i < document->flag_count; i++)
                flags[count++] = document->flags[i];
        if (resume_addresses_machine(document->text, arena) ||
            resume_addresses_machine(document->hidden, arena) ||
            resume_addresses_machine(document->comments, arena))
                flags[count++] = "addresses_the_machine";
        return document_texts_json(flags, count, arena);
}

// Writes the row; `replaced_out` is the key of the file that it takes the place of.
static bool
keep(struct request *request, struct uuid interview, const struct upload *upload,
     const struct document *document, const char *sections, const char *warnings,
     const char **replaced_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct resume before = {0};
        struct passage *passages = NULL;
        size_t count = 0;
        const char *status = NULL;
        bool has_before = false;
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, interview, request->arena, &status, err) ||
            !resume_find(db, interview, request->arena, &before, &has_before, err))
                return false;
        if (!text_equals(status, "scheduled") && !text_equals(status, "in_progress"))
                return FAIL(err, ERR_CONFLICT, "The interview is over.");
        *replaced_out = has_before ? before.media_key : NULL;
        passages_of(resume_without_contact(document->text, request->arena), request->arena,
                    &passages, &count);
        return db_do(db, &RESUME_SET, NULL, err, DB_UUID(interview), DB_TEXT(upload->filename),
                     DB_TEXT(document->mime), DB_INT(document->pages),
                     DB_INT((int64_t)document->characters), DB_TEXT(document->text),
                     DB_TEXT(sections), DB_TEXT(warnings),
                     DB_TEXT(flags_json(document, request->arena)), DB_TEXT(upload->key),
                     DB_BYTES(upload->sha256.bytes, sizeof upload->sha256.bytes)) &&
               passage_set_resume(db, interview, passages, count, err) &&
               (!embeddings_are_configured(request->server->config) ||
                passage_enqueue_embedding(db, err)) &&
               db_commit(db, err);
}

static void
put_details(struct json_writer *json, const char *name, const struct resume_details *details)
{
        json_name(json, name);
        json_open_list(json);
        for (size_t i = 0; i < details->count; i++)
                json_add_text(json, details->items[i]);
        json_close_list(json);
}

static void
put_contact(struct json_writer *json, const char *text, struct arena *arena)
{
        struct resume_contact contact = {0};
        resume_contact_find(text, arena, &contact);
        json_name(json, "contact");
        json_open_object(json);
        json_put_text(json, "name", contact.name);
        put_details(json, "emails", &contact.emails);
        put_details(json, "phones", &contact.phones);
        put_details(json, "links", &contact.links);
        put_details(json, "address", &contact.address);
        json_close_object(json);
}

static bool
answer(struct request *request, struct uuid interview, const struct upload *upload,
       const struct document *document, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        const char *replaced = NULL;
        const char *sections = sections_json(document->text, request->arena);
        const char *warnings =
                document_texts_json(document->warnings, document->warning_count, request->arena);
        if (!keep(request, interview, upload, document, sections, warnings, &replaced, err))
                return false;
        if (replaced != NULL) {
                struct upload old = {.key = replaced};
                upload_forget(request, &old);
        }
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        json_put_text(&json, "filename", upload->filename);
        json_put_text(&json, "mime", document->mime);
        json_put_int(&json, "pages", document->pages);
        json_put_int(&json, "characters", (int64_t)document->characters);
        json_put_text(&json, "text", document->text);
        json_put_text(&json, "language", resume_language(document->text));
        put_contact(&json, document->text, request->arena);
        json_put_raw(&json, "sections", sections);
        json_put_raw(&json, "warnings", warnings);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
resume_upload(struct request *request, struct uuid interview, struct err *err)
{
        struct upload upload = {0};
        struct document document = {0};
        const char *key_start =
                arena_print(request->arena, "interviews/%s/resume", uuid_to_text(interview).text);
        if (!document_take(request, key_start, &upload, &document, err))
                return false;
        if (!answer(request, interview, &upload, &document, err)) {
                upload_forget(request, &upload);
                return false;
        }
        return true;
}
