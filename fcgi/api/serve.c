#include "serve.h"

#include <fcgiapp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/load.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/text.h"
#include "base/trace.h"
#include "door.h"
#include "exchange.h"
#include "library_memory.h"
#include "net/http_client.h"
#include "request.h"
#include "route.h"
#include "session.h"

// Room for a handler's frames, TLS and libpq; what is not touched costs nothing.
static const size_t STACK_BYTES = 512 * 1024;
// nginx waits longer than this; the parent, which would kill, does too.
static const int64_t STOP_MS = 25 * 1000;

// One that waits for a database or a speech server which does not answer leaves the other: readyz
// takes turns at one connection (main.c), so that one of them is soon free for healthz.
enum { HEALTH_THREADS = 2 };

// By the template of its route, never by its path.
static void
count_request(const struct request *request, int64_t us, const struct err *err)
{
        int class = request->exchange->status / 100;
        int route = request->route == NULL ? 0 : (int)(request->route - ROUTES) + 1;
        if (class < 1 || class > 5)
                class = 5;
        metrics_count(METRIC_REQUESTS, route, CLASS_1XX + class - 1, 0);
        metrics_observe(METRIC_REQUEST_SECONDS, route, 0, us);
        if (err->kind != ERR_NONE)
                metrics_count(METRIC_REQUEST_ERRORS, (int)err->kind, 0, 0);
        if (!request->server->is_for_health)
                load_add(LOAD_THREADS, us);
}

static void
log_request(const struct request *request, int64_t us, const struct err *err)
{
        int status = request->exchange->status;
        if (err->kind != ERR_NONE)
                log_err(err->kind == ERR_BROKEN || err->kind == ERR_FULL ? LOG_ERROR : LOG_INFO,
                        "request failed", err);
        LOG_LINE(LOG_INFO, "request", LOG_TEXT("method", request->method),
                 LOG_TEXT("path", request->path), LOG_NUMBER("status", status),
                 LOG_NUMBER("us", us));
}

static bool
take_request_line(struct request *request, struct err *err)
{
        const char *uri = request_header(request, "REQUEST_URI");
        const char *length = request_header(request, "CONTENT_LENGTH");
        int64_t bytes = 0;
        if (uri == NULL || uri[0] != '/')
                return FAIL(err, ERR_MALFORMED, "The request has no path.");
        const char *mark = strchr(uri, '?');
        size_t path_length = mark == NULL ? strlen(uri) : (size_t)(mark - uri);
        request->query = mark == NULL ? "" : mark + 1;
        request->path = text_url_decoded(request->arena, uri, path_length, false);
        if (request->path == NULL) {
                request->path = "";
                return FAIL(err, ERR_MALFORMED, "The path is not well encoded.");
        }
        if (length != NULL && length[0] != '\0' && !text_to_int(length, 0, INT64_MAX, &bytes))
                return FAIL(err, ERR_MALFORMED, "Content-Length is no number.");
        request->body_length = (uint64_t)bytes;
        return true;
}

// Browsers of other allowed sites ask first (Fetch standard, CORS preflight).
static bool
answer_preflight(struct request *request, struct err *err)
{
        if (!session_check_origin(request, true, err))
                return false;
        respond_header(request, "Access-Control-Allow-Methods",
                       "GET, HEAD, POST, PUT, PATCH, DELETE");
        respond_header(request, "Access-Control-Allow-Headers",
                       "Authorization, Content-Type, Idempotency-Key, If-None-Match, "
                       "Upload-Offset");
        respond_header(request, "Access-Control-Max-Age", "600");
        respond_empty(request, 204);
        return true;
}

static void
allow_other_origin(struct request *request)
{
        const char *origin = request_header(request, "HTTP_ORIGIN");
        const struct config *config = request->server->config;
        for (int i = 0; origin != NULL && i < config->allowed_origin_count; i++) {
                if (!text_equals_folded(origin, config->allowed_origins[i]))
                        continue;
                respond_header(request, "Access-Control-Allow-Origin", origin);
                respond_header(request, "Access-Control-Expose-Headers",
                               "X-Request-Id, ETag, Retry-After, Upload-Offset");
                respond_header(request, "Vary", "Origin");
        }
}

static bool
answer(struct request *request, struct err *err)
{
        if (!take_request_line(request, err))
                return false;
        allow_other_origin(request);
        if (text_equals(request->method, "OPTIONS"))
                return answer_preflight(request, err);
        if (!route_find(request, &request->route, err))
                return false;
        if (request->server->is_for_health && request->route->access != ACCESS_HEALTH)
                return FAIL(err, ERR_MISSING, "There is nothing under this address.");
        return session_check(request, request->route->access, err) &&
               request->route->handle(request, err);
}

