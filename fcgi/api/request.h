// One HTTP request and its answer, as a handler sees them. fcgi_stdio's types stay behind
// exchange.h; a handler reads and answers through here.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/uuid.h"
#include "server.h"
#include "turn/turn.h"

struct exchange;
struct route;

enum role {
        ROLE_REVIEWER,  // reads and decides
        ROLE_RECRUITER, // and makes postings and interviews
        ROLE_ADMIN,
};

struct hr_user {
        struct uuid id;
        struct uuid organisation_id;
        const char *organisation;
        const char *email;
        const char *name;
        enum role role;
};

enum { REQUEST_PARAMETERS = 3 };

struct request {
        const struct server *server;
        struct exchange *exchange; // the bytes in and out
        struct http_client *client;
        struct arena *arena;
        const char *method;
        const char *path;                           // decoded, without the query
        const char *query;                          // as sent
        const char *id;                             // X-Request-Id
        const struct route *route;                  // NULL where none fits
        int64_t began_us;                           // clock_us, when its whole was here
        const char *parameters[REQUEST_PARAMETERS]; // what stood for {..} in the route
        uint64_t body_length;
        struct hr_user user;   // on routes for HR
        struct uuid interview; // on routes for candidates
        struct digest session; // on routes whose handler finds the candidate's session itself
        // Members that a problem carries besides its own, as JSON (",\"current_turn\":2"); NULL.
        const char *problem_members;
        const char *problem_type; // a URI reference; NULL: about:blank, the status says it all
        int retry_after_seconds;
};

// What the turn room needs, for this thread.
struct turn_room
request_turn_room(const struct request *request);

// A header such as "HTTP_ACCEPT" or "CONTENT_TYPE"; NULL where it was not sent.
const char *
request_header(const struct request *request, const char *name);

// A cookie's value; NULL.
const char *
request_cookie(const struct request *request, const char *name);

// A parameter of the query, decoded; NULL where it is not there. False with ERR_INPUT where it is
// not well encoded.
MUST_CHECK bool
request_query(const struct request *request, const char *name, const char **value_out,
              struct err *err);

// The next member of a form (WHATWG URL, application/x-www-form-urlencoded), decoded; *place moves
// behind it. To be called while *place is not at the end. ERR_INPUT where it is not well encoded.
MUST_CHECK bool
request_form_next(const struct request *request, const char **place, const char **name_out,
                  const char **value_out, struct err *err);

// A route's parameter as an id. What is no id is ERR_MISSING: there is nothing under it.
MUST_CHECK bool
request_id(const struct request *request, int parameter, struct uuid *id_out, struct err *err);

// A route's parameter as a number of a turn, 1 to 1000.
MUST_CHECK bool
request_number(const struct request *request, int parameter, int *number_out, struct err *err);

// limit (1-200, 50) and cursor (an id; zero where there is none).
MUST_CHECK bool
request_page(const struct request *request, int *limit_out, struct uuid *cursor_out,
             struct err *err);

// The next bytes of the body; 0 at its end. ERR_MALFORMED where it ends before Content-Length.
MUST_CHECK bool
request_read(struct request *request, char *bytes, size_t room, size_t *length_out,
             struct err *err);

// The whole body, with a NUL behind it; the caller has seen to it that body_length is small.
MUST_CHECK bool
request_body(struct request *request, const char **bytes_out, size_t *length_out, struct err *err);

// The whole body as JSON; an object. `bytes_out` (may be NULL) is what was sent. ERR_TYPE where the
// Content-Type is another one.
MUST_CHECK bool
request_json(struct request *request, struct json_document *document_out, const char **bytes_out,
             struct err *err);

// Answers. A handler answers exactly once, or fails; the loop answers failures as problem+json.

// A JSON value; the buffer is checked and sent whole.
MUST_CHECK bool
respond_json(struct request *request, int status, const struct buf *body, struct err *err);

// The same with an ETag of the content; 304 where the client has it.
MUST_CHECK bool
respond_json_tagged(struct request *request, const struct buf *body, struct err *err);

void
respond_empty(struct request *request, int status);

// A file of the media store by X-Accel-Redirect, so that nginx answers Range. `filename` NULL:
// shown in the page; else a download of this name.
void
respond_file(struct request *request, const char *key, const char *mime, const char *filename);

// Bytes that stand in no store, such as a sample of a voice; the browser may keep them for an hour.
void
respond_bytes(struct request *request, const char *mime, const void *bytes, size_t length);

// Bytes whose number is not known yet, each piece on its way when it is given. False from
// respond_piece: nobody takes them any more.
void
respond_open(struct request *request, const char *mime);
bool
respond_piece(struct request *request, const char *bytes, size_t length);

// Text of a given type, such as the metrics.
void
respond_text(struct request *request, int status, const char *type, const char *text);

// A header of the answer, to be set before it; the value must have no line break.
void
respond_header(struct request *request, const char *name, const char *value);

// A stream of JSON lines (NDJSON), each on its way when it is written. An empty line is sent when
// nothing was for 10 s. Afterwards respond_line until the handler returns.
void
respond_stream(struct request *request);
void
respond_line(struct request *request, const char *json);

// The stream is whole: whoever reads it waits no longer, though the handler may go on. No line
// after this.
void
respond_end(struct request *request);

// The problem (RFC 9457) of an error as JSON text.
const char *
problem_json(const struct request *request, const struct err *err);

void
respond_problem(struct request *request, const struct err *err);

// The same from what stands on the stack alone, for a request whose memory could not be had. What
// it had set as headers is not sent.
void
respond_without_memory(struct request *request, const struct err *err);
