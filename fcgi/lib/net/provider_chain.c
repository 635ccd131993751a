#include "net/provider_chain.h"

#include <ctype.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/load.h"
#include "base/memory.h"
#include "base/metrics.h"
#include "base/stage_clock.h"
#include "base/text.h"

enum {
        // A server within reach answers a connection in a fraction of this.
        CONNECT_MS = 5 * 1000,
        // A first one and one more: a third would take the time of the next provider.
        MOST_ATTEMPTS = 2,
        // A short pause, spread so that threads that failed together do not come back together.
        PAUSE_LEAST_MS = 200,
        PAUSE_SPREAD_MS = 300,
        // A candidate waits: who asks for more time than this is passed over.
        RETRY_AFTER_MOST_SECONDS = 5,
        // Less than this is not worth a connection.
        ATTEMPT_LEAST_MS = 100,
        LONGEST_CODE = 64,
};

static int
within_int(int64_t value)
{
        return value > INT_MAX ? INT_MAX : (int)value;
}

// "openai: HTTP 401, invalid_api_key; builtin: no answer in time"
static void
add_reason(struct buf *reasons, const char *provider, const struct err *err)
{
        buf_print(reasons, "%s%s: %s", reasons->length == 0 ? "" : "; ", provider,
                  err->detail[0] == '\0' ? err->message : err->detail);
}

// The reasons that rows name.
static const char LEFT_ALONE[] = "left alone after failures";
static const char NO_TIME[] = "no time left";
static const char NO_BUDGET[] = "budget used up";
static const char *const FAILURE_REASONS[] = {
        [FAILURE_CONNECTION] = "no connection",   [FAILURE_TIMEOUT] = "no answer in time",
        [FAILURE_LIMITED] = "too many requests",  [FAILURE_DENIED] = "key not accepted",
        [FAILURE_REFUSED] = "request refused",    [FAILURE_SERVER] = "error of the server",
        [FAILURE_UNREADABLE] = "unusable answer",
};
_Static_assert(COUNT_OF(FAILURE_REASONS) == FAILURE_COUNT, "one reason each");

static void
pass_over(struct providers *providers, enum provider provider, const char *reason)
{
        size_t length = strlen(providers->passed_over);
        snprintf(providers->passed_over + length, sizeof providers->passed_over - length,
                 "%s%s: %s", length == 0 ? "" : ", ", PROVIDER_NAMES[provider], reason);
}

static enum call_failure
failure_of(const struct providers *providers)
{
        int status = providers->status;
        if (http_client_was_late(providers->client))
                return FAILURE_TIMEOUT;
        return status == 0                      ? FAILURE_CONNECTION
               : status == 429                  ? FAILURE_LIMITED
               : status == 401 || status == 403 ? FAILURE_DENIED
               : status >= 500                  ? FAILURE_SERVER
               : status >= 400                  ? FAILURE_REFUSED
                                                : FAILURE_UNREADABLE;
}

static void
count_call(const struct providers *providers, enum function function, enum provider provider,
           bool is_answered, const struct err *err, int64_t us)
{
        enum call_outcome outcome = is_answered                 ? CALL_ANSWERED
                                    : err->kind == ERR_UPSTREAM ? CALL_FAILED
                                                                : CALL_LEFT;
        metrics_count(METRIC_PROVIDER_CALLS, (int)function, (int)provider, outcome);
        metrics_observe(METRIC_PROVIDER_SECONDS, (int)function, (int)provider, us);
        if (outcome == CALL_FAILED)
                metrics_count(METRIC_PROVIDER_ERRORS, (int)function, (int)provider,
                              failure_of(providers));
        if (provider == PROVIDER_BUILTIN)
                load_add(LOAD_SPEECH, us);
}

struct asked {
        struct providers *providers;
        const struct chain_call *call;
        enum provider provider;
        int64_t deadline_ms;
};

static bool
ask(void *context, struct err *err)
{
        const struct asked *asked = context;
        return asked->call->ask(asked->providers, asked->provider, asked->deadline_ms,
                                asked->call->context, err);
}

