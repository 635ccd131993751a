// Idempotency-Key on creating POSTs: the same key and body give the first answer again, another
// body is a conflict. The answers are kept encrypted for a day, since they may hold an invitation.
#pragma once

#include "request.h"

struct db;

struct idempotency {
        const char *key; // NULL: none was sent
        struct uuid scope;
        struct digest request_hash;
};

// Inside the transaction that creates: waits for another request with the same key, then looks for
// its answer; where there is one it is sent and `is_answered_out` is true.
MUST_CHECK bool
idempotency_open(struct request *request, struct db *db, struct uuid scope, const char *body,
                 struct idempotency *idempotency_out, bool *is_answered_out, struct err *err);

// Keeps the answer, in the same transaction.
MUST_CHECK bool
idempotency_keep(struct request *request, struct db *db, const struct idempotency *idempotency,
                 int status, const struct buf *answer, struct err *err);
