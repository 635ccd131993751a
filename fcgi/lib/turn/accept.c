// Taking an answer: the first half of invariants 1 and 2 of turn.h, and the way into an interview.
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "queries.h"
#include "store/growing.h"
#include "turn/ahead.h"
#include "turn/ask.h"
#include "turn/gate.h"
#include "turn/speech.h"
#include "turn/spent.h"
#include "turn/turn.h"

// The runner takes up what the process at work has not finished by then: longer than a usual turn,
// short enough that a candidate who waits sees it go on.
static const int RECOVERY_SECONDS = 90;

// Files of uploads that the answer has replaced.
static void
delete_dropped(const struct turn_room *room, const char *keys, struct arena *arena)
{
        while (keys[0] != '\0') {
                struct err err;
                size_t length = strcspn(keys, " ");
                if (!store_growing_delete(room->store, arena_copy(arena, keys, length), &err))
                        log_err(LOG_WARN, "an upload that is not needed was left", &err);
                keys += length + (keys[length] == ' ' ? 1 : 0);
        }
}

static bool
take(const struct turn_room *room, struct uuid answer, struct uuid interview, int number,
     const struct turn_post *post, bool *is_taken_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        bool is_spoken = post->media_key != NULL;
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(room->pool, &db, err) ||
                    !db_ask(db, &ANSWER_TAKE, &rows, err, DB_UUID(answer), DB_UUID(interview),
                            DB_INT(number), DB_TEXT(is_spoken ? "audio" : "text"),
                            DB_TEXT(post->media_key), DB_TEXT(post->mime),
                            DB_INT((int64_t)post->size_bytes),
                            DB_BYTES(post->sha256.bytes, sizeof post->sha256.bytes),
                            DB_TEXT(post->typed_text), DB_TEXT(post->browser_text),
                            DB_UUID_OR_NULL(post->upload), DB_UUID(uuid_new()),
                            DB_INT(RECOVERY_SECONDS)))
                        return false;
        }
        *is_taken_out = rows.count == 1;
        if (rows.count == 1)
                delete_dropped(room, row_text(&rows, 0, "dropped"), &arena);
        return true;
}

// Why an answer was not taken: it was before, which is success, or nothing is taken here now. Under
// the interview's lock, so that what was being written then can be seen.
static bool
find_why(const struct turn_room *room, struct uuid interview, int number,
         const struct turn_post *post, struct uuid *answer_out, bool *is_same_out, struct err *err)
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
        *is_same_out = same.count == 1;
        if (same.count == 1) {
                *answer_out = row_uuid(&same, 0, "id");
                return true;
        }
        if (!db_ask(db, &TURN_LOCK, &turn, err, DB_UUID(interview), DB_INT(number)))
                return false;
        // Whoever answers is there.
        if (!interview_come_back(db, interview, &status, err))
                return false;
        if (turn.count == 1 && !text_equals(row_text(&turn, 0, "status"), "asked"))
                return FAIL(err, ERR_CONFLICT,
                            "Another answer to this question was taken already; it is kept.");
        if (!text_equals(status, "in_progress"))
                return gate_fail_not_running(status, err);
        if (turn.count == 0)
                return FAIL(err, ERR_CONFLICT, "This question has not been asked yet.");
        return db_commit(db, err);
}

bool
turn_accept(const struct turn_room *room, struct uuid interview, int number,
            const struct turn_post *post, struct uuid *answer_out, bool *is_new_out,
            struct err *err)
{
        struct uuid answer = uuid_new();
        bool is_taken = false;
        bool is_same = false;
        // Twice: what stood in the way may have gone when it was looked for.
        for (int i = 0; i < 2; i++) {
                if (!take(room, answer, interview, number, post, &is_taken, err))
                        return false;
                if (is_taken) {
                        *answer_out = answer;
                        *is_new_out = true;
                        return true;
                }
                if (!find_why(room, interview, number, post, answer_out, &is_same, err))
                        return false;
                if (is_same) {
                        *is_new_out = false;
                        return true;
                }
        }
        return FAIL(err, ERR_CONFLICT, "This recording was discarded. Post the answer again.");
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
                return gate_fail_not_running(status, err);
        return db_do_soon(db, &INTERVIEW_START, err, DB_UUID(id)) &&
               db_do_soon(db, &TURN_INSERT, err, DB_UUID(id), DB_INT(1),
                          DB_TEXT(ask_question_json(&step->question, arena)), DB_TEXT(spoken.key),
                          DB_TEXT(spoken.mime),
                          spoken.duration_ms > 0 ? DB_INT(spoken.duration_ms) : DB_NULL,
                          DB_TEXT(spoken.visemes), DB_DIGEST(spoken.sha256)) &&
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
                return gate_fail_not_running(status, err);
        if (!course.interview.consent.is_given)
                return FAIL(err, ERR_CONFLICT,
                            "The interview can start when you have said what you agree to.");
        struct plan_step step = ask_next(room, &course, arena);
        course.speaker = step.question.persona;
        if (step.end_reason != NULL)
                return FAIL_DETAIL(err, ERR_BROKEN, "This interview has no question to ask.",
                                   "the plan ends with %s at once", step.end_reason);
        OWN(speech_close) struct speech *speech = speech_open(room, &course, 1, NULL, arena);
        ask_say(room, &course, 1, &step, speech, NULL, arena);
        struct spoken spoken = speech_whole(speech);
        step.question.spoken_by = spoken.by;
        step.question.speech_passed_over = spoken.passed_over;
        spent_write(room, interview, (struct uuid){0});
        bool is_first = true;
        if (!insert_first(room, &course, &step, spoken, arena, &is_first, err))
                return false;
        if (is_first)
                ahead_speak(room, &course);
        else
                speech_discard(speech);
        *number_out = 1;
        return true;
}
