#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/text.h"
#include "net/provider_chain.h"

enum {
        // The first words come soon even from slow servers; one that is silent so long is stuck.
        FIRST_BYTE_MS = 8 * 1000,
        // A minute of 24 kHz WAV and more; as MP3 many minutes.
        SOUND_BYTES = 8 * 1024 * 1024,
        // A question is at most some thousand characters; JSON escapes make it longer.
        REQUEST_BYTES = 256 * 1024,
};

struct asking {
        const struct tts_request *request;
        struct arena *arena;
        struct tts_result result;
};

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

// NULL where it is no sound that browsers play.
static const char *
sound_mime(const void *sound, size_t length)
{
        // Only a header, and nothing to be heard.
        enum { TOO_SHORT = 64 };
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

static bool
check_sound(const struct http_reply *reply, struct asking *asking, struct err *err)
{
        const char *mime = sound_mime(reply->body, reply->length);
        if (strncasecmp(reply->content_type, "audio/", strlen("audio/")) != 0)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "the content type is \"%.60s\"", reply->content_type);
        if (mime == NULL)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "%zu bytes that are no sound", reply->length);
        asking->result.bytes = reply->body;
        asking->result.length = reply->length;
        asking->result.mime = mime;
        return true;
}

static bool
post_text(struct providers *providers, const struct endpoint *endpoint, const char *voice,
          int64_t deadline_ms, const struct asking *asking, struct http_reply *reply_out,
          struct err *err)
{
        const struct tts_request *request = asking->request;
        OWN(buf_close) struct buf body = buf_open(REQUEST_BYTES);
        struct json_writer json = json_writer_on(&body);
        json_open_object(&json);
        json_put_text(&json, "model", endpoint->model);
        json_put_text(&json, "input", request->text);
        if (voice[0] != '\0')
                json_put_text(&json, "voice", voice);
        json_put_text(&json, "response_format", "mp3");
        // Not a member of the protocol, in which the text itself tells the language.
        if (endpoint->unix_socket != NULL)
                json_put_text(&json, "language",
                              primary_language(request->language, asking->arena));
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text to be spoken", err))
                return false;
        struct post post = {
                .path = "/audio/speech",
                .json = buf_string(&body),
                .first_byte_ms = FIRST_BYTE_MS,
                .max_response_bytes = SOUND_BYTES,
        };
        return endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out,
                             err);
}

static bool
ask(struct providers *providers, enum provider provider, int64_t deadline_ms, void *context,
    struct err *err)
{
        struct asking *asking = context;
        const char *wish = asking->request->voice;
        struct endpoint endpoint =
                endpoint_of(providers->config, provider, &providers->config->tts_openai);
        struct http_reply reply = {.status = 0};

        asking->result.provider = endpoint.provider;
        if (provider == PROVIDER_NONE)
                return true;
        bool has_wish = wish != NULL && wish[0] != '\0' && strcmp(wish, endpoint.voice) != 0;
        if (!post_text(providers, &endpoint, has_wish ? wish : endpoint.voice, deadline_ms, asking,
                       &reply, err))
                return false;
        // The voice may be one of another provider's.
        if (has_wish && (reply.status == 400 || reply.status == 422) &&
            !post_text(providers, &endpoint, endpoint.voice, deadline_ms, asking, &reply, err))
                return false;
        return endpoint_check(&endpoint, &reply, err) && check_sound(&reply, asking, err);
}

bool
tts_speak(struct providers *providers, const struct tts_request *request, struct arena *arena,
          struct tts_result *result_out, struct err *err)
{
        struct asking asking = {.request = request, .arena = arena};
        struct chain_call call = {
                .chain = &providers->config->tts,
                .total_ms = request->total_ms > 0 ? request->total_ms : TTS_TOTAL_MS,
                .refusal = "Speech cannot be made now.",
                .ask = ask,
                .context = &asking,
        };
        if (!chain_ask(providers, &call, err))
                return false;
        *result_out = asking.result;
        return true;
}
