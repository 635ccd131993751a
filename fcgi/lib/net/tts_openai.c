// OpenAI's speech, as many servers speak it, the embedded voices among them.
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "net/tts_protocol.h"

static const char SOUND_TYPE[] = "audio/";

static bool
take(void *context, const char *bytes, size_t length)
{
        return tts_hear(context, bytes, length);
}

static bool
again(void *context)
{
        tts_hear_again(context);
        return true;
}

bool
tts_openai_ask(struct providers *providers, const struct endpoint *endpoint, const char *voice,
               int64_t deadline_ms, struct tts_asking *asking, struct http_reply *reply_out,
               struct err *err)
{
        const struct tts_request *request = asking->request;
        OWN(buf_close) struct buf body = buf_open(TTS_REQUEST_BYTES);
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
                // The embedded one may be busy understanding somebody.
                .first_byte_ms = endpoint->unix_socket == NULL ? TTS_FIRST_BYTE_MS : 0,
                .max_response_bytes = TTS_SOUND_BYTES,
                .take = take,
                .take_type = SOUND_TYPE,
                .again = again,
                .take_context = asking,
        };
        if (!endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out, err))
                return false;
        if (reply_out->status != 200)
                return true;
        if (strncasecmp(reply_out->content_type, SOUND_TYPE, strlen(SOUND_TYPE)) != 0)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "the content type is \"%.60s\"", reply_out->content_type);
        return tts_take_sound(asking, reply_out->body, reply_out->length, err);
}
