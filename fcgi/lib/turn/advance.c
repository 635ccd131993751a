#include "turn/advance.h"

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "queries.h"
#include "turn/supervise.h"
#include "turn/turn.h"
#include "turn/uploaded.h"

// Where the candidate sees scores at once, the process that asked the next question evaluates the
// answer itself, and the job is for its death; else the runner does it, beside the interview.
static const int LIVE_EVALUATION_SECONDS = 60;

static const char *const STATUS_NAMES[] = {
        [PLAN_ANSWERED] = "answered",
        [PLAN_SKIPPED] = "skipped",
        [PLAN_FAILED] = "failed",
};

bool
advance_complete(struct db *db, struct uuid interview, struct uuid organisation, const char *reason,
                 struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const char *id = arena_text(&arena, uuid_to_text(interview).text);
        return db_do_soon(db, &INTERVIEW_COMPLETE, err, DB_UUID(interview), DB_TEXT(reason)) &&
               job_enqueue(db, "report", id, arena_print(&arena, "{\"interview\":\"%s\"}", id),
                           organisation, 0, err);
}

// The answer's own row and jobs. False in `is_mine_out` where the claim is lost.
static bool
close_answer(struct db *db, const struct course *course, const struct advance *advance,
             const char *outcome, struct arena *arena, bool *is_mine_out, struct err *err)
{
        int changed = 0;
        const char *id = arena_text(arena, uuid_to_text(advance->answer).text);
        const char *interview = arena_text(arena, uuid_to_text(course->interview.id).text);
        if (!db_do(db, &ANSWER_DONE, &changed, err, DB_UUID(advance->answer),
                   DB_INT(advance->fence), DB_TEXT(outcome), DB_NULL, DB_TEXT(advance->act)))
                return false;
        *is_mine_out = changed == 1;
        if (changed != 1)
                return true;
        if (!job_drop(db, "turn", id, err))
                return false;
        if (advance->status != PLAN_ANSWERED || !course->interview.consent.ai_evaluation)
                return true;
        bool is_live = course->interview.terms.feedback == FEEDBACK_LIVE;
        return job_enqueue(
                db, "evaluation", arena_print(arena, "%s/%d", interview, advance->number),
                arena_print(arena, "{\"interview\":\"%s\",\"turn\":%d}", interview,
                            advance->number),
                course->interview.organisation_id, is_live ? LIVE_EVALUATION_SECONDS : 0, err);
}

static bool
write_next(struct db *db, const struct course *course, int number, const struct plan_step *step,
           struct spoken spoken, struct arena *arena, struct err *err)
{
        return db_do_soon(db, &TURN_INSERT, err, DB_UUID(course->interview.id), DB_INT(number),
                          DB_TEXT(ask_question_json(&step->question, arena)), DB_TEXT(spoken.key),
                          DB_TEXT(spoken.mime),
                          spoken.duration_ms > 0 ? DB_INT(spoken.duration_ms) : DB_NULL,
                          DB_TEXT(spoken.visemes), DB_DIGEST(spoken.sha256));
}

// An answer may have been taken while the question after a skipped one was being made.
static bool
is_still_asked(struct db *db, struct uuid interview, int number, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &TURN_LOCK, &rows, err, DB_UUID(interview), DB_INT(number)))
                return false;
        if (rows.count == 0 || !text_equals(row_text(&rows, 0, "status"), "asked"))
                return FAIL(err, ERR_CONFLICT, "Only the question that is open can be skipped.");
        return true;
}

bool
advance_write(const struct turn_room *room, const struct course *course,
              const struct advance *advance, const struct plan_step *step, struct spoken spoken,
              struct arena *arena, int *next_out, bool *has_lost_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct uuid id = course->interview.id;
        const char *status = NULL;
        bool is_mine = true;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, id, arena, &status, err))
                return false;
        if (text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "The interview is paused.");
        // Somebody may have ended the interview while the next question was being made.
        bool is_running = text_equals(status, "in_progress");
        bool goes_on = is_running && step->end_reason == NULL;
        if (!uuid_is_zero(advance->answer) &&
            !close_answer(db, course, advance, goes_on ? "next" : "ended", arena, &is_mine, err))
                return false;
        *has_lost_out = !is_mine;
        if (!is_mine)
                return true;
        if (uuid_is_zero(advance->answer) && !is_still_asked(db, id, advance->number, err))
                return false;
        if (!db_do_soon(db, &TURN_SET_STATUS, err, DB_UUID(id), DB_INT(advance->number),
                        DB_TEXT(STATUS_NAMES[advance->status])))
                return false;
        if (goes_on && !write_next(db, course, advance->number + 1, step, spoken, arena, err))
                return false;
        if (!supervise_write(db, course, advance->number, goes_on, err))
                return false;
        if (!goes_on && !advance_complete(db, id, course->interview.organisation_id,
                                          is_running ? step->end_reason : "candidate", err))
                return false;
        if (!db_commit(db, err))
                return false;
        *next_out = goes_on ? advance->number + 1 : 0;
        return true;
}

bool
turn_end_interview(const struct turn_room *room, struct uuid interview, const char *reason,
                   struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(db_give) struct db *db = NULL;
        struct interview facts = {0};
        const char *status = NULL;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, interview, &arena, &status, err) ||
            !interview_find(db, interview, (struct uuid){0}, &arena, &facts, err))
                return false;
        if (text_equals(status, "completed"))
                return true;
        if (!text_equals(status, "in_progress") && !text_equals(status, "paused"))
                return FAIL(err, ERR_CONFLICT, "Only an interview that has started can be ended.");
        if (!advance_complete(db, interview, facts.organisation_id, reason, err) ||
            !db_commit(db, err))
                return false;
        db_give(&db);
        uploaded_drop(room, interview, 0);
        return true;
}
