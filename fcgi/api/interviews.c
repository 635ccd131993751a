// /api/interviews: HR schedules, watches, decides.
#include "db/interview.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "db/job.h"
#include "db/turn.h"
#include "idempotency.h"
#include "interview_json.h"
#include "invitations.h"
#include "model/persona.h"
#include "posting_json.h"
#include "queries.h"
#include "reports.h"
#include "resumes.h"
#include "route.h"
#include "turn_sound.h"

static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

// The interview that the path names, if it is the user's organisation's.
static bool
find(struct request *request, struct interview *interview_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct uuid id = {{0}};
        return request_id(request, 0, &id, err) && db_take(request->server->pool, &db, err) &&
               interview_find(db, id, request->user.organisation_id, request->arena, interview_out,
                              err);
}

// Terms of a posting, or of a job description alone.
static bool
take_terms(struct request *request, struct db *db, const struct json_object *body,
           struct interview *interview, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct rubric rubric = {0};
        const char *posting_text = NULL;
        const char *description = NULL;
        if (!json_read_text(body, (struct json_text_rule){"posting_id", 36, 36, true},
                            request->arena, &posting_text, err) ||
            !json_read_text(body, (struct json_text_rule){"job_description", 10, 20000, true},
                            request->arena, &description, err))
                return false;
        if ((posting_text == NULL) == (description == NULL))
                return FAIL_FIELD(err, "posting_id",
                                  "Give either \"posting_id\" or \"job_description\".");
        if (posting_text != NULL) {
                if (!uuid_from_text(posting_text, &interview->posting_id))
                        return FAIL_FIELD(err, "posting_id", "\"posting_id\" must be an id.");
                if (!db_ask(db, &POSTING_BY_ID, &rows, err, DB_UUID(interview->posting_id),
                            DB_UUID(request->user.organisation_id)))
                        return false;
                if (rows.count == 0)
                        return FAIL_FIELD(err, "posting_id", "There is no such posting.");
                interview->terms = posting_terms_from_row(&rows, 0, request->arena);
                interview->rubric_id =
                        arena_text(request->arena, row_text_or_null(&rows, 0, "rubric_id"));
        } else {
                const char *line =
                        arena_copy(request->arena, description, strcspn(description, "\n"));
                interview->terms = (struct posting){
                        .title = text_cut(request->arena, line, 120),
                        .description = description,
                        .language = "en",
                        .persona = PERSONAS[0].id,
                        .type = INTERVIEW_MIXED,
                        .difficulty = DIFFICULTY_MEDIUM,
                        .instructions = "",
                        .limits = LIMITS_DEFAULT,
                        .allowed = ALLOWED_DEFAULT,
                };
        }
        if (interview->rubric_id != NULL)
                return true;
        if (!rubric_find_default(db, interview->terms.type, request->arena, &rubric, err))
                return false;
        interview->rubric_id = rubric.id;
        return true;
}