// The call itself, counted and timed. Without memory it has failed, and its breaker was not asked.
static bool
ask_timed(struct providers *providers, const struct chain_call *call, enum provider provider,
          int64_t deadline_ms, struct err *err)
{
        int64_t began_us = clock_us();
        providers->retry_after_seconds = 0;
        providers->status = 0;
        stage_provider_enter();
        struct asked asked = {providers, call, provider, deadline_ms};
        bool is_answered = memory_try(ask, &asked, err);
        stage_provider_leave();
        count_call(providers, call->function, provider, is_answered, err, clock_us() - began_us);
        return is_answered;
}

// Asks one, if its breaker lets it, and tells the breaker what came of it.
static bool
ask_one(struct providers *providers, const struct chain_call *call, enum provider provider,
        int64_t deadline_ms, struct err *err)
{
        bool is_late = deadline_ms - clock_ms() < ATTEMPT_LEAST_MS;
        bool is_remote = provider_is_remote(provider);
        if (is_remote && (is_late || !breaker_enter(call->function, provider))) {
                metrics_count(METRIC_PROVIDER_CALLS, (int)call->function, (int)provider,
                              CALL_PASSED_OVER);
                pass_over(providers, provider, is_late ? NO_TIME : LEFT_ALONE);
                return is_late ? FAIL_DETAIL(err, ERR_UPSTREAM, "The provider took too long.",
                                             "no time was left to ask")
                               : FAIL_DETAIL(err, ERR_UPSTREAM,
                                             "The provider is left alone for a while.",
                                             "left alone after failures");
        }
        bool is_answered = ask_timed(providers, call, provider, deadline_ms, err);
        if (!is_answered && err->kind == ERR_UPSTREAM)
                pass_over(providers, provider, FAILURE_REASONS[failure_of(providers)]);
        if (is_answered)
                breaker_answered(call->function, provider);
        else if (err->kind == ERR_UPSTREAM)
                breaker_failed(call->function, provider, providers->config,
                               providers->retry_after_seconds);
        else
                breaker_left(call->function, provider);
        return is_answered;
}

static void
note_fallback(struct providers *providers, const struct chain_call *call, const char *reasons)
{
        metrics_count(METRIC_FALLBACKS, (int)call->function, 0, 0);
        FAIL_DETAIL(&providers->coped, ERR_UPSTREAM, "A provider was passed over.", "%s", reasons);
}

static bool
is_over_budget(const struct providers *providers, enum provider provider)
{
        return providers->used != NULL && providers->used->reached != NULL &&
               provider_is_remote(provider);
}

// What was tried of a call.
struct tries {
        const struct chain_call *call;
        struct buf reasons;
        int64_t end_ms;
        int tried;
};

static void
tries_done(struct tries *tries)
{
        buf_close(&tries->reasons);
}

// An even share of what is left for those over the network; those on this host have their own time.
static int64_t
deadline_of(const struct tries *tries, int place)
{
        const struct chain *chain = tries->call->chain;
        int64_t now_ms = clock_ms();
        int remote = 0;
        if (!provider_is_remote(chain->items[place]))
                return now_ms + tries->call->local_ms;
        for (int i = place; i < chain->count; i++)
                remote += provider_is_remote(chain->items[i]) ? 1 : 0;
        return now_ms + (tries->end_ms - now_ms) / remote;
}

