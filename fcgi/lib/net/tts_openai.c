// OpenAI's speech, as many servers speak it, the embedded voices among them; those also tell when
// which phone is heard.
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "net/tts_protocol.h"

static const char SOUND_TYPE[] = "audio/";
static const char TIMED_TYPE[] = "application/json";

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

// {"audio": base64, "phones": [{"phone", "start_ms", "end_ms"}]} of the embedded voices.
static bool
take_phones(struct tts_asking *asking, const struct http_reply *reply, struct err *err)
{
        OWN(json_document_close) struct json_document document = {0};
        OWN(buf_close) struct buf sound = buf_open(TTS_SOUND_BYTES);
        if (!json_parse(reply->body, reply->length, &document, err) ||
            !base64_decode(json_text_or(document.root, "audio", ""), &sound))
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "the embedded speech's answer cannot be read");
        const struct json_object *phones = json_get(document.root, "phones");
        asking->result.marks.kind = MARKS_PHONES;
        for (size_t i = 0; i < json_count(phones); i++) {
                const struct json_object *phone = json_at(phones, i);
                tts_mark(asking, json_text_or(phone, "phone", ""),
                         json_number_or(phone, "start_ms", NAN),
                         json_number_or(phone, "end_ms", NAN));
        }
        if (!tts_hear(asking, sound.bytes, sound.length))
                return FAIL(err, ERR_CONFLICT, "Nobody waits for the sound any more.");
        return tts_take_sound(asking, arena_copy(asking->arena, buf_string(&sound), sound.length),
                              sound.length, err);
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
        // No members of the protocol, in which the text itself tells the language.
        if (endpoint->unix_socket != NULL) {
                json_put_text(&json, "language",
                              primary_language(request->language, asking->arena));
                json_put_bool(&json, "phones", true);
        }
        json_close_object(&json);
        if (!buf_check(&body, ERR_INPUT, "The text to be spoken", err))
                return false;
        struct post post = {
                .path = "/audio/speech",
                .json = buf_string(&body),
                // The embedded one may be busy understanding somebody.
                .first_byte_ms = endpoint->unix_socket == NULL ? TTS_FIRST_BYTE_MS : 0,
                .max_response_bytes =
                        endpoint->unix_socket == NULL ? TTS_SOUND_BYTES : TTS_TIMED_BYTES,
                .take = take,
                .take_type = SOUND_TYPE,
                .again = again,
                .take_context = asking,
        };
        if (!endpoint_post(providers, endpoint, &post, deadline_ms, asking->arena, reply_out, err))
                return false;
        if (reply_out->status != 200)
                return true;
        if (endpoint->unix_socket != NULL &&
            strncasecmp(reply_out->content_type, TIMED_TYPE, strlen(TIMED_TYPE)) == 0)
                return take_phones(asking, reply_out, err);
        if (strncasecmp(reply_out->content_type, SOUND_TYPE, strlen(SOUND_TYPE)) != 0)
                return FAIL_DETAIL(err, ERR_UPSTREAM, "The provider sent no sound.",
                                   "the content type is \"%.60s\"", reply_out->content_type);
        return tts_take_sound(asking, reply_out->body, reply_out->length, err);
}
