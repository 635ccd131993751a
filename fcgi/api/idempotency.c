#include "idempotency.h"

#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "db/db.h"
#include "queries.h"

enum { KEY_LONGEST = 200 };

static const size_t ANSWER_LIMIT = 1024 * 1024;

static bool
answer_again(struct request *request, const struct rows *rows, struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(ANSWER_LIMIT);
        size_t length = 0;
        const uint8_t *box = row_bytes(rows, 0, "sealed_body", request->arena, &length);
        return crypto_unseal(&request->server->config->secret, box, length, &body, err) &&
               respond_json(request, (int)row_int(rows, 0, "status"), &body, err);
}

bool
idempotency_open(struct request *request, struct db *db, struct uuid scope, const char *body,
                 struct idempotency *idempotency_out, bool *is_answered_out, struct err *err)
{
        OWN(rows_close) struct rows locked = {0};
        OWN(rows_close) struct rows found = {0};
        const char *key = request_header(request, "HTTP_IDEMPOTENCY_KEY");
        struct idempotency idempotency = {.scope = scope};
        *is_answered_out = false;
        if (key == NULL) {
                *idempotency_out = idempotency;
                return true;
        }
        if (key[0] == '\0' || strlen(key) > KEY_LONGEST || !text_is_utf8(key, strlen(key)))
                return FAIL_FIELD(err, "Idempotency-Key",
                                  "Idempotency-Key must be 1 to 200 characters.");
        const char *whole =
                arena_print(request->arena, "%s %s\n%s", request->method, request->path, body);
        idempotency.key = key;
        idempotency.request_hash = sha256_of(whole, strlen(whole));
        if (!db_ask(db, &IDEMPOTENCY_LOCK, &locked, err, DB_UUID(scope), DB_TEXT(key)) ||
            !db_ask(db, &IDEMPOTENCY_FIND, &found, err, DB_UUID(scope), DB_TEXT(key)))
                return false;
        *idempotency_out = idempotency;
        if (found.count == 0)
                return true;
        size_t length = 0;
        const uint8_t *hash = row_bytes(&found, 0, "request_hash", request->arena, &length);
        if (length != sizeof idempotency.request_hash.bytes ||
            memcmp(hash, idempotency.request_hash.bytes, length) != 0)
                return FAIL(err, ERR_CONFLICT,
                            "This Idempotency-Key was used for another request already.");
        *is_answered_out = true;
        return answer_again(request, &found, err);
}

bool
idempotency_keep(struct request *request, struct db *db, const struct idempotency *idempotency,
                 int status, const struct buf *answer, struct err *err)
{
        OWN(buf_close) struct buf box = buf_open(ANSWER_LIMIT);
        if (idempotency->key == NULL)
                return true;
        crypto_seal(&request->server->config->secret, buf_string(answer), answer->length, &box);
        return buf_check(&box, ERR_BROKEN, "The answer", err) &&
               db_do(db, &IDEMPOTENCY_INSERT, NULL, err, DB_UUID(idempotency->scope),
                     DB_TEXT(idempotency->key),
                     DB_BYTES(idempotency->request_hash.bytes,
                              sizeof idempotency->request_hash.bytes),
                     DB_INT(status), DB_BYTES(box.bytes, box.length));
}