// Asks those of the chain that are within the budget, or those that are not. True in `is_over_out`
// where the asking is over, with an answer or without.
static bool
ask_those(struct providers *providers, struct tries *tries, bool is_within, bool *is_over_out,
          struct err *err)
{
        const struct chain_call *call = tries->call;
        for (int i = 0; i < call->chain->count; i++) {
                enum provider provider = call->chain->items[i];
                struct err problem = {.kind = ERR_NONE};
                if (is_over_budget(providers, provider) == is_within)
                        continue;
                if (ask_one(providers, call, provider, deadline_of(tries, i), &problem)) {
                        if (tries->tried > 0)
                                note_fallback(providers, call, buf_string(&tries->reasons));
                        *is_over_out = true;
                        return true;
                }
                *is_over_out = problem.kind == ERR_CONFLICT ||
                               (call->may_go_on != NULL && !call->may_go_on(call->context));
                if (problem.kind == ERR_CONFLICT) {
                        *err = problem;
                        return false;
                }
                tries->tried++;
                add_reason(&tries->reasons, PROVIDER_NAMES[provider], &problem);
                if (*is_over_out)
                        break;
        }
        return FAIL_DETAIL(err, ERR_UPSTREAM, call->refusal, "%s",
                           call->chain->count == 0 ? "no provider is configured"
                                                   : buf_string(&tries->reasons));
}

static void
leave_out(struct providers *providers, struct tries *tries)
{
        const struct chain_call *call = tries->call;
        for (int i = 0; i < call->chain->count; i++) {
                enum provider provider = call->chain->items[i];
                struct err problem = {.kind = ERR_NONE};
                if (!is_over_budget(providers, provider))
                        continue;
                struct endpoint endpoint = endpoint_of(providers->config, call->function, provider);
                used_add(providers, &endpoint, (struct usage){.left_out = 1});
                FAIL_DETAIL(&problem, ERR_UPSTREAM, "The budget is used up.",
                            "the budget %s is used up", providers->used->reached);
                pass_over(providers, provider, NO_BUDGET);
                tries->tried++;
                add_reason(&tries->reasons, PROVIDER_NAMES[provider], &problem);
        }
}

bool
chain_ask(struct providers *providers, const struct chain_call *call, struct err *err)
{
        OWN(tries_done)
        struct tries tries = {
                .call = call,
                .reasons = buf_open((size_t)2 * PROVIDER_COUNT * sizeof *err),
                .end_ms = clock_ms() + call->total_ms,
        };
        bool is_over = false;
        providers->coped = (struct err){.kind = ERR_NONE};
        providers->passed_over[0] = '\0';
        providers->purpose = call->purpose;
        leave_out(providers, &tries);
        if (ask_those(providers, &tries, true, &is_over, err))
                return true;
        bool may_go_beyond = !is_over && call->is_needed && providers->used != NULL &&
                             providers->used->reached != NULL;
        if (may_go_beyond && ask_those(providers, &tries, false, &is_over, err))
                return true;
        if (call->chain->count > 0 && err->kind != ERR_CONFLICT)
                metrics_count(METRIC_UNANSWERED, (int)call->function, 0, 0);
        return false;
}

// Azure's deployments take another header, and want their api-version as a query.
static bool
is_azure(const char *url)
{
        const char *host = strstr(url, "://");
        host = host == NULL ? url : host + 3;
        size_t length = strcspn(host, ":/?");
        static const char SUFFIX[] = ".azure.com";
        return strstr(host + length, "/openai/deployments/") != NULL ||
               (length > strlen(SUFFIX) &&
                strncasecmp(host + length - strlen(SUFFIX), SUFFIX, strlen(SUFFIX)) == 0);
}

static const struct provider_settings *
settings_of(const struct config *config, enum function function, enum provider provider)
{
        switch (function) {
        case FUNCTION_STT:
                return provider == PROVIDER_WHISPERCPP ? &config->stt_whispercpp
                                                       : &config->stt_openai;
        case FUNCTION_LLM:
                return provider == PROVIDER_ANTHROPIC ? &config->llm_anthropic
                                                      : &config->llm_openai;
        case FUNCTION_TTS:
                return provider == PROVIDER_ELEVENLABS ? &config->tts_elevenlabs
                                                       : &config->tts_openai;
        default:
                return &config->embeddings_openai;
        }
}

