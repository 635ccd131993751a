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
