// /api/postings.
#include <string.h>

#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "idempotency.h"
#include "model/persona.h"
#include "model/texts.h"
#include "net/providers.h"
#include "posting_json.h"
#include "queries.h"
#include "route.h"

static const size_t LIST_LIMIT = 32 * 1024 * 1024;

// Which version of which rubric new interviews are judged by.
static void
write_version(struct json_writer *json, const struct rows *rows, int row)
{
        json_name(json, "rubric_version");
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "version_id"));
        json_put_text(json, "name", row_text(rows, row, "version_name"));
        json_put_int(json, "version", row_int(rows, row, "version"));
        json_put_bool(json, "is_default", row_is_null(rows, row, "rubric_id"));
        json_put_int(json, "interviews", row_int(rows, row, "version_interviews"));
        json_close_object(json);
}

static void
write_posting(struct request *request, struct json_writer *json, const struct rows *rows, int row)
{
        struct posting posting = posting_terms_from_row(rows, row, request->arena);
        json_open_object(json);
        json_put_text(json, "id", row_text(rows, row, "id"));
        json_put_text(json, "title", posting.title);
        json_put_text(json, "description", posting.description);
        json_put_text(json, "language", posting.language);
        json_put_text(json, "persona", posting.persona);
        json_put_text(json, "type", INTERVIEW_TYPE_NAMES[posting.type]);
        json_put_text(json, "difficulty", DIFFICULTY_NAMES[posting.difficulty]);
        json_put_text(json, "instructions", posting.instructions);
        json_name(json, "focus_areas");
        texts_write(json, posting.focus_areas, posting.focus_area_count);
        json_put_raw(json, "rubric", row_text_or_null(rows, row, "rubric"));
        write_version(json, rows, row);
        json_name(json, "question_set");
        posting_write_question_set(json, &posting);
        json_put_text(json, "feedback", FEEDBACK_NAMES[posting.feedback]);
        posting_write_limits(json, posting.limits);
        posting_write_allowed(json, posting.allowed);
        posting_write_supervisor(json, posting.supervisor);
        json_name(json, "personas");
        texts_write(json, posting.personas, posting.persona_count);
        json_put_int(json, "retention_days", posting.retention_days);
        json_put_bool(json, "video", false);
        json_put_bool(json, "attention", false);
        // What HR must know before it invites somebody in this language.
        json_put_bool(json, "speech_is_understood",
                      stt_can(request->server->config, posting.language));
        json_put_int(json, "interviews", row_int(rows, row, "interviews"));
        json_put_text(json, "created_at", row_text(rows, row, "created_at"));
        json_put_text(json, "updated_at", row_text(rows, row, "updated_at"));
        json_close_object(json);
}

