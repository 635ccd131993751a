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
#include "turn/beside.h"
#include "turn/listen.h"
#include "turn/speech.h"
#include "turn/spent.h"
#include "turn/stages.h"
#include "turn/supervise.h"
#include "turn/tell.h"
#include "turn/turn.h"
#include "turn/uploaded.h"
#include "turn/work.h"
#include "turn/worker.h"

// How long a second request waits for the first one's work: the longest that providers may take
// together, and a browser's patience.
static const int64_t WAIT_MS = 240 * 1000;
static const int64_t GLANCE_MS = 100;
// How long whoever comes back waits for the sound of a question that stands: the first bytes of
// most providers are there by then.
static const int64_t PARTS_MS = 3000;

bool
work_claim(struct claimed *claimed, struct arena *arena, struct answer *answer_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const struct turn_room *room = claimed->room;
        int64_t number = 0;
        if (!worker_hold(room->worker, &number, err) || !db_take(room->pool, &db, err))
                return false;
        if (answer_claim(db, claimed->answer, number, arena, answer_out, &claimed->fence, err))
                return true;
        // It may have been made all the same.
        worker_give_up(room->worker);
        return false;
}

void
work_release(struct claimed *claimed)
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

// A transcript on its way into the answer's row while the next question is thought of.
struct writing {
        const struct turn_room *room;
        const struct answer *answer;
        int fence;
        const char *transcript; // as JSON
        const char *voice;      // as JSON; NULL where typed
        struct heard heard;
        bool is_beside;
        struct beside beside;
        int changed;
};

static void
writing_close(struct writing *writing)
{
        beside_close(&writing->beside);
}

static bool
write_transcribed(void *context, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct writing *writing = context;
        const struct heard *heard = &writing->heard;
        return db_take(writing->room->pool, &db, err) &&
               db_do(db, &ANSWER_TRANSCRIBED, &writing->changed, err, DB_UUID(writing->answer->id),
                     DB_INT(writing->fence), DB_TEXT(writing->transcript), DB_TEXT(writing->voice),
                     writing->voice != NULL ? DB_INT(heard->voice.duration_ms) : DB_NULL,
                     DB_TEXT(PLAN_USABILITY_NAMES[heard->usability]), DB_TEXT(heard->mime),
                     heard->has_peaks ? DB_BYTES(heard->peaks, sizeof heard->peaks) : DB_NULL);
}

// Work on an answer under its claim, and all that it needs.
struct working {
        const struct turn_room *room;
        struct early *early;
        struct answer *answer;
        int fence;
        struct tell *tell;
        struct arena *arena;
        struct course course;
        struct writing *writing; // NULL where the row has the transcript
        bool has_lost;           // the claim was lost
};

// Where a helper is free. Nothing where there is nothing to write.
static void
begin_writing(struct working *working)
{
        struct writing *writing = working->writing;
        if (writing != NULL)
                writing->is_beside =
                        beside_start(&writing->beside, working->room, write_transcribed, writing);
}

// The row has the transcript now, or the claim is lost.
static bool
end_writing(struct working *working, struct err *err)
{
        struct writing *writing = working->writing;
        if (writing == NULL)
                return true;
        working->writing = NULL;
        if (!(writing->is_beside ? beside_join(&writing->beside, err)
                                 : write_transcribed(writing, err)))
                return false;
        working->has_lost = writing->changed != 1;
        return true;
}

static bool
answer_read(struct answer *answer, const struct writing *writing, struct arena *arena,
            struct err *err)
{
        OWN(json_document_close) struct json_document words = {0};
        OWN(json_document_close) struct json_document measures = {0};
        if (!json_parse(writing->transcript, strlen(writing->transcript), &words, err))
                return false;
        answer->transcript = transcript_from_json(words.root, arena);
        if (writing->voice == NULL)
                return true;
        if (!json_parse(writing->voice, strlen(writing->voice), &measures, err))
                return false;
        answer->voice = voice_metrics_from_json(measures.root, arena);
        return true;
}

static bool
listen_now(const struct working *working, struct heard *heard_out, struct err *err)
{
        const struct early *early = working->early;
        if (!early->has_listened)
                return listen_answer(working->room, working->answer, working->arena, heard_out,
                                     err);
        *heard_out = early->heard;
        *err = early->heard_err;
        return early->is_heard;
}

