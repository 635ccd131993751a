#include "net/llm_exchange.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/json_read.h"
#include "base/text.h"

enum {
        // Some hundred bytes go around each token of a stream; far more than max_tokens allows.
        ANSWER_BYTES = 4 * 1024 * 1024,
        EVENT_BYTES = 1024 * 1024,
        // Even a model that must be loaded first has begun by then.
        FIRST_BYTE_MS = 25 * 1000,
};

static const char *const SPACES = " \t\r\n";
static const char *const THOUGHT_START = "<think>";
static const char *const THOUGHT_END = "</think>";

// What a model thought aloud is not its answer; a thought without an end has none behind it. NULL
// while it cannot be told yet whether it thinks.
static const char *
without_thoughts(const char *text)
{
        text += strspn(text, SPACES);
        if (text[0] != '\0' && text_starts(THOUGHT_START, text) &&
            strlen(text) < strlen(THOUGHT_START))
                return NULL;
        if (!text_starts(text, THOUGHT_START))
                return text;
        const char *end = strstr(text, THOUGHT_END);
        if (end == NULL)
                return NULL;
        end += strlen(THOUGHT_END);
        return end + strspn(end, SPACES);
}

static void
tell(struct llm_exchange *exchange)
{
        const char *whole = buf_string(&exchange->text);
        const char *start = without_thoughts(whole);
        if (exchange->listener == NULL || exchange->request->wants_json || start == NULL)
                return;
        if ((size_t)(start - whole) > exchange->told)
                exchange->told = (size_t)(start - whole);
        size_t length = exchange->text.length - exchange->told;
        if (length == 0)
                return;
        struct llm_reply piece = {
                .text = text_clean(exchange->arena, whole + exchange->told, length),
                .provider = exchange->endpoint->provider,
                .model = exchange->endpoint->model,
        };
        exchange->told = exchange->text.length;
        exchange->is_heard = true;
        if (!exchange->listener->hear(exchange->listener->context, &piece))
                exchange->is_left = true;
}

void
llm_exchange_add(struct llm_exchange *exchange, const char *text)
{
        if (text[0] == '\0' || exchange->is_left)
                return;
        buf_text(&exchange->text, text);
        tell(exchange);
}

void
llm_exchange_restart(struct llm_exchange *exchange)
{
        buf_clear(&exchange->text);
        exchange->told = 0;
        exchange->has_ended = false;
        exchange->problem[0] = '\0';
}

void
llm_exchange_note_tokens(struct llm_exchange *exchange, int64_t tokens_in, int64_t tokens_out)
{
        if (tokens_in >= 0)
                exchange->tokens_in = tokens_in;
        if (tokens_out >= 0)
                exchange->tokens_out = tokens_out;
}

// What an answer used, or the part of one that came: by the server's own figures, else by the
// length of the texts.
static void
count_tokens(struct llm_exchange *exchange)
{
        const struct llm_request *request = exchange->request;
        struct usage usage = {
                .tokens_in = exchange->tokens_in,
                .tokens_out = exchange->tokens_out,
                .is_estimated = exchange->tokens_in < 0 || exchange->tokens_out < 0,
        };
        if (usage.tokens_in < 0)
                usage.tokens_in = used_tokens_of(request->system) + used_tokens_of(request->user);
        if (usage.tokens_out < 0)
                usage.tokens_out = used_tokens_of(buf_string(&exchange->text));
        used_add(exchange->providers, exchange->endpoint, usage);
        exchange->tokens_in = -1;
        exchange->tokens_out = -1;
}

static void
note_problem(struct llm_exchange *exchange, const struct json_object *error)
{
        const char *code = json_text_or(error, "code", json_text_or(error, "type", ""));
        code = endpoint_code(exchange->endpoint, code);
        snprintf(exchange->problem, sizeof exchange->problem, "the stream ended with an error%s%s",
                 code[0] == '\0' ? "" : ", ", code);
}

static bool
take_event(void *context, const char *data, size_t length)
{
        OWN(json_document_close) struct json_document document = {0};
        struct llm_exchange *exchange = context;
        struct err ignored = {.kind = ERR_NONE};
        if (text_equals(data, "[DONE]")) {
                exchange->has_ended = true;
                return true;
        }
        if (!json_parse(data, length, &document, &ignored)) {
                snprintf(exchange->problem, sizeof exchange->problem,
                         "an event of the stream cannot be read");
                return false;
        }
        const struct json_object *error = json_get(document.root, "error");
        if (error != NULL) {
                note_problem(exchange, error);
                return false;
        }
        exchange->read_event(exchange, document.root);
        return !exchange->is_left;
}

