// PATCH, HEAD and DELETE /api/candidate/turns/{n}/clip: a recording is uploaded while it is spoken,
// resumed after any break, or discarded. GET .../captions: what has been understood of it.
#include "candidate_clip.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "candidate_views.h"
#include "db/db.h"
#include "db/row_json.h"
#include "interview/unheard.h"
#include "queries.h"
#include "route.h"
#include "turn/ear.h"
#include "turn/uploaded.h"

enum { PIECE_BYTES = 64 * 1024 };

static void
tell_offset(struct request *request, uint64_t offset)
{
        respond_header(request, "Upload-Offset",
                       arena_print(request->arena, "%llu", (unsigned long long)offset));
}

static bool
fail_offset(struct request *request, uint64_t offset, struct err *err)
{
        char sentence[120];
        tell_offset(request, offset);
        snprintf(sentence, sizeof sentence,
                 "So far %llu bytes of this recording have been uploaded.",
                 (unsigned long long)offset);
        return FAIL(err, ERR_CONFLICT, sentence);
}

static bool
find(struct request *request, int *number_out, struct uploaded *uploaded_out, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        return request_number(request, 0, number_out, err) &&
               uploaded_find(&room, request->interview, *number_out, request->arena, uploaded_out,
                             err);
}

static bool
read_offset(struct request *request, uint64_t *offset_out, struct err *err)
{
        const char *text = request_header(request, "HTTP_UPLOAD_OFFSET");
        int64_t offset = 0;
        if (text == NULL || !text_to_int(text, 0, INT64_MAX, &offset))
                return FAIL(err, ERR_MALFORMED,
                            "The header Upload-Offset must say how many bytes come before these.");
        *offset_out = (uint64_t)offset;
        return true;
}

// Forms and JSON are mistakes; a recorder's own types differ.
static bool
check_type(const struct request *request, struct err *err)
{
        static const char *const TAKEN[] = {"audio/", "video/", "application/octet-stream",
                                            "application/offset+octet-stream"};
        const char *type = request_header(request, "CONTENT_TYPE");
        if (type == NULL || type[0] == '\0')
                return true;
        for (size_t i = 0; i < COUNT_OF(TAKEN); i++) {
                if (strncasecmp(type, TAKEN[i], strlen(TAKEN[i])) == 0)
                        return true;
        }
        return FAIL(err, ERR_TYPE, "The body must be the bytes of the recording alone.");
}

static bool
add_body(struct request *request, struct store_growing *growing, struct err *err)
{
        char *piece = arena_alloc(request->arena, PIECE_BYTES, 1);
        for (;;) {
                size_t got = 0;
                if (!request_read(request, piece, PIECE_BYTES, &got, err))
                        return false;
                if (got == 0)
                        return true;
                if (!store_growing_add(growing, piece, got, err))
                        return false;
        }
}

// As soon as enough of it is there.
static bool
check_kind(const struct store_growing *growing, struct err *err)
{
        unsigned char head[UPLOAD_HEAD_BYTES];
        size_t length = store_growing_head(growing, head, sizeof head);
        if (length == sizeof head && upload_sound_type(head, length) == NULL)
                return upload_fail_sound_type(err);
        return true;
}

static bool
add(struct request *request, struct store_growing *growing, uint64_t offset, struct err *err)
{
        if (growing->size_bytes != offset)
                return fail_offset(request, growing->size_bytes, err);
        if (request->body_length > ANSWER_CLIP_BYTES - offset)
                return FAIL(err, ERR_TOO_LARGE, "The recording is larger than 64 MB.");
        bool is_added = add_body(request, growing, err) &&
                        (offset >= UPLOAD_HEAD_BYTES || check_kind(growing, err)) &&
                        store_growing_sync(growing, err);
        // Nothing half: what is not acknowledged is not there.
        if (!is_added)
                store_growing_shorten(growing, offset);
        return is_added;
}

static bool
patch(struct request *request, struct err *err)
{
        OWN(store_growing_close) struct store_growing growing = {.file = -1};
        struct turn_room room = request_turn_room(request);
        struct uploaded uploaded = {0};
        uint64_t offset = 0;
        int number = 0;
        if (!read_offset(request, &offset, err) || !check_type(request, err) ||
            !find(request, &number, &uploaded, err) ||
            !uploaded_open(&room, &uploaded, offset == 0, request->arena, &growing, err))
                return false;
        if (!uploaded.is_there)
                return fail_offset(request, 0, err);
        if (!add(request, &growing, offset, err))
                return false;
        ear_hear(room.ear, request->interview, number, uploaded.id, growing.size_bytes);
        tell_offset(request, growing.size_bytes);
        respond_empty(request, 204);
        return true;
}

bool
candidate_clip_add(struct request *request, struct err *err)
{
        if (patch(request, err))
                return true;
        if (err->kind == ERR_CONFLICT)
                candidate_add_current_turn(request);
        return false;
}

bool
candidate_clip_offset(struct request *request, struct err *err)
{
        OWN(store_growing_close) struct store_growing growing = {.file = -1};
        struct turn_room room = request_turn_room(request);
        struct uploaded uploaded = {0};
        int number = 0;
        if (!find(request, &number, &uploaded, err) ||
            !uploaded_open(&room, &uploaded, false, request->arena, &growing, err))
                return false;
        tell_offset(request, uploaded.is_there ? growing.size_bytes : 0);
        respond_empty(request, 200);
        return true;
}

