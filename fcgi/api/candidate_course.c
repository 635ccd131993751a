// What candidates may change of the course of their interview: breaks, and transcripts that were
// misheard.
#include "base/text.h"
#include "db/answer.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "db/turn.h"
#include "interview/correction.h"
#include "interview_json.h"
#include "queries.h"
#include "route.h"
#include "turn/turn_json.h"

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;
// As long as a typed answer may be, and as often as a person mends a text.
enum { CORRECTION_CHARACTERS = 20000, CORRECTIONS_MOST = 20 };

// The interview as it stands, its row held until the transaction ends.
struct held {
        const char *status;
        struct interview interview;
        struct turn *turns;
        size_t count;
};

static bool
hold(struct request *request, struct db *db, struct held *held, struct err *err)
{
        return db_begin(db, err) &&
               interview_lock(db, request->interview, request->arena, &held->status, err) &&
               interview_find(db, request->interview, (struct uuid){0}, request->arena,
                              &held->interview, err) &&
               turn_list(db, request->interview, request->arena, &held->turns, &held->count, err);
}

static bool
respond_state(struct request *request, struct db *db, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        if (!interview_find(db, request->interview, (struct uuid){0}, request->arena, &interview,
                            err) ||
            !turn_list(db, request->interview, request->arena, &turns, &count, err))
                return false;
        interview_write_state(&json, request->server->config, &interview, turns, count);
        return respond_json(request, 200, &buf, err);
}

bool
candidate_pause(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct held held = {0};
        if (!db_take(request->server->pool, &db, err) || !hold(request, db, &held, err))
                return false;
        if (text_equals(held.status, "paused"))
                return respond_state(request, db, err);
        if (!text_equals(held.status, "in_progress"))
                return FAIL(err, ERR_CONFLICT, "Only an interview that runs can be paused.");
        if (!held.interview.terms.allowed.pause)
                return FAIL(err, ERR_CONFLICT, "This interview has no breaks.");
        // An answer that is being worked on would find nobody to ask the next question.
        const struct turn *open = turn_current(held.turns, held.count);
        if (open == NULL || !text_equals(open->status, "asked"))
                return FAIL(err, ERR_CONFLICT,
                            "Your answer is still being worked on. Take the break when the next "
                            "question is there.");
        return db_do(db, &INTERVIEW_PAUSE, NULL, err, DB_UUID(request->interview),
                     DB_TEXT("candidate")) &&
               db_commit(db, err) && respond_state(request, db, err);
}

bool
candidate_go_on(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct held held = {0};
        if (!db_take(request->server->pool, &db, err) || !hold(request, db, &held, err))
                return false;
        if (text_equals(held.status, "in_progress"))
                return respond_state(request, db, err);
        if (!text_equals(held.status, "paused"))
                return FAIL(err, ERR_CONFLICT, "This interview is not paused.");
        return db_do(db, &INTERVIEW_RESUME, NULL, err, DB_UUID(request->interview)) &&
               db_commit(db, err) && respond_state(request, db, err);
}

static bool
find_correctable(const struct held *held, int number, const struct turn **turn_out, struct err *err)
{
        const struct turn *turn = NULL;
        for (size_t i = 0; i < held->count; i++) {
                if (held->turns[i].number == number)
                        turn = &held->turns[i];
        }
        if (turn == NULL)
                return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
        if (!turn->has_answer || !turn->has_transcript)
                return FAIL(err, ERR_CONFLICT, "There is no transcript to correct yet.");
        if (!turn->is_spoken)
                return FAIL(err, ERR_CONFLICT,
                            "You typed this answer, so it stands as you wrote it.");
        if (!text_equals(turn->status, "answered"))
                return FAIL(err, ERR_CONFLICT,
                            "Only an answer that was taken and understood can be corrected.");
        if (held->interview.decided_at != NULL)
                return FAIL(err, ERR_CONFLICT,
                            "A decision was made on this interview, so its transcripts stay.");
        if (!held->interview.is_correctable)
                return FAIL(err, ERR_CONFLICT,
                            "Transcripts can be corrected until 24 hours after the interview.");
        if (turn->corrections >= CORRECTIONS_MOST)
                return FAIL(err, ERR_CONFLICT,
                            "This transcript was corrected as often as is possible.");
        *turn_out = turn;
        return true;
}

static bool
keep(struct request *request, struct db *db, const struct held *held, const struct turn *turn,
     const char *text, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        // As it was understood; what it was corrected to before is replaced.
        struct answer answer = {0};
        if (!answer_find(db, turn->answer_id, request->arena, &answer, err))
                return false;
        if (correction_words(text) > correction_words_most(answer.transcript.text))
                return FAIL_FIELD(
                        err, "text",
                        "A correction may have at most %d words. To add to an answer, say "
                        "it at the next question.",
                        (int)correction_words_most(answer.transcript.text));
        struct transcript corrected = correction_of(&answer.transcript, text, request->arena);
        transcript_write(&json, &corrected);
        return buf_check(&buf, ERR_BROKEN, "The transcript", err) &&
               db_do(db, &ANSWER_CORRECT, NULL, err, DB_UUID(turn->answer_id),
                     DB_TEXT(buf_string(&buf))) &&
               db_do(db, &EVALUATION_DELETE, NULL, err, DB_UUID(held->interview.id),
                     DB_INT(turn->number));
}

// The evaluation of the turn is made again, and the report where there is one.
static bool
make_again(struct db *db, const struct held *held, int number, struct arena *arena, struct err *err)
{
        const char *id = arena_text(arena, uuid_to_text(held->interview.id).text);
        struct uuid organisation = held->interview.organisation_id;
        if (held->interview.consent.ai_evaluation &&
            !job_enqueue(db, "evaluation", arena_print(arena, "%s/%d", id, number),
                         arena_print(arena, "{\"interview\":\"%s\",\"turn\":%d}", id, number),
                         organisation, 0, err))
                return false;
        return !text_equals(held->status, "completed") ||
               job_enqueue(db, "report", id, arena_print(arena, "{\"interview\":\"%s\"}", id),
                           organisation, 0, err);
}

static bool
respond_turn(struct request *request, struct db *db, int number, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct turn *turns = NULL;
        size_t count = 0;
        if (!turn_list(db, request->interview, request->arena, &turns, &count, err))
                return false;
        if ((size_t)number > count)
                return FAIL(err, ERR_MISSING, "There is no such question in this interview.");
        json_open_object(&json);
        json_name(&json, "turn");
        turn_write(&json, &turns[number - 1], CANDIDATE_TURNS_PATH);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
candidate_correct(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"text"};
        static const struct json_text_rule TEXT = {"text", 1, CORRECTION_CHARACTERS, false};
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        struct held held = {0};
        const struct turn *turn = NULL;
        const char *text = NULL;
        int number = 0;
        if (!request_number(request, 0, &number, err) ||
            !request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(document.root, TEXT, request->arena, &text, err) ||
            !db_take(request->server->pool, &db, err) || !hold(request, db, &held, err) ||
            !find_correctable(&held, number, &turn, err))
                return false;
        if (text_equals(text, turn->transcript.text))
                return respond_turn(request, db, number, err);
        return keep(request, db, &held, turn, text, err) &&
               make_again(db, &held, number, request->arena, err) && db_commit(db, err) &&
               respond_turn(request, db, number, err);
}
