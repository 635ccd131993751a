#include "turn_sound.h"

#include "base/clock.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"
#include "store/flow.h"

// How long a sound that is being made is waited for: the longest that providers may take together,
// and a moment for the rest.
static const int64_t MADE_MS = 25 * 1000;
// Often enough that nobody hears it.
static const int64_t GLANCE_MS = 15;
// After so long without a byte it is asked whether its maker is still there.
static const int64_t SILENT_MS = 500;

enum { PIECE_BYTES = 16 * 1024 };

// Far more than the longest question's.
static const size_t VISEMES_LIMIT = 4 * 1024 * 1024;

static const char NO_SOUND[] = "There is no sound for this question.";
static const char NO_PART[] = "There is no such part.";

static bool
has_maker(struct request *request, int64_t worker)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err;
        return db_take(request->server->pool, &db, &err) &&
               db_ask(db, &WORKER_LIVES, &rows, &err, DB_INT(worker)) &&
               row_bool(&rows, 0, "lives");
}

// A question's whole, or a part of it.
struct found {
        const char *key; // NULL: there is none, or not yet
        const char *mime;
        int64_t worker;      // who makes it, or has made it; 0: nobody
        bool is_being_made;  // as long as that lives
        int duration_ms;     // 0: unknown
        const char *visemes; // as JSON; NULL: none, or not yet
};

static bool
find_whole(struct request *request, struct uuid interview, int number, struct found *found_out,
           struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &TURN_AUDIO, &rows, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, NO_SOUND);
        struct found found = {
                .key = row_copied(&rows, 0, "question_audio_key", request->arena),
                .mime = row_copied(&rows, 0, "question_audio_mime", request->arena),
                .worker = row_int(&rows, 0, "worker"),
                .duration_ms = (int)row_int(&rows, 0, "question_audio_ms"),
                .visemes = row_copied(&rows, 0, "question_visemes", request->arena),
        };
        found.is_being_made = found.key == NULL && found.worker != 0;
        *found_out = found;
        return true;
}

bool
turn_sound_question(struct request *request, struct uuid interview, int number, struct err *err)
{
        int64_t until = clock_ms() + MADE_MS;
        for (;;) {
                struct found found = {0};
                if (!find_whole(request, interview, number, &found, err))
                        return false;
                if (found.key != NULL) {
                        respond_file(request, found.key, found.mime, NULL);
                        return true;
                }
                if (!found.is_being_made || clock_ms() > until || !has_maker(request, found.worker))
                        return FAIL(err, ERR_MISSING, NO_SOUND);
                clock_sleep_ms(4 * GLANCE_MS);
        }
}

static bool
find_part(struct request *request, struct uuid interview, int number, int part,
          struct found *found_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &QUESTION_PART_FIND, &rows, err, DB_UUID(interview), DB_INT(number),
                    DB_INT(part)))
                return false;
        *found_out = (struct found){0};
        if (rows.count == 1)
                *found_out = (struct found){
                        .key = row_copied(&rows, 0, "media_key", request->arena),
                        .mime = row_copied(&rows, 0, "mime", request->arena),
                        .worker = row_int(&rows, 0, "worker"),
                        .is_being_made = row_bool(&rows, 0, "is_being_made"),
                        .duration_ms = (int)row_int(&rows, 0, "duration_ms"),
                        .visemes = row_copied(&rows, 0, "visemes", request->arena),
                };
        return true;
}

// Sends what is there and what comes, until it is whole or its maker is gone.
static bool
send_growing(struct request *request, struct store_follow *follow, const struct found *found,
             struct err *err)
{
        char bytes[PIECE_BYTES];
        int64_t until = clock_ms() + MADE_MS;
        int64_t asked_at = clock_ms();
        size_t length = 0;
        bool is_over = false;
        respond_open(request, found->mime);
        while (!is_over) {
                if (!store_follow_read(follow, bytes, sizeof bytes, &length, &is_over, err))
                        return false;
                if (length > 0) {
                        asked_at = clock_ms();
                        if (!respond_piece(request, bytes, length))
                                return true;
                        continue;
                }
                int64_t now = clock_ms();
                if (now > until ||
                    (now - asked_at > SILENT_MS && !has_maker(request, found->worker)))
                        return true;
                if (now - asked_at > SILENT_MS)
                        asked_at = now;
                if (!is_over)
                        clock_sleep_ms(GLANCE_MS);
        }
        return true;
}

