#include "db/setup.h"

#include <stdio.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "db/db.h"
#include "db/interview.h"
#include "model/interview.h"
#include "queries.h"

static const size_t CRITERIA_LIMIT = 1024 * 1024;

bool
seed_set_bank(struct db *db, const char *language, const char *json, bool *changed_out,
              struct err *err)
{
        int changed = 0;
        if (!db_do(db, &SEED_BANK_SET, &changed, err, DB_TEXT(language), DB_TEXT(json)))
                return false;
        *changed_out = changed > 0;
        return true;
}

bool
seed_add_rubric(struct db *db, enum interview_type type, const struct rubric *rubric,
                bool *changed_out, struct err *err)
{
        OWN(buf_close) struct buf criteria = buf_open(CRITERIA_LIMIT);
        struct json_writer json = json_writer_on(&criteria);
        int changed = 0;
        rubric_write_criteria(&json, rubric);
        if (!buf_check(&criteria, ERR_INPUT, "The rubric", err) ||
            !db_do(db, &SEED_RUBRIC_ADD, &changed, err, DB_TEXT(INTERVIEW_TYPE_NAMES[type]),
                   DB_TEXT(rubric->name), DB_TEXT(buf_string(&criteria))))
                return false;
        *changed_out = changed > 0;
        return true;
}

bool
setup_lock(struct db *db, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        return db_ask(db, &SETUP_LOCK, &rows, err);
}

bool
setup_has_users(struct db *db, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SETUP_HAS_USERS, &rows, err))
                return false;
        *has_out = row_bool(&rows, 0, "has");
        return true;
}

bool
setup_find_user(struct db *db, const char *email, struct setup_user *user_out, bool *has_out,
                struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SETUP_USER, &rows, err, DB_TEXT(email)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1) {
                *user_out = (struct setup_user){
                        .id = row_uuid(&rows, 0, "id"),
                        .organisation = row_uuid(&rows, 0, "organisation_id"),
                };
                snprintf(user_out->hash.text, sizeof user_out->hash.text, "%s",
                         row_text(&rows, 0, "password_hash"));
        }
        return true;
}

bool
setup_make_user(struct db *db, const char *organisation, const char *email, const char *name,
                const struct password_hash *hash, struct setup_user *user_out, struct err *err)
{
        struct setup_user user = {.id = uuid_new(), .organisation = uuid_new(), .hash = *hash};
        if (!db_do(db, &SETUP_ORGANISATION_INSERT, NULL, err, DB_UUID(user.organisation),
                   DB_TEXT(organisation)) ||
            !db_do(db, &SETUP_USER_INSERT, NULL, err, DB_UUID(user.id), DB_UUID(user.organisation),
                   DB_TEXT(email), DB_TEXT(name), DB_TEXT(hash->text)))
                return false;
        *user_out = user;
        return true;
}

bool
setup_set_password(struct db *db, struct uuid user, const struct password_hash *hash,
                   struct err *err)
{
        return db_do(db, &SETUP_USER_SET_PASSWORD, NULL, err, DB_UUID(user), DB_TEXT(hash->text));
}

bool
setup_find_posting(struct db *db, struct uuid organisation, const char *title,
                   struct uuid *posting_out, bool *has_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SETUP_POSTING_BY_TITLE, &rows, err, DB_UUID(organisation), DB_TEXT(title)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1)
                *posting_out = row_uuid(&rows, 0, "id");
        return true;
}

bool
setup_make_posting(struct db *db, const struct setup_user *user, const struct posting *posting,
                   struct uuid *posting_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        struct uuid id = uuid_new();
        if (!db_do(db, &POSTING_INSERT, NULL, err, DB_UUID(id), DB_UUID(user->organisation),
                   DB_UUID(user->id), DB_TEXT(posting->title), DB_TEXT(posting->description),
                   DB_TEXT(posting->language), DB_TEXT(posting->persona),
                   DB_TEXT(INTERVIEW_TYPE_NAMES[posting->type]),
                   DB_TEXT(DIFFICULTY_NAMES[posting->difficulty]), DB_TEXT(posting->instructions),
                   DB_TEXT(posting_texts_json(posting->focus_areas, posting->focus_area_count,
                                              &arena)),
                   DB_TEXT(posting_question_set_json(posting, &arena)), DB_NULL,
                   DB_TEXT(FEEDBACK_NAMES[posting->feedback]),
                   DB_INT(posting->limits.max_answer_seconds), DB_INT(posting->limits.max_turns),
                   DB_INT(posting->limits.max_minutes), DB_INT(posting->retention_days),
                   DB_BOOL(posting->allowed.pause), DB_BOOL(posting->allowed.extra_time),
                   DB_INT_OR_NULL(posting->supervisor.interval_seconds),
                   DB_INT_OR_NULL(posting->supervisor.conclusion_minutes),
                   DB_INT_OR_NULL(posting->supervisor.max_minutes),
                   DB_INT_OR_NULL(posting->supervisor.grace_minutes),
                   DB_TEXT(posting_texts_json(posting->personas, posting->persona_count, &arena))))
                return false;
        *posting_out = id;
        return true;
}

bool
setup_invite(struct db *db, const struct setup_user *user, struct uuid posting,
             const char *candidate_name, const char *expires_at, struct digest token,
             struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(rows_close) struct rows rows = {0};
        struct rubric rubric = {0};
        struct interview interview = {
                .id = uuid_new(),
                .organisation_id = user->organisation,
                .posting_id = posting,
                .candidate_name = candidate_name,
                .expires_at = expires_at,
        };
        if (!db_ask(db, &POSTING_BY_ID, &rows, err, DB_UUID(posting), DB_UUID(user->organisation)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "There is no such posting.");
        interview.terms = posting_terms_from_row(&rows, 0, &arena);
        interview.rubric_id = row_text_or_null(&rows, 0, "rubric_id");
        if (interview.rubric_id == NULL) {
                if (!rubric_find_default(db, interview.terms.type, &arena, &rubric, err))
                        return false;
                interview.rubric_id = rubric.id;
        }
        return interview_insert(db, &interview, user->id, err) &&
               db_do(db, &INVITATION_INSERT, NULL, err, DB_BYTES(token.bytes, sizeof token.bytes),
                     DB_UUID(interview.id));
}

bool
setup_invitation_is_open(struct db *db, struct digest token, bool *is_open_out, struct err *err)
{
        OWN(rows_close) struct rows rows = {0};
        if (!db_ask(db, &SETUP_INVITATION_IS_OPEN, &rows, err,
                    DB_BYTES(token.bytes, sizeof token.bytes)))
                return false;
        *is_open_out = row_bool(&rows, 0, "is_open");
        return true;
}
