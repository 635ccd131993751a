// The chain of recognisers.
#include <limits.h>
#include <string.h>

#include "base/text.h"
#include "net/stt_answer.h"
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

bool
stt_is_embedded(const struct config *config, const char *language)
{
        OWN(arena_done) struct arena arena = {0};
        struct chain chain = chain_for(config, primary_language(language, &arena));
        return chain.count > 0 && chain.items[0] == PROVIDER_BUILTIN;
}

bool
stt_names_browser(const struct config *config)
{
        for (int i = 0; i < config->stt.count; i++) {
                if (config->stt.items[i] == PROVIDER_BROWSER)
                        return true;
        }
        return false;
}

enum stt_listener
stt_listener(const struct config *config, const char *language)
{
        OWN(arena_done) struct arena arena = {0};
        struct chain chain = chain_for(config, primary_language(language, &arena));
        if (stt_names_browser(config))
                return STT_LISTENER_BROWSER;
        return chain.count > 0 ? STT_LISTENER_SERVER : STT_LISTENER_NONE;
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
                .head = request->head,
                .head_length = request->head_length,
                .bytes = request->wav,
                .length = request->length,
        };
}

// The browser has said what it has to say; nobody is asked. Alone in the chain, its silence is an
// answer: no other provider will ever give one.
static bool
take_browser_text(const struct config *config, struct stt_asking *asking, struct err *err)
{
        const char *text = asking->request->browser_text;
        if (text == NULL && config->stt.count > 1)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The browser understood nothing.",
                                   "no text was sent");
        asking->transcript = stt_answer_of_text(text == NULL ? "" : text,
                                                asking->request->duration_ms, asking->arena);
        return true;
}

static bool
ask_server(struct providers *providers, const struct endpoint *endpoint, int64_t deadline_ms,
           struct stt_asking *asking, struct err *err)
{
        return endpoint->id == PROVIDER_WHISPERCPP
                       ? stt_whispercpp_ask(providers, endpoint, deadline_ms, asking, err)
                       : stt_openai_ask(providers, endpoint, deadline_ms, asking, err);
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct stt_asking *asking = context;
        struct endpoint endpoint = endpoint_of(providers->config, FUNCTION_STT, provider);
        bool is_browser = provider == PROVIDER_BROWSER;
        if (is_browser ? !take_browser_text(providers->config, asking, err)
                       : !ask_server(providers, &endpoint, deadline_ms, asking, err))
                return false;
        asking->transcript.language = asking->language;
        asking->transcript.provider = endpoint.provider;
        asking->transcript.model = is_browser ? NULL : arena_text(asking->arena, endpoint.model);
        return true;
}

static int
within_int(int64_t value)
{
        return value > INT_MAX ? INT_MAX : (int)value;
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
        int64_t remote_ms = (int64_t)providers->config->stt_seconds * 1000;
        int64_t local_ms = STT_LOCAL_MS + (int64_t)request->duration_ms * STT_LOCAL_MS_PER_CLIP_MS;
        struct chain_call call = {
                .function = FUNCTION_STT,
                .purpose = USAGE_TRANSCRIPTION,
                .is_needed = true,
                .chain = &chain,
                .total_ms = request->total_ms > 0 ? request->total_ms
                                                  : within_int(remote_ms + request->duration_ms),
                .local_ms = request->total_ms > 0 ? request->total_ms : within_int(local_ms),
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
