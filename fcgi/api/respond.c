#include <stdio.h>
#include <string.h>

#include "base/crypto.h"
#include "base/text.h"
#include "exchange.h"
#include "request.h"

static const char *
reason_of(int status)
{
        static const struct {
                int status;
                const char *reason;
        } REASONS[] = {
                {200, "OK"},
                {201, "Created"},
                {202, "Accepted"},
                {204, "No Content"},
                {304, "Not Modified"},
                {400, "Bad Request"},
                {401, "Unauthorized"},
                {403, "Forbidden"},
                {404, "Not Found"},
                {405, "Method Not Allowed"},
                {409, "Conflict"},
                {413, "Content Too Large"},
                {415, "Unsupported Media Type"},
                {422, "Unprocessable Content"},
                {429, "Too Many Requests"},
                {500, "Internal Server Error"},
                {502, "Bad Gateway"},
                {503, "Service Unavailable"},
                {507, "Insufficient Storage"},
        };
        for (size_t i = 0; i < COUNT_OF(REASONS); i++) {
                if (REASONS[i].status == status)
                        return REASONS[i].reason;
        }
        return "Unknown";
}

void
respond_header(struct request *request, const char *name, const char *value)
{
        if (strpbrk(value, "\r\n") == NULL)
                buf_print(&request->exchange->headers, "%s: %s\r\n", name, value);
}

// The head of the answer, whole; nothing is sent twice. (libfcgi's own printf knows no %zu.)
static void
begin(struct request *request, int status, const char *type)
{
        struct exchange *exchange = request->exchange;
        char line[64];
        snprintf(line, sizeof line, "Status: %d %s\r\n", status, reason_of(status));
        if (type != NULL)
                respond_header(request, "Content-Type", type);
        buf_text(&exchange->headers, "\r\n");
        // From here on nothing needs memory: it is sent.
        exchange->status = status;
        FCGX_PutS(line, exchange->fcgi->out);
        FCGX_PutStr(buf_string(&exchange->headers), (int)exchange->headers.length,
                    exchange->fcgi->out);
}

static void
send(struct request *request, int status, const char *type, const char *bytes, size_t length)
{
        respond_header(request, "Content-Length", arena_print(request->arena, "%zu", length));
        begin(request, status, type);
        if (strcmp(request->method, "HEAD") != 0)
                FCGX_PutStr(bytes, (int)length, request->exchange->fcgi->out);
}

static void
send_fresh(struct request *request, int status, const char *type, const char *bytes, size_t length)
{
        respond_header(request, "Cache-Control", "no-store");
        send(request, status, type, bytes, length);
}

bool
respond_json(struct request *request, int status, const struct buf *body, struct err *err)
{
        if (!buf_check(body, ERR_BROKEN, "The answer", err))
                return false;
        send_fresh(request, status, "application/json", buf_string(body), body->length);
        return true;
}

bool
respond_json_tagged(struct request *request, const struct buf *body, struct err *err)
{
        if (!buf_check(body, ERR_BROKEN, "The answer", err))
                return false;
        struct digest_text digest = digest_to_text(sha256_of(body->bytes, body->length));
        const char *tag = arena_print(request->arena, "\"%.32s\"", digest.text);
        bool is_read = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
        const char *known = is_read ? request_header(request, "HTTP_IF_NONE_MATCH") : NULL;
        respond_header(request, "ETag", tag);
        // Weak comparison (RFC 9110, 13.1.2): a W/ before the tag changes nothing.
        respond_header(request, "Cache-Control", "no-cache");
        if (known != NULL && strstr(known, tag) != NULL)
                begin(request, 304, NULL);
        else
                send(request, 200, "application/json", body->bytes, body->length);
        return true;
}

void
respond_empty(struct request *request, int status)
{
        respond_header(request, "Cache-Control", "no-store");
        begin(request, status, NULL);
}

