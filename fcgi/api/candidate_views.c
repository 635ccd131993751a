#include "candidate_views.h"

#include <stdio.h>

#include "base/text.h"
#include "db/answer.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/turn.h"
#include "interview/summary.h"
#include "queries.h"
#include "route.h"
#include "turn/speech.h"
#include "turn/turn_json.h"
#include "turn_sound.h"

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

struct view {
        struct interview interview;
        struct turn *turns;
        size_t count;
};

static bool
load(struct request *request, struct view *view, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(request->server->pool, &db, err) &&
               interview_find(db, request->interview, (struct uuid){0}, request->arena,
                              &view->interview, err) &&
               turn_list(db, request->interview, request->arena, &view->turns, &view->count, err);
}

static enum plan_status
status_of(const char *status)
{
        return text_equals(status, "answered")  ? PLAN_ANSWERED
               : text_equals(status, "skipped") ? PLAN_SKIPPED
                                                : PLAN_FAILED;
}

static void
write_metrics(struct request *request, struct json_writer *json, const struct view *view)
{
        struct summary_turn *turns = arena_alloc(request->arena, view->count + 1, sizeof *turns);
        size_t count = 0;
        for (size_t i = 0; i < view->count; i++) {
                const struct turn *turn = &view->turns[i];
                if (turn->closed_at == NULL)
                        continue;
                turns[count++] = (struct summary_turn){
                        .number = turn->number,
                        .question = turn->question,
                        .status = status_of(turn->status),
                        .transcript = turn->has_transcript ? &turn->transcript : NULL,
                        .voice = turn->is_spoken && turn->has_voice ? &turn->voice : NULL,
                        .evaluation = turn->has_evaluation ? &turn->evaluation : NULL,
                        .response_ms = turn->duration_ms,
                };
        }
        struct live_metrics metrics = metrics_live(turns, count, view->interview.terms.limits,
                                                   view->interview.elapsed_seconds);
        live_metrics_write(json, &metrics, view->interview.terms.feedback == FEEDBACK_LIVE);
}

static void
write_transcription(struct json_writer *json, const struct answer *answer)
{
        json_name(json, "transcription");
        json_open_object(json);
        json_put_text(json, "text", answer->transcript.text);
        json_name(json, "confidence");
        if (answer->transcript.confidence < 0)
                json_add_null(json);
        else
                json_add_number(json, answer->transcript.confidence, 2);
        json_put_text(json, "language", answer->transcript.language);
        json_close_object(json);
        json_name(json, "voice_metrics");
        if (!answer->is_spoken || !answer->has_voice) {
                json_add_null(json);
                return;
        }
        json_open_object(json);
        voice_metrics_write_members(json, &answer->voice);
        json_close_object(json);
}

// The interviewer's reply: the next question, or the same one again.
static void
write_response(struct json_writer *json, const struct answer *answer, const struct view *view)
{
        bool is_again = text_equals(answer->outcome, "asked_again");
        int number = is_again ? answer->number : answer->number + 1;
        char path[96];
        json_name(json, "interviewer_response");
        if (text_equals(answer->outcome, "ended") || (size_t)number > view->count) {
                json_add_null(json);
                return;
        }
        const struct turn *turn = &view->turns[number - 1];
        snprintf(path, sizeof path, "%s/%d/question/audio", CANDIDATE_TURNS_PATH, number);
        json_open_object(json);
        json_put_int(json, "turn", number);
        json_name(json, "question");
        turn_write_question(json, turn, is_again ? answer->outcome_text : NULL,
                            CANDIDATE_TURNS_PATH);
        json_put_text(json, "audio", turn->question_audio_key == NULL ? NULL : path);
        if (turn->question_audio_ms > 0)
                json_put_int(json, "duration_ms", turn->question_audio_ms);
        else
                json_put_null(json, "duration_ms");
        json_close_object(json);
}

