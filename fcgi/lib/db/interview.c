#include "db/interview.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "db/supervisor.h"
#include "model/texts.h"
#include "queries.h"

// A question set of 50 long questions stays far below this.
static const size_t TERMS_LIMIT = 4 * 1024 * 1024;

const char *const INTERVIEW_NEEDS[INTERVIEW_NEED_COUNT] = {"running", "undecided", "decided",
                                                           "failed", "due"};
const char *const INTERVIEW_SORTS[] = {"candidate", "posting", "score",   "started",
                                       "ended",     "decided", "expires", "created"};
const size_t INTERVIEW_SORT_COUNT = COUNT_OF(INTERVIEW_SORTS);

static enum feedback
feedback_of(const char *name)
{
        for (int i = 0; i < FEEDBACK_COUNT; i++) {
                if (text_equals(FEEDBACK_NAMES[i], name))
                        return (enum feedback)i;
        }
        return FEEDBACK_NONE;
}

static void
take_questions(const char *json, struct arena *arena, struct posting *posting)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err err;
        if (!json_parse(json, strlen(json), &document, &err))
                return;
        size_t count = json_count(document.root);
        struct question *questions = arena_alloc(arena, count + 1, sizeof *questions);
        for (size_t i = 0; i < count; i++)
                questions[i] = question_from_json(json_at(document.root, i), arena);
        posting->question_set = questions;
        posting->question_count = count;
}

static void
take_texts(const char *json, struct arena *arena, const char *const **texts_out, size_t *count_out)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err err;
        if (json_parse(json, strlen(json), &document, &err))
                texts_from_json(document.root, arena, texts_out, count_out);
}

struct posting
posting_offer_from_row(const struct rows *rows, int row, struct arena *arena)
{
        struct posting posting = {
                .title = row_copied(rows, row, "title", arena),
                .language = row_copied(rows, row, "language", arena),
                .persona = row_copied(rows, row, "persona", arena),
                .type = (enum interview_type)interview_type_from_name(row_text(rows, row, "type")),
                .difficulty =
                        (enum difficulty)difficulty_from_name(row_text(rows, row, "difficulty")),
                .feedback = feedback_of(row_text(rows, row, "feedback")),
                .limits =
                        {
                                .max_answer_seconds = (int)row_int(rows, row, "max_answer_seconds"),
                                .max_turns = (int)row_int(rows, row, "max_turns"),
                                .max_minutes = (int)row_int(rows, row, "max_minutes"),
                        },
                .allowed = {.pause = row_bool(rows, row, "allow_pause"),
                            .extra_time = row_bool(rows, row, "allow_extra_time")},
                .supervisor = supervisor_settings_from_row(rows, row),
                .retention_days = (int)row_int(rows, row, "retention_days"),
        };
        take_texts(row_text(rows, row, "personas"), arena, &posting.personas,
                   &posting.persona_count);
        return posting;
}

struct posting
posting_terms_from_row(const struct rows *rows, int row, struct arena *arena)
{
        struct posting posting = posting_offer_from_row(rows, row, arena);
        posting.description = row_copied(rows, row, "description", arena);
        posting.instructions = row_copied(rows, row, "instructions", arena);
        take_questions(row_text(rows, row, "question_set"), arena, &posting);
        take_texts(row_text(rows, row, "focus_areas"), arena, &posting.focus_areas,
                   &posting.focus_area_count);
        return posting;
}

