#include "turn_sound.h"

#include "db/db.h"
#include "queries.h"

static bool
respond(struct request *request, const struct query *query, const char *key_column,
        const char *mime_column, struct uuid interview, int number, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, query, &rows, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (rows.count == 0 || row_is_null(&rows, 0, key_column))
                return FAIL(err, ERR_MISSING, "There is no sound for this question.");
        respond_file(request, row_text(&rows, 0, key_column), row_text(&rows, 0, mime_column),
                     NULL);
        return true;
}

bool
turn_sound_question(struct request *request, struct uuid interview, int number, struct err *err)
{
        return respond(request, &TURN_AUDIO, "question_audio_key", "question_audio_mime", interview,
                       number, err);
}

bool
turn_sound_answer(struct request *request, struct uuid interview, int number, struct err *err)
{
        return respond(request, &ANSWER_AUDIO, "media_key", "mime", interview, number, err);
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