bool
candidate_answer_respond(struct request *request, int number, struct uuid id, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct answer answer = {0};
        struct view view = {0};
        {
                OWN(db_give) struct db *db = NULL;
                struct turn_room room = request_turn_room(request);
                if (!load(request, &view, err))
                        return false;
                if (view.interview.terms.feedback == FEEDBACK_LIVE &&
                    (!turn_evaluate(&room, request->interview, number, request->arena, err) ||
                     !load(request, &view, err)))
                        return false;
                if (!db_take(request->server->pool, &db, err) ||
                    !answer_find(db, id, request->arena, &answer, err))
                        return false;
        }
        bool is_live = view.interview.terms.feedback == FEEDBACK_LIVE;
        json_open_object(&json);
        write_transcription(&json, &answer);
        json_name(&json, "evaluation");
        if (is_live && answer.has_evaluation)
                evaluation_write(&json, &answer.evaluation);
        else
                json_add_null(&json);
        if (text_equals(answer.outcome, "asked_again"))
                json_put_text(&json, "asked_again",
                              answer.act != NULL ? answer.act : answer.usability);
        write_response(&json, &answer, &view);
        json_put_bool(&json, "ended", text_equals(answer.outcome, "ended"));
        json_name(&json, "live_metrics");
        write_metrics(request, &json, &view);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
candidate_skip_respond(struct request *request, int next, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct view view = {0};
        if (!load(request, &view, err))
                return false;
        json_open_object(&json);
        json_name(&json, "turn");
        if (next > 0 && (size_t)next <= view.count)
                turn_write(&json, &view.turns[next - 1], CANDIDATE_TURNS_PATH);
        else
                json_add_null(&json);
        json_put_bool(&json, "ended", next == 0);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
candidate_metrics(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(64 * 1024);
        struct json_writer json = json_writer_on(&buf);
        struct view view = {0};
        if (!load(request, &view, err))
                return false;
        write_metrics(request, &json, &view);
        return respond_json(request, 200, &buf, err);
}

// Whether the transcript of the turn can be corrected now.
static bool
is_correctable(const struct interview *interview, const struct turn *turn)
{
        return interview->is_correctable && turn->is_spoken && turn->has_transcript &&
               text_equals(turn->status, "answered");
}

static void
write_peaks(struct json_writer *json, const struct rows *peaks, int number, struct arena *arena)
{
        for (int i = 0; i < peaks->count; i++) {
                if (row_int(peaks, i, "turn_number") == number) {
                        turn_sound_write_peaks(json, peaks, i, arena);
                        return;
                }
        }
        json_put_null(json, "peaks");
}

bool
candidate_recordings(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct view view = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows peaks = {0};
        if (!load(request, &view, err) || !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &ANSWER_PEAKS_LIST, &peaks, err, DB_UUID(request->interview)))
                return false;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (size_t i = 0; i < view.count; i++) {
                const struct turn *turn = &view.turns[i];
                char question[96];
                char answer[96];
                snprintf(question, sizeof question, "%s/%d/question/audio", CANDIDATE_TURNS_PATH,
                         turn->number);
                snprintf(answer, sizeof answer, "%s/%d/answer/audio", CANDIDATE_TURNS_PATH,
                         turn->number);
                json_open_object(&json);
                json_put_int(&json, "turn", turn->number);
                json_put_text(&json, "status", turn->status);
                json_put_text(&json, "asked_at", turn->asked_at);
                json_put_text(&json, "answered_at", turn->has_answer ? turn->answered_at : NULL);
                json_put_text(&json, "question", turn->question.text);
                json_put_text(&json, "question_audio",
                              turn->question_audio_key == NULL ? NULL : question);
                json_put_text(&json, "transcript",
                              turn->has_transcript ? turn->transcript.text : NULL);
                json_put_text(&json, "original_text", turn->original_text);
                json_put_bool(&json, "is_correctable", is_correctable(&view.interview, turn));
                json_put_text(&json, "answer_audio", turn->is_spoken ? answer : NULL);
                if (turn->is_spoken)
                        json_put_int(&json, "duration_ms", turn->duration_ms);
                else
                        json_put_null(&json, "duration_ms");
                json_put_int(&json, "size_bytes", turn->answer_bytes);
                write_peaks(&json, &peaks, turn->number, request->arena);
                json_close_object(&json);
        }
        json_close_list(&json);
        json_put_null(&json, "next_cursor");
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// The part that the query names; -1: the whole.
static bool
part_of(struct request *request, int *part_out, struct err *err)
{
        const char *text = NULL;
        int64_t part = -1;
        if (!request_query(request, "part", &text, err))
                return false;
        if (text != NULL && !text_to_int(text, 0, SPEECH_PARTS_MOST, &part))
                return FAIL(err, ERR_MISSING, "There is no such part.");
        *part_out = (int)part;
        return true;
}

bool
candidate_question_audio(struct request *request, struct err *err)
{
        int number = 0;
        int part = -1;
        if (!request_number(request, 0, &number, err) || !part_of(request, &part, err))
                return false;
        return part < 0 ? turn_sound_question(request, request->interview, number, err)
                        : turn_sound_part(request, request->interview, number, part, err);
}

bool
candidate_question_visemes(struct request *request, struct err *err)
{
        int number = 0;
        int part = -1;
        return request_number(request, 0, &number, err) && part_of(request, &part, err) &&
               turn_sound_visemes(request, request->interview, number, part, err);
}

// An answer is one part.
bool
candidate_answer_audio(struct request *request, struct err *err)
{
        int number = 0;
        int part = -1;
        if (!request_number(request, 0, &number, err) || !part_of(request, &part, err))
                return false;
        return part > 0 ? FAIL(err, ERR_MISSING, "There is no such part.")
                        : turn_sound_answer(request, request->interview, number, err);
}

void
candidate_add_current_turn(struct request *request)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err;
        if (!db_take(request->server->pool, &db, &err) ||
            !db_ask(db, &TURN_NEWEST, &rows, &err, DB_UUID(request->interview)) || rows.count == 0)
                return;
        const char *status = row_text(&rows, 0, "status");
        bool is_open = text_equals(status, "asked") || text_equals(status, "received") ||
                       text_equals(status, "transcribed");
        request->problem_members = is_open ? arena_print(request->arena, ",\"current_turn\":%d",
                                                         (int)row_int(&rows, 0, "number"))
                                           : ",\"current_turn\":null";
}
