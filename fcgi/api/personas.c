// /api/personas: ways to ask, and how each of them sounds.
#include "model/persona.h"

#include "base/text.h"
#include "net/providers.h"
#include "route.h"

bool
personas_list(struct request *request, struct err *err)
{
        OWN(buf_close) struct buf buf = buf_open(64 * 1024);
        struct json_writer json = json_writer_on(&buf);
        json_open_object(&json);
        json_name(&json, "items");
        json_open_list(&json);
        for (size_t i = 0; i < PERSONA_COUNT; i++) {
                json_open_object(&json);
                json_put_text(&json, "id", PERSONAS[i].id);
                json_put_text(&json, "name", PERSONAS[i].name);
                json_put_text(&json, "style", PERSONAS[i].style);
                json_put_text(&json, "voice", PERSONAS[i].voice);
                json_close_object(&json);
        }
        json_close_list(&json);
        json_put_null(&json, "next_cursor");
        json_close_object(&json);
        return respond_json(request, 200, &buf, err);
}

// Spoken anew each time: it costs less than keeping a sample fresh when the voices change.
bool
personas_sample(struct request *request, struct err *err)
{
        const struct config *config = request->server->config;
        struct providers providers = {.config = config, .client = request->client};
        struct tts_result sound = {0};
        if (!persona_exists(request->parameters[0]))
                return FAIL(err, ERR_MISSING, "There is no such persona.");
        const struct persona *persona = persona_find(request->parameters[0]);
        struct tts_request sample = {
                .text = arena_print(request->arena,
                                    "Hello, I am %s. I will ask you a few questions, one at a "
                                    "time. Take the time that you need.",
                                    persona->name),
                .language = "en",
                .voice = config->tts.items[0] == PROVIDER_BUILTIN ? persona->voice : NULL,
        };
        if (!tts_speak(&providers, &sample, request->arena, &sound, err))
                return false;
        if (sound.length == 0)
                return FAIL(err, ERR_MISSING, "This server has no voice of its own.");
        respond_bytes(request, sound.mime, sound.bytes, sound.length);
        return true;
}
