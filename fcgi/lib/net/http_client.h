// HTTP to other servers (RFC 9110): the one door to libcurl, and the one way out for all programs.
// What this thread works for goes with each request: X-Request-Id and traceparent (base/trace.h).
// No redirects, no proxies of the environment, no cookies, no compression; TLS 1.2 or newer with
// the peer verified; every answer bounded in size, every wait bounded in time; no signals.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

// Opens libcurl for the process: once, in main.c, before there are threads. ERR_BROKEN.
MUST_CHECK bool
net_open(struct err *err);

void
net_close(void);

struct http_header {
        const char *name;
        const char *value;
};

// One part of a multipart/form-data body (RFC 7578). With a `filename` it is a file and has a
// `content_type`; without, both are NULL and it is a field. `head`, where there is one, comes
// before the bytes, so that large ones need not be copied behind it.
struct http_part {
        const char *name;
        const char *filename;
        const char *content_type;
        const void *head;
        size_t head_length;
        const void *bytes;
        size_t length;
};

// Everything is borrowed until http_send returns. A request has parts, or a body, or neither; the
// content type of a body is one of its headers, that of parts is set here.
struct http_request {
        const char *method;
        const char *url;         // http:// or https://
        const char *unix_socket; // connects there instead of to the URL's host; NULL: does not
        const struct http_header *headers;
        size_t header_count;
        const void *body;
        size_t body_length;
        const struct http_part *parts;
        size_t part_count;
        int connect_ms;    // looking up the name, TCP and TLS together
        int first_byte_ms; // from the start to the first byte of the answer; 0: total_ms alone
        int total_ms;      // from the start to the last byte of the answer
        size_t max_response_bytes;
        // Called with each piece of the body of a 200 as it comes; NULL: nobody looks before the
        // end. False from it ends the exchange: nobody waits for the rest.
        bool (*take)(void *context, const char *bytes, size_t length);
        const char *take_type; // only where the content type begins so ("audio/"); NULL: any
        void *take_context;
};

// The body has a NUL behind `length`; it is a stranger's. `content_type` is as it was sent, ""
// where none was. `retry_after_seconds` is 0 where the server named no time.
struct http_reply {
        int status;
        const char *content_type;
        const char *body;
        size_t length;
        int retry_after_seconds;
};

// Kept connections and a handle that is used again: one for each thread.
struct http_client;

// `ca_file` (PEM, borrowed as long as the client lives) has the authorities that TLS trusts; NULL:
// the system's. NULL where there is no memory.
struct http_client *
http_client_new(const char *ca_file);

// Sends and waits for the whole answer, whatever its status; body and type live as long as the
// arena. ERR_BUSY: there was no connection, or it broke before the answer was whole: worth a second
// try. ERR_UPSTREAM: too slow, too large, TLS refused, not HTTP. ERR_CONFLICT: `take` ended it.
// ERR_BROKEN: the request itself cannot be sent, such as a line break in a header. The detail names
// no URL and no header. HTTP/2 where a TLS server offers it.
MUST_CHECK bool
http_send(struct http_client *client, const struct http_request *request, struct arena *arena,
          struct http_reply *reply_out, struct err *err);

// How many connections were opened in its life, for tests and benchmarks of their reuse.
long
http_client_connections(const struct http_client *client);

// Whether the last request ended because its time was over.
bool
http_client_was_late(const struct http_client *client);

// From another thread: what the client asks, now and until http_client_go, fails with ERR_CONFLICT.
void
http_client_stop(struct http_client *client);
void
http_client_go(struct http_client *client);

void
http_client_free(struct http_client **client);
