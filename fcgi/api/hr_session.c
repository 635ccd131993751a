// /api/session: sign in, who am I, sign out.
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "queries.h"
#include "route.h"
#include "session.h"

enum { SESSION_HOURS = 12 };

static const char *const ROLE_NAMES[] = {
        [ROLE_REVIEWER] = "reviewer",
        [ROLE_RECRUITER] = "recruiter",
        [ROLE_ADMIN] = "admin",
};

static bool
respond_user(struct request *request, const struct hr_user *user, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(16 * 1024);
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        json_name(&json, "user");
        json_open_object(&json);
        json_put_text(&json, "id", uuid_to_text(user->id).text);
        json_put_text(&json, "email", user->email);
        json_put_text(&json, "name", user->name);
        json_put_text(&json, "role", ROLE_NAMES[user->role]);
        json_close_object(&json);
        json_name(&json, "organisation");
        json_open_object(&json);
        json_put_text(&json, "id", uuid_to_text(user->organisation_id).text);
        json_put_text(&json, "name", user->organisation);
        json_close_object(&json);
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// The row of a user whose password fits; none where it does not. An unknown e-mail costs as much
// time as a wrong password.
static bool
find_by_password(struct request *request, const char *email, const char *password,
                 struct rows *rows, bool *is_right_out, struct err *err)
{
        static const char NOBODY[] = "$argon2id$v=19$m=65536,t=2,p=1$"
                                     "AAAAAAAAAAAAAAAAAAAAAA$"
                                     "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        struct password_hash hash = {""};
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(request->server->pool, &db, err) ||
                    !db_ask(db, &USER_BY_EMAIL, rows, err, DB_TEXT(email)))
                        return false;
        }
        const char *stored = rows->count == 1 ? row_text(rows, 0, "password_hash") : NOBODY;
        if (strlen(stored) >= sizeof hash.text)
                return FAIL(err, ERR_BROKEN, "A stored password hash is damaged.");
        memcpy(hash.text, stored, strlen(stored) + 1);
        *is_right_out = password_matches(&hash, password) && rows->count == 1;
        return true;
}

static bool
open_session(struct request *request, struct uuid user, const struct digest *subjects,
             size_t subject_count, struct token *token_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct token token = token_new();
        struct digest hash = token_hash(&request->server->config->secret, token.text);
        if (!db_take(request->server->pool, &db, err) ||
            !db_do(db, &HR_SESSION_INSERT, NULL, err, DB_BYTES(hash.bytes, sizeof hash.bytes),
                   DB_UUID(user), DB_INT(SESSION_HOURS)))
                return false;
        for (size_t i = 0; i < subject_count; i++) {
                if (!db_do(db, &FAILED_ATTEMPT_CLEAR, NULL, err,
                           DB_BYTES(subjects[i].bytes, sizeof subjects[i].bytes)))
                        return false;
        }
        *token_out = token;
        return true;
}

bool
session_create(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"email", "password"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(rows_close) struct rows rows = {0};
        const char *email = NULL;
        const char *password = NULL;
        bool is_right = false;
        struct token token;
        if (!request_json(request, &document, NULL, err) ||
            !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
            !json_read_text(document.root, (struct json_text_rule){"email", 1, 254, false},
                            request->arena, &email, err) ||
            !json_read_text(document.root, (struct json_text_rule){"password", 1, 1000, false},
                            request->arena, &password, err))
                return false;
        struct digest subjects[] = {
                session_subject(request, "address", request_header(request, "REMOTE_ADDR")),
                session_subject(request, "email", email),
        };
        for (size_t i = 0; i < COUNT_OF(subjects); i++) {
                if (!session_check_failures(request, subjects[i], err))
                        return false;
        }
        if (!find_by_password(request, email, password, &rows, &is_right, err))
                return false;
        if (!is_right) {
                for (size_t i = 0; i < COUNT_OF(subjects); i++)
                        session_count_failure(request, subjects[i]);
                return FAIL(err, ERR_SIGN_IN, "E-mail or password is not right.");
        }
        const char *role = row_text(&rows, 0, "role");
        struct hr_user user = {
                .id = row_uuid(&rows, 0, "id"),
                .organisation_id = row_uuid(&rows, 0, "organisation_id"),
                .organisation = row_text(&rows, 0, "organisation"),
                .email = row_text(&rows, 0, "email"),
                .name = row_text(&rows, 0, "name"),
                .role = text_equals(role, "admin")       ? ROLE_ADMIN
                        : text_equals(role, "recruiter") ? ROLE_RECRUITER
                                                         : ROLE_REVIEWER,
        };
        if (!open_session(request, user.id, subjects, COUNT_OF(subjects), &token, err))
                return false;
        session_set_cookie(request, COOKIE_HR, token.text, SESSION_HOURS * 3600);
        return respond_user(request, &user, err);
}

bool
session_show(struct request *request, struct err *err)
{
        return respond_user(request, &request->user, err);
}

bool
session_delete(struct request *request, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        const char *token = request_cookie(request, COOKIE_HR);
        if (token != NULL) {
                struct digest hash = token_hash(&request->server->config->secret, token);
                if (!db_take(request->server->pool, &db, err) ||
                    !db_do(db, &HR_SESSION_DELETE, NULL, err,
                           DB_BYTES(hash.bytes, sizeof hash.bytes)))
                        return false;
        }
        session_set_cookie(request, COOKIE_HR, "", 0);
        respond_empty(request, 204);
        return true;
}
