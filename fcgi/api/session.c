#include "session.h"

#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "queries.h"

// Ten slips of a person's fingers in a quarter of an hour are many; a guesser needs far more.
enum { FAILURES_MOST = 10, FAILURES_SECONDS = 15 * 60 };

static bool
is_own_origin(const struct request *request, const char *origin)
{
        const struct config *config = request->server->config;
        const char *host = request_header(request, "HTTP_HOST");
        for (int i = 0; i < config->allowed_origin_count; i++) {
                if (text_equals_folded(origin, config->allowed_origins[i]))
                        return true;
        }
        // PUBLIC_URL may have a path behind its origin.
        const char *rest = strstr(config->public_url, "://");
        size_t length = (size_t)(rest + 3 - config->public_url) + strcspn(rest + 3, "/");
        if (strlen(origin) == length && strncasecmp(origin, config->public_url, length) == 0)
                return true;
        // The machine itself, by whatever name the person typed: the host must be a loopback one.
        if (host == NULL || !text_starts(origin, "http://") || !text_equals(origin + 7, host))
                return false;
        size_t name = strcspn(host, ":");
        return (name == 9 && memcmp(host, "localhost", 9) == 0) ||
               (name == 9 && memcmp(host, "127.0.0.1", 9) == 0) || text_starts(host, "[::1]");
}

bool
session_check_origin(struct request *request, bool is_needed, struct err *err)
{
        const char *origin = request_header(request, "HTTP_ORIGIN");
        if (origin == NULL || origin[0] == '\0') {
                if (is_needed)
                        return FAIL(err, ERR_DENIED,
                                    "A change with a cookie needs the page's Origin.");
                return true;
        }
        if (!is_own_origin(request, origin))
                return FAIL(err, ERR_DENIED, "This request comes from another site.");
        return true;
}

static const char *
bearer_of(const struct request *request)
{
        const char *header = request_header(request, "HTTP_AUTHORIZATION");
        if (header == NULL || strncasecmp(header, "Bearer ", 7) != 0)
                return NULL;
        return text_trim(request->arena, header + 7);
}

static bool
is_change(const struct request *request)
{
        return !text_equals(request->method, "GET") && !text_equals(request->method, "HEAD");
}

static bool
find_candidate(struct request *request, struct digest hash, bool *has_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &CANDIDATE_SESSION_FIND, &rows, err,
                    DB_BYTES(hash.bytes, sizeof hash.bytes)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 1)
                request->interview = row_uuid(&rows, 0, "interview_id");
        return true;
}

static enum role
role_of(const char *name)
{
        return text_equals(name, "admin")       ? ROLE_ADMIN
               : text_equals(name, "recruiter") ? ROLE_RECRUITER
                                                : ROLE_REVIEWER;
}

static bool
find_user(struct request *request, struct digest hash, bool *has_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &HR_SESSION_FIND, &rows, err, DB_BYTES(hash.bytes, sizeof hash.bytes)))
                return false;
        *has_out = rows.count == 1;
        if (rows.count == 0)
                return true;
        request->user = (struct hr_user){
                .id = row_uuid(&rows, 0, "id"),
                .organisation_id = row_uuid(&rows, 0, "organisation_id"),
                .organisation = arena_text(request->arena, row_text(&rows, 0, "organisation")),
                .email = arena_text(request->arena, row_text(&rows, 0, "email")),
                .name = arena_text(request->arena, row_text(&rows, 0, "name")),
                .role = role_of(row_text(&rows, 0, "role")),
        };
        return true;
}

bool
session_fail_candidate(struct err *err)
{
        return FAIL(err, ERR_SIGN_IN, "Open your invitation's link again to go on.");
}

bool
session_check(struct request *request, enum access access, struct err *err)
{
        static const enum role LEAST[] = {
                [ACCESS_REVIEWER] = ROLE_REVIEWER,
                [ACCESS_RECRUITER] = ROLE_RECRUITER,
                [ACCESS_ADMIN] = ROLE_ADMIN,
        };
        if (access == ACCESS_PUBLIC || access == ACCESS_HEALTH)
                return session_check_origin(request, false, err);
        bool is_by_handler = access == ACCESS_CANDIDATE_BY_HANDLER;
        bool is_candidate = access == ACCESS_CANDIDATE || is_by_handler;
        const char *token = bearer_of(request);
        bool is_cookie = token == NULL;
        bool has_session = false;
        if (is_cookie)
                token = request_cookie(request, is_candidate ? COOKIE_CANDIDATE : COOKIE_HR);
        if (!session_check_origin(request, is_cookie && token != NULL && is_change(request), err))
                return false;
        if (token != NULL) {
                struct digest hash = token_hash(&request->server->config->secret, token);
                if (is_by_handler) {
                        request->session = hash;
                        return true;
                }
                if (is_candidate ? !find_candidate(request, hash, &has_session, err)
                                 : !find_user(request, hash, &has_session, err))
                        return false;
        }
        if (!has_session)
                return is_candidate ? session_fail_candidate(err)
                                    : FAIL(err, ERR_SIGN_IN, "Sign in to go on.");
        if (!is_candidate && request->user.role < LEAST[access])
                return FAIL(err, ERR_DENIED, "Your role does not allow this.");
        return true;
}

void
session_set_cookie(struct request *request, const char *name, const char *value, int max_age)
{
        bool is_https = text_starts(request->server->config->public_url, "https://");
        respond_header(request, "Set-Cookie",
                       arena_print(request->arena,
                                   "%s=%s; Path=/; HttpOnly; SameSite=Strict; Max-Age=%d%s", name,
                                   value, max_age, is_https ? "; Secure" : ""));
}

struct digest
session_subject(const struct request *request, const char *kind, const char *value)
{
        const char *text = arena_print(request->arena, "%s:%s", kind, value == NULL ? "" : value);
        return token_hash(&request->server->config->secret, text);
}

bool
session_check_failures(struct request *request, struct digest subject, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(request->server->pool, &db, err) ||
            !db_ask(db, &FAILED_ATTEMPT_COUNT, &rows, err,
                    DB_BYTES(subject.bytes, sizeof subject.bytes), DB_INT(FAILURES_SECONDS)))
                return false;
        if (row_int(&rows, 0, "count") < FAILURES_MOST)
                return true;
        char sentence[96];
        request->retry_after_seconds = (int)row_int(&rows, 0, "wait");
        snprintf(sentence, sizeof sentence, "Too many failed tries. Try again in %d minutes.",
                 (request->retry_after_seconds + 59) / 60);
        return FAIL(err, ERR_LIMITED, sentence);
}

void
session_count_failure(struct request *request, struct digest subject)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if (!db_take(request->server->pool, &db, &err) ||
            !db_do(db, &FAILED_ATTEMPT_INSERT, NULL, &err,
                   DB_BYTES(subject.bytes, sizeof subject.bytes)))
                log_err(LOG_WARN, "a failed try was not counted", &err);
}
