// /api/personas: ways to ask, and how each of them sounds.
#include "model/persona.h"

#include "base/text.h"
#include "db/db.h"
#include "net/providers.h"
#include "route.h"
#include "turn/spent.h"

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

static void
look_at_budget(struct request *request, const struct turn_room *room)
{
        OWN(db_give) struct db *db = NULL;
        struct err ignored;
        if (db_take(request->server->pool, &db, &ignored))
                spent_look(room, db, (struct uuid){{0}}, request->user.organisation_id,
                           request->arena);
}

// Spoken anew each time: it costs less than keeping a sample fresh when the voices change.
bool
personas_sample(struct request *request, struct err *err)
{
        const struct config *config = request->server->config;
        struct turn_room room = request_turn_room(request);
        struct providers providers = {
                .config = config,
                .client = request->client,
                .used = room.used,
        };
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
        look_at_budget(request, &room);
        bool is_spoken = tts_speak(&providers, &sample, request->arena, &sound, err);
        spent_write(&room, (struct uuid){{0}}, request->user.organisation_id);
        if (!is_spoken)
                return false;
        if (sound.length == 0)
                return FAIL(err, ERR_MISSING, "This server has no voice of its own.");
        respond_bytes(request, sound.mime, sound.bytes, sound.length);
        return true;
}
