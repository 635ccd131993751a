// The chain of voices.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "net/tts_protocol.h"

static bool
starts_with(const unsigned char *bytes, size_t length, const char *start)
{
        return length >= strlen(start) && memcmp(bytes, start, strlen(start)) == 0;
}

// The header of an MPEG audio frame of layer III (ISO/IEC 11172-3, 2.4.1.3): eleven bits set, a
// version and a layer that exist, a bit rate and a sampling rate from the table.
static bool
is_mp3_frame(const unsigned char *bytes, size_t length)
{
        return length >= 4 && bytes[0] == 0xFF && (bytes[1] & 0xE0) == 0xE0 &&
               (bytes[1] & 0x18) != 0x08 && (bytes[1] & 0x06) == 0x02 &&
               (bytes[2] & 0xF0) != 0xF0 && (bytes[2] & 0xF0) != 0x00 && (bytes[2] & 0x0C) != 0x0C;
}

// Only a header, and nothing to be heard.
enum { TOO_SHORT = 64 };

// NULL where it is no sound that browsers play.
static const char *
sound_mime(const void *sound, size_t length)
{
        const unsigned char *bytes = sound;
        if (length < TOO_SHORT)
                return NULL;
        if (starts_with(bytes, length, "RIFF") && memcmp(bytes + 8, "WAVE", 4) == 0)
                return "audio/wav";
        if (starts_with(bytes, length, "ID3") || is_mp3_frame(bytes, length))
                return "audio/mpeg";
        if (starts_with(bytes, length, "OggS"))
                return "audio/ogg";
        return starts_with(bytes, length, "fLaC") ? "audio/flac" : NULL;
}

bool
tts_hear(struct tts_asking *asking, const void *bytes, size_t length)
{
        if (asking->listener == NULL || length == 0)
                return true;
        const struct tts_listener *listener = asking->listener;
        if (asking->mime == NULL) {
                buf_add(&asking->head, bytes, length);
                bytes = buf_string(&asking->head);
                length = asking->head.length;
                asking->mime = sound_mime(bytes, length);
                // What is no sound is refused when all of it is there.
                if (asking->mime == NULL)
                        return true;
        }
        return listener->hear(listener->context, asking->mime, bytes, length);
}

void
tts_hear_again(struct tts_asking *asking)
{
        buf_clear(&asking->head);
        buf_clear(&asking->marks);
        asking->result.duration_ms = 0;
        if (asking->mime != NULL)
                asking->listener->again(asking->listener->context);
        asking->mime = NULL;
}

void
tts_mark(struct tts_asking *asking, const char *text, double start_ms, double end_ms)
{
        const struct mark *marks = (const struct mark *)(const void *)asking->marks.bytes;
        size_t count = asking->marks.length / sizeof *marks;
        struct mark mark = {.text = ""};
        size_t length = text == NULL ? 0 : strlen(text);
        if (length == 0 || length >= sizeof mark.text || !isfinite(start_ms) || !isfinite(end_ms) ||
            start_ms < 0 || end_ms < start_ms || end_ms > TTS_MARK_MOST_MS)
                return;
        memcpy(mark.text, text, length);
        mark.start_ms = (int)lround(start_ms);
        mark.end_ms = (int)lround(end_ms);
        if (count == 0 || mark.start_ms >= marks[count - 1].start_ms)
                buf_add(&asking->marks, &mark, sizeof mark);
}

bool
tts_take_sound(struct tts_asking *asking, const void *bytes, size_t length, struct err *err)
{
        const char *mime = sound_mime(bytes, length);
        if (mime == NULL)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "%zu bytes that are no sound", length);
        asking->result.bytes = bytes;
        asking->result.length = length;
        asking->result.mime = mime;
        return true;
}

// Those who would read a language as if it were another one stay out of the chain.
static bool
speaks(const struct config *config, enum provider provider, const char *language)
{
        return provider != PROVIDER_ELEVENLABS ||
               tts_elevenlabs_speaks(config->tts_elevenlabs.model, language);
}

static struct chain
chain_for(const struct config *config, const char *language, struct arena *arena)
{
        const char *primary = primary_language(language, arena);
        struct chain chain = {.count = 0};
        for (int i = 0; i < config->tts.count; i++) {
                if (speaks(config, config->tts.items[i], primary))
                        chain.items[chain.count++] = config->tts.items[i];
        }
        return chain;
}

static bool
post_text(struct providers *providers, const struct endpoint *endpoint, const char *voice,
          int64_t deadline_ms, struct tts_asking *asking, struct http_reply *reply_out,
          struct err *err)
{
        return endpoint->id == PROVIDER_ELEVENLABS
                       ? tts_elevenlabs_ask(providers, endpoint, voice, deadline_ms, asking,
                                            reply_out, err)
                       : tts_openai_ask(providers, endpoint, voice, deadline_ms, asking, reply_out,
                                        err);
}

