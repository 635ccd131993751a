#include "routes.h"

#include "base/clock.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"

static const char JSON_TYPE[] = "application/json";
static const size_t SMALL_ANSWER = 4096;

static bool
healthz(struct service *service, struct exchange *exchange, struct answer *answer, struct err *err)
{
        (void)service;
        (void)exchange;
        (void)err;
        answer->content_type = JSON_TYPE;
        answer->body = buf_open(SMALL_ANSWER);
        buf_text(&answer->body, "{\"status\":\"ok\"}");
        return true;
}

static bool
models(struct service *service, struct exchange *exchange, struct answer *answer, struct err *err)
{
        static const char *const NAMES[] = {"pocketsphinx-en-us", "flite", "espeak-ng"};
        (void)service;
        (void)exchange;
        answer->content_type = JSON_TYPE;
        answer->body = buf_open(SMALL_ANSWER);
        struct json_writer json = json_writer_on(&answer->body);
        json_open_object(&json);
        json_put_text(&json, "object", "list");
        json_name(&json, "data");
        json_open_list(&json);
        for (size_t i = 0; i < COUNT_OF(NAMES); i++) {
                json_open_object(&json);
                json_put_text(&json, "id", NAMES[i]);
                json_put_text(&json, "object", "model");
                json_put_int(&json, "created", 0);
                json_put_text(&json, "owned_by", "earshot");
                json_close_object(&json);
        }
        json_close_list(&json);
        json_close_object(&json);
        return buf_check(&answer->body, ERR_BROKEN, "The answer", err);
}

struct route {
        const char *method;
        const char *path;
        service_handler *handle;
};

static const struct route ROUTES[] = {
        {"POST", "/v1/audio/transcriptions", transcribe},
        {"POST", "/v1/audio/speech", speak},
        {"GET", "/v1/models", models},
        {"GET", "/healthz", healthz},
};

static bool
find_route(const struct exchange *exchange, const struct route **route_out, struct err *err)
{
        bool is_path_known = false;
        for (size_t i = 0; i < COUNT_OF(ROUTES); i++) {
                if (!text_equals(exchange->path, ROUTES[i].path))
                        continue;
                is_path_known = true;
                if (text_equals(exchange->method, ROUTES[i].method)) {
                        *route_out = &ROUTES[i];
                        return true;
                }
        }
        return is_path_known ? FAIL(err, ERR_METHOD, "This address does not take this method.")
                             : FAIL(err, ERR_MISSING, "There is nothing at this address.");
}

// OpenAI's clients know a wrong value as 400, where RFC 9110's 422 is the rest of ours.
static int
status_of(const struct err *err)
{
        return err->kind == ERR_INPUT ? 400 : err_http_status(err->kind);
}

static void
answer_error(struct exchange *exchange, const struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(SMALL_ANSWER);
        struct json_writer json = json_writer_on(&body);
        int status = status_of(err);
        json_open_object(&json);
        json_name(&json, "error");
        json_open_object(&json);
        json_put_text(&json, "message", err->message);
        json_put_text(&json, "type", status < 500 ? "invalid_request_error" : "server_error");
        json_put_text(&json, "param", err->field[0] == '\0' ? NULL : err->field);
        json_put_text(&json, "code", err_kind_name(err->kind));
        json_close_object(&json);
        json_close_object(&json);
        exchange_answer(exchange, status, JSON_TYPE, buf_string(&body), body.length);
}

void
routes_answer(struct service *service, struct exchange *exchange)
{
        int64_t started = clock_ms();
        struct err err = {0};
        struct answer answer = {0};
        const struct route *route = NULL;
        if (find_route(exchange, &route, &err) && route->handle(service, exchange, &answer, &err)) {
                exchange_answer(exchange, 200, answer.content_type, buf_string(&answer.body),
                                answer.body.length);
        } else {
                log_err(status_of(&err) < 500 ? LOG_INFO : LOG_ERROR, "request failed", &err);
                answer_error(exchange, &err);
        }
        LOG_LINE(LOG_INFO, "request", LOG_TEXT("path", route == NULL ? "" : route->path),
                 LOG_NUMBER("status", exchange->status),
                 LOG_NUMBER("in_bytes", (int64_t)exchange->read_length),
                 LOG_NUMBER("out_bytes", (int64_t)answer.body.length),
                 LOG_NUMBER("ms", clock_ms() - started));
        buf_close(&answer.body);
}