struct endpoint
endpoint_of(const struct config *config, enum function function, enum provider provider)
{
        const struct provider_settings *settings = settings_of(config, function, provider);
        struct endpoint endpoint = {
                .function = function,
                .id = provider,
                .provider = PROVIDER_NAMES[provider],
                .url = settings->url,
                .key = settings->key,
                .model = settings->model,
                .voice = settings->voice,
                .price_in = settings->price_in,
                .price_out = settings->price_out,
        };
        if (provider == PROVIDER_BUILTIN) {
                endpoint.url = "http://localhost/v1";
                endpoint.unix_socket = config->speech_socket;
                endpoint.key = "";
                endpoint.model = "builtin";
                endpoint.voice = "";
        } else if (provider == PROVIDER_ANTHROPIC) {
                endpoint.key_header = KEY_X_API_KEY;
        } else if (provider == PROVIDER_ELEVENLABS) {
                endpoint.key_header = KEY_XI_API_KEY;
        } else if (is_azure(settings->url)) {
                endpoint.key_header = KEY_API_KEY;
        }
        return endpoint;
}

// The path goes before the query of the base, if it has one, and its own query behind that.
static const char *
url_of(const struct endpoint *endpoint, const struct post *post, struct arena *arena)
{
        size_t base = strcspn(endpoint->url, "?");
        const char *query = endpoint->url + base;
        while (base > 0 && endpoint->url[base - 1] == '/')
                base--;
        const char *url =
                arena_print(arena, "%.*s%s%s", (int)base, endpoint->url, post->path, query);
        if (post->query == NULL)
                return url;
        return arena_print(arena, "%s%c%s", url, query[0] == '\0' ? '?' : '&', post->query);
}

static struct http_header
key_header_of(const struct endpoint *endpoint, struct arena *arena)
{
        static const char *const NAMES[KEY_HEADER_COUNT] = {
                [KEY_BEARER] = "Authorization",
                [KEY_API_KEY] = "api-key",
                [KEY_X_API_KEY] = "x-api-key",
                [KEY_XI_API_KEY] = "xi-api-key",
        };
        return (struct http_header){
                NAMES[endpoint->key_header],
                endpoint->key_header == KEY_BEARER ? arena_print(arena, "Bearer %s", endpoint->key)
                                                   : endpoint->key,
        };
}

static bool
is_passing_status(int status)
{
        return status == 429 || status >= 500;
}

// How long to wait before the same is asked again; -1: it is not.
static int64_t
pause_ms(const struct http_reply *reply, int64_t deadline_ms)
{
        uint16_t spread = 0;
        crypto_random(&spread, sizeof spread);
        int64_t pause = PAUSE_LEAST_MS + spread % PAUSE_SPREAD_MS;
        if (reply->retry_after_seconds > RETRY_AFTER_MOST_SECONDS)
                return -1;
        if (reply->retry_after_seconds > 0)
                pause = reply->retry_after_seconds * 1000;
        return clock_ms() + pause + ATTEMPT_LEAST_MS > deadline_ms ? -1 : pause;
}

bool
endpoint_post(struct providers *providers, const struct endpoint *endpoint, const struct post *post,
              int64_t deadline_ms, struct arena *arena, struct http_reply *reply_out,
              struct err *err)
{
        struct http_header headers[3] = {{NULL, NULL}};
        struct http_request request = {
                .method = "POST",
                .url = url_of(endpoint, post, arena),
                .unix_socket = endpoint->unix_socket,
                .headers = headers,
                .body = post->json,
                .body_length = post->json == NULL ? 0 : strlen(post->json),
                .parts = post->parts,
                .part_count = post->part_count,
                .connect_ms = CONNECT_MS,
                .first_byte_ms = post->first_byte_ms,
                .max_response_bytes = post->max_response_bytes,
                .take = post->take,
                .take_type = post->take_type,
                .take_context = post->take_context,
        };
        if (endpoint->key[0] != '\0')
                headers[request.header_count++] = key_header_of(endpoint, arena);
        if (post->header.name != NULL)
                headers[request.header_count++] = post->header;
        if (post->json != NULL)
                headers[request.header_count++] =
                        (struct http_header){"Content-Type", "application/json"};