// received > transcribed; the answer is then as its row will be by end_writing.
static bool
transcribe(struct working *working, struct writing *writing, struct err *err)
{
        OWN(buf_close) struct buf transcript = buf_open(8 * 1024 * 1024);
        OWN(buf_close) struct buf voice = buf_open(64 * 1024);
        struct answer *answer = working->answer;
        struct heard heard = {0};
        if (!listen_now(working, &heard, err))
                return false;
        struct json_writer json = json_writer_on(&transcript);
        transcript_write(&json, &heard.transcript);
        json = json_writer_on(&voice);
        json_open_object(&json);
        voice_metrics_write_members(&json, &heard.voice);
        json_close_object(&json);
        if (!buf_check(&transcript, ERR_UPSTREAM, "The transcript", err))
                return false;

        *writing = (struct writing){
                .room = working->room,
                .answer = answer,
                .fence = working->fence,
                .transcript = arena_text(working->arena, buf_string(&transcript)),
                .voice = answer->is_spoken ? arena_text(working->arena, buf_string(&voice)) : NULL,
                .heard = heard,
        };
        working->writing = writing;
        answer->stage = STAGE_TRANSCRIBED;
        answer->usability = PLAN_USABILITY_NAMES[heard.usability];
        answer->mime = heard.mime;
        answer->has_voice = answer->is_spoken;
        // As it stands in the row, so that it is told the same whenever it is told.
        return answer_read(answer, writing, working->arena, err);
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
ask_again(struct working *working, const char *text, const char *act, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const struct turn_room *room = working->room;
        const struct answer *answer = working->answer;
        const char *status = NULL;
        int changed = 0;
        OWN(speech_close)
        struct speech *speech =
                speech_open(room, &working->course, answer->number, NULL, working->arena);
        begin_writing(working);
        ask_say_again(&working->course, text, speech, working->arena);
        struct spoken spoken = speech_whole(speech);
        if (!end_writing(working, err))
                return false;
        if (working->has_lost)
                return true;
        if (!db_take(room->pool, &db, err) || !db_begin(db, err) ||
            !interview_lock(db, answer->interview, working->arena, &status, err))
                return false;
        bool is_running = text_equals(status, "in_progress");
        if (!db_do(db, &ANSWER_DONE, &changed, err, DB_UUID(answer->id), DB_INT(working->fence),
                   DB_TEXT(is_running ? "asked_again" : "ended"), DB_TEXT(text), DB_TEXT(act)))
                return false;
        working->has_lost = changed != 1;
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
ask_on(struct working *working, const struct advance *advance, struct err *err)
{
        const struct turn_room *room = working->room;
        struct course *course = &working->course;
        struct tell *tell = working->tell;
        struct arena *arena = working->arena;
        int number = advance->number + 1;
        int next = 0;
        ask_course_close(course, advance->number, advance->status, arena);
        supervise_turn(room, course, arena);
        struct plan_step step = ask_next(room, course, arena);
        course->speaker = step.question.persona;
        OWN(speech_close)
        struct speech *speech = speech_open(room, course, number, tell, arena);
        begin_writing(working);
        if (step.end_reason == NULL)
                ask_say(room, course, number, &step, speech, tell, arena);
        // Where the answer of a commit was lost the row may stand: such sound stays.
        if (!end_writing(working, err) ||
            (!working->has_lost && !advance_write(room, course, advance, &step, (struct spoken){0},
                                                  arena, &next, &working->has_lost, err)))
                return false;
        if (working->has_lost || next == 0) {
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
        if (!tell->is_live)
                tell_over(tell);
        keep_sound(room, course->interview.id, number, speech_whole(speech));
        ahead_speak(room, course);
        return true;
}

// transcribed > answered
static bool
go_on(struct working *working, struct err *err)
{
        const struct answer *answer = working->answer;
        const struct course *course = &working->course;
        struct arena *arena = working->arena;
        bool is_usable = usability_of(answer) == PLAN_USABLE;
        bool is_running = text_equals(course->interview.status, "in_progress");
        // Acts are no tries that failed.
        bool has_tries = answer->attempt - answer->acts_before < TURN_ATTEMPTS_MOST;
        if (!is_usable && is_running && has_tries) {
                const char *text = plan_asked_again(usability_of(answer), answer->question.text,
                                                    course->interview.terms.language, arena);
                return ask_again(working, text, NULL, err);
        }
        struct plan_heard heard =
                is_usable ? plan_listen(answer->transcript.text, arena) : (struct plan_heard){0};
        const char *act = heard.act == PLAN_ACT_NONE ? NULL : PLAN_ACT_NAMES[heard.act];
        if (is_running && plan_act_asks_again(heard.act) && answer->acts_before < PLAN_ACTS_MOST) {
                const char *text = plan_reply(&course->plan, heard, &answer->question,
                                              answer->acts_before, arena);
                return ask_again(working, text, act, err);
        }
        struct advance advance = {
                .number = answer->number,
                .status = !is_usable                   ? PLAN_FAILED
                          : plan_act_leaves(heard.act) ? PLAN_SKIPPED
                                                       : PLAN_ANSWERED,
                .answer = answer->id,
                .fence = working->fence,
                .act = act,
        };
        return ask_on(working, &advance, err);
}

// The interview's course, read while somebody else is waited for.
struct reading {
        struct turn_room room;
        struct uuid interview;
        struct arena *arena;
        struct course *course;
};

// Without the count of what was spent, which is the turn's thread's.
static struct reading
reading_of(const struct turn_room *room, struct uuid interview, struct arena *arena,
           struct course *course)
{
        struct reading reading = {*room, interview, arena, course};
        reading.room.used = NULL;
        return reading;
}

static bool
read_course(void *context, struct err *err)
{
        const struct reading *reading = context;
        return ask_course(&reading->room, reading->interview, reading->arena, reading->course, err);
}

bool
work_read_course(const struct turn_room *room, struct uuid interview, struct arena *arena,
                 struct early *early, struct err *err)
{
        struct reading reading = reading_of(room, interview, arena, &early->course);
        early->has_course = read_course(&reading, err);
        return early->has_course;
}

// Brings it to its end under the claim; false in `is_done_out` where the claim was lost on the way.
static bool
work_claimed(struct working *working, bool *is_done_out, struct err *err)
{
        OWN(writing_close) struct writing writing = {0};
        OWN(arena_done) struct arena beside_arena = {0};
        OWN(beside_close) struct beside beside = {0};
        struct answer *answer = working->answer;
        struct early *early = working->early;
        struct err ignored;
        struct reading reading =
                reading_of(working->room, answer->interview, &beside_arena, &early->course);
        *is_done_out = false;
        if (answer->stage == STAGE_RECEIVED) {
                bool is_beside = !early->has_course && answer->is_spoken &&
                                 beside_start(&beside, working->room, read_course, &reading);
                if (!transcribe(working, &writing, err))
                        return false;
                if (is_beside)
                        early->has_course = beside_join(&beside, &ignored);
        }
        tell_transcript(working->tell, answer);
        working->course = early->course;
        if (!(early->has_course
                      ? ask_course_now(working->room, working->arena, &working->course, err)
                      : ask_course(working->room, answer->interview, working->arena,
                                   &working->course, err)))
                return false;
        ask_course_hear(&working->course, answer);
        if (!go_on(working, err) || !end_writing(working, err))
                return false;
        *is_done_out = !working->has_lost;
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

// The claim that was made early, or one that is made now.
static bool
claim(struct claimed *claimed, struct early *early, struct arena *arena, struct answer *answer_out,
      struct err *err)
{
        bool is_early = early->fence > 0;
        claimed->fence = early->fence;
        early->fence = 0;
        if (is_early && early->is_claimed) {
                *answer_out = early->answer;
                return true;
        }
        return is_early ? find_answer(claimed->room, claimed->answer, arena, answer_out, err)
                        : work_claim(claimed, arena, answer_out, err);
}

// `did_out` tells whether it was done here, and not by another process.
static bool
bring_on(const struct turn_room *room, struct uuid id, struct early *early,
         const struct turn_events *events, struct arena *arena, bool *did_out, struct err *err)
{
        struct tell tell = {.events = events};
        int64_t until = clock_ms() + WAIT_MS;
        for (;;) {
                struct answer answer = {0};
                OWN(work_release) struct claimed claimed = {room, id, 0};
                bool is_done = false;
                if (!claim(&claimed, early, arena, &answer, err))
                        return false;
                if (claimed.fence > 0) {
                        struct working working = {
                                .room = room,
                                .early = early,
                                .answer = &answer,
                                .fence = claimed.fence,
                                .tell = &tell,
                                .arena = arena,
                        };
                        bool is_worked = work_claimed(&working, &is_done, err);
                        // What was begun early is of no use to a second try.
                        *early = (struct early){0};
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
                clock_sleep_ms(GLANCE_MS);
        }
}

struct work {
        const struct turn_room *room;
        struct uuid id;
        struct early *early;
        const struct turn_events *events;
        struct arena *arena;
        bool did;
};

static bool
work(void *context, struct err *err)
{
        struct work *work = context;
        return bring_on(work->room, work->id, work->early, work->events, work->arena, &work->did,
                        err);
}

bool
work_from(const struct turn_room *room, struct uuid id, struct early *early,
          const struct turn_events *events, struct arena *arena, struct err *err)
{
        struct stage_clock here;
        struct work whole = {room, id, early, events, arena, false};
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
turn_work(const struct turn_room *room, struct uuid id, const struct turn_events *events,
          struct arena *arena, struct err *err)
{
        struct early early = {0};
        return work_from(room, id, &early, events, arena, err);
}
