// Working on an accepted answer: claim it, bring it on stage by stage, tell what is known.
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "db/turn.h"
#include "interview/plan_reply.h"
#include "interview/voice.h"
#include "net/providers.h"
#include "queries.h"
#include "sandbox/clip.h"
#include "turn/advance.h"
#include "turn/ahead.h"
#include "turn/listen.h"
#include "turn/speech.h"
#include "turn/spent.h"
#include "turn/stages.h"
#include "turn/supervise.h"
#include "turn/tell.h"
#include "turn/turn.h"
#include "turn/uploaded.h"
#include "turn/worker.h"

// How long a second request waits for the first one's work: the longest that providers may take
// together, and a browser's patience.
static const int64_t WAIT_MS = 240 * 1000;
static const int64_t GLANCE_MS = 100;
// How long whoever comes back waits for the sound of a question that stands: the first bytes of
// most providers are there by then.
static const int64_t PARTS_MS = 3000;

// The fence is 0 where another process is at it, or nothing is to be done. It is known, and is to
// be released, before the answer is read.
static bool
claim(const struct turn_room *room, struct uuid id, struct arena *arena, struct answer *answer_out,
      int *fence_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        int64_t number = 0;
        if (!worker_hold(room->worker, &number, err) || !db_take(room->pool, &db, err))
                return false;
        if (answer_claim(db, id, number, arena, answer_out, fence_out, err))
                return true;
        // It may have been made all the same.
        worker_give_up(room->worker);
        return false;
}

// An answer that is claimed, until its work is done.
struct claimed {
        const struct turn_room *room;
        struct uuid answer;
        int fence; // 0: there is nothing to release
};

// After a failure, so that the next one need not wait.
static void
release(struct claimed *claimed)
{
        struct err err;
        if (claimed->fence == 0)
                return;
        {
                OWN(db_give) struct db *db = NULL;
                if (db_take(claimed->room->pool, &db, &err) &&
                    db_do(db, &ANSWER_RELEASE, NULL, &err, DB_UUID(claimed->answer),
                          DB_INT(claimed->fence)))
                        return;
        }
        log_err(LOG_DEBUG, "a claim was not released", &err);
        worker_give_up(claimed->room->worker);
}

static bool
find_answer(const struct turn_room *room, struct uuid id, struct arena *arena,
            struct answer *answer_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(room->pool, &db, err) && answer_find(db, id, arena, answer_out, err);
}

static bool
answer_read(struct answer *answer, const struct buf *transcript, const struct buf *voice,
            struct arena *arena, struct err *err)
{
        OWN(json_document_close) struct json_document words = {0};
        OWN(json_document_close) struct json_document measures = {0};
        if (!json_parse(transcript->bytes, transcript->length, &words, err) ||
            !json_parse(voice->bytes, voice->length, &measures, err))
                return false;
        answer->transcript = transcript_from_json(words.root, arena);
        answer->voice = voice_metrics_from_json(measures.root, arena);
        return true;
}

// received > transcribed; the answer is then as its row is.
static bool
transcribe(const struct turn_room *room, struct answer *answer, int fence, struct arena *arena,
           bool *has_lost_out, struct err *err)
{
        OWN(buf_close) struct buf transcript = buf_open(8 * 1024 * 1024);
        OWN(buf_close) struct buf voice = buf_open(64 * 1024);
        struct heard heard = {0};
        int changed = 0;
        if (!listen_answer(room, answer, arena, &heard, err))
                return false;
        struct json_writer json = json_writer_on(&transcript);
        transcript_write(&json, &heard.transcript);
        json = json_writer_on(&voice);
        json_open_object(&json);
        voice_metrics_write_members(&json, &heard.voice);
        json_close_object(&json);
        if (!buf_check(&transcript, ERR_UPSTREAM, "The transcript", err))
                return false;

        OWN(db_give) struct db *db = NULL;
        if (!db_take(room->pool, &db, err) ||
            !db_do(db, &ANSWER_TRANSCRIBED, &changed, err, DB_UUID(answer->id), DB_INT(fence),
                   DB_TEXT(buf_string(&transcript)),
                   DB_TEXT(answer->is_spoken ? buf_string(&voice) : NULL),
                   answer->is_spoken ? DB_INT(heard.voice.duration_ms) : DB_NULL,
                   DB_TEXT(PLAN_USABILITY_NAMES[heard.usability]), DB_TEXT(heard.mime),
                   heard.has_peaks ? DB_BYTES(heard.peaks, sizeof heard.peaks) : DB_NULL))
                return false;
        *has_lost_out = changed != 1;
        answer->stage = STAGE_TRANSCRIBED;
        answer->usability = PLAN_USABILITY_NAMES[heard.usability];
        answer->mime = heard.mime;
        answer->has_voice = answer->is_spoken;
        // As it stands in the row, so that it is told the same whenever it is told.
        return answer_read(answer, &transcript, &voice, arena, err);
}

