// OpenAI's chat completions, as many servers speak them, streamed.
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "net/llm_exchange.h"

enum {
        // A transcript, a resume and a posting, three times over.
        REQUEST_BYTES = 2 * 1024 * 1024,
};

// What servers and models were found to refuse with 400. Each is tried once less for ever, so that
// not every call is refused first.
enum refusal {
        REFUSES_SCHEMA = 1u << 0,
        REFUSES_JSON = 1u << 1,
        REFUSES_TEMPERATURE = 1u << 2,
        REFUSES_MAX_TOKENS = 1u << 3, // newer models call it max_completion_tokens
        REFUSES_STREAM = 1u << 4,
        REFUSES_USAGE = 1u << 5, // the count of tokens at the end of a stream
        MOST_REFUSALS = 6,
};

static void
put_message(struct json_writer *json, const char *role, const char *content)
{
        if (content == NULL || content[0] == '\0')
                return;
        json_open_object(json);
        json_put_text(json, "role", role);
        json_put_text(json, "content", content);
        json_close_object(json);
}

static void
put_format(struct json_writer *json, const struct llm_request *request, unsigned refused)
{
        if (!request->wants_json || (refused & REFUSES_JSON) != 0)
                return;
        json_name(json, "response_format");
        json_open_object(json);
        if (request->schema != NULL && (refused & REFUSES_SCHEMA) == 0) {
                json_put_text(json, "type", "json_schema");
                json_name(json, "json_schema");
                json_open_object(json);
                json_put_text(json, "name", "answer");
                json_put_bool(json, "strict", true);
                json_put_raw(json, "schema", request->schema);
                json_close_object(json);
        } else {
                json_put_text(json, "type", "json_object");
        }
        json_close_object(json);
}

static bool
post_chat(struct providers *providers, struct llm_exchange *exchange, unsigned refused,
          int64_t deadline_ms, struct http_reply *reply_out, struct err *err)
{
        const struct llm_request *request = exchange->request;
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "model", exchange->endpoint->model);
        json_name(&json, "messages");
        json_open_list(&json);
        put_message(&json, "system", request->system);
        put_message(&json, "user", request->user);
        json_close_list(&json);
        if ((refused & REFUSES_TEMPERATURE) == 0)
                json_put_number(&json, "temperature", request->temperature, 2);
        json_put_int(&json,
                     (refused & REFUSES_MAX_TOKENS) != 0 ? "max_completion_tokens" : "max_tokens",
                     request->max_tokens);
        if ((refused & REFUSES_STREAM) == 0)
                json_put_bool(&json, "stream", true);
        if ((refused & (REFUSES_STREAM | REFUSES_USAGE)) == 0) {
                json_name(&json, "stream_options");
                json_open_object(&json);
                json_put_bool(&json, "include_usage", true);
                json_close_object(&json);
        }
        put_format(&json, request, refused);
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text for the language model", err))
                return false;
        return llm_exchange_post(providers, exchange, "/chat/completions", buf_string(&body),
                                 (struct http_header){NULL, NULL}, deadline_ms, reply_out, err);
}

// One thing more that the server refuses, by what it complained of; 0 where nothing is left to
// change.
static unsigned
refusal_of(const struct llm_request *request, unsigned refused, const char *complaint)
{
        bool has_json = request->wants_json && (refused & REFUSES_JSON) == 0;
        bool has_schema = has_json && request->schema != NULL && (refused & REFUSES_SCHEMA) == 0;
        if ((refused & REFUSES_MAX_TOKENS) == 0 &&
            strstr(complaint, "max_completion_tokens") != NULL)
                return REFUSES_MAX_TOKENS;
        if ((refused & REFUSES_TEMPERATURE) == 0 && strstr(complaint, "temperature") != NULL)
                return REFUSES_TEMPERATURE;
        bool has_stream = (refused & REFUSES_STREAM) == 0;
        bool has_usage = has_stream && (refused & REFUSES_USAGE) == 0;
        if (has_usage && strstr(complaint, "stream_options") != NULL)
                return REFUSES_USAGE;
        if (has_stream && strstr(complaint, "stream") != NULL)
                return REFUSES_STREAM;
        return has_schema ? REFUSES_SCHEMA : has_json ? REFUSES_JSON : 0;
}

// The content is a text or a list of parts {type, text}.
static void
add_content(struct llm_exchange *exchange, const struct json_object *message)
{
        const struct json_object *parts = json_get(message, "content");
        llm_exchange_add(exchange, json_text_or(message, "content", ""));
        for (size_t i = 0; i < json_count(parts); i++)
                llm_exchange_add(exchange, json_text_or(json_at(parts, i), "text", ""));
}

// In the last event of a stream, whose list of choices is empty, or beside a whole answer.
static void
note_tokens(struct llm_exchange *exchange, const struct json_object *answer)
{
        const struct json_object *usage = json_get(answer, "usage");
        llm_exchange_note_tokens(exchange, json_int_or(usage, "prompt_tokens", -1),
                                 json_int_or(usage, "completion_tokens", -1));
}

static void
read_event(struct llm_exchange *exchange, const struct json_object *event)
{
        note_tokens(exchange, event);
        const struct json_object *choice = json_at(json_get(event, "choices"), 0);
        add_content(exchange, json_get(choice, "delta"));
        if (json_text_or(choice, "finish_reason", NULL) != NULL)
                exchange->has_ended = true;
}

// Old servers have choices[0].text.
static void
read_whole(struct llm_exchange *exchange, const struct json_object *answer)
{
        const struct json_object *choice = json_at(json_get(answer, "choices"), 0);
        const struct json_object *message = json_get(choice, "message");
        note_tokens(exchange, answer);
        if (json_get(message, "content") == NULL)
                llm_exchange_add(exchange, json_text_or(choice, "text", ""));
        add_content(exchange, message);
}

bool
llm_openai_ask(struct providers *providers, struct llm_exchange *exchange, int64_t deadline_ms,
               struct err *err)
{
        enum provider id = exchange->endpoint->id;
        unsigned known = breaker_learned(FUNCTION_LLM, id);
        unsigned refused = known;
        struct http_reply reply = {.status = 0};
        exchange->read_event = read_event;
        exchange->read_whole = read_whole;
        for (int i = 0; i <= MOST_REFUSALS; i++) {
                if (!post_chat(providers, exchange, refused, deadline_ms, &reply, err))
                        return false;
                // FastAPI's servers say 422 where others say 400.
                unsigned more = reply.status != 400 && reply.status != 422
                                        ? 0
                                        : refusal_of(exchange->request, refused,
                                                     endpoint_complaint(&reply, exchange->arena));
                if (more == 0)
                        break;
                refused |= more;
        }
        // What was left out is the reason only where the rest was taken.
        if (reply.status == 200 && refused != known)
                breaker_learn(FUNCTION_LLM, id, refused);
        return llm_exchange_take(exchange, &reply, err);
}
