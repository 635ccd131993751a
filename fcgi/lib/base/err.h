// What went wrong, said once, where it happened. A function that can fail fills a struct err and
// returns false; whoever has the request or the job in hand logs it and answers with it.
#pragma once

#include <stdbool.h>

#include "base/own.h"

// A kind says what the caller can do about it, not which library broke.
enum err_kind {
        ERR_NONE,
        ERR_MALFORMED, // The request cannot be read at all: mend the sender. 400
        ERR_SIGN_IN,   // Nobody is signed in: sign in, then repeat. 401
        ERR_DENIED,    // Signed in, but the role is too low. 403
        ERR_MISSING,   // Something that was named is not there, or is not yours. 404
        ERR_METHOD,    // The path exists, but not with this method. 405
        ERR_CONFLICT,  // The state does not allow it: look at the state, then decide. 409
        ERR_TOO_LARGE, // Larger than the limit: send less. 413
        ERR_TYPE,      // A type of file or body that is not read here. 415
        ERR_INPUT,     // Readable, but a value is wrong: correct it. 422
        ERR_LIMITED,   // Too often: wait, then repeat. 429
        ERR_BROKEN,    // Our own mistake: nobody outside can help it. 500
        ERR_UPSTREAM,  // A provider failed: try the next one, or later. 502
        ERR_BUSY,      // Database, store or queue cannot take it now: repeat later. 503
        ERR_FULL,      // No room on the disk: an operator must act. 507
        ERR_KIND_COUNT,
};

// `message` is one English sentence, safe to show to anybody. `detail` is for the log alone.
// `field` names the input at fault for ERR_INPUT, else it is empty.
struct err {
        enum err_kind kind;
        const char *file;
        int line;
        char field[64];
        char message[256];
        char detail[512];
};

// Both fill *err and are false, so that a function can end with `return FAIL(...)`.
#define FAIL(err, kind, message) err_set((err), (kind), __FILE__, __LINE__, (message), NULL)
// The detail is a printf format with its arguments.
#define FAIL_DETAIL(err, kind, message, ...)                                                       \
        err_set((err), (kind), __FILE__, __LINE__, (message), __VA_ARGS__)
// ERR_INPUT that names its field; the sentence is a printf format with its arguments.
#define FAIL_FIELD(err, field, ...) err_set_field((err), (field), __FILE__, __LINE__, __VA_ARGS__)

// Always false. `detail_format` may be NULL. Texts too long are cut. errno is kept.
bool
err_set(struct err *err, enum err_kind kind, const char *file, int line, const char *message,
        const char *detail_format, ...) PRINTF_LIKE(6, 7);

// Always false.
bool
err_set_field(struct err *err, const char *field, const char *file, int line,
              const char *message_format, ...) PRINTF_LIKE(5, 6);

// The kind's name for logs, such as "conflict".
const char *
err_kind_name(enum err_kind kind);

// The HTTP status that stands for the kind (RFC 9110; 507 is RFC 4918).
int
err_http_status(enum err_kind kind);

// Whether the same thing, repeated later, may well succeed: upstream, busy, limited, full.
bool
err_may_pass(enum err_kind kind);