const char *
posting_question_set_json(const struct posting *posting, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(TERMS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        json_open_list(&json);
        for (size_t i = 0; i < posting->question_count; i++)
                question_write(&json, &posting->question_set[i]);
        json_close_list(&json);
        return arena_text(arena, buf_string(&buf));
}

const char *
posting_texts_json(const char *const *texts, size_t count, struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(TERMS_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        texts_write(&json, texts, count);
        return arena_text(arena, buf_string(&buf));
}

static const char *
report_state_of(const struct rows *rows, int row)
{
        const char *job = row_text(rows, row, "report_job_state");
        if (text_equals(job, "queued") || text_equals(job, "running"))
                return text_equals(job, "queued") ? "queued" : "running";
        if (row_bool(rows, row, "has_report"))
                return "ready";
        return text_equals(job, "failed") ? "failed" : "none";
}

// What lists and single interviews share.
static struct interview
interview_head_from_row(const struct rows *rows, int row, struct arena *arena)
{
        return (struct interview){
                .id = row_uuid(rows, row, "id"),
                .posting_id = row_uuid(rows, row, "posting_id"),
                .candidate_name = row_copied(rows, row, "candidate_name", arena),
                .candidate_email = row_copied(rows, row, "candidate_email", arena),
                .terms = {.title = row_copied(rows, row, "title", arena)},
                .status = row_copied(rows, row, "status", arena),
                .scheduled_at = row_copied(rows, row, "scheduled_at", arena),
                .expires_at = row_copied(rows, row, "expires_at", arena),
                .created_at = row_copied(rows, row, "created_at", arena),
                .started_at = row_copied(rows, row, "started_at", arena),
                .ended_at = row_copied(rows, row, "ended_at", arena),
                .turns_answered = (int)row_int(rows, row, "turns_answered"),
                .overall_score = row_real(rows, row, "overall_score"),
                .report_state = report_state_of(rows, row),
                .decision = row_copied(rows, row, "decision", arena),
                .decided_at = row_copied(rows, row, "decided_at", arena),
                .terms.limits.max_turns = (int)row_int(rows, row, "max_turns"),
        };
}

bool
interview_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
               struct interview *interview_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_BY_ID, &rows, err, DB_UUID(id), DB_UUID_OR_NULL(organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        struct interview interview = interview_head_from_row(&rows, 0, arena);
        interview.organisation_id = row_uuid(&rows, 0, "organisation_id");
        interview.organisation = row_copied(&rows, 0, "organisation", arena);
        interview.terms = posting_terms_from_row(&rows, 0, arena);
        interview.terms.id = interview.posting_id;
        interview.rubric_id = row_copied(&rows, 0, "rubric_id", arena);
        interview.rubric_name = row_copied(&rows, 0, "rubric_name", arena);
        interview.rubric_version = (int)row_int(&rows, 0, "rubric_version");
        interview.rubric_is_default = row_bool(&rows, 0, "rubric_is_default");
        interview.end_reason = row_copied(&rows, 0, "end_reason", arena);
        interview.paused_at = row_copied(&rows, 0, "paused_at", arena);
        interview.paused_by = row_copied(&rows, 0, "paused_by", arena);
        interview.added_minutes = (int)row_int(&rows, 0, "added_minutes");
        interview.is_concluding = row_bool(&rows, 0, "is_concluding");
        interview.person_present = row_bool(&rows, 0, "person_present");
        interview.has_passages = row_bool(&rows, 0, "has_passages");
        interview.correctable_until = row_copied(&rows, 0, "correctable_until", arena);
        interview.is_correctable = row_bool(&rows, 0, "is_correctable");
        interview.experience_rating = (int)row_int(&rows, 0, "experience_rating");
        interview.experience_text = row_copied(&rows, 0, "experience_text", arena);
        interview.experience_at = row_copied(&rows, 0, "experience_at", arena);
        interview.elapsed_seconds = (int)row_int(&rows, 0, "elapsed_seconds");
        interview.resume_filename = row_copied(&rows, 0, "resume_filename", arena);
        interview.decision_reason = row_copied(&rows, 0, "decision_reason", arena);
        interview.decided_by = row_copied(&rows, 0, "decided_by", arena);
        if (!row_is_null(&rows, 0, "consent_at")) {
                interview.consent = (struct consent){
                        .is_given = true,
                        .recording = row_bool(&rows, 0, "recording"),
                        .ai_evaluation = row_bool(&rows, 0, "ai_evaluation"),
                        .attention = row_bool(&rows, 0, "attention"),
                        .notice_version = row_copied(&rows, 0, "notice_version", arena),
                        .given_at = row_copied(&rows, 0, "consent_at", arena),
                };
        }
        *interview_out = interview;
        return true;
}

bool
interview_look(struct db *db, struct arena *arena, struct interview *interview, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_NOW, &rows, err, DB_UUID(interview->id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        interview->status = row_copied(&rows, 0, "status", arena);
        interview->paused_by = row_copied(&rows, 0, "paused_by", arena);
        interview->terms.limits.max_minutes = (int)row_int(&rows, 0, "max_minutes");
        interview->added_minutes = (int)row_int(&rows, 0, "added_minutes");
        interview->is_concluding = row_bool(&rows, 0, "is_concluding");
        interview->person_present = row_bool(&rows, 0, "person_present");
        interview->elapsed_seconds = (int)row_int(&rows, 0, "elapsed_seconds");
        return true;
}

bool
interview_find_role(struct db *db, struct uuid id, struct arena *arena,
                    struct interview_role *role_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_ROLE, &rows, err, DB_UUID(id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        struct interview_role role = {
                .language = row_copied(&rows, 0, "language", arena),
                .title = row_copied(&rows, 0, "title", arena),
                .description = row_copied(&rows, 0, "description", arena),
                .organisation = row_copied(&rows, 0, "organisation", arena),
        };
        take_texts(row_text(&rows, 0, "focus_areas"), arena, &role.focus_areas,
                   &role.focus_area_count);
        *role_out = role;
        return true;
}

// A row of a list says besides how far the interview is.
static struct interview
interview_listed_from_row(const struct rows *rows, int row, struct arena *arena)
{
        struct interview interview = interview_head_from_row(rows, row, arena);
        interview.current_turn = (int)row_int(rows, row, "current_turn");
        interview.last_event_at = row_copied(rows, row, "last_event_at", arena);
        return interview;
}

bool
interview_list(struct db *db, const struct interview_filter *filter, struct arena *arena,
               struct interview **interviews_out, size_t *count_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        // By the newest alone, the index gives them in their order.
        bool is_plain = filter->sort == NULL && filter->need == NULL;
        const char *sort = filter->sort == NULL ? "created" : filter->sort;
        bool is_asked =
                is_plain ? db_ask(db, &INTERVIEW_LIST, &rows, err, DB_UUID(filter->organisation),
                                  DB_UUID_OR_NULL(filter->posting), DB_TEXT(filter->status),
                                  DB_TEXT(filter->words), DB_UUID_OR_NULL(filter->before),
                                  DB_INT(filter->limit))
                         : db_ask(db, &INTERVIEW_LIST_SORTED, &rows, err,
                                  DB_UUID(filter->organisation), DB_UUID_OR_NULL(filter->posting),
                                  DB_TEXT(filter->status), DB_TEXT(filter->words),
                                  DB_TEXT(filter->need), DB_UUID_OR_NULL(filter->before),
                                  DB_INT(filter->limit), DB_TEXT(sort), DB_BOOL(filter->is_rising));
        if (!is_asked)
                return false;
        size_t count = (size_t)rows.count;
        struct interview *interviews = arena_alloc(arena, count + 1, sizeof *interviews);
        for (int i = 0; i < rows.count; i++)
                interviews[i] = interview_listed_from_row(&rows, i, arena);
        *interviews_out = interviews;
        *count_out = count;
        return true;
}

bool
interview_needs(struct db *db, struct uuid organisation, int most, struct arena *arena,
                struct interview_group *groups_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_NEEDS_OF, &rows, err, DB_UUID(organisation), DB_INT(most)))
                return false;
        for (size_t kind = 0; kind < INTERVIEW_NEED_COUNT; kind++) {
                struct interview *interviews =
                        arena_alloc(arena, (size_t)most + 1, sizeof *interviews);
                size_t count = 0;
                for (int i = 0; i < rows.count && count < (size_t)most; i++) {
                        if (text_equals(row_text(&rows, i, "need"), INTERVIEW_NEEDS[kind]))
                                interviews[count++] = interview_listed_from_row(&rows, i, arena);
                }
                groups_out[kind] = (struct interview_group){interviews, count};
        }
        return true;
}

bool
interview_insert(struct db *db, const struct interview *interview, struct uuid created_by,
                 struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        const struct posting *terms = &interview->terms;
        return db_do(
                db, &INTERVIEW_INSERT, NULL, err, DB_UUID(interview->id),
                DB_UUID_OR_NULL(interview->organisation_id), DB_UUID_OR_NULL(interview->posting_id),
                DB_UUID_OR_NULL(created_by), DB_TEXT(interview->candidate_name),
                DB_TEXT(interview->candidate_email), DB_TEXT(terms->title),
                DB_TEXT(terms->description), DB_TEXT(terms->language), DB_TEXT(terms->persona),
                DB_TEXT(INTERVIEW_TYPE_NAMES[terms->type]),
                DB_TEXT(DIFFICULTY_NAMES[terms->difficulty]), DB_TEXT(terms->instructions),
                DB_TEXT(posting_texts_json(terms->focus_areas, terms->focus_area_count, &arena)),
                DB_TEXT(posting_question_set_json(terms, &arena)),
                DB_TEXT(FEEDBACK_NAMES[terms->feedback]), DB_INT(terms->limits.max_answer_seconds),
                DB_INT(terms->limits.max_turns), DB_INT(terms->limits.max_minutes),
                DB_TEXT(interview->rubric_id), DB_TEXT(interview->scheduled_at),
                DB_TEXT(interview->expires_at), DB_BOOL(terms->allowed.pause),
                DB_BOOL(terms->allowed.extra_time),
                DB_INT_OR_NULL(terms->supervisor.interval_seconds),
                DB_INT_OR_NULL(terms->supervisor.conclusion_minutes),
                DB_INT_OR_NULL(terms->supervisor.max_minutes),
                DB_INT_OR_NULL(terms->supervisor.grace_minutes),
                DB_TEXT(posting_texts_json(terms->personas, terms->persona_count, &arena)));
}

bool
interview_lock(struct db *db, struct uuid id, struct arena *arena, const char **status_out,
               struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &INTERVIEW_LOCK, &rows, err, DB_UUID(id)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such interview.");
        *status_out = arena_text(arena, row_text(&rows, 0, "status"));
        if (text_equals(*status_out, "scheduled") && row_bool(&rows, 0, "is_expired"))
                *status_out = "expired";
        return true;
}

bool
interview_come_back(struct db *db, struct uuid id, const char **status, struct err *err)
{
        int changed = 0;
        if (!text_equals(*status, "paused"))
                return true;
        if (!db_do(db, &INTERVIEW_COME_BACK, &changed, err, DB_UUID(id)))
                return false;
        if (changed == 1)
                *status = "in_progress";
        return true;
}

bool
resume_find(struct db *db, struct uuid interview, struct arena *arena, struct resume *resume_out,
            bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &RESUME_FIND, &rows, err, DB_UUID(interview)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1) {
                *resume_out = (struct resume){
                        .filename = row_copied(&rows, 0, "filename", arena),
                        .mime = row_copied(&rows, 0, "mime", arena),
                        .pages = (int)row_int(&rows, 0, "pages"),
                        .characters = (size_t)row_int(&rows, 0, "characters"),
                        .text = row_copied(&rows, 0, "body", arena),
                        .sections = row_copied(&rows, 0, "sections", arena),
                        .warnings = row_copied(&rows, 0, "warnings", arena),
                        .media_key = row_copied(&rows, 0, "media_key", arena),
                };
        }
        return true;
}

static bool
rubric_from_rows(const struct rows *rows, struct arena *arena, struct rubric *rubric_out,
                 struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct rubric rubric = {0};
        if (rows->count == 0)
                return FAIL(err, ERR_MISSING, "There is no such rubric.");
        const char *criteria = row_text(rows, 0, "criteria");
        if (!json_parse(criteria, strlen(criteria), &document, err) ||
            !rubric_read_criteria(document.root, arena, &rubric, err))
                return false;
        rubric.id = row_copied(rows, 0, "id", arena);
        rubric.name = row_copied(rows, 0, "name", arena);
        rubric.version = (int)row_int(rows, 0, "version");
        *rubric_out = rubric;
        return true;
}

bool
rubric_find(struct db *db, const char *id, struct arena *arena, struct rubric *rubric_out,
            struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_ask(db, &RUBRIC_BY_ID, &rows, err, DB_TEXT(id)) &&
               rubric_from_rows(&rows, arena, rubric_out, err);
}

bool
rubric_find_default(struct db *db, enum interview_type type, struct arena *arena,
                    struct rubric *rubric_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_ask(db, &RUBRIC_DEFAULT, &rows, err, DB_TEXT(INTERVIEW_TYPE_NAMES[type])) &&
               rubric_from_rows(&rows, arena, rubric_out, err);
}
