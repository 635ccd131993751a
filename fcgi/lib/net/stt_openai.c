// OpenAI's transcriptions, as many servers speak them, the embedded speech among them.
#include <string.h>

#include "net/stt_answer.h"
#include "net/stt_protocol.h"

// A quarter of an hour of fast speech with every word timed is about 300 kB.
static const size_t ANSWER_BYTES = 2 * 1024 * 1024;

enum refusal { REFUSES_VERBOSE = 1u << 0 };

static bool
post_clip(struct providers *providers, const struct endpoint *endpoint, bool is_verbose,
          int64_t deadline_ms, const struct stt_asking *asking, struct http_reply *reply_out,
          struct err *err)
{
        const struct stt_request *request = asking->request;
        struct http_part parts[10] = {{.name = NULL}};
        size_t count = 0;
        parts[count++] = stt_field("model", endpoint->model);
        // Only two letters (ISO 639-1) are described; languages that have none are found out there.
        if (strlen(asking->language) == 2)
                parts[count++] = stt_field("language", asking->language);
        parts[count++] = stt_field("temperature", "0");
        parts[count++] = stt_field("response_format", is_verbose ? "verbose_json" : "json");
        if (is_verbose) {
                parts[count++] = stt_field("timestamp_granularities[]", "word");
                parts[count++] = stt_field("timestamp_granularities[]", "segment");
        }
        if (request->prompt != NULL && request->prompt[0] != '\0')
                parts[count++] = stt_field("prompt", request->prompt);
        // The embedded recogniser looks for pauses itself; what was cut at them is to be heard
        // whole.
        if (request->is_piece && endpoint->id == PROVIDER_BUILTIN)
                parts[count++] = stt_field("chunking_strategy", "none");
        parts[count++] = stt_file(request);
        struct post post = {
                .path = "/audio/transcriptions",
                .parts = parts,
                .part_count = count,
                .max_response_bytes = ANSWER_BYTES,
        };
        return endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out,
                             err);
}

bool
stt_openai_ask(struct providers *providers, const struct endpoint *endpoint, int64_t deadline_ms,
               struct stt_asking *asking, struct err *err)
{
        unsigned known = breaker_learned(FUNCTION_STT, endpoint->id);
        bool is_verbose = (known & REFUSES_VERBOSE) == 0;
        struct http_reply reply = {.status = 0};
        if (!post_clip(providers, endpoint, is_verbose, deadline_ms, asking, &reply, err))
                return false;
        // Some models give plain text alone and refuse to time it.
        if (is_verbose && reply.status == 400) {
                if (!post_clip(providers, endpoint, false, deadline_ms, asking, &reply, err))
                        return false;
                if (reply.status == 200)
                        breaker_learn(FUNCTION_STT, endpoint->id, REFUSES_VERBOSE);
        }
        if (!endpoint_check(endpoint, &reply, err))
                return false;
        used_add(providers, endpoint, (struct usage){.audio_ms = asking->request->duration_ms});
        return stt_answer_read(reply.body, reply.length, asking->request->duration_ms,
                               STT_WORDS_ARE_WORDS, asking->arena, &asking->transcript, err);
}