// The file of a voice that broke off is gone before the next one's is there: then it is waited for.
static bool
open_part(struct request *request, struct uuid interview, int number, int part,
          struct found *found_out, struct store_follow *follow_out, struct err *err)
{
        int64_t until = clock_ms() + MADE_MS;
        for (;;) {
                struct err problem = {.kind = ERR_NONE};
                if (!find_part(request, interview, number, part, found_out, err))
                        return false;
                if (found_out->key == NULL ||
                    store_follow_open(&request->server->store, found_out->key, follow_out,
                                      &problem))
                        return true;
                *err = problem;
                if (problem.kind != ERR_MISSING || !found_out->is_being_made ||
                    clock_ms() > until || !has_maker(request, found_out->worker))
                        return false;
                clock_sleep_ms(GLANCE_MS);
        }
}

bool
turn_sound_part(struct request *request, struct uuid interview, int number, int part,
                struct err *err)
{
        OWN(store_follow_close) struct store_follow follow = {.file = -1};
        struct found found = {0};
        if (!open_part(request, interview, number, part, &found, &follow, err))
                return false;
        // A question of before there were parts is one.
        if (found.key == NULL && part == 0)
                return turn_sound_question(request, interview, number, err);
        if (found.key == NULL)
                return FAIL(err, ERR_MISSING, NO_PART);
        if (follow.is_whole) {
                respond_file(request, found.key, found.mime, NULL);
                return true;
        }
        return send_growing(request, &follow, &found, err);
}

static bool
find_either(struct request *request, struct uuid interview, int number, int part,
            struct found *found_out, struct err *err)
{
        if (part >= 0 && !find_part(request, interview, number, part, found_out, err))
                return false;
        // A question of before there were parts is one.
        if ((part < 0 || (part == 0 && found_out->key == NULL)) &&
            !find_whole(request, interview, number, found_out, err))
                return false;
        found_out->is_being_made =
                found_out->is_being_made && has_maker(request, found_out->worker);
        if (found_out->key == NULL && !found_out->is_being_made)
                return FAIL(err, ERR_MISSING, part < 0 ? NO_SOUND : NO_PART);
        return true;
}

bool
turn_sound_visemes(struct request *request, struct uuid interview, int number, int part,
                   struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(VISEMES_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct found found = {0};
        if (!find_either(request, interview, number, part, &found, err))
                return false;
        json_open_object(&json);
        json_put_bool(&json, "is_made", !found.is_being_made);
        if (found.duration_ms > 0)
                json_put_int(&json, "duration_ms", found.duration_ms);
        else
                json_put_null(&json, "duration_ms");
        json_put_raw(&json, "visemes", found.visemes == NULL ? "[]" : found.visemes);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}

bool
turn_sound_answer(struct request *request, struct uuid interview, int number, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &ANSWER_AUDIO, &rows, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (rows.count == 0 || row_is_null(&rows, 0, "media_key"))
                return FAIL(err, ERR_MISSING, NO_SOUND);
        respond_file(request, row_text(&rows, 0, "media_key"), row_text(&rows, 0, "mime"), NULL);
        return true;
}

void
turn_sound_write_peaks(struct json_writer *json, const struct rows *rows, int row,
                       struct arena *arena)
{
        json_name(json, "peaks");
        if (row_is_null(rows, row, "peaks")) {
                json_add_null(json);
                return;
        }
        size_t count = 0;
        const uint8_t *peaks = row_bytes(rows, row, "peaks", arena, &count);
        json_open_list(json);
        for (size_t i = 0; i < count; i++)
                json_add_int(json, peaks[i]);
        json_close_list(json);
}

bool
turn_sound_peaks(struct request *request, struct uuid interview, int number, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(16 * 1024);
        struct json_writer json = json_writer_on(&buf);
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &ANSWER_PEAKS, &rows, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no sound for this question.");
        json_open_object(&json);
        turn_sound_write_peaks(&json, &rows, 0, request->arena);
        json_close_object(&json);
        return respond_json_tagged(request, &buf, err);
}