bool
postings_list(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct uuid before = {{0}};
        int limit = 0;
        if (!request_page(request, &limit, &before, err) ||
            !db_take(request->server->pool, &db, err) ||
            !db_ask(db, &POSTING_LIST, &rows, err, DB_UUID(request->user.organisation_id),
                    DB_UUID_OR_NULL(before), DB_INT(limit + 1)))
                return false;
        int shown = rows.count > limit ? limit : rows.count;
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (int i = 0; i < shown; i++)
                write_posting(request, &json, &rows, i);
        json_close_list(&json);
        json_put_text(&json, "next_cursor",
                      rows.count > limit ? row_text(&rows, shown - 1, "id") : NULL);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// The posting as it stands now, into `buf`.
static bool
write_by_id(struct request *request, struct db *db, struct uuid id, struct buf *buf,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        struct json_writer json = json_writer_on(buf);
        if (!db_ask(db, &POSTING_BY_ID, &rows, err, DB_UUID(id),
                    DB_UUID(request->user.organisation_id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        write_posting(request, &json, &rows, 0);
        return true;
}

bool
postings_show(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct uuid id = {{0}};
        return request_id(request, 0, &id, err) && db_take(request->server->pool, &db, err) &&
               write_by_id(request, db, id, &buf, err) && respond_json(request, 200, &buf, err);
}

// The rubric's row for a draft of the posting, which exists; NULL for the default of the type.
static bool
keep_rubric(struct request *request, struct db *db, struct uuid posting,
            const struct posting_draft *draft, const char **rubric_id_out, struct err *err)
{
        OWN(buf_close) struct buf criteria = buf_open(LIST_LIMIT);
        OWN(rows_close) struct rows same = {0};
        const char *type = INTERVIEW_TYPE_NAMES[draft->posting.type];
        *rubric_id_out = NULL;
        if (!draft->has_rubric)
                return true;
        struct json_writer json = json_writer_on(&criteria);
        rubric_write_criteria(&json, &draft->rubric);
        if (!buf_check(&criteria, ERR_TOO_LARGE, "The rubric", err) ||
            !db_ask(db, &RUBRIC_SAME, &same, err, DB_UUID(posting), DB_TEXT(buf_string(&criteria))))
                return false;
        if (same.count == 1) {
                *rubric_id_out = arena_text(request->arena, row_text(&same, 0, "id"));
                return true;
        }
        *rubric_id_out = arena_print(request->arena, "custom-%s", uuid_to_text(uuid_new()).text);
        return db_do(db, &RUBRIC_INSERT_CUSTOM, NULL, err, DB_TEXT(*rubric_id_out),
                     DB_UUID(request->user.organisation_id), DB_UUID(posting), DB_TEXT(type),
                     DB_TEXT(draft->posting.title), DB_TEXT(buf_string(&criteria)));
}

bool
postings_create(struct request *request, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct idempotency idempotency = {0};
        const char *body = NULL;
        const char *rubric_id = NULL;
        bool is_answered = false;
        struct posting_draft draft = {
                .posting =
                        {
                                .description = "",
                                .language = "en",
                                .persona = PERSONAS[0].id,
                                .type = INTERVIEW_MIXED,
                                .difficulty = DIFFICULTY_MEDIUM,
                                .instructions = "",
                                .feedback = FEEDBACK_NONE,
                                .limits = LIMITS_DEFAULT,
                                .allowed = ALLOWED_DEFAULT,
                                .retention_days = 180,
                        },
        };
        struct posting *posting = &draft.posting;
        struct uuid id = uuid_new();
        if (!request_json(request, &document, &body, err) ||
            !posting_read(request, document.root, true, &draft, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &idempotency,
                              &is_answered, err))
                return false;
        if (is_answered)
                return true;
        if (!db_do(db, &POSTING_INSERT, NULL, err, DB_UUID(id),
                   DB_UUID(request->user.organisation_id), DB_UUID(request->user.id),
                   DB_TEXT(posting->title), DB_TEXT(posting->description),
                   DB_TEXT(posting->language), DB_TEXT(posting->persona),
                   DB_TEXT(INTERVIEW_TYPE_NAMES[posting->type]),
                   DB_TEXT(DIFFICULTY_NAMES[posting->difficulty]), DB_TEXT(posting->instructions),
                   DB_TEXT(posting_texts_json(posting->focus_areas, posting->focus_area_count,
                                              request->arena)),
                   DB_TEXT(posting_question_set_json(posting, request->arena)), DB_NULL,
                   DB_TEXT(FEEDBACK_NAMES[posting->feedback]),
                   DB_INT(posting->limits.max_answer_seconds), DB_INT(posting->limits.max_turns),
                   DB_INT(posting->limits.max_minutes), DB_INT(posting->retention_days),
                   DB_BOOL(posting->allowed.pause), DB_BOOL(posting->allowed.extra_time),
                   DB_INT_OR_NULL(posting->supervisor.interval_seconds),
                   DB_INT_OR_NULL(posting->supervisor.conclusion_minutes),
                   DB_INT_OR_NULL(posting->supervisor.max_minutes),
                   DB_INT_OR_NULL(posting->supervisor.grace_minutes),
                   DB_TEXT(posting_texts_json(posting->personas, posting->persona_count,
                                              request->arena))) ||
            !keep_rubric(request, db, id, &draft, &rubric_id, err) ||
            !db_do(db, &POSTING_SET_RUBRIC, NULL, err, DB_UUID(id),
                   DB_UUID(request->user.organisation_id), DB_TEXT(rubric_id)) ||
            !write_by_id(request, db, id, &buf, err) ||
            !idempotency_keep(request, db, &idempotency, 201, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 201, &buf, err);
}

// What the posting holds now, to be changed by a PATCH; held until the transaction ends.
static bool
load_draft(struct request *request, struct db *db, struct uuid id, struct posting_draft *draft,
           struct err *err)
{
        OWN(rows_close) struct rows locked = {0};
        OWN(rows_close) struct rows rows = {0};
        OWN(json_document_close) struct json_document rubric = {0};
        if (!db_ask(db, &POSTING_LOCK, &locked, err, DB_UUID(id),
                    DB_UUID(request->user.organisation_id)) ||
            !db_ask(db, &POSTING_BY_ID, &rows, err, DB_UUID(id),
                    DB_UUID(request->user.organisation_id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        draft->posting = posting_terms_from_row(&rows, 0, request->arena);
        draft->has_rubric = row_json(&rows, 0, "rubric", &rubric);
        return !draft->has_rubric ||
               rubric_read_criteria(rubric.root, request->arena, &draft->rubric, err);
}

bool
postings_change(struct request *request, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(LIST_LIMIT);
        struct posting_draft draft = {0};
        struct posting *posting = &draft.posting;
        struct uuid id = {{0}};
        const char *rubric_id = NULL;
        if (!request_id(request, 0, &id, err) || !request_json(request, &document, NULL, err) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !load_draft(request, db, id, &draft, err) ||
            !posting_read(request, document.root, false, &draft, err) ||
            !keep_rubric(request, db, id, &draft, &rubric_id, err) ||
            !db_do(db, &POSTING_UPDATE, NULL, err, DB_UUID(id),
                   DB_UUID(request->user.organisation_id), DB_TEXT(posting->title),
                   DB_TEXT(posting->description), DB_TEXT(posting->language),
                   DB_TEXT(posting->persona), DB_TEXT(INTERVIEW_TYPE_NAMES[posting->type]),
                   DB_TEXT(DIFFICULTY_NAMES[posting->difficulty]), DB_TEXT(posting->instructions),
                   DB_TEXT(posting_texts_json(posting->focus_areas, posting->focus_area_count,
                                              request->arena)),
                   DB_TEXT(posting_question_set_json(posting, request->arena)), DB_TEXT(rubric_id),
                   DB_TEXT(FEEDBACK_NAMES[posting->feedback]),
                   DB_INT(posting->limits.max_answer_seconds), DB_INT(posting->limits.max_turns),
                   DB_INT(posting->limits.max_minutes), DB_INT(posting->retention_days),
                   DB_BOOL(posting->allowed.pause), DB_BOOL(posting->allowed.extra_time),
                   DB_INT_OR_NULL(posting->supervisor.interval_seconds),
                   DB_INT_OR_NULL(posting->supervisor.conclusion_minutes),
                   DB_INT_OR_NULL(posting->supervisor.max_minutes),
                   DB_INT_OR_NULL(posting->supervisor.grace_minutes),
                   DB_TEXT(posting_texts_json(posting->personas, posting->persona_count,
                                              request->arena))) ||
            !write_by_id(request, db, id, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 200, &buf, err);
}

bool
postings_delete(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct uuid id = {{0}};
        int changed = 0;
        if (!request_id(request, 0, &id, err) || !db_take(request->server->pool, &db, err) ||
            !db_do(db, &POSTING_DELETE, &changed, err, DB_UUID(id),
                   DB_UUID(request->user.organisation_id)))
                return false;
        if (changed == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        respond_empty(request, 204);
        return true;
}