static bool
take_bytes(void *context, const char *bytes, size_t length)
{
        struct llm_exchange *exchange = context;
        // An answer in one piece has no line that is an event's.
        return event_stream_feed(&exchange->stream, bytes, length);
}

bool
llm_exchange_may_restart(struct llm_exchange *exchange)
{
        const struct llm_listener *listener = exchange->listener;
        if (exchange->is_heard && listener->again != NULL && listener->again(listener->context))
                exchange->is_heard = false;
        return !exchange->is_heard;
}

static bool
try_again(void *context)
{
        struct llm_exchange *exchange = context;
        if (!llm_exchange_may_restart(exchange))
                return false;
        if (exchange->text.length > 0)
                count_tokens(exchange);
        llm_exchange_restart(exchange);
        event_stream_clear(&exchange->stream);
        return true;
}

static bool
is_event_stream(const struct http_reply *reply)
{
        static const char TYPE[] = "text/event-stream";
        return strncasecmp(reply->content_type, TYPE, strlen(TYPE)) == 0;
}

bool
llm_exchange_post(struct providers *providers, struct llm_exchange *exchange, const char *path,
                  const char *json, struct http_header header, int64_t deadline_ms,
                  struct http_reply *reply_out, struct err *err)
{
        struct post post = {
                .path = path,
                .json = json,
                .header = header,
                .first_byte_ms = FIRST_BYTE_MS,
                .max_response_bytes = ANSWER_BYTES,
                .take = take_bytes,
                .again = try_again,
                .take_context = exchange,
        };
        llm_exchange_restart(exchange);
        exchange->tokens_in = -1;
        exchange->tokens_out = -1;
        exchange->stream = event_stream_open(EVENT_BYTES, take_event, exchange);
        bool is_sent = endpoint_post(providers, exchange->endpoint, &post, deadline_ms,
                                     exchange->arena, reply_out, err);
        event_stream_close(&exchange->stream);
        if (!is_sent && exchange->text.length > 0)
                count_tokens(exchange);
        // The exchange is ended here also for what cannot be read, which is the server's doing.
        if (!is_sent && err->kind == ERR_CONFLICT && !exchange->is_left)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   exchange->problem[0] == '\0' ? "an event is too long"
                                                                : exchange->problem);
        return is_sent;
}

static bool
read_whole(struct llm_exchange *exchange, const struct http_reply *reply, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err problem = {.kind = ERR_NONE};
        if (!json_parse(reply->body, reply->length, &document, &problem))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   problem.message);
        llm_exchange_restart(exchange);
        exchange->read_whole(exchange, document.root);
        exchange->has_ended = true;
        return true;
}

// From the first brace to the last, if that is JSON; else NULL.
static const char *
json_within(const char *text, struct arena *arena)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err ignored = {.kind = ERR_NONE};
        const char *start = strchr(text, '{');
        const char *end = strrchr(text, '}');
        if (start == NULL || end == NULL || end < start)
                return NULL;
        size_t length = (size_t)(end - start) + 1;
        if (!json_parse(start, length, &document, &ignored) || !json_is_object(document.root))
                return NULL;
        return arena_copy(arena, start, length);
}

bool
llm_exchange_take(struct llm_exchange *exchange, const struct http_reply *reply, struct err *err)
{
        struct arena *arena = exchange->arena;
        if (!endpoint_check(exchange->endpoint, reply, err))
                return false;
        // Some servers stream under another type.
        bool is_read =
                exchange->has_ended || is_event_stream(reply) || read_whole(exchange, reply, err);
        count_tokens(exchange);
        if (!is_read)
                return false;
        if (!buf_check(&exchange->text, ERR_UPSTREAM, "The answer", err))
                return false;
        if (!exchange->has_ended)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the stream has no end");
        const char *content = without_thoughts(buf_string(&exchange->text));
        if (content == NULL)
                content = "";
        const char *text = text_trim(arena, text_clean(arena, content, strlen(content)));
        if (text[0] == '\0')
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the answer has no content");
        const char *json = exchange->request->wants_json ? json_within(text, arena) : text;
        if (json != NULL || !exchange->request->takes_text)
                text = json;
        if (text == NULL)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the content is no JSON object");
        exchange->reply = (struct llm_reply){
                .text = text,
                .provider = exchange->endpoint->provider,
                .model = arena_text(arena, exchange->endpoint->model),
        };
        return true;
}