static enum plan_usability
usability_of(const struct answer *answer)
{
        for (int i = 0; i < PLAN_USABILITY_COUNT; i++) {
                if (text_equals(PLAN_USABILITY_NAMES[i], answer->usability))
                        return (enum plan_usability)i;
        }
        return PLAN_UNCLEAR;
}

// transcribed > answered, by asking the same question again.
static bool
ask_again(const struct turn_room *room, const struct course *course, const struct answer *answer,
          int fence, const char *text, const char *act, struct arena *arena, bool *has_lost_out,
          struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const char *status = NULL;
        int changed = 0;
        OWN(speech_close)
        struct speech *speech = speech_open(room, course, answer->number, NULL, arena);
        ask_say_again(course, text, speech, arena);
        struct spoken spoken = speech_whole(speech);
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, answer->interview, arena, &status, err))
                return false;
        bool is_running = text_equals(status, "in_progress");
        if (!db_do(db, &ANSWER_DONE, &changed, err, DB_UUID(answer->id), DB_INT(fence),
                   DB_TEXT(is_running ? "asked_again" : "ended"), DB_TEXT(text), DB_TEXT(act)))
                return false;
        *has_lost_out = changed != 1;
        if (changed != 1)
                return true;
        return db_do_soon(db, &TURN_ASK_AGAIN, err, DB_UUID(answer->interview),
                          DB_INT(answer->number), DB_TEXT(spoken.key), DB_TEXT(spoken.mime),
                          spoken.duration_ms > 0 ? DB_INT(spoken.duration_ms) : DB_NULL,
                          DB_TEXT(spoken.visemes), DB_DIGEST(spoken.sha256)) &&
               job_drop(db, "turn", uuid_to_text(answer->id).text, err) && db_commit(db, err);
}

// The sound of the question that stands now, whole, and who did not speak it. Without sound the
// question is read.
static void
keep_sound(const struct turn_room *room, struct uuid interview, int number, struct spoken spoken)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if ((spoken.key != NULL || spoken.passed_over != NULL) &&
            (!db_take(room->pool, &db, &err) ||
             !db_do(db, &TURN_SET_AUDIO, NULL, &err, DB_UUID(interview), DB_INT(number),
                    DB_TEXT(spoken.key), DB_TEXT(spoken.mime),
                    spoken.duration_ms > 0 ? DB_INT(spoken.duration_ms) : DB_NULL,
                    DB_TEXT(spoken.visemes), DB_TEXT(spoken.by), DB_TEXT(spoken.passed_over),
                    DB_DIGEST(spoken.sha256))))
                log_err(LOG_WARN, "the question's sound could not be kept", &err);
}

// The next question, said while it is worded, or the end. What was said stands from the moment when
// its text is whole; its sound follows.
static bool
ask_on(const struct turn_room *room, struct course *course, const struct advance *advance,
       struct tell *tell, struct arena *arena, bool *has_lost_out, struct err *err)
{
        int number = advance->number + 1;
        int next = 0;
        ask_course_close(course, advance->number, advance->status, arena);
        supervise_turn(room, course, arena);
        struct plan_step step = ask_next(room, course, arena);
        course->speaker = step.question.persona;
        OWN(speech_close)
        struct speech *speech = speech_open(room, course, number, tell, arena);
        if (step.end_reason == NULL)
                ask_say(room, course, number, &step, speech, tell, arena);
        bool is_written = advance_write(room, course, advance, &step, (struct spoken){0}, arena,
                                        &next, has_lost_out, err);
        // Where the answer of a commit was lost the row may stand: such sound stays.
        if (!is_written)
                return false;
        if (*has_lost_out || next == 0) {
                speech_discard(speech);
                return true;
        }
        bool is_heard = speech_begun(speech);
        tell->is_live = course->interview.terms.feedback == FEEDBACK_LIVE;
        tell_next(tell, &(struct turn){
                                .number = number,
                                .question = step.question,
                                .question_audio_key = is_heard ? "" : NULL,
                        });
        stage_clock_stop();
        keep_sound(room, course->interview.id, number, speech_whole(speech));
        ahead_speak(room, course);
        return true;
}

