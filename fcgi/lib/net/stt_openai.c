#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "net/provider_chain.h"
#include "net/stt_answer.h"

// A quarter of an hour of fast speech with every word timed is about 300 kB.
static const size_t ANSWER_BYTES = 2 * 1024 * 1024;

struct asking {
        const struct stt_request *request;
        const char *language;
        struct arena *arena;
        struct transcript transcript;
};

static bool
understands(enum provider provider, const char *language)
{
        if (provider == PROVIDER_BUILTIN)
                return strcmp(language, "en") == 0;
        return provider == PROVIDER_OPENAI;
}

static struct chain
chain_for(const struct config *config, const char *language)
{
        struct chain chain = {.count = 0};
        for (int i = 0; i < config->stt.count; i++) {
                if (understands(config->stt.items[i], language))
                        chain.items[chain.count++] = config->stt.items[i];
        }
        return chain;
}

bool
stt_can(const struct config *config, const char *language)
{
        OWN(arena_done) struct arena arena = {0};
        return chain_for(config, primary_language(language, &arena)).count > 0;
}

static struct http_part
field(const char *name, const char *value)
{
        return (struct http_part){.name = name, .bytes = value, .length = strlen(value)};
}

static bool
post_clip(struct providers *providers, const struct endpoint *endpoint, bool is_verbose,
          int64_t deadline_ms, const struct asking *asking, struct http_reply *reply_out,
          struct err *err)
{
        const struct stt_request *request = asking->request;
        struct http_part parts[9] = {{.name = NULL}};
        size_t count = 0;
        parts[count++] = field("model", endpoint->model);
        parts[count++] = field("language", asking->language);
        parts[count++] = field("temperature", "0");
        parts[count++] = field("response_format", is_verbose ? "verbose_json" : "json");
        if (is_verbose) {
                parts[count++] = field("timestamp_granularities[]", "word");
                parts[count++] = field("timestamp_granularities[]", "segment");
        }
        if (request->prompt != NULL && request->prompt[0] != '\0')
                parts[count++] = field("prompt", request->prompt);
        parts[count++] = (struct http_part){
                .name = "file",
                .filename = "audio.wav",
                .content_type = "audio/wav",
                .bytes = request->wav,
                .length = request->length,
        };
        struct post post = {
                .path = "/audio/transcriptions",
                .parts = parts,
                .part_count = count,
                .max_response_bytes = ANSWER_BYTES,
        };
        return endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out,
                             err);
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct asking *asking = context;
        struct endpoint endpoint =
                endpoint_of(providers->config, provider, &providers->config->stt_openai);
        struct http_reply reply = {.status = 0};
        if (!post_clip(providers, &endpoint, true, deadline_ms, asking, &reply, err))
                return false;
        // Some models give plain text alone and refuse to time it.
        if (reply.status == 400 &&
            !post_clip(providers, &endpoint, false, deadline_ms, asking, &reply, err))
                return false;
        if (!endpoint_check(&endpoint, &reply, err) ||
            !stt_answer_read(reply.body, reply.length, asking->request->duration_ms, asking->arena,
                             &asking->transcript, err))
                return false;
        asking->transcript.language = asking->language;
        asking->transcript.provider = endpoint.provider;
        asking->transcript.model = arena_text(asking->arena, endpoint.model);
        return true;
}

static int
total_ms_of(const struct stt_request *request)
{
        int64_t total = STT_TOTAL_MS + (int64_t)request->duration_ms * STT_TOTAL_MS_PER_CLIP_MS;
        if (request->total_ms > 0)
                return request->total_ms;
        return total > INT_MAX ? INT_MAX : (int)total;
}

bool
stt_transcribe(struct providers *providers, const struct stt_request *request, struct arena *arena,
               struct transcript *transcript_out, struct err *err)
{
        struct asking asking = {
                .request = request,
                .language = primary_language(request->language, arena),
                .arena = arena,
        };
        struct chain chain = chain_for(providers->config, asking.language);
        struct chain_call call = {
                .chain = &chain,
                .total_ms = total_ms_of(request),
                .refusal = "Speech recognition is not available now.",
                .ask = ask,
                .context = &asking,
        };
        if (chain.count == 0)
                return FAIL(err, ERR_CONFLICT,
                            "No speech recogniser here understands this language.");
        if (!chain_ask(providers, &call, err))
                return false;
        *transcript_out = asking.transcript;
        return true;
}
