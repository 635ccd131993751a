// Anthropic's messages, streamed. JSON is asked for as the input of a tool that the model must use.
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "net/llm_exchange.h"

enum {
        REQUEST_BYTES = 2 * 1024 * 1024,
};

enum refusal {
        REFUSES_TEMPERATURE = 1u << 0,
        REFUSES_TOOL = 1u << 1, // models that think may refuse to be made to use one
        MOST_REFUSALS = 2,
};

static const char TOOL[] = "answer";

static void
put_tool(struct json_writer *json, const char *schema)
{
        json_name(json, "tools");
        json_open_list(json);
        json_open_object(json);
        json_put_text(json, "name", TOOL);
        json_put_text(json, "description", "Takes the answer.");
        json_put_raw(json, "input_schema", schema == NULL ? "{\"type\":\"object\"}" : schema);
        json_close_object(json);
        json_close_list(json);
        json_name(json, "tool_choice");
        json_open_object(json);
        json_put_text(json, "type", "tool");
        json_put_text(json, "name", TOOL);
        json_close_object(json);
}

static bool
post_messages(struct providers *providers, struct llm_exchange *exchange, unsigned refused,
              int64_t deadline_ms, struct http_reply *reply_out, struct err *err)
{
        const struct llm_request *request = exchange->request;
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "model", exchange->endpoint->model);
        json_put_int(&json, "max_tokens", request->max_tokens);
        if (request->system != NULL && request->system[0] != '\0')
                json_put_text(&json, "system", request->system);
        json_name(&json, "messages");
        json_open_list(&json);
        json_open_object(&json);
        json_put_text(&json, "role", "user");
        json_put_text(&json, "content", request->user);
        json_close_object(&json);
        json_close_list(&json);
        if ((refused & REFUSES_TEMPERATURE) == 0)
                json_put_number(&json, "temperature",
                                request->temperature > 1 ? 1 : request->temperature, 2);
        if (request->wants_json && (refused & REFUSES_TOOL) == 0)
                put_tool(&json, request->schema);
        json_put_bool(&json, "stream", true);
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text for the language model", err))
                return false;
        return llm_exchange_post(providers, exchange, "/messages", buf_string(&body),
                                 (struct http_header){"anthropic-version", "2023-06-01"},
                                 deadline_ms, reply_out, err);
}

// What is read of the cache, and written to it, is input, too. In a stream each count is of the
// whole so far.
static void
note_tokens(struct llm_exchange *exchange, const struct json_object *usage)
{
        int64_t tokens_in = json_int_or(usage, "input_tokens", -1);
        if (tokens_in >= 0)
                tokens_in += json_int_or(usage, "cache_creation_input_tokens", 0) +
                             json_int_or(usage, "cache_read_input_tokens", 0);
        llm_exchange_note_tokens(exchange, tokens_in, json_int_or(usage, "output_tokens", -1));
}

static void
read_event(struct llm_exchange *exchange, const struct json_object *event)
{
        const char *type = json_text_or(event, "type", "");
        const struct json_object *delta = json_get(event, "delta");
        const struct json_object *block = json_get(event, "content_block");
        if (text_equals(type, "message_start"))
                note_tokens(exchange, json_get(json_get(event, "message"), "usage"));
        if (text_equals(type, "message_delta"))
                note_tokens(exchange, json_get(event, "usage"));
        if (text_equals(type, "message_stop"))
                exchange->has_ended = true;
        // What is said before the tool is used is no part of its input.
        if (text_equals(type, "content_block_start") &&
            text_equals(json_text_or(block, "type", ""), "tool_use"))
                llm_exchange_restart(exchange);
        if (!text_equals(type, "content_block_delta"))
                return;
        // Thoughts come as thinking_delta.
        if (text_equals(json_text_or(delta, "type", ""), "text_delta"))
                llm_exchange_add(exchange, json_text_or(delta, "text", ""));
        if (text_equals(json_text_or(delta, "type", ""), "input_json_delta"))
                llm_exchange_add(exchange, json_text_or(delta, "partial_json", ""));
}

static void
read_whole(struct llm_exchange *exchange, const struct json_object *answer)
{
        const struct json_object *content = json_get(answer, "content");
        note_tokens(exchange, json_get(answer, "usage"));
        for (size_t i = 0; i < json_count(content); i++) {
                const struct json_object *block = json_at(content, i);
                const char *type = json_text_or(block, "type", "");
                if (text_equals(type, "text"))
                        llm_exchange_add(exchange, json_text_or(block, "text", ""));
                if (text_equals(type, "tool_use")) {
                        llm_exchange_restart(exchange);
                        llm_exchange_add(exchange,
                                         json_to_text(json_get(block, "input"), exchange->arena));
                }
        }
}

static unsigned
refusal_of(const struct llm_request *request, unsigned refused, const char *complaint)
{
        if ((refused & REFUSES_TEMPERATURE) == 0 && strstr(complaint, "temperature") != NULL)
                return REFUSES_TEMPERATURE;
        if (request->wants_json && (refused & REFUSES_TOOL) == 0 &&
            (strstr(complaint, "tool") != NULL || strstr(complaint, "schema") != NULL))
                return REFUSES_TOOL;
        return 0;
}

bool
llm_anthropic_ask(struct providers *providers, struct llm_exchange *exchange, int64_t deadline_ms,
                  struct err *err)
{
        unsigned known = breaker_learned(FUNCTION_LLM, PROVIDER_ANTHROPIC);
        unsigned refused = known;
        struct http_reply reply = {.status = 0};
        exchange->read_event = read_event;
        exchange->read_whole = read_whole;
        for (int i = 0; i <= MOST_REFUSALS; i++) {
                if (!post_messages(providers, exchange, refused, deadline_ms, &reply, err))
                        return false;
                unsigned more = reply.status != 400
                                        ? 0
                                        : refusal_of(exchange->request, refused,
                                                     endpoint_complaint(&reply, exchange->arena));
                if (more == 0)
                        break;
                refused |= more;
        }
        if (reply.status == 200 && refused != known)
                breaker_learn(FUNCTION_LLM, PROVIDER_ANTHROPIC, refused);
        return llm_exchange_take(exchange, &reply, err);
}