// transcribed > answered
static bool
go_on(const struct turn_room *room, const struct answer *answer, int fence, struct tell *tell,
      struct arena *arena, bool *has_lost_out, struct err *err)
{
        struct course course = {0};
        if (!ask_course(room, answer->interview, arena, &course, err))
                return false;
        bool is_usable = usability_of(answer) == PLAN_USABLE;
        bool is_running = text_equals(course.interview.status, "in_progress");
        // Acts are no tries that failed.
        bool has_tries = answer->attempt - answer->acts_before < TURN_ATTEMPTS_MOST;
        if (!is_usable && is_running && has_tries) {
                const char *text = plan_asked_again(usability_of(answer), answer->question.text,
                                                    course.interview.terms.language, arena);
                return ask_again(room, &course, answer, fence, text, NULL, arena, has_lost_out,
                                 err);
        }
        struct plan_heard heard =
                is_usable ? plan_listen(answer->transcript.text, arena) : (struct plan_heard){0};
        const char *act = heard.act == PLAN_ACT_NONE ? NULL : PLAN_ACT_NAMES[heard.act];
        if (is_running && plan_act_asks_again(heard.act) && answer->acts_before < PLAN_ACTS_MOST) {
                const char *text = plan_reply(&course.plan, heard, &answer->question,
                                              answer->acts_before, arena);
                return ask_again(room, &course, answer, fence, text, act, arena, has_lost_out, err);
        }
        struct advance advance = {
                .number = answer->number,
                .status = !is_usable                   ? PLAN_FAILED
                          : plan_act_leaves(heard.act) ? PLAN_SKIPPED
                                                       : PLAN_ANSWERED,
                .answer = answer->id,
                .fence = fence,
                .act = act,
        };
        return ask_on(room, &course, &advance, tell, arena, has_lost_out, err);
}

// Brings it to its end under the claim; false in `is_done_out` where the claim was lost on the way.
static bool
work_claimed(const struct turn_room *room, struct answer *answer, int fence, struct tell *tell,
             struct arena *arena, bool *is_done_out, struct err *err)
{
        bool has_lost = false;
        *is_done_out = false;
        if (answer->stage == STAGE_RECEIVED) {
                if (!transcribe(room, answer, fence, arena, &has_lost, err))
                        return false;
                if (has_lost)
                        return true;
        }
        tell_transcript(tell, answer);
        if (!go_on(room, answer, fence, tell, arena, &has_lost, err))
                return false;
        *is_done_out = !has_lost;
        return true;
}

// The course, and the parts of the question that followed the answer; those that are told now come
// a moment after their text.
static bool
find_course(const struct turn_room *room, const struct answer *answer, const struct tell *tell,
            struct arena *arena, struct course *course_out, struct rows *parts_out, struct err *err)
{
        int64_t until = clock_ms() + PARTS_MS;
        for (;;) {
                {
                        OWN(db_give) struct db *db = NULL;
                        if (!ask_course(room, answer->interview, arena, course_out, err) ||
                            !db_take(room->pool, &db, err) ||
                            !db_ask(db, &QUESTION_PART_LIST, parts_out, err,
                                    DB_UUID(answer->interview), DB_INT(answer->number + 1)))
                                return false;
                }
                const struct turn *open = turn_current(course_out->turns, course_out->turn_count);
                bool is_made = open != NULL && open->number == answer->number + 1 &&
                               open->question_audio_key == NULL &&
                               tts_speaker(room->config) == TTS_SPEAKER_SERVER;
                if (tell->has_told_outcome || !is_made || clock_ms() > until)
                        return true;
                clock_sleep_ms(GLANCE_MS);
        }
}

