// Taking an answer: the first half of invariants 1 and 2 of turn.h, and the way into an interview.
#include <stdio.h>

#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "db/turn.h"
#include "net/providers.h"
#include "queries.h"
#include "turn/ask.h"
#include "turn/turn.h"

// The runner takes up what the process at work has not finished by then: longer than a usual turn,
// short enough that a candidate who waits sees it go on.
static const int RECOVERY_SECONDS = 90;

static bool
fail_not_running(const char *status, struct err *err)
{
        if (text_equals(status, "scheduled"))
                return FAIL(err, ERR_CONFLICT, "The interview has not started yet.");
        if (text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "The interview is paused.");
        if (text_equals(status, "expired"))
                return FAIL(err, ERR_CONFLICT, "The invitation has expired.");
        if (text_equals(status, "cancelled"))
                return FAIL(err, ERR_CONFLICT, "The interview was cancelled.");
        return FAIL(err, ERR_CONFLICT, "The interview is over.");
}

static bool
fail_no_turn(int number, size_t turn_count, struct err *err)
{
        if (number > (int)turn_count)
                return FAIL(err, ERR_CONFLICT, "This question has not been asked yet.");
        return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
}

bool
turn_may_answer(const struct turn_room *room, struct uuid interview, int number, bool is_spoken,
                struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows gate = {0};
        if (!db_take(room->pool, &db, err) ||
            !db_ask(db, &ANSWER_GATE, &gate, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (gate.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        // What was answered may be posted again, also after the end: the reply may have been lost.
        if (row_bool(&gate, 0, "has_answer"))
                return true;
        const char *status = arena_text(arena, row_text(&gate, 0, "status"));
        int newest = (int)row_int(&gate, 0, "newest_turn");
        if (!text_equals(status, "in_progress"))
                return fail_not_running(status, err);
        // Turns are numbered from 1 without a gap.
        if (number < 1 || number > newest)
                return fail_no_turn(number, (size_t)newest, err);
        if (is_spoken && !row_bool(&gate, 0, "may_record"))
                return FAIL(err, ERR_CONFLICT,
                            "You did not agree to recordings. Type your answer, or agree first.");
        if (is_spoken && !stt_can(room->config, row_text(&gate, 0, "language")))
                return FAIL(err, ERR_CONFLICT,
                            "Speech in this language is not understood here. Type your answer.");
        return true;
}

static bool
insert_answer(struct db *db, struct uuid answer, struct uuid interview, int number, int attempt,
              const struct turn_post *post, struct uuid organisation, struct err *err)
{
        char payload[80];
        bool is_spoken = post->media_key != NULL;
        snprintf(payload, sizeof payload, "{\"answer\":\"%s\"}", uuid_to_text(answer).text);
        return db_do(db, &ANSWER_INSERT, NULL, err, DB_UUID(answer), DB_UUID(interview),
                     DB_INT(number), DB_INT(attempt), DB_TEXT(is_spoken ? "audio" : "text"),
                     DB_TEXT(post->media_key), DB_TEXT(post->mime),
                     DB_INT((int64_t)post->size_bytes),
                     DB_BYTES(post->sha256.bytes, sizeof post->sha256.bytes),
                     DB_TEXT(post->typed_text), DB_TEXT(post->browser_text)) &&
               db_do(db, &TURN_SET_STATUS, NULL, err, DB_UUID(interview), DB_INT(number),
                     DB_TEXT("received")) &&
               job_enqueue(db, "turn", uuid_to_text(answer).text, payload, organisation,
                           RECOVERY_SECONDS, err);
}

bool
turn_accept(const struct turn_room *room, struct uuid interview, int number,
            const struct turn_post *post, struct uuid *answer_out, bool *is_new_out,
            struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows same = {0};
        OWN(rows_close) struct rows turn = {0};
        const char *status = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, interview, &arena, &status, err) ||
            !db_ask(db, &ANSWER_SAME, &same, err, DB_UUID(interview), DB_INT(number),
                    DB_BYTES(post->sha256.bytes, sizeof post->sha256.bytes)))
                return false;
        if (same.count == 1) {
                *answer_out = row_uuid(&same, 0, "id");
                *is_new_out = false;
                return true;
        }
        if (!db_ask(db, &TURN_LOCK, &turn, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (turn.count == 1 && !text_equals(row_text(&turn, 0, "status"), "asked"))
                return FAIL(err, ERR_CONFLICT,
                            "Another answer to this question was taken already; it is kept.");
        if (!text_equals(status, "in_progress"))
                return fail_not_running(status, err);
        if (turn.count == 0)
                return FAIL(err, ERR_CONFLICT, "This question has not been asked yet.");
        struct uuid answer = uuid_new();
        if (!insert_answer(db, answer, interview, number, (int)row_int(&turn, 0, "attempt"), post,
                           row_uuid(&turn, 0, "organisation_id"), err) ||
            !db_commit(db, err))
                return false;
        *answer_out = answer;
        *is_new_out = true;
        return true;
}

// Writes the first turn unless somebody else was faster: then `is_first_out` is false.
static bool
insert_first(const struct turn_room *room, const struct course *course,
             const struct plan_step *step, struct spoken spoken, struct arena *arena,
             bool *is_first_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows newest = {0};
        const char *status = NULL;
        struct uuid id = course->interview.id;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, id, arena, &status, err) ||
            !db_ask(db, &TURN_NEWEST, &newest, err, DB_UUID(id)))
                return false;
        *is_first_out = newest.count == 0;
        if (newest.count == 1)
                return true;
        if (!text_equals(status, "scheduled"))
                return fail_not_running(status, err);
        return db_do(db, &INTERVIEW_START, NULL, err, DB_UUID(id)) &&
               db_do(db, &TURN_INSERT, NULL, err, DB_UUID(id), DB_INT(1),
                     DB_TEXT(ask_question_json(&step->question, arena)), DB_TEXT(spoken.key),
                     DB_TEXT(spoken.mime),
                     spoken.duration_ms > 0 ? DB_INT(spoken.duration_ms) : DB_NULL) &&
               db_commit(db, err);
}

bool
turn_start(const struct turn_room *room, struct uuid interview, struct arena *arena,
           int *number_out, struct err *err)
{
        struct course course = {0};
        if (!ask_course(room, interview, arena, &course, err))
                return false;
        const struct turn *open = turn_current(course.turns, course.turn_count);
        const char *status = course.interview.status;
        if (open != NULL && text_equals(status, "in_progress")) {
                *number_out = open->number;
                return true;
        }
        if (!text_equals(status, "scheduled"))
                return fail_not_running(status, err);
        if (!course.interview.consent.is_given)
                return FAIL(err, ERR_CONFLICT,
                            "The interview can start when you have said what you agree to.");
        struct plan_step step = ask_next(room, &course, arena);
        if (step.end_reason != NULL)
                return FAIL_DETAIL(err, ERR_BROKEN, "This interview has no question to ask.",
                                   "the plan ends with %s at once", step.end_reason);
        struct spoken spoken = ask_speak(room, &course, 1, ask_words(&step.question, arena), arena);
        step.question.spoken_by = spoken.provider;
        bool is_first = true;
        if (!insert_first(room, &course, &step, spoken, arena, &is_first, err))
                return false;
        if (!is_first)
                ask_unspeak(room, &spoken);
        *number_out = 1;
        return true;
}
