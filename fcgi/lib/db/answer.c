#include "db/answer.h"

#include <string.h>

#include "base/json_read.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

enum answer_stage
answer_stage_from_name(const char *name)
{
        return text_equals(name, "received")      ? STAGE_RECEIVED
               : text_equals(name, "transcribed") ? STAGE_TRANSCRIBED
                                                  : STAGE_ANSWERED;
}

static struct answer
answer_from_rows(const struct rows *rows, struct arena *arena)
{
        OWN(json_document_close) struct json_document question = {0};
        OWN(json_document_close) struct json_document transcript = {0};
        OWN(json_document_close) struct json_document voice = {0};
        OWN(json_document_close) struct json_document evaluation = {0};
        struct answer answer = {
                .id = row_uuid(rows, 0, "id"),
                .interview = row_uuid(rows, 0, "interview_id"),
                .number = (int)row_int(rows, 0, "turn_number"),
                .attempt = (int)row_int(rows, 0, "attempt"),
                .is_spoken = text_equals(row_text(rows, 0, "kind"), "audio"),
                .media_key = row_copied(rows, 0, "media_key", arena),
                .mime = row_copied(rows, 0, "mime", arena),
                .typed_text = row_copied(rows, 0, "typed_text", arena),
                .browser_text = row_copied(rows, 0, "browser_text", arena),
                .size_bytes = row_int(rows, 0, "size_bytes"),
                .stage = answer_stage_from_name(row_text(rows, 0, "stage")),
                .usability = row_copied(rows, 0, "usability", arena),
                .outcome = row_copied(rows, 0, "outcome", arena),
                .outcome_text = row_copied(rows, 0, "outcome_text", arena),
                .act = row_copied(rows, 0, "act", arena),
                .acts_before = (int)row_int(rows, 0, "acts_before"),
                .question_audio_key = row_copied(rows, 0, "question_audio_key", arena),
                .was_uploaded = row_bool(rows, 0, "was_uploaded"),
        };
        if (row_json(rows, 0, "question", &question))
                answer.question = question_from_json(question.root, arena);
        if (row_json(rows, 0, "transcript", &transcript))
                answer.transcript = transcript_from_json(transcript.root, arena);
        answer.has_voice = row_json(rows, 0, "voice_metrics", &voice);
        if (answer.has_voice)
                answer.voice = voice_metrics_from_json(voice.root, arena);
        answer.has_evaluation = row_json(rows, 0, "evaluation", &evaluation);
        if (answer.has_evaluation)
                answer.evaluation = evaluation_from_json(evaluation.root, arena);
        return answer;
}

bool
answer_find(struct db *db, struct uuid id, struct arena *arena, struct answer *answer_out,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &ANSWER_FIND, &rows, err, DB_UUID(id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "This answer does not exist any more.");
        *answer_out = answer_from_rows(&rows, arena);
        return true;
}

bool
answer_claim(struct db *db, struct uuid id, int64_t worker, struct arena *arena,
             struct answer *answer_out, int *fence_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &ANSWER_CLAIM, &rows, err, DB_UUID(id), DB_INT(worker)))
                return false;
        *fence_out = rows.count == 0 ? 0 : (int)row_int(&rows, 0, "fence");
        if (rows.count == 1)
                *answer_out = answer_from_rows(&rows, arena);
        return true;
}
