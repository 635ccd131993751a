#include "db/interview_state.h"

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/row_json.h"
#include "queries.h"

static struct consent
consent_from_row(const struct rows *rows, int row, struct arena *arena)
{
        if (row_is_null(rows, row, "consent_at"))
                return (struct consent){0};
        return (struct consent){
                .is_given = true,
                .recording = row_bool(rows, row, "recording"),
                .ai_evaluation = row_bool(rows, row, "ai_evaluation"),
                .attention = row_bool(rows, row, "attention"),
                .notice_version = row_copied(rows, row, "notice_version", arena),
                .given_at = row_copied(rows, row, "consent_at", arena),
        };
}

static struct interview
interview_from_row(const struct rows *rows, int row, struct arena *arena)
{
        return (struct interview){
                .id = row_uuid(rows, row, "id"),
                .status = row_copied(rows, row, "interview_status", arena),
                .organisation = row_copied(rows, row, "organisation", arena),
                .candidate_name = row_copied(rows, row, "candidate_name", arena),
                .terms = posting_offer_from_row(rows, row, arena),
                .consent = consent_from_row(rows, row, arena),
                .resume_filename = row_copied(rows, row, "resume_filename", arena),
                .elapsed_seconds = (int)row_int(rows, row, "elapsed_seconds"),
                .scheduled_at = row_copied(rows, row, "scheduled_at", arena),
                .expires_at = row_copied(rows, row, "expires_at", arena),
                .started_at = row_copied(rows, row, "started_at", arena),
                .ended_at = row_copied(rows, row, "ended_at", arena),
                .end_reason = row_copied(rows, row, "end_reason", arena),
                .paused_at = row_copied(rows, row, "paused_at", arena),
                .paused_by = row_copied(rows, row, "paused_by", arena),
                .added_minutes = (int)row_int(rows, row, "added_minutes"),
                .person_present = row_bool(rows, row, "person_present"),
                .correctable_until = row_copied(rows, row, "correctable_until", arena),
                .experience_rating = (int)row_int(rows, row, "experience_rating"),
        };
}

static struct turn
turn_from_row(const struct rows *rows, int row, struct arena *arena)
{
        OWN(json_document_close) struct json_document question = {0};
        struct turn turn = {
                .number = (int)row_int(rows, row, "number"),
                .status = row_copied(rows, row, "status", arena),
                .attempt = (int)row_int(rows, row, "attempt"),
                .question_audio_key = row_copied(rows, row, "question_audio_key", arena),
                .asked_at = row_copied(rows, row, "asked_at", arena),
                .has_answer = !row_is_null(rows, row, "kind"),
        };
        if (row_json(rows, row, "question", &question))
                turn.question = question_from_json(question.root, arena);
        if (!turn.has_answer)
                return turn;
        turn.is_spoken = text_equals(row_text(rows, row, "kind"), "audio");
        turn.has_transcript = row_bool(rows, row, "has_transcript");
        turn.transcript.text = arena_text(arena, row_text(rows, row, "answer_text"));
        turn.original_text = row_copied(rows, row, "original_text", arena);
        turn.corrected_at = row_copied(rows, row, "corrected_at", arena);
        turn.has_voice = row_bool(rows, row, "has_voice");
        turn.duration_ms = (int)row_int(rows, row, "duration_ms");
        return turn;
}

bool
interview_state_find(struct db *db, struct digest session, struct arena *arena, bool *has_out,
                     struct interview *interview_out, struct turn **turns_out, size_t *count_out,
                     struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_STATE, &rows, err,
                    DB_BYTES(session.bytes, sizeof session.bytes)))
                return false;
        *has_out = rows.count > 0;
        if (rows.count == 0)
                return true;
        // Without a turn there is one row all the same, the interview's.
        size_t count = row_is_null(&rows, 0, "number") ? 0 : (size_t)rows.count;
        struct turn *turns = arena_alloc(arena, count + 1, sizeof *turns);
        for (size_t i = 0; i < count; i++)
                turns[i] = turn_from_row(&rows, (int)i, arena);
        *interview_out = interview_from_row(&rows, 0, arena);
        *turns_out = turns;
        *count_out = count;
        return true;
}
