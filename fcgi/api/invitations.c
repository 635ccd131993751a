#include "invitations.h"

#include <string.h>

#include "base/clock.h"
#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "idempotency.h"
#include "queries.h"
#include "route.h"

bool
invitation_make(struct request *request, struct db *db, struct uuid interview,
                struct invitation *invitation_out, struct err *err)
{
        struct token token = token_new();
        struct digest hash = token_hash(&request->server->config->secret, token.text);
        if (!db_do(db, &INVITATION_INSERT, NULL, err, DB_BYTES(hash.bytes, sizeof hash.bytes),
                   DB_UUID(interview)))
                return false;
        invitation_out->token = arena_text(request->arena, token.text);
        invitation_out->url =
                arena_print(request->arena, "%s/i/#%s", request->server->config->public_url,
                            invitation_out->token);
        return true;
}

void
invitation_put(struct json_writer *json, const struct invitation *invitation)
{
        json_put_text(json, "invite_url", invitation->url);
        json_put_text(json, "invite_token", invitation->token);
}

bool
invitation_read_time(const struct json_object *body, const char *name, struct arena *arena,
                     const char **time_out, struct err *err)
{
        struct json_text_rule rule = {name, 10, 40, true};
        int64_t wall_ms = 0;
        *time_out = NULL;
        if (!json_read_text(body, rule, arena, time_out, err))
                return false;
        if (*time_out == NULL)
                return true;
        if (!clock_from_rfc3339(*time_out, &wall_ms))
                return FAIL_FIELD(err, name, "\"%s\" must be a time such as 2026-01-31T09:30:00Z.",
                                  name);
        *time_out = arena_text(arena, clock_rfc3339(wall_ms).text);
        return true;
}

bool
invitation_read_end(const struct json_object *body, struct arena *arena, const char **time_out,
                    struct err *err)
{
        if (!invitation_read_time(body, "expires_at", arena, time_out, err))
                return false;
        // Both are written the same way, so that the later one is the greater text.
        if (*time_out != NULL && strcmp(*time_out, clock_rfc3339(clock_wall_ms()).text) <= 0)
                return FAIL_FIELD(err, "expires_at", "\"expires_at\" lies in the past.");
        return true;
}

// A new link for an interview that is not over. Whoever holds the old one, or came in by it, is
// out: a link is made anew where it was lost, or went to somebody else.
static bool
replace(struct request *request, struct db *db, struct uuid id, const char *expires_at,
        struct buf *answer, struct err *err)
{
        struct json_writer json = json_writer_on(answer);
        struct interview interview = {0};
        struct invitation invitation = {0};
        int changed = 0;
        if (!db_do(db, &INTERVIEW_REOPEN, &changed, err, DB_UUID(id),
                   DB_UUID(request->user.organisation_id), DB_TEXT(expires_at)))
                return false;
        if (changed == 0)
                return FAIL(err, ERR_CONFLICT, "The interview is over: no link opens it again.");
        if (!db_do(db, &INVITATION_REVOKE, NULL, err, DB_UUID(id)) ||
            !db_do(db, &CANDIDATE_SESSION_END, NULL, err, DB_UUID(id)) ||
            !invitation_make(request, db, id, &invitation, err) ||
            !interview_find(db, id, request->user.organisation_id, request->arena, &interview, err))
                return false;
        json_open_object(&json);
        json_put_text(&json, "id", uuid_to_text(id).text);
        invitation_put(&json, &invitation);
        json_put_text(&json, "status", interview.status);
        json_put_text(&json, "expires_at", interview.expires_at);
        json_close_object(&json);
        return true;
}

bool
interviews_invite(struct request *request, struct err *err)
{
        static const char *const NAMES[] = {"expires_at"};
        OWN(json_document_close) struct json_document document = {0};
        OWN(db_give) struct db *db = NULL;
        OWN(buf_close) struct buf buf = buf_open(64 * 1024);
        struct idempotency idempotency = {0};
        struct interview interview = {0};
        struct uuid id = {{0}};
        const char *body = "";
        const char *expires_at = NULL;
        bool is_answered = false;
        if (!request_id(request, 0, &id, err) ||
            (request->body_length > 0 &&
             (!request_json(request, &document, &body, err) ||
              !json_only(document.root, NAMES, COUNT_OF(NAMES), err) ||
              !invitation_read_end(document.root, request->arena, &expires_at, err))) ||
            !db_take(request->server->pool, &db, err) || !db_begin(db, err) ||
            !interview_find(db, id, request->user.organisation_id, request->arena, &interview,
                            err) ||
            !idempotency_open(request, db, request->user.organisation_id, body, &idempotency,
                              &is_answered, err))
                return false;
        if (is_answered)
                return true;
        if (!replace(request, db, id, expires_at, &buf, err) ||
            !idempotency_keep(request, db, &idempotency, 201, &buf, err) || !db_commit(db, err))
                return false;
        return respond_json(request, 201, &buf, err);
}