void
respond_file(struct request *request, const char *key, const char *mime, const char *filename)
{
        respond_header(request, "Cache-Control", "private, no-cache");
        respond_header(request, "X-Accel-Redirect", arena_print(request->arena, "/_media/%s", key));
        if (filename != NULL)
                respond_header(
                        request, "Content-Disposition",
                        arena_print(request->arena, "attachment; filename=\"%s\"", filename));
        begin(request, 200, mime);
}

void
respond_bytes(struct request *request, const char *mime, const void *bytes, size_t length)
{
        respond_header(request, "Cache-Control", "private, max-age=3600");
        send(request, 200, mime, bytes, length);
}

void
respond_open(struct request *request, const char *mime)
{
        respond_header(request, "Cache-Control", "no-store");
        respond_header(request, "X-Accel-Buffering", "no");
        begin(request, 200, mime);
        FCGX_FFlush(request->exchange->fcgi->out);
}

bool
respond_piece(struct request *request, const char *bytes, size_t length)
{
        return exchange_write_bytes(request->exchange, bytes, length);
}

void
respond_text(struct request *request, int status, const char *type, const char *text)
{
        send_fresh(request, status, type, text, strlen(text));
}

void
respond_stream(struct request *request)
{
        respond_header(request, "Cache-Control", "no-store");
        respond_header(request, "X-Accel-Buffering", "no");
        begin(request, 200, "application/x-ndjson");
        FCGX_FFlush(request->exchange->fcgi->out);
        exchange_start_stream(request->exchange);
}

void
respond_line(struct request *request, const char *json)
{
        exchange_write_line(request->exchange, json);
}

void
respond_end(struct request *request)
{
        exchange_end(request->exchange);
}

// All of the problem but its closing brace.
static void
write_problem(const struct request *request, const struct err *err, struct buf *buf)
{
        struct json_writer json = json_writer_on(buf);
        int status = err_http_status(err->kind);
        json_open_object(&json);
        json_put_text(&json, "type",
                      request->problem_type == NULL ? "about:blank" : request->problem_type);
        json_put_text(&json, "title", reason_of(status));
        json_put_int(&json, "status", status);
        json_put_text(&json, "detail", err->message);
        json_put_text(&json, "request_id", request->id);
        if (err->kind == ERR_INPUT) {
                json_name(&json, "errors");
                json_open_list(&json);
                if (err->field[0] != '\0') {
                        json_open_object(&json);
                        json_put_text(&json, "field", err->field);
                        json_put_text(&json, "detail", err->message);
                        json_close_object(&json);
                }
                json_close_list(&json);
        }
        json_close_object(&json);
        // Members of this problem's own go before the closing brace.
        buf->length--;
}

const char *
problem_json(const struct request *request, const struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(16 * 1024);
        write_problem(request, err, &buf);
        return arena_print(request->arena, "%.*s%s}", (int)buf.length, buf_string(&buf),
                           request->problem_members == NULL ? "" : request->problem_members);
}

void
respond_problem(struct request *request, const struct err *err)
{
        const char *body = problem_json(request, err);
        if (request->retry_after_seconds > 0)
                respond_header(request, "Retry-After",
                               arena_print(request->arena, "%d", request->retry_after_seconds));
        else if (err->kind == ERR_BUSY)
                respond_header(request, "Retry-After", "2");
        send_fresh(request, err_http_status(err->kind), "application/problem+json", body,
                   strlen(body));
}

void
respond_without_memory(struct request *request, const struct err *err)
{
        char room[1024];
        char head[256];
        int status = err_http_status(err->kind);
        struct exchange *exchange = request->exchange;
        struct buf body = buf_on(room, sizeof room);
        write_problem(request, err, &body);
        buf_char(&body, '}');
        snprintf(head, sizeof head,
                 "Status: %d %s\r\nContent-Type: application/problem+json\r\nRetry-After: 2\r\n"
                 "Cache-Control: no-store\r\nContent-Length: %zu\r\n\r\n",
                 status, reason_of(status), body.length);
        exchange->status = status;
        FCGX_PutS(head, exchange->fcgi->out);
        FCGX_PutStr(buf_string(&body), (int)body.length, exchange->fcgi->out);
}