static bool
take_candidate(struct request *request, const struct json_object *body, struct interview *interview,
               struct err *err)
{
        static const char *const NAMES[] = {"name", "email"};
        struct json_object *candidate = json_get(body, "candidate");
        if (!json_is_object(candidate))
                return FAIL_FIELD(err, "candidate", "\"candidate\" must be an object.");
        if (!json_only(candidate, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(candidate, (struct json_text_rule){"name", 1, 200, false},
                            request->arena, &interview->candidate_name, err) ||
            !json_read_text(candidate, (struct json_text_rule){"email", 3, 254, true},
                            request->arena, &interview->candidate_email, err))
                return false;
        const char *email = interview->candidate_email;
        const char *at = email == NULL ? NULL : strchr(email, '@');
        if (email != NULL &&
            (at == NULL || at == email || at[1] == '\0' || strpbrk(email, " \t\n<>\"") != NULL))
                return FAIL_FIELD(err, "candidate.email", "This is not an e-mail address.");
        return true;
}

static bool
take_rest(struct request *request, const struct json_object *body, struct interview *interview,
          const char **resume_text_out, struct err *err)
{
        const char *language = NULL;
        if (!invitation_read_time(body, "scheduled_at", request->arena, &interview->scheduled_at,
                                  err) ||
            !invitation_read_end(body, request->arena, &interview->expires_at, err) ||
            !json_read_text(body, (struct json_text_rule){"language", 2, 12, true}, request->arena,
                            &language, err) ||
            !json_read_text(body, (struct json_text_rule){"resume_text", 1, 100000, true},
                            request->arena, resume_text_out, err))
                return false;
        if (language != NULL && !posting_is_language(language))
                return FAIL_FIELD(err, "language",
                                  "\"language\" must be a code such as \"en\" or \"de\".");
        if (language != NULL)
                interview->terms.language = language;
        return true;
}

static bool
keep_resume_text(struct request *request, struct db *db, struct uuid interview, const char *text,
                 struct err *err)
{
        struct digest digest = {{0}};
        const char *key = arena_print(request->arena, "interviews/%s/resume-%s",
                                      uuid_to_text(interview).text, uuid_to_text(uuid_new()).text);
        return store_put(&request->server->store, key, text, strlen(text), &digest, err) &&
               db_do(db, &RESUME_SET, NULL, err, DB_UUID(interview), DB_TEXT("resume.txt"),
                     DB_TEXT("text/plain"), DB_INT(1), DB_INT((int64_t)text_length(text)),
                     DB_TEXT(text), DB_TEXT("[]"), DB_TEXT("[]"), DB_TEXT("[]"), DB_TEXT(key),
                     DB_BYTES(digest.bytes, sizeof digest.bytes));
}

static bool
insert(struct request *request, struct db *db, const struct interview *interview,
       const char *resume_text, struct buf *answer, struct err *err)
{
        struct invitation invitation = {0};
        struct json_writer json = json_writer_on(answer);
        if (!interview_insert(db, interview, request->user.id, err) ||
            !invitation_make(request, db, interview->id, &invitation, err) ||
            (resume_text != NULL &&
             !keep_resume_text(request, db, interview->id, resume_text, err)))
                return false;
        json_open_object(&json);
        json_put_text(&json, "id", uuid_to_text(interview->id).text);
        invitation_put(&json, &invitation);
        json_put_text(&json, "status", "scheduled");
        json_close_object(&json);
        return true;
}

bool
interviews_create(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"posting_id", "candidate", "scheduled_at",
                                            "expires_at", "language",  "job_description",
                                            "resume_text"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(64 * 1024);
        struct interview interview = {
                .id = uuid_new(),
                .organisation_id = request->user.organisation_id,
        };
        struct idempotency idempotency = {0};
        const char *body = NULL;
        const char *resume_text = NULL;
        bool is_answered = false;
        if (!request_json(request, &document, &body, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !take_candidate(request, document.root, &interview, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !take_terms(request, db, document.root, &interview, err) ||
            !take_rest(request, document.root, &interview, &resume_text, err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &idempotency,
                              &is_answered, err))
                return false;
        if (is_answered)
                return true;
        if (!insert(request, db, &interview, resume_text, &buf, err) ||
            !idempotency_keep(request, db, &idempotency, 201, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 201, &buf, err);
}

static bool
respond_whole(struct request *request, const struct interview *interview, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct turn *turns = NULL;
        size_t count = 0;
        if (!db_take(request->server->pool, &db, err) ||
            !turn_list(db, interview->id, request->arena, &turns, &count, err))
                return false;
        interview_write_whole(&json, interview, turns, count);
        return respond_json_tagged(request, &buf, err);
}

bool
interviews_show(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find(request, &interview, err) && respond_whole(request, &interview, err);
}

bool
interviews_end(struct request *request, struct err *err)
{
        struct interview interview = {0};
        struct turn_room room = request_turn_room(request);
        return find(request, &interview, err) &&
               turn_end_interview(&room, interview.id, "hr", err) &&
               find(request, &interview, err) && respond_whole(request, &interview, err);
}

bool
interviews_cancel(struct request *request, struct err *err)
{
        struct interview interview = {0};
        {
                OWN(db_give) struct db *db = NULL;
                int changed = 0;
                if (!find(request, &interview, err) || !db_take(request->server->pool, &db, err) ||
                    !db_begin(db, err) ||
                    !db_do(db, &INTERVIEW_CANCEL, &changed, err, DB_UUID(interview.id),
                           DB_UUID(request->user.organisation_id)) ||
                    !db_do(db, &INVITATION_REVOKE, NULL, err, DB_UUID(interview.id)))
                        return false;
                if (changed == 0 && !text_equals(interview.status, "cancelled"))
                        return FAIL(err, ERR_CONFLICT,
                                    "Only an interview that is not over can be cancelled.");
                if (!db_commit(db, err))
                        return false;
        }
        return find(request, &interview, err) && respond_whole(request, &interview, err);
}

bool
interviews_decide(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"decision", "reason"};
        static const char *const DECISIONS[] = {"advance", "reject", "hold"};
        OWN(json_document_close) struct json_document document = {0};
        struct interview interview = {0};
        const char *reason = NULL;
        int decision = 0;
        if (!find(request, &interview, err) || !request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_choice(document.root, "decision", DECISIONS, COUNT_OF(DECISIONS), false,
                              &decision, err) ||
            !json_read_text(document.root, (struct json_text_rule){"reason", 3, 4000, false},
                            request->arena, &reason, err))
                return false;
        if (!text_equals(interview.status, "completed"))
                return FAIL(err, ERR_CONFLICT, "Decide when the interview is over.");
        {
                OWN(db_give) struct db *db = NULL;
                const char *id = arena_text(request->arena, uuid_to_text(interview.id).text);
                const char *payload = arena_print(request->arena, "{\"interview\":\"%s\"}", id);
                // The report names the decision, so it is made again.
                if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
                    !db_do(db, &INTERVIEW_DECIDE, NULL, err, DB_UUID(interview.id),
                           DB_UUID(request->user.organisation_id), DB_TEXT(DECISIONS[decision]),
                           DB_TEXT(reason), DB_UUID(request->user.id)) ||
                    !db_do(db, &REPORT_EVENT_ADD, NULL, err, DB_UUID(interview.id),
                           DB_TEXT("decided"), DB_UUID_OR_NULL(request->user.id),
                           DB_TEXT(DECISIONS[decision]), DB_TEXT(reason)) ||
                    !job_enqueue(db, "report", id, payload, request->user.organisation_id, 0,
                                 err) ||
                    !db_commit(db, err))
                        return false;
        }
        return find(request, &interview, err) && respond_whole(request, &interview, err);
}

bool
interviews_resume(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find(request, &interview, err) && resume_upload(request, interview.id, err);
}

bool
interviews_question_audio(struct request *request, struct err *err)
{
        struct interview interview = {0};
        int number = 0;
        return find(request, &interview, err) && request_number(request, 1, &number, err) &&
               turn_sound_question(request, interview.id, number, err);
}

bool
interviews_answer_audio(struct request *request, struct err *err)
{
        struct interview interview = {0};
        int number = 0;
        return find(request, &interview, err) && request_number(request, 1, &number, err) &&
               turn_sound_answer(request, interview.id, number, err);
}

bool
interviews_answer_peaks(struct request *request, struct err *err)
{
        struct interview interview = {0};
        int number = 0;
        return find(request, &interview, err) && request_number(request, 1, &number, err) &&
               turn_sound_peaks(request, interview.id, number, err);
}

bool
interviews_report(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find(request, &interview, err) &&
               report_respond(request, &interview, REPORT_FOR_HR, err);
}

bool
interviews_report_pdf(struct request *request, struct err *err)
{
        struct interview interview = {0};
        return find(request, &interview, err) &&
               report_respond_pdf(request, &interview, REPORT_FOR_HR, err);
}

bool
interviews_report_again(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(4096);
        struct json_writer json = json_writer_on(&buf);
        struct interview interview = {0};
        struct job_view job = {0};
        bool has_job = false;
        if (!find(request, &interview, err))
                return false;
        if (!text_equals(interview.status, "completed"))
                return FAIL(err, ERR_CONFLICT,
                            "There is no report before the interview has ended.");
        const char *id = arena_text(request->arena, uuid_to_text(interview.id).text);
        if (!db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !job_enqueue(db, "report", id,
                         arena_print(request->arena, "{\"interview\":\"%s\"}", id),
                         interview.organisation_id, 0, err) ||
            !db_do(db, &REPORT_EVENT_ADD, NULL, err, DB_UUID(interview.id), DB_TEXT("requested"),
                   DB_UUID_OR_NULL(request->user.id), DB_NULL, DB_NULL) ||
            !job_find_by_key(db, "report", id, request->arena, &job, &has_job, err) ||
            !db_commit(db, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "status", job.state == NULL ? "queued" : job.state);
        json_put_text(&json, "job", has_job ? uuid_to_text(job.job.id).text : NULL);
        json_close_object(&json);
        return respond_json(request, 202, &buf, err);
}