// All that may need memory.
static bool
answer_or_refuse(void *context, struct err *err)
{
        struct request *request = context;
        if (request->id == NULL)
                request->id = arena_text(request->arena, uuid_to_text(uuid_new()).text);
        log_subject("request_id", request->id);
        trace_begin(request->id, request_header(request, "HTTP_TRACEPARENT"));
        if (answer(request, err))
                return true;
        // A failure after the head of a stream was sent is told by the handler itself.
        if (request->exchange->status == 0)
                respond_problem(request, err);
        return false;
}

static void
serve_one(const struct server *server, struct http_client *client, FCGX_Request *fcgi)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(exchange_close) struct exchange exchange;
        struct err err = {0};
        int64_t began_us = clock_us();
        exchange_open(&exchange, fcgi);
        struct request request = {
                .server = server,
                .exchange = &exchange,
                .client = client,
                .arena = &arena,
                .began_us = began_us,
                .path = "",
                .query = "",
        };
        const char *method = request_header(&request, "REQUEST_METHOD");
        request.method = method == NULL ? "GET" : method;
        request.id = request_header(&request, "REQUEST_ID");
        if (memory_try(answer_or_refuse, &request, &err))
                err.kind = ERR_NONE;
        else if (exchange.status == 0)
                respond_without_memory(&request, &err);
        int64_t us = clock_us() - began_us;
        log_request(&request, us, &err);
        count_request(&request, us, &err);
        trace_use(NULL);
        log_subject(NULL, NULL);
}

// What a thread serves with; without memory for it the program does not start.
static struct http_client *
client_of(const struct server *server)
{
        struct http_client *client = http_client_new(server->config->ca_file);
        if (client == NULL)
                memory_none(0);
        library_memory_reserve();
        return client;
}

static void *
serve_thread(void *context)
{
        const struct server *server = context;
        struct http_client *client = client_of(server);
        FCGX_Request fcgi;
        exchange_prepare(&fcgi);
        while (exchange_accept(server->door, &fcgi)) {
                metrics_gauge(METRIC_THREADS_BUSY, 1);
                serve_one(server, client, &fcgi);
                FCGX_Finish_r(&fcgi);
                metrics_gauge(METRIC_THREADS_BUSY, -1);
                door_done(server->door);
        }
        http_client_free(&client);
        return NULL;
}

// A process that finishes what it has in hand lives, and says so to its end.
static void *
health_thread(void *context)
{
        const struct server *server = context;
        struct http_client *client = client_of(server);
        FCGX_Request fcgi;
        exchange_prepare(&fcgi);
        while (exchange_accept(server->door, &fcgi)) {
                serve_one(server, client, &fcgi);
                FCGX_Finish_r(&fcgi);
                door_done(server->door);
        }
        http_client_free(&client);
        return NULL;
}

static void *
awake_thread(void *context)
{
        const struct server *server = context;
        for (;;) {
                clock_sleep_ms(1000);
                if (!server->is_for_health)
                        exchange_keep_awake();
                door_sweep(server->door);
        }
        return NULL;
}

static void
start_thread(void *(*run)(void *), void *context)
{
        pthread_t thread;
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        pthread_attr_setstacksize(&attributes, STACK_BYTES);
        pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
        int failed = pthread_create(&thread, &attributes, run, context);
        pthread_attr_destroy(&attributes);
        if (failed != 0) {
                LOG_LINE(LOG_ERROR, "a thread could not be started",
                         LOG_TEXT("why", strerror(failed)));
                exit(1);
        }
}

void
serve(const struct server *server)
{
        for (int i = 0; i < server->config->api_threads; i++)
                start_thread(serve_thread, (void *)(uintptr_t)server);
        metrics_gauge(METRIC_THREADS, server->config->api_threads);
        start_thread(awake_thread, (void *)(uintptr_t)server);
}

void
serve_health(const struct server *server)
{
        for (int i = 0; i < HEALTH_THREADS; i++)
                start_thread(health_thread, (void *)(uintptr_t)server);
        start_thread(awake_thread, (void *)(uintptr_t)server);
}

void
serve_stop(const struct server *server)
{
        int64_t until = clock_ms() + STOP_MS;
        // The socket belongs to all processes: it is not closed here. Threads that wait are ended
        // with the process.
        door_shut(server->door);
        while (!door_is_empty(server->door) && clock_ms() < until)
                clock_sleep_ms(20);
}