static bool
tell_all(const struct turn_room *room, struct uuid id, struct tell *tell, struct arena *arena,
         struct err *err)
{
        OWN(rows_close) struct rows parts = {0};
        struct answer answer = {0};
        struct course course = {0};
        if (tell->events == NULL || (tell->has_told_outcome && !tell->is_live))
                return true;
        if (!find_answer(room, id, arena, &answer, err) ||
            !find_course(room, &answer, tell, arena, &course, &parts, err))
                return false;
        tell_transcript(tell, &answer);
        tell_outcome(tell, &answer, &course, &parts);
        if (course.interview.terms.feedback != FEEDBACK_LIVE)
                return true;
        struct err late;
        if (!turn_evaluate(room, answer.interview, answer.number, arena, &late))
                log_err(LOG_WARN, "an evaluation comes later", &late);
        if (!find_answer(room, id, arena, &answer, err))
                return false;
        tell_evaluation(tell, &answer);
        return true;
}

// `did_out` tells whether it was done here, and not by another process.
static bool
bring_on(const struct turn_room *room, struct uuid id, const struct turn_events *events,
         struct arena *arena, bool *did_out, struct err *err)
{
        struct tell tell = {.events = events};
        int64_t until = clock_ms() + WAIT_MS;
        for (;;) {
                struct answer answer = {0};
                OWN(release) struct claimed claimed = {room, id, 0};
                bool is_done = false;
                if (!claim(room, id, arena, &answer, &claimed.fence, err))
                        return false;
                if (claimed.fence > 0) {
                        bool is_worked = work_claimed(room, &answer, claimed.fence, &tell, arena,
                                                      &is_done, err);
                        // What is done, or somebody else's now, is not ours to release.
                        if (is_worked)
                                claimed.fence = 0;
                        if (is_done)
                                stage_clock_stop();
                        if (is_worked && is_done)
                                is_worked = tell_all(room, id, &tell, arena, err);
                        *did_out = is_done;
                        // Nobody waits for this any more: the next question is told.
                        spent_write(room, answer.interview, (struct uuid){0});
                        if (is_done || !is_worked)
                                return is_worked;
                        continue;
                }
                if (!find_answer(room, id, arena, &answer, err))
                        return false;
                if (answer.stage == STAGE_ANSWERED)
                        return tell_all(room, id, &tell, arena, err);
                if (clock_ms() > until)
                        return FAIL(err, ERR_BUSY,
                                    "Your answer is kept. It takes longer than usual; "
                                    "come back in a moment.");
                if (events != NULL && events->idle != NULL)
                        events->idle(events->context);
                clock_sleep_ms(GLANCE_MS);
        }
}

// Whoever does something is there again.
static bool
come_back(const struct turn_room *room, struct interview *interview, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return !text_equals(interview->paused_by, "away") ||
               (db_take(room->pool, &db, err) &&
                interview_come_back(db, interview->id, &interview->status, err));
}

struct work {
        const struct turn_room *room;
        struct uuid id;
        const struct turn_events *events;
        struct arena *arena;
        bool did;
};

static bool
work(void *context, struct err *err)
{
        struct work *work = context;
        return bring_on(work->room, work->id, work->events, work->arena, &work->did, err);
}

bool
turn_work(const struct turn_room *room, struct uuid id, const struct turn_events *events,
          struct arena *arena, struct err *err)
{
        struct stage_clock here;
        struct work whole = {.room = room, .id = id, .events = events, .arena = arena};
        bool has_clock = stage_clock_of_thread() != NULL;
        if (!has_clock)
                stage_clock_start(&here, 0);
        // Whoever listens is told of a failure, also of this one.
        bool is_told = memory_try(work, &whole, err);
        bool did = whole.did;
        if (did)
                stages_keep(room, id);
        if (did || !is_told)
                metrics_count(METRIC_ANSWERS, did ? WORK_DONE : WORK_FAILED, 0, 0);
        if (!has_clock)
                stage_clock_end(&here);
        return is_told;
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
