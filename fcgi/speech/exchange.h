// The one door to libfcgi: waits for requests on the listening socket that the parent hands over as
// descriptor 0, reads their bodies, sends their answers. One at a time.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct FCGX_Request;

// One request and its answer; starts as {0}. The texts are borrowed and valid until exchange_close.
struct exchange {
        struct FCGX_Request *request;
        struct arena arena; // what lives as long as the request
        const char *method;
        const char *path;
        const char *content_type; // NULL where none was sent
        size_t content_length;
        bool has_content_length;
        size_t read_length;
        int status; // of the answer, 0 before it was sent
};

// Before the first request. Blocks SIGTERM and SIGINT for good: they are taken between requests
// alone, because a signal inside libfcgi cuts an upload short. ERR_BROKEN where descriptor 0 is no
// listening socket.
MUST_CHECK bool
exchange_start(struct err *err);

// Waits for the next request. False when the program has been told to stop.
bool
exchange_next(struct exchange *exchange);

// The next bytes of the body, 0 at its end; fits struct multipart_source, the context being the
// exchange. ERR_MALFORMED where the body ends before its Content-Length or there is none.
MUST_CHECK bool
exchange_read(void *exchange, char *bytes, size_t room, size_t *length_out, struct err *err);

// Sends the whole answer. Whether the client is still there to read it makes no difference.
void
exchange_answer(struct exchange *exchange, int status, const char *content_type, const void *bytes,
                size_t length);

// Whether the client has closed its connection: what is not done yet need not be done.
bool
exchange_is_abandoned(const struct exchange *exchange);

// Ends the request, closes its connection, gives its memory back.
void
exchange_close(struct exchange *exchange);
