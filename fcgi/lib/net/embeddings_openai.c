// Vectors of texts, from any server that has OpenAI's POST /embeddings.
#include <math.h>
#include <string.h>

#include "base/buf.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "net/provider_chain.h"

enum {
        // 64 vectors of 4,096 numbers of 22 characters.
        ANSWER_BYTES = 8 * 1024 * 1024,
        REQUEST_BYTES = 1024 * 1024,
};

struct embedding {
        const struct embeddings_request *request;
        struct arena *arena;
        struct embeddings result;
};

bool
embeddings_are_configured(const struct config *config)
{
        return config->embeddings.items[0] == PROVIDER_OPENAI;
}

static bool
post_texts(struct providers *providers, const struct endpoint *endpoint, int64_t deadline_ms,
           const struct embedding *embedding, struct http_reply *reply_out, struct err *err)
{
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "model", endpoint->model);
        json_name(&json, "input");
        json_open_list(&json);
        for (size_t i = 0; i < embedding->request->count; i++)
                json_add_text(&json, embedding->request->texts[i]);
        json_close_list(&json);
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text for the embeddings", err))
                return false;
        struct post post = {
                .path = "/embeddings",
                .json = buf_string(&body),
                .max_response_bytes = ANSWER_BYTES,
        };
        return endpoint_post(providers, endpoint, &post, deadline_ms, embedding->arena, reply_out,
                             err);
}

// Copies the numbers as a vector of length 1; false where they are none.
static bool
take_vector(const struct json_object *list, float *vector, size_t dimensions)
{
        double squares = 0;
        for (size_t i = 0; i < dimensions; i++) {
                double value = json_number_at(list, i);
                if (!isfinite(value))
                        return false;
                vector[i] = (float)value;
                squares += value * value;
        }
        if (!(squares > 0) || !isfinite(squares))
                return false;
        for (size_t i = 0; i < dimensions; i++)
                vector[i] = (float)(vector[i] / sqrt(squares));
        return true;
}

// Each vector says by `index` whose it is.
static bool
take_vectors(const struct json_object *data, struct embedding *embedding)
{
        size_t count = embedding->request->count;
        size_t dimensions = json_count(json_get(json_at(data, 0), "embedding"));
        bool *is_seen = arena_alloc(embedding->arena, count, sizeof *is_seen);
        if (json_count(data) != count || dimensions < EMBEDDINGS_DIMENSIONS_LEAST ||
            dimensions > EMBEDDINGS_DIMENSIONS_MOST)
                return false;
        float *values = arena_alloc(embedding->arena, count * dimensions, sizeof *values);
        for (size_t i = 0; i < count; i++) {
                const struct json_object *item = json_at(data, i);
                const struct json_object *list = json_get(item, "embedding");
                int64_t index = json_int_or(item, "index", (int64_t)i);
                if (index < 0 || index >= (int64_t)count || is_seen[index] ||
                    json_count(list) != dimensions ||
                    !take_vector(list, values + (size_t)index * dimensions, dimensions))
                        return false;
                is_seen[index] = true;
        }
        embedding->result.values = values;
        embedding->result.dimensions = dimensions;
        return true;
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        struct embedding *embedding = context;
        struct endpoint endpoint = endpoint_of(providers->config, FUNCTION_EMBEDDINGS, provider);
        struct http_reply reply = {.status = 0};
        struct err problem = {.kind = ERR_NONE};
        if (!post_texts(providers, &endpoint, deadline_ms, embedding, &reply, err) ||
            !endpoint_check(&endpoint, &reply, err))
                return false;
        if (!json_parse(reply.body, reply.length, &document, &problem))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.", "%s",
                                   problem.message);
        if (!take_vectors(json_get(document.root, "data"), embedding))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider's answer cannot be read.",
                                   "not one vector for each text, all of the same length");
        const struct json_object *usage = json_get(document.root, "usage");
        int64_t tokens =
                json_int_or(usage, "prompt_tokens", json_int_or(usage, "total_tokens", -1));
        bool is_estimated = tokens < 0;
        if (is_estimated)
                tokens = 0;
        for (size_t i = 0; is_estimated && i < embedding->request->count; i++)
                tokens += used_tokens_of(embedding->request->texts[i]);
        used_add(providers, &endpoint,
                 (struct usage){.tokens_in = tokens, .is_estimated = is_estimated});
        embedding->result.model = arena_text(embedding->arena, endpoint.model);
        return true;
}

bool
embeddings_make(struct providers *providers, const struct embeddings_request *request,
                struct arena *arena, struct embeddings *embeddings_out, struct err *err)
{
        struct embedding embedding = {.request = request, .arena = arena};
        struct chain_call call = {
                .function = FUNCTION_EMBEDDINGS,
                .purpose = USAGE_EMBEDDING,
                .chain = &providers->config->embeddings,
                .total_ms = request->total_ms > 0 ? request->total_ms : EMBEDDINGS_TOTAL_MS,
                .refusal = "No embeddings are available now.",
                .ask = ask,
                .context = &embedding,
        };
        if (!embeddings_are_configured(providers->config))
                return FAIL(err, ERR_UPSTREAM, "No embeddings are available now.");
        if (request->count == 0 || request->count > EMBEDDINGS_TEXTS_MOST)
                return FAIL(err, ERR_INPUT, "Between 1 and 64 texts are embedded at once.");
        if (!chain_ask(providers, &call, err))
                return false;
        *embeddings_out = embedding.result;
        return true;
}