// Points of Unicode, as vendors count them.
static int64_t
characters_of(const char *text)
{
        int64_t count = 0;
        for (; *text != '\0'; text++)
                count += ((unsigned char)*text & 0xC0) != 0x80;
        return count;
}

static bool
is_unknown_voice(int status)
{
        return status == 400 || status == 404 || status == 422;
}

static struct tts_maker
maker_of(const struct endpoint *endpoint)
{
        bool has_model = endpoint->model != NULL && endpoint->id != PROVIDER_BUILTIN;
        return (struct tts_maker){endpoint->provider, has_model ? endpoint->model : ""};
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct tts_asking *asking = context;
        const char *wish = asking->request->voice;
        struct endpoint endpoint = endpoint_of(providers->config, FUNCTION_TTS, provider);
        struct http_reply reply = {.status = 0};

        asking->result = (struct tts_result){.maker = maker_of(&endpoint)};
        tts_hear_again(asking);
        // The page speaks, or nobody.
        if (provider == PROVIDER_BROWSER || provider == PROVIDER_NONE)
                return true;
        bool has_wish = wish != NULL && wish[0] != '\0' && strcmp(wish, endpoint.voice) != 0;
        if (!post_text(providers, &endpoint, has_wish ? wish : endpoint.voice, deadline_ms, asking,
                       &reply, err))
                return false;
        // The voice may be one of another provider's.
        if (has_wish && is_unknown_voice(reply.status) &&
            !post_text(providers, &endpoint, endpoint.voice, deadline_ms, asking, &reply, err))
                return false;
        if (!endpoint_check(&endpoint, &reply, err))
                return false;
        used_add(providers, &endpoint,
                 (struct usage){.characters = characters_of(asking->request->text)});
        return true;
}

const char *
tts_maker_name(struct tts_maker maker, struct arena *arena)
{
        return maker.model[0] == '\0' ? maker.provider
                                      : arena_print(arena, "%s %s", maker.provider, maker.model);
}

const char *
tts_facts(const struct config *config, const struct tts_request *request, struct arena *arena,
          struct tts_maker *first_out)
{
        struct chain chain = chain_for(config, request->language, arena);
        if (chain.count == 0 || chain.items[0] == PROVIDER_BROWSER ||
            chain.items[0] == PROVIDER_NONE)
                return NULL;
        struct endpoint endpoint = endpoint_of(config, FUNCTION_TTS, chain.items[0]);
        const char *wish = request->voice == NULL ? "" : request->voice;
        *first_out = maker_of(&endpoint);
        return arena_print(arena, "%s\n%s\n%s\n%s\n%s\n%s\n%s", endpoint.provider, endpoint.url,
                           endpoint.model, endpoint.voice, wish, request->language, request->text);
}

enum tts_speaker
tts_speaker(const struct config *config)
{
        for (int i = 0; i < config->tts.count; i++) {
                if (config->tts.items[i] == PROVIDER_BROWSER)
                        return TTS_SPEAKER_BROWSER;
                if (config->tts.items[i] == PROVIDER_NONE && i == 0)
                        return TTS_SPEAKER_NONE;
        }
        return TTS_SPEAKER_SERVER;
}

static void
asking_done(struct tts_asking *asking)
{
        buf_close(&asking->head);
        buf_close(&asking->marks);
}

static struct tts_result
asking_result(const struct tts_asking *asking)
{
        struct tts_result result = asking->result;
        size_t count = asking->marks.length / sizeof(struct mark);
        struct mark *marks = arena_alloc(asking->arena, count + 1, sizeof *marks);
        if (count > 0)
                memcpy(marks, asking->marks.bytes, count * sizeof *marks);
        result.marks.items = marks;
        result.marks.count = count;
        return result;
}

bool
tts_stream(struct providers *providers, const struct tts_request *request,
           const struct tts_listener *listener, struct arena *arena, struct tts_result *result_out,
           struct err *err)
{
        OWN(asking_done)
        struct tts_asking asking = {
                .request = request,
                .listener = listener,
                .arena = arena,
                .head = buf_open(TTS_SOUND_BYTES),
                .marks = buf_open(TTS_MARKS_BYTES),
        };
        struct chain chain = chain_for(providers->config, request->language, arena);
        struct chain_call call = {
                .function = FUNCTION_TTS,
                .purpose = USAGE_SPEECH,
                .chain = &chain,
                .total_ms = request->total_ms > 0 ? request->total_ms
                                                  : providers->config->tts_seconds * 1000,
                .local_ms = request->total_ms > 0 ? request->total_ms : TTS_LOCAL_MS,
                .refusal = "Speech cannot be made now.",
                .ask = ask,
                .context = &asking,
        };
        bool is_spoken = chain_ask(providers, &call, err);
        if (is_spoken)
                *result_out = asking_result(&asking);
        return is_spoken;
}

bool
tts_speak(struct providers *providers, const struct tts_request *request, struct arena *arena,
          struct tts_result *result_out, struct err *err)
{
        return tts_stream(providers, request, NULL, arena, result_out, err);
}
