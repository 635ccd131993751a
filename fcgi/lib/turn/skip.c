// Leaving a question without an answer.
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "turn/advance.h"
#include "turn/ahead.h"
#include "turn/speech.h"
#include "turn/spent.h"
#include "turn/supervise.h"
#include "turn/turn.h"
#include "turn/uploaded.h"

// Whoever does something is there again.
static bool
come_back(const struct turn_room *room, struct interview *interview, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return !text_equals(interview->paused_by, "away") ||
               (db_take(room->pool, &db, err) &&
                interview_come_back(db, interview->id, &interview->status, err));
}

bool
turn_skip(const struct turn_room *room, struct uuid interview, int number, struct arena *arena,
          int *next_out, struct err *err)
{
        struct course course = {0};
        bool has_lost = false;
        if (!ask_course(room, interview, arena, &course, err) ||
            !come_back(room, &course.interview, err))
                return false;
        if (!text_equals(course.interview.status, "in_progress"))
                return FAIL(err, ERR_CONFLICT, "The interview does not run now.");
        const struct turn *open = turn_current(course.turns, course.turn_count);
        if (open == NULL || open->number != number || !text_equals(open->status, "asked"))
                return FAIL(err, ERR_CONFLICT, "Only the question that is open can be skipped.");
        struct advance advance = {.number = number, .status = PLAN_SKIPPED};
        ask_course_close(&course, number, PLAN_SKIPPED, arena);
        supervise_turn(room, &course, arena);
        struct plan_step step = ask_next(room, &course, arena);
        course.speaker = step.question.persona;
        OWN(speech_close)
        struct speech *speech = speech_open(room, &course, number + 1, NULL, arena);
        if (step.end_reason == NULL)
                ask_say(room, &course, number + 1, &step, speech, NULL, arena);
        struct spoken spoken = speech_whole(speech);
        step.question.spoken_by = spoken.by;
        step.question.speech_passed_over = spoken.passed_over;
        bool is_written = advance_write(room, &course, &advance, &step, spoken, arena, next_out,
                                        &has_lost, err);
        if (is_written)
                uploaded_drop(room, interview, number);
        spent_write(room, interview, (struct uuid){0});
        // Where the answer of a commit was lost the row may name it: such sound must stay.
        if (is_written ? *next_out == 0 : err->kind == ERR_CONFLICT)
                speech_discard(speech);
        if (is_written && *next_out > 0)
                ahead_speak(room, &course);
        return is_written;
}
