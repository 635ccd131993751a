#include "turn/ask.h"

#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "interview/plan_panel.h"
#include "interview/plan_reply.h"
#include "interview/resume.h"
#include "interview/word_lists.h"
#include "model/persona.h"
#include "net/providers.h"
#include "queries.h"
#include "turn/bank_cache.h"
#include "turn/ground.h"
#include "turn/spent.h"
#include "turn/supervise.h"
#include "turn/worker.h"

// What was read so short a time ago is taken as it was: a person who acted since may as well have
// acted a moment later.
static const int64_t FRESH_MS = 500;

// The plan looks for one that fits its question among so many.
enum { PASSAGES_ASKED = 8 };

static const size_t QUESTION_LIMIT = 64 * 1024;

// The seed from which this interview's choices come.
static uint64_t
seed_of(struct uuid id)
{
        uint64_t seed = 0;
        memcpy(&seed, id.bytes + 8, sizeof seed);
        return seed;
}

static enum plan_status
plan_status_of(const char *status)
{
        return text_equals(status, "answered")  ? PLAN_ANSWERED
               : text_equals(status, "skipped") ? PLAN_SKIPPED
                                                : PLAN_FAILED;
}

static struct plan_turn
plan_turn_of(const struct turn *turn, enum plan_status status)
{
        return (struct plan_turn){
                .question = turn->question,
                .status = status,
                .asked_again_count = turn->attempt - 1,
                .transcript = turn->has_transcript ? turn->transcript.text : NULL,
                .overall = turn->has_evaluation ? turn->evaluation.scores.overall : NAN,
        };
}

// What follows from the interview as it is now.
static void
follow_interview(const struct turn_room *room, struct course *course)
{
        course->plan.elapsed_seconds = course->interview.elapsed_seconds;
        course->limits = supervise_limits(room->config, &course->interview);
        course->interview.terms.limits.max_minutes = course->limits.max_seconds / 60;
}

bool
ask_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
           struct course *course_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct course course = {0};
        struct resume resume = {0};
        struct bank bank = {0};
        bool has_resume = false;
        if (!db_take(room->pool, &db, err) ||
            !interview_find(db, interview, (struct uuid){0}, arena, &course.interview, err) ||
            !turn_list(db, interview, arena, &course.turns, &course.turn_count, err) ||
            (course.interview.resume_filename != NULL &&
             !resume_find(db, interview, arena, &resume, &has_resume, err)) ||
            !bank_cache_find(worker_banks(room->worker), db, course.interview.terms.language, &bank,
                             err))
                return false;
        spent_look(room, db, interview, (struct uuid){0}, arena);

        struct plan_turn *turns = arena_alloc(arena, course.turn_count + 1, sizeof *turns);
        const struct turn *open = turn_current(course.turns, course.turn_count);
        size_t closed = course.turn_count - (open == NULL ? 0 : 1);
        for (size_t i = 0; i < closed; i++)
                turns[i] = plan_turn_of(&course.turns[i], plan_status_of(course.turns[i].status));
        course.plan.turns = turns;
        course.plan.turn_count = closed;
        course.plan.bank = bank.questions;
        course.plan.bank_count = bank.count;
        course.plan.bank_subjects = bank.subjects;
        course.plan.candidate_name = course.interview.candidate_name;
        if (has_resume)
                course.plan.resume_text =
                        resume_without_name(resume_without_contact(resume.text, arena),
                                            course.interview.candidate_name, arena);
        course.plan.seed = seed_of(interview);
        course.read_ms = clock_ms();
        *course_out = course;
        course_out->plan.posting = &course_out->interview.terms;
        follow_interview(room, course_out);
        course_out->speaker = open != NULL ? open->question.persona : NULL;
        return true;
}

bool
ask_course_now(const struct turn_room *room, struct arena *arena, struct course *course,
               struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        if (clock_ms() - course->read_ms < FRESH_MS)
                return true;
        if (!db_take(room->pool, &db, err) || !interview_look(db, arena, &course->interview, err))
                return false;
        course->plan.posting = &course->interview.terms;
        follow_interview(room, course);
        return true;
}

void
ask_course_hear(struct course *course, const struct answer *answer)
{
        for (size_t i = 0; i < course->turn_count; i++) {
                struct turn *turn = &course->turns[i];
                if (turn->number != answer->number)
                        continue;
                turn->status = "transcribed";
                turn->has_transcript = true;
                turn->transcript = answer->transcript;
        }
}

void
ask_course_close(struct course *course, int number, enum plan_status status, struct arena *arena)
{
        struct plan_turn *turns = arena_alloc(arena, course->plan.turn_count + 1, sizeof *turns);
        if (course->plan.turn_count > 0)
                memcpy(turns, course->plan.turns, course->plan.turn_count * sizeof *turns);
        for (size_t i = course->plan.turn_count; i < course->turn_count; i++) {
                if (course->turns[i].number == number)
                        turns[course->plan.turn_count++] = plan_turn_of(&course->turns[i], status);
        }
        course->plan.turns = turns;
}

const struct persona *
ask_persona(const struct course *course, const char *id)
{
        return persona_find(id != NULL ? id : course->interview.terms.persona);
}

// The words that belong to the first question and stand before it.
static const char *
greeting_of(const struct course *course, struct arena *arena)
{
        const struct persona *persona = ask_persona(course, NULL);
        return plan_greeting(&course->plan, persona->name, arena);
}

// What the question is looked for by: the role and what was said last.
static const char *
subject_of(const struct course *course, struct arena *arena)
{
        const struct posting *terms = &course->interview.terms;
        const char *text = terms->title;
        for (size_t i = 0; i < terms->focus_area_count; i++)
                text = arena_print(arena, "%s\n%s", text, terms->focus_areas[i]);
        if (course->turn_count == 0)
                return text;
        const struct turn *last = &course->turns[course->turn_count - 1];
        return arena_print(arena, "%s\n%s\n%s", text, last->question.text,
                           last->has_transcript ? last->transcript.text : "");
}

// What the question may rest on; nothing where it cannot be found.
static void
add_passages(const struct turn_room *room, const struct course *course, struct arena *arena,
             struct plan_input *plan)
{
        struct passage *found = NULL;
        size_t count = 0;
        struct err err;
        if (uuid_is_zero(course->interview.posting_id))
                return;
        if (!ground_find(room, &course->interview, GROUND_DOCUMENTS, subject_of(course, arena),
                         PASSAGES_ASKED, arena, &found, &count, &err)) {
                log_err(LOG_WARN, "the question rests on no document", &err);
                return;
        }
        struct plan_passage *passages = arena_alloc(arena, count, sizeof *passages);
        for (size_t i = 0; i < count; i++) {
                passages[i] = (struct plan_passage){
                        .id = found[i].id,
                        .source = found[i].source,
                        .text = found[i].body,
                };
        }
        plan->passages = passages;
        plan->passage_count = count;
}

struct plan_step
ask_next(const struct turn_room *room, struct course *course, struct arena *arena)
{
        STAGE_TIMED(TURN_STAGE_QUESTION);
        add_passages(room, course, arena, &course->plan);
        struct plan_step step = plan_next(&course->plan, arena);
        if (course->turn_count == 0 && step.end_reason == NULL)
                step.question.greeting = greeting_of(course, arena);
        else if (step.end_reason == NULL)
                step.question.greeting = plan_before_next(&course->plan, arena);
        if (step.end_reason == NULL)
                plan_panel_assign(&course->plan, &step.question, arena);
        return step;
}

const char *
ask_question_json(const struct question *question, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(QUESTION_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        question_write(&json, question);
        return arena_text(arena, buf_string(&buf));
}
