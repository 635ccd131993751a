// The chain of recognisers.
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "net/stt_protocol.h"

static bool
understands(enum provider provider, const char *language)
{
        // Of what the others' models know nothing is said anywhere: they are asked.
        return provider != PROVIDER_BUILTIN || strcmp(language, "en") == 0;
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

struct http_part
stt_field(const char *name, const char *value)
{
        return (struct http_part){.name = name, .bytes = value, .length = strlen(value)};
}

struct http_part
stt_file(const struct stt_request *request)
{
        return (struct http_part){
                .name = "file",
                .filename = "audio.wav",
                .content_type = "audio/wav",
                .bytes = request->wav,
                .length = request->length,
        };
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct stt_asking *asking = context;
        struct endpoint endpoint = endpoint_of(providers->config, FUNCTION_STT, provider);
        bool is_heard = provider == PROVIDER_WHISPERCPP
                                ? stt_whispercpp_ask(providers, &endpoint, deadline_ms, asking, err)
                                : stt_openai_ask(providers, &endpoint, deadline_ms, asking, err);
        if (!is_heard)
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
        struct stt_asking asking = {
                .request = request,
                .language = primary_language(request->language, arena),
                .arena = arena,
        };
        struct chain chain = chain_for(providers->config, asking.language);
        struct chain_call call = {
                .function = FUNCTION_STT,
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