        for (int attempt = 1;; attempt++) {
                struct http_reply reply = {.status = 0};
                int64_t left_ms = deadline_ms - clock_ms();
                if (left_ms < ATTEMPT_LEAST_MS)
                        return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider took too long.",
                                           "no time was left to ask");
                request.total_ms = within_int(left_ms);
                if (attempt > 1)
                        metrics_count(METRIC_PROVIDER_RETRIES, (int)endpoint->function,
                                      (int)endpoint->id, 0);
                bool is_sent = http_send(providers->client, &request, arena, &reply, err);
                providers->status = reply.status;
                used_add(providers, endpoint,
                         (struct usage){
                                 .calls = 1,
                                 .failed = is_sent && reply.status == 200 ? 0 : 1,
                         });
                if (is_sent && !is_passing_status(reply.status)) {
                        *reply_out = reply;
                        return true;
                }
                bool may_pass =
                        is_sent ? !endpoint_check(endpoint, &reply, err) : err->kind == ERR_BUSY;
                if (!may_pass)
                        return false;
                int64_t pause = attempt < MOST_ATTEMPTS ? pause_ms(&reply, deadline_ms) : -1;
                if (pause >= 0 && post->again != NULL && !post->again(post->take_context))
                        pause = -1;
                if (pause < 0) {
                        providers->retry_after_seconds = reply.retry_after_seconds;
                        err->kind = ERR_UPSTREAM;
                        return false;
                }
                clock_sleep_ms(pause);
        }
}

static bool
is_plain_word(const char *text)
{
        size_t length = strlen(text);
        for (const char *c = text; *c != '\0'; c++) {
                if (!isalnum((unsigned char)*c) && strchr("_.-", *c) == NULL)
                        return false;
        }
        return length > 0 && length <= LONGEST_CODE;
}

// A server may repeat the key, or a piece of it, wherever it likes.
static bool
shares_with_key(const char *word, const char *key)
{
        enum { TELLING = 6 };
        size_t length = strlen(word);
        if (strlen(key) < TELLING)
                return key[0] != '\0' && strstr(word, key) != NULL;
        for (size_t i = 0; i + TELLING <= length; i++) {
                char piece[TELLING + 1] = "";
                memcpy(piece, word + i, TELLING);
                if (strstr(key, piece) != NULL)
                        return true;
        }
        return false;
}

const char *
endpoint_code(const struct endpoint *endpoint, const char *code)
{
        return is_plain_word(code) && !shares_with_key(code, endpoint->key) ? code : "";
}

bool
endpoint_check(const struct endpoint *endpoint, const struct http_reply *reply, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err ignored = {.kind = ERR_NONE};
        const char *code = "";

        if (reply->status == 200)
                return true;
        // {"error": {"code", "type"}} of OpenAI and Anthropic, {"detail": {"status"}} of
        // ElevenLabs.
        if (json_parse(reply->body, reply->length, &document, &ignored)) {
                const struct json_object *error = json_get(document.root, "error");
                const struct json_object *detail = json_get(document.root, "detail");
                code = json_text_or(error, "code", json_text_or(error, "type", ""));
                code = json_text_or(detail, "status", code);
        }
        code = endpoint_code(endpoint, code);
        return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider refused the request.", "HTTP %d%s%s",
                           reply->status, code[0] == '\0' ? "" : ", ", code);
}

const char *
endpoint_complaint(const struct http_reply *reply, struct arena *arena)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err ignored = {.kind = ERR_NONE};
        if (!json_parse(reply->body, reply->length, &document, &ignored))
                return "";
        // Others, such as FastAPI's {"detail": [...]}, as they are.
        const char *plain = json_text_or(document.root, "error", reply->body);
        return arena_text(arena, json_text_or(json_get(document.root, "error"), "message", plain));
}

const char *
primary_language(const char *language, struct arena *arena)
{
        char *primary = arena_copy(arena, language, strcspn(language, "-_"));
        for (char *c = primary; *c != '\0'; c++)
                *c = (char)tolower((unsigned char)*c);
        return primary;
}
