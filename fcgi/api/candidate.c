// /api/candidate: join, the state, consent, resume, start, end.
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/interview_state.h"
#include "db/job.h"
#include "db/turn.h"
#include "interview_json.h"
#include "queries.h"
#include "reports.h"
#include "resumes.h"
#include "route.h"
#include "session.h"
#include "turn/admit.h"
#include "turn/turn_json.h"

enum { COOKIE_SECONDS = 30 * 24 * 3600 };

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

static bool
find(struct request *request, struct interview *interview_out, struct turn **turns_out,
     size_t *count_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(request->server->pool, &db, err) &&
               interview_find(db, request->interview, (struct uuid){0}, request->arena,
                              interview_out, err) &&
               turn_list(db, request->interview, request->arena, turns_out, count_out, err);
}

static bool
put_state(struct request *request, struct json_writer *json, struct err *err)
{
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        if (!find(request, &interview, &turns, &count, err))
                return false;
        interview_write_state(json, request->server->config, &interview, turns, count);
        return true;
}

// The page has a text of its own for each reason, so the problem names it.
static bool
refuse(struct request *request, const char *reason, const char *sentence, struct err *err)
{
        request->problem_members = arena_print(request->arena, ",\"reason\":\"%s\"", reason);
        return FAIL(err, ERR_SIGN_IN, sentence);
}

// The invitation, if it can be used; a failure is counted by its caller.
static bool
find_invitation(struct request *request, struct db *db, struct digest hash, bool *is_known_out,
                struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INVITATION_FIND, &rows, err, DB_BYTES(hash.bytes, sizeof hash.bytes)))
                return false;
        *is_known_out = rows.count == 1;
        if (rows.count == 0)
                return refuse(request, "unknown",
                              "This link is not valid. Check that it was copied whole.", err);
        const char *status = row_text(&rows, 0, "status");
        if (text_equals(status, "completed") || text_equals(status, "erased"))
                return refuse(request, "over",
                              "This interview is over. Its link opens nothing more.", err);
        if (text_equals(status, "cancelled"))
                return refuse(request, "cancelled", "This interview was cancelled by the employer.",
                              err);
        if (row_bool(&rows, 0, "is_revoked"))
                return refuse(request, "revoked", "This invitation was withdrawn.", err);
        if (row_bool(&rows, 0, "is_expired"))
                return refuse(request, "expired", "This invitation has expired.", err);
        request->interview = row_uuid(&rows, 0, "interview_id");
        return true;
}

static bool
join(struct request *request, const char *text, struct token *token_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const struct secret *secret = &request->server->config->secret;
        struct digest subject =
                session_subject(request, "join", request_header(request, "REMOTE_ADDR"));
        bool is_known = true;
        if (!session_check_failures(request, subject, err) ||
            !db_take(request->server->pool, &db, err))
                return false;
        if (!find_invitation(request, db, token_hash(secret, text), &is_known, err)) {
                db_give(&db);
                if (!is_known)
                        session_count_failure(request, subject);
                return false;
        }
        struct token token = token_new();
        struct digest hash = token_hash(secret, token.text);
        if (!db_do(db, &CANDIDATE_SESSION_SET, NULL, err, DB_BYTES(hash.bytes, sizeof hash.bytes),
                   DB_UUID(request->interview)) ||
            // Whoever comes back goes on where they went away.
            !db_do(db, &INTERVIEW_COME_BACK, NULL, err, DB_UUID(request->interview)))
                return false;
        *token_out = token;
        return true;
}

bool
candidate_join(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"token"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        const char *text = NULL;
        struct token token = {""};
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(document.root, (struct json_text_rule){"token", 1, 200, false},
                            request->arena, &text, err) ||
            !join(request, text, &token, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "token", token.text);
        json_name(&json, "interview");
        if (!put_state(request, &json, err))
                return false;
        json_close_object(&json);
        session_set_cookie(request, COOKIE_CANDIDATE, token.text, COOKIE_SECONDS);
        return respond_json(request, 200, &buf, err);
}

static bool
put_own_state(struct request *request, struct json_writer *json, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        bool has_session = false;
        if (!db_take(request->server->pool, &db, err) ||
            !interview_state_find(db, request->session, request->arena, &has_session, &interview,
                                  &turns, &count, err))
                return false;
        db_give(&db);
        if (!has_session)
                return session_fail_candidate(err);
        interview_write_state(json, request->server->config, &interview, turns, count);
        return true;
}

// Pages and clients ask for it again and again: session, interview and turns come in one query.
bool
candidate_show(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        return put_own_state(request, &json, err) && respond_json(request, 200, &buf, err);
}

