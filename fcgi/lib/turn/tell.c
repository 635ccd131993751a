#include "turn/tell.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "interview/sentences.h"
#include "turn/turn_json.h"

// Far above the longest transcript or evaluation.
static const size_t EVENT_LIMIT = 8 * 1024 * 1024;
// A part of a question: numbers, its path and the kind of its sound.
enum { PART_EVENT_BYTES = 512 };

static struct json_writer
event_open(struct buf *buf, const char *name, int turn)
{
        struct json_writer json = json_writer_on(buf);
        json_open_object(&json);
        json_put_text(&json, "event", name);
        if (turn > 0)
                json_put_int(&json, "turn", turn);
        return json;
}

static void
event_send(struct tell *tell, struct json_writer *json)
{
        json_close_object(json);
        if (!json->buf->is_over)
                tell->events->send(tell->events->context, buf_string(json->buf));
        buf_clear(json->buf);
}

void
tell_transcript(struct tell *tell, const struct answer *answer)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        if (tell->events == NULL || tell->has_told_transcript)
                return;
        tell->has_told_transcript = true;
        if (!text_equals(answer->usability, "usable"))
                return;
        struct json_writer json = event_open(&buf, "transcript", answer->number);
        json_put_text(&json, "text", answer->transcript.text);
        json_name(&json, "confidence");
        if (answer->transcript.confidence < 0)
                json_add_null(&json);
        else
                json_add_number(&json, answer->transcript.confidence, 2);
        json_put_text(&json, "language", answer->transcript.language);
        event_send(tell, &json);
        if (!answer->is_spoken || !answer->has_voice)
                return;
        json = event_open(&buf, "voice_metrics", answer->number);
        voice_metrics_write_members(&json, &answer->voice);
        event_send(tell, &json);
}

void
tell_piece(struct tell *tell, int number, const char *piece)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        if (tell->events == NULL)
                return;
        struct json_writer json = event_open(&buf, "question_delta", number);
        json_put_text(&json, "text", piece);
        event_send(tell, &json);
}

void
tell_part(struct tell *tell, int number, int part, bool is_last, const char *mime)
{
        char room[PART_EVENT_BYTES];
        char url[96];
        if (tell->events == NULL)
                return;
        // Told under the lock of its speech, so without memory of its own.
        struct buf buf = buf_on(room, sizeof room);
        snprintf(url, sizeof url, "%s/%d/question/audio?part=%d", CANDIDATE_TURNS_PATH, number,
                 part);
        struct json_writer json = event_open(&buf, "question_audio", number);
        json_put_int(&json, "part", part);
        json_put_bool(&json, "last", is_last);
        json_put_text(&json, "url", url);
        json_put_text(&json, "mime", mime);
        event_send(tell, &json);
}

void
tell_next(struct tell *tell, const struct turn *turn)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        tell->has_told_outcome = true;
        if (tell->events == NULL)
                return;
        struct json_writer json = event_open(&buf, "next", turn->number);
        json_name(&json, "question");
        turn_write_question(&json, turn, NULL, CANDIDATE_TURNS_PATH);
        event_send(tell, &json);
}

// As it was told when it was new.
static void
tell_next_again(struct tell *tell, const struct turn *next, const struct rows *parts)
{
        OWN(arena_done) struct arena arena = {0};
        const char *rest = next->question.text;
        while (*rest != '\0') {
                size_t length = sentence_piece(rest, next->question.language);
                tell_piece(tell, next->number, arena_copy(&arena, rest, length));
                rest += length;
        }
        for (int i = 0; parts != NULL && i < parts->count; i++)
                tell_part(tell, next->number, (int)row_int(parts, i, "part"), i + 1 == parts->count,
                          row_text(parts, i, "mime"));
        // A question of before there were parts is one.
        if ((parts == NULL || parts->count == 0) && next->question_audio_key != NULL)
                tell_part(tell, next->number, 0, true, next->question_audio_mime);
        tell_next(tell, next);
}

static void
tell_asked_again(struct tell *tell, const struct answer *answer, const struct turn *turn)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        struct json_writer json = event_open(&buf, "asked_again", answer->number);
        json_put_text(&json, "reason", answer->act != NULL ? answer->act : answer->usability);
        json_name(&json, "question");
        turn_write_question(&json, turn, answer->outcome_text, CANDIDATE_TURNS_PATH);
        event_send(tell, &json);
}

// Why the interview ended, in the words of the event: time, turns or supervisor, and besides them
// candidate and hr, where somebody ended it while the answer was worked on.
static void
tell_ended(struct tell *tell, const struct course *course)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        struct json_writer json = event_open(&buf, "ended", 0);
        json_put_text(&json, "reason",
                      course->interview.end_reason == NULL ? "supervisor"
                                                           : course->interview.end_reason);
        event_send(tell, &json);
}

static const struct turn *
find_turn(const struct course *course, int number)
{
        for (size_t i = 0; i < course->turn_count; i++) {
                if (course->turns[i].number == number)
                        return &course->turns[i];
        }
        return NULL;
}

void
tell_outcome(struct tell *tell, const struct answer *answer, const struct course *course,
             const struct rows *parts)
{
        const struct turn *turn = find_turn(course, answer->number);
        const struct turn *next = find_turn(course, answer->number + 1);
        if (tell->events == NULL || tell->has_told_outcome)
                return;
        tell->has_told_outcome = true;
        if (text_equals(answer->outcome, "asked_again") && turn != NULL)
                tell_asked_again(tell, answer, turn);
        else if (text_equals(answer->outcome, "next") && next != NULL)
                tell_next_again(tell, next, parts);
        else
                tell_ended(tell, course);
}

void
tell_over(const struct tell *tell)
{
        if (tell->events != NULL && tell->events->over != NULL)
                tell->events->over(tell->events->context);
}

void
tell_evaluation(struct tell *tell, const struct answer *answer)
{
        OWN(buf_close) struct buf buf = buf_open(EVENT_LIMIT);
        if (tell->events == NULL || !answer->has_evaluation)
                return;
        struct json_writer json = event_open(&buf, "evaluation", answer->number);
        json_name(&json, "evaluation");
        evaluation_write(&json, &answer->evaluation);
        event_send(tell, &json);
}
