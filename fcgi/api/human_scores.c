// /api/interviews/{id}/human-scores: scores that people give, kept beside the machine's, never
// mixed into them.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "db/job.h"
#include "db/report.h"
#include "idempotency.h"
#include "model/report_context.h"
#include "queries.h"
#include "route.h"

// As many as a rubric has criteria at most.
enum { SCORES_MOST = 20, TEXT_MOST = 2000 };
static const size_t ANSWER_LIMIT = 32 * 1024 * 1024;

struct scoring {
        struct human_score scores[SCORES_MOST];
        size_t count;
        const char *note;
};

// What the scores are read against.
struct judged {
        struct interview interview;
        struct rubric rubric;
        struct json_document machine_scores; // by criterion
};

static void
judged_close(struct judged *judged)
{
        json_document_close(&judged->machine_scores);
}

static bool
find(struct request *request, struct db *db, struct judged *judged, struct err *err)
{
        struct report_row row = {0};
        struct uuid id = {{0}};
        const char *status = NULL;
        bool has_report = false;
        if (!request_id(request, 0, &id, err) ||
            !interview_find(db, id, request->user.organisation_id, request->arena,
                            &judged->interview, err) ||
            !interview_lock(db, id, request->arena, &status, err) ||
            !report_find(db, id, request->user.organisation_id, request->arena, &row, &has_report,
                         err))
                return false;
        if (!text_equals(status, "completed") || !has_report)
                return FAIL(err, ERR_CONFLICT, "Give scores when the report is there.");
        return rubric_find(db, judged->interview.rubric_id, request->arena, &judged->rubric, err) &&
               json_parse(row.criterion_scores, strlen(row.criterion_scores),
                          &judged->machine_scores, err);
}

static bool
read_value(const struct json_object *node, const char *field, double *score_out, struct err *err)
{
        const struct json_object *value = json_get(node, "score");
        double score = json_number_or(node, "score", NAN);
        if (value == NULL)
                return true;
        if (!json_is_number(value) || !(score >= 0 && score <= 10) ||
            fabs(score * 2 - round(score * 2)) > 1e-9)
                return FAIL_FIELD(err, field,
                                  "A score is a number from 0 to 10 in halves, or null where "
                                  "nothing was shown.");
        *score_out = score;
        return true;
}

static bool
is_there_already(const struct scoring *scoring, const char *criterion)
{
        for (size_t i = 0; i < scoring->count; i++) {
                if (text_equals(scoring->scores[i].criterion, criterion))
                        return true;
        }
        return false;
}

// The error's field is told as it stands in the body: "scores[2].reason".
static const char *
field_of(struct arena *arena, size_t index, const char *name)
{
        return arena_print(arena, "scores[%zu]%s%s", index, name[0] == '\0' ? "" : ".", name);
}

static bool
read_score(struct request *request, const struct json_object *node, const struct judged *judged,
           struct scoring *scoring, struct err *err)
{
        static const char *const NAMES[] = {"criterion", "score", "reason"};
        struct arena *arena = request->arena;
        size_t at = scoring->count;
        struct human_score score = {.score = NAN, .holds = true};
        if (!json_is_object(node))
                return FAIL_FIELD(err, field_of(arena, at, ""), "Each score must be an object.");
        if (!json_only(node, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(node, (struct json_text_rule){"criterion", 1, 200, false}, arena,
                            &score.criterion, err) ||
            !json_read_text(node, (struct json_text_rule){"reason", 3, TEXT_MOST, true}, arena,
                            &score.reason, err)) {
                const char *field = field_of(arena, at, err->field);
                snprintf(err->field, sizeof err->field, "%s", field);
                return false;
        }
        if (rubric_criterion(&judged->rubric, score.criterion) == NULL)
                return FAIL_FIELD(err, field_of(arena, at, "criterion"),
                                  "The rubric of this interview has no such criterion.");
        if (is_there_already(scoring, score.criterion))
                return FAIL_FIELD(err, field_of(arena, at, "criterion"),
                                  "This criterion is there twice.");
        if (!read_value(node, field_of(arena, at, "score"), &score.score, err))
                return false;
        score.machine_score = json_number_or(judged->machine_scores.root, score.criterion, NAN);
        if (score.reason == NULL && human_score_needs_reason(score.score, score.machine_score))
                return FAIL_FIELD(err, field_of(arena, at, "reason"),
                                  "Say why: this differs by 1.0 or more from the machine's score.");
        scoring->scores[scoring->count++] = score;
        return true;
}

static bool
read_scoring(struct request *request, const struct json_object *body, const struct judged *judged,
             struct scoring *scoring, struct err *err)
{
        static const char *const NAMES[] = {"scores", "note"};
        struct json_object *list = NULL;
        if (!json_only(body, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_list(body, "scores", SCORES_MOST, false, &list, err) ||
            !json_read_text(body, (struct json_text_rule){"note", 1, TEXT_MOST, true},
                            request->arena, &scoring->note, err))
                return false;
        if (json_count(list) == 0)
                return FAIL_FIELD(err, "scores", "Give at least one score.");
        for (size_t i = 0; i < json_count(list); i++) {
                if (!read_score(request, json_at(list, i), judged, scoring, err))
                        return false;
        }
        return true;
}

// The PDF names the scores, so the report is made again.
static bool
keep(struct request *request, struct db *db, const struct interview *interview,
     const struct scoring *scoring, struct err *err)
{
        struct uuid id = uuid_new();
        const char *text = arena_text(request->arena, uuid_to_text(interview->id).text);
        if (!db_do(db, &HUMAN_SCORING_INSERT, NULL, err, DB_UUID(id), DB_UUID(interview->id),
                   DB_UUID_OR_NULL(request->user.id), DB_TEXT(scoring->note)))
                return false;
        for (size_t i = 0; i < scoring->count; i++) {
                const struct human_score *score = &scoring->scores[i];
                if (!db_do(db, &HUMAN_SCORE_INSERT, NULL, err, DB_UUID(id),
                           DB_TEXT(score->criterion), DB_REAL(score->score),
                           DB_REAL(score->machine_score), DB_TEXT(score->reason)))
                        return false;
        }
        return db_do(db, &REPORT_EVENT_ADD, NULL, err, DB_UUID(interview->id), DB_TEXT("scored"),
                     DB_UUID_OR_NULL(request->user.id), DB_NULL, DB_NULL) &&
               job_enqueue(db, "report", text,
                           arena_print(request->arena, "{\"interview\":\"%s\"}", text),
                           interview->organisation_id, 0, err);
}

bool
interviews_score(struct request *request, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(judged_close) struct judged judged = {0};
        OWN(buf_close) struct buf buf = buf_open(ANSWER_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct scoring scoring = {0};
        struct idempotency idempotency = {0};
        struct report_context context = {0};
        const char *body = NULL;
        bool is_answered = false;
        if (!request_json(request, &document, &body, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !find(request, db, &judged, err) ||
            !read_scoring(request, document.root, &judged, &scoring, err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &idempotency,
                              &is_answered, err))
                return false;
        if (is_answered)
                return true;
        if (!keep(request, db, &judged.interview, &scoring, err) ||
            !report_context_find(db, judged.interview.id, judged.interview.overall_score,
                                 request->arena, &context, err))
                return false;
        json_open_object(&json);
        json_name(&json, "human_scores");
        human_scores_write(&json, &context);
        json_close_object(&json);
        if (!idempotency_keep(request, db, &idempotency, 201, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 201, &buf, err);
}
