#include "db/turn.h"

#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

static struct turn
turn_from_row(const struct rows *rows, int row, struct arena *arena)
{
        OWN(json_document_close) struct json_document question = {0};
        OWN(json_document_close) struct json_document transcript = {0};
        OWN(json_document_close) struct json_document voice = {0};
        OWN(json_document_close) struct json_document evaluation = {0};
        struct turn turn = {
                .number = (int)row_int(rows, row, "number"),
                .status = row_copied(rows, row, "status", arena),
                .attempt = (int)row_int(rows, row, "attempt"),
                .question_audio_key = row_copied(rows, row, "question_audio_key", arena),
                .question_audio_mime = row_copied(rows, row, "question_audio_mime", arena),
                .question_audio_ms = (int)row_int(rows, row, "question_audio_ms"),
                .asked_at = row_copied(rows, row, "asked_at", arena),
                .closed_at = row_copied(rows, row, "closed_at", arena),
                .has_answer = !row_is_null(rows, row, "answer_id"),
        };
        if (row_json(rows, row, "question", &question))
                turn.question = question_from_json(question.root, arena);
        if (!turn.has_answer)
                return turn;
        turn.answer_id = row_uuid(rows, row, "answer_id");
        turn.is_spoken = text_equals(row_text(rows, row, "kind"), "audio");
        turn.answer_stage = row_copied(rows, row, "stage", arena);
        turn.usability = row_copied(rows, row, "usability", arena);
        turn.act = row_copied(rows, row, "act", arena);
        turn.answer_key = row_copied(rows, row, "media_key", arena);
        turn.answer_mime = row_copied(rows, row, "mime", arena);
        turn.answer_bytes = row_int(rows, row, "size_bytes");
        turn.answered_at = row_copied(rows, row, "received_at", arena);
        turn.duration_ms = (int)row_int(rows, row, "duration_ms");
        turn.has_transcript = row_json(rows, row, "transcript", &transcript);
        if (turn.has_transcript)
                turn.transcript = transcript_from_json(transcript.root, arena);
        turn.original_text = row_copied(rows, row, "original_text", arena);
        turn.corrected_at = row_copied(rows, row, "corrected_at", arena);
        turn.corrections = (int)row_int(rows, row, "corrections");
        turn.has_voice = row_json(rows, row, "voice_metrics", &voice);
        if (turn.has_voice)
                turn.voice = voice_metrics_from_json(voice.root, arena);
        turn.has_evaluation = row_json(rows, row, "evaluation", &evaluation);
        if (turn.has_evaluation)
                turn.evaluation = evaluation_from_json(evaluation.root, arena);
        return turn;
}

bool
turn_list(struct db *db, struct uuid interview, struct arena *arena, struct turn **turns_out,
          size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &TURN_LIST, &rows, err, DB_UUID(interview)))
                return false;
        size_t count = (size_t)rows.count;
        struct turn *turns = arena_alloc(arena, count + 1, sizeof *turns);
        for (int i = 0; i < rows.count; i++)
                turns[i] = turn_from_row(&rows, i, arena);
        *turns_out = turns;
        *count_out = count;
        return true;
}

const struct turn *
turn_current(const struct turn *turns, size_t count)
{
        if (count == 0)
                return NULL;
        const struct turn *last = &turns[count - 1];
        bool is_open = text_equals(last->status, "asked") ||
                       text_equals(last->status, "received") ||
                       text_equals(last->status, "transcribed");
        return is_open ? last : NULL;
}