bool
candidate_consent(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"recording", "ai_evaluation", "attention"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct consent consent = {0};
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_bool(document.root, "recording", false, &consent.recording, err) ||
            !json_read_bool(document.root, "ai_evaluation", false, &consent.ai_evaluation, err) ||
            !json_read_bool(document.root, "attention", true, &consent.attention, err))
                return false;
        {
                OWN(db_give) struct db *db = NULL;
                const char *status = NULL;
                if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
                    !interview_lock(db, request->interview, request->arena, &status, err))
                        return false;
                if (!text_equals(status, "scheduled") && !text_equals(status, "in_progress"))
                        return FAIL(err, ERR_CONFLICT, "The interview is over.");
                if (!db_do(db, &CONSENT_INSERT, NULL, err, DB_UUID(request->interview),
                           DB_TEXT(CONSENT_NOTICE_VERSION), DB_BOOL(consent.recording),
                           DB_BOOL(consent.ai_evaluation), DB_BOOL(consent.attention)) ||
                    !db_commit(db, err))
                        return false;
        }
        return put_state(request, &json, err) && respond_json(request, 200, &buf, err);
}

bool
candidate_resume(struct request *request, struct err *err)
{
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        if (!find(request, &interview, &turns, &count, err))
                return false;
        if (!interview.consent.is_given)
                return FAIL(err, ERR_CONFLICT, "Say first what you agree to.");
        return resume_upload(request, request->interview, err);
}

// An interview that would not be served to its end does not begin: it waits in the line.
static bool
admit(struct request *request, const struct turn_room *room, struct err *err)
{
        struct admit admit = {.place = 0};
        if (!admit_start(room, request->interview, &admit, err))
                return false;
        if (admit.decision.is_admitted)
                return true;
        int wait = admit.decision.wait_seconds;
        request->problem_type = "/problems/busy";
        request->retry_after_seconds = ADMIT_AGAIN_SECONDS;
        request->problem_members =
                arena_print(request->arena,
                            wait > 0 ? ",\"waiting_position\":%d,\"estimated_wait_seconds\":%d"
                                     : ",\"waiting_position\":%d",
                            admit.place, wait);
        enum admission_reason reason = admit.decision.reason;
        return FAIL_DETAIL(err, ERR_BUSY,
                           reason == ADMISSION_DISK || reason == ADMISSION_PROVIDER
                                   ? "No interview can begin at this moment. Your place in the "
                                     "line is kept while this page is open."
                                   : "Many interviews are held at this moment. Your place in the "
                                     "line is kept while this page is open.",
                           "%s", ADMISSION_REASON_NAMES[reason]);
}

bool
candidate_start(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct turn_room room = request_turn_room(request);
        struct interview interview = {0};
        struct turn *turns = NULL;
        size_t count = 0;
        int number = 0;
        if (!admit(request, &room, err) ||
            !turn_start(&room, request->interview, request->arena, &number, err) ||
            !find(request, &interview, &turns, &count, err))
                return false;
        if ((size_t)number > count)
                return FAIL(err, ERR_BUSY, "The first question is not ready yet. Try again.");
        json_open_object(&json);
        json_name(&json, "turn");
        turn_write(&json, &turns[number - 1], CANDIDATE_TURNS_PATH);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

bool
candidate_end(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(4096);
        struct json_writer json = json_writer_on(&buf);
        struct turn_room room = request_turn_room(request);
        struct job_view job = {0};
        bool has_job = false;
        if (!turn_end_interview(&room, request->interview, "candidate", err) ||
            !db_take(request->server->pool, &db, err) ||
            !job_find_by_key(db, "report", uuid_to_text(request->interview).text, request->arena,
                             &job, &has_job, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "status", "completed");
        json_put_text(&json, "report_job", has_job ? uuid_to_text(job.job.id).text : NULL);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// What the candidate may see of the report: where the posting gives feedback.
static bool
find_with_feedback(struct request *request, struct interview *interview_out, struct err *err)
{
        struct turn *turns = NULL;
        size_t count = 0;
        if (!find(request, interview_out, &turns, &count, err))
                return false;
        if (interview_out->terms.feedback == FEEDBACK_NONE)
                return FAIL(err, ERR_MISSING, "There is no report to see in this interview.");
        return true;
}

bool
candidate_report(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find_with_feedback(request, &interview, err) &&
               report_respond(request, &interview, REPORT_FOR_CANDIDATE, err);
}

bool
candidate_report_pdf(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find_with_feedback(request, &interview, err) &&
               report_respond_pdf(request, &interview, REPORT_FOR_CANDIDATE, err);
}
