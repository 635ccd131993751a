#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/text.h"
#include "net/provider_chain.h"

enum {
        // Far more than max_tokens allows, with everything that servers put around it.
        ANSWER_BYTES = 1024 * 1024,
        // A transcript, a resume and a posting, three times over.
        REQUEST_BYTES = 2 * 1024 * 1024,
        // Each adapts the request to what the server has just refused.
        MOST_ADAPTATIONS = 3,
};

static const char *const THOUGHT_START = "<think>";
static const char *const THOUGHT_END = "</think>";

// How the request is put: servers and models differ in what they refuse with 400.
struct manner {
        bool names_json;
        bool names_temperature;
        bool says_completion_tokens; // what newer models call max_tokens
};

struct asking {
        const struct llm_request *request;
        struct arena *arena;
        struct llm_reply reply;
};

bool
llm_is_configured(const struct config *config)
{
        for (int i = 0; i < config->llm.count; i++) {
                if (config->llm.items[i] == PROVIDER_OPENAI)
                        return true;
        }
        return false;
}

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

static bool
post_chat(struct providers *providers, const struct endpoint *endpoint, struct manner manner,
          int64_t deadline_ms, const struct asking *asking, struct http_reply *reply_out,
          struct err *err)
{
        const struct llm_request *request = asking->request;
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "model", endpoint->model);
        json_name(&json, "messages");
        json_open_list(&json);
        put_message(&json, "system", request->system);
        put_message(&json, "user", request->user);
        json_close_list(&json);
        if (manner.names_temperature)
                json_put_number(&json, "temperature", request->temperature, 2);
        json_put_int(&json, manner.says_completion_tokens ? "max_completion_tokens" : "max_tokens",
                     request->max_tokens);
        if (manner.names_json)
                json_put_raw(&json, "response_format", "{\"type\":\"json_object\"}");
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text for the language model", err))
                return false;
        struct post post = {
                .path = "/chat/completions",
                .json = buf_string(&body),
                .max_response_bytes = ANSWER_BYTES,
        };
        return endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out,
                             err);
}

// Changes the manner by what the server complained of; false where nothing is left to change.
static bool
adapt(struct manner *manner, const char *complaint)
{
        if (!manner->says_completion_tokens && strstr(complaint, "max_completion_tokens") != NULL)
                manner->says_completion_tokens = true;
        else if (manner->names_temperature && strstr(complaint, "temperature") != NULL)
                manner->names_temperature = false;
        else if (manner->names_json)
                manner->names_json = false;
        else
                return false;
        return true;
}

// The content is a text or a list of parts {type, text}; old servers have choices[0].text.
static const char *
content_of(const struct json_object *root, struct arena *arena)
{
        const struct json_object *choice = json_at(json_get(root, "choices"), 0);
        const struct json_object *message = json_get(choice, "message");
        const struct json_object *parts = json_get(message, "content");
        const char *plain = json_text_or(message, "content", json_text_or(choice, "text", ""));
        if (!json_is_list(parts))
                return arena_text(arena, plain);
        OWN(buf_close) struct buf joined = buf_open(ANSWER_BYTES);
        for (size_t i = 0; i < json_count(parts); i++)
                buf_text(&joined, json_text_or(json_at(parts, i), "text", ""));
        return arena_text(arena, buf_string(&joined));
}

// What a model thought aloud is not its answer; a thought without an end has none behind it.
static const char *
without_thoughts(const char *text)
{
        text += strspn(text, " \t\r\n");
        if (!text_starts(text, THOUGHT_START))
                return text;
        const char *end = strstr(text, THOUGHT_END);
        return end == NULL ? "" : end + strlen(THOUGHT_END);
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

static bool
read_answer(const struct http_reply *reply, struct asking *asking, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct err problem = {.kind = ERR_NONE};
        struct arena *arena = asking->arena;
        if (!json_parse(reply->body, reply->length, &document, &problem))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   problem.message);
        const char *content = without_thoughts(content_of(document.root, arena));
        const char *text = text_trim(arena, text_clean(arena, content, strlen(content)));
        if (text[0] == '\0')
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the answer has no content");
        if (asking->request->wants_json)
                text = json_within(text, arena);
        if (text == NULL)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "the content is no JSON object");
        asking->reply.text = text;
        return true;
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct asking *asking = context;
        struct endpoint endpoint =
                endpoint_of(providers->config, provider, &providers->config->llm_openai);
        struct manner manner = {
                .names_json = asking->request->wants_json,
                .names_temperature = true,
        };
        struct http_reply reply = {.status = 0};
        for (int i = 0; i <= MOST_ADAPTATIONS; i++) {
                if (!post_chat(providers, &endpoint, manner, deadline_ms, asking, &reply, err))
                        return false;
                if (reply.status != 400 ||
                    !adapt(&manner, endpoint_complaint(&reply, asking->arena)))
                        break;
        }
        asking->reply.provider = endpoint.provider;
        asking->reply.model = arena_text(asking->arena, endpoint.model);
        return endpoint_check(&endpoint, &reply, err) && read_answer(&reply, asking, err);
}

bool
llm_chat(struct providers *providers, const struct llm_request *request, struct arena *arena,
         struct llm_reply *reply_out, struct err *err)
{
        struct asking asking = {.request = request, .arena = arena};
        struct chain chain = {.count = 0};
        for (int i = 0; i < providers->config->llm.count; i++) {
                if (providers->config->llm.items[i] != PROVIDER_BUILTIN)
                        chain.items[chain.count++] = providers->config->llm.items[i];
        }
        struct chain_call call = {
                .chain = &chain,
                .total_ms = request->total_ms > 0 ? request->total_ms : LLM_TOTAL_MS,
                .refusal = "No language model is available now.",
                .ask = ask,
                .context = &asking,
        };
        if (!chain_ask(providers, &call, err))
                return false;
        *reply_out = asking.reply;
        return true;
}