bool
candidate_clip_discard(struct request *request, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        struct uploaded uploaded = {0};
        int number = 0;
        if (!find(request, &number, &uploaded, err)) {
                if (err->kind == ERR_CONFLICT)
                        candidate_add_current_turn(request);
                return false;
        }
        if (!uploaded_discard(&room, request->interview, number, err))
                return false;
        respond_empty(request, 204);
        return true;
}

static bool
check_turn(struct request *request, int number, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &TURN_AUDIO, &rows, err, DB_UUID(request->interview), DB_INT(number)))
                return false;
        return rows.count == 1 ||
               FAIL(err, ERR_MISSING, "There is no such question in this interview.");
}

static bool
ask_captions(struct request *request, int number, int64_t after, struct rows *rows_out,
             struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(request->server->pool, &db, err) &&
               db_ask(db, &SEGMENT_CAPTIONS, rows_out, err, DB_UUID(request->interview),
                      DB_INT(number), DB_INT(after));
}

// As long as nothing but habits of recognisers was heard, it may be that nothing was said: then
// nothing is shown, and what was said after all comes with what follows.
static bool
is_worth_showing(const struct rows *rows, int64_t after)
{
        bool is_worth = after > 0;
        for (int i = 0; i < rows->count && !is_worth; i++)
                is_worth = !unheard_is_habit(row_text(rows, i, "text"));
        return is_worth;
}

bool
candidate_captions(struct request *request, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(1024 * 1024);
        struct json_writer json = json_writer_on(&buf);
        const char *text = NULL;
        int64_t after = 0;
        int number = 0;
        if (!request_number(request, 0, &number, err) ||
            !request_query(request, "after", &text, err))
                return false;
        if (text != NULL && !text_to_int(text, 0, INT64_MAX, &after))
                return FAIL_FIELD(err, "after", "\"after\" must be the id of a caption.");
        if (!ask_captions(request, number, after, &rows, err) ||
            (rows.count == 0 && !check_turn(request, number, err)))
                return false;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        int count = is_worth_showing(&rows, after) ? rows.count : 0;
        for (int i = 0; i < count; i++) {
                json_open_object(&json);
                json_put_int(&json, "id", row_int(&rows, i, "id"));
                json_put_text(&json, "text", row_text(&rows, i, "text"));
                json_put_int(&json, "start_ms", row_int(&rows, i, "start_ms"));
                json_put_int(&json, "end_ms", row_int(&rows, i, "end_ms"));
                json_close_object(&json);
        }
        json_close_list(&json);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// The answer that so many bytes became: the reply to it was lost.
static bool
find_known(struct request *request, int number, uint64_t size_bytes, struct answer_form *form,
           bool *is_known_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &ANSWER_OF_SIZE, &rows, err, DB_UUID(request->interview), DB_INT(number),
                    DB_INT((int64_t)size_bytes)))
                return false;
        *is_known_out = rows.count == 1;
        if (rows.count == 0)
                return true;
        form->known = row_uuid(&rows, 0, "id");
        form->post = (struct turn_post){
                .media_key = arena_text(request->arena, row_text(&rows, 0, "media_key")),
                .mime = arena_text(request->arena, row_text(&rows, 0, "mime")),
                .size_bytes = size_bytes,
                .sha256 = row_digest(&rows, 0, "sha256"),
        };
        return true;
}

static bool
seal(const struct uploaded *uploaded, struct answer_form *form, struct err *err)
{
        unsigned char head[UPLOAD_HEAD_BYTES];
        size_t length = store_growing_head(&form->growing, head, sizeof head);
        const char *mime = upload_sound_type(head, length);
        struct digest digest;
        if (mime == NULL)
                return upload_fail_sound_type(err);
        if (!store_growing_seal(&form->growing, &digest, err))
                return false;
        form->post = (struct turn_post){
                .upload = uploaded->id,
                .media_key = uploaded->key,
                .mime = mime,
                .size_bytes = form->growing.size_bytes,
                .sha256 = digest,
        };
        return true;
}

bool
candidate_clip_take(struct request *request, int number, uint64_t size_bytes,
                    struct answer_form *form, struct err *err)
{
        struct turn_room room = request_turn_room(request);
        struct uploaded uploaded = {0};
        bool is_known = false;
        bool is_open =
                uploaded_find(&room, request->interview, number, request->arena, &uploaded, err) &&
                uploaded_open(&room, &uploaded, false, request->arena, &form->growing, err);
        if (!is_open && err->kind != ERR_CONFLICT)
                return false;
        uint64_t there = is_open && uploaded.is_there ? form->growing.size_bytes : 0;
        if (is_open && there == size_bytes)
                return seal(&uploaded, form, err);
        struct err look = {0};
        if (!find_known(request, number, size_bytes, form, &is_known, &look)) {
                *err = look;
                return false;
        }
        if (is_known)
                return true;
        return is_open ? fail_offset(request, there, err) : false;
}
