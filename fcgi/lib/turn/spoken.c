#include "turn/spoken.h"

#include <string.h>

#include "base/buf.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "interview/visemes.h"
#include "queries.h"
#include "turn/sound.h"

// More than a shape for each letter of the longest text.
static const size_t VISEMES_LIMIT = 2 * 1024 * 1024;

// The question itself, or as it is asked once more.
static bool
is_made_of(const char *text, const char *question, const char *language, struct arena *arena)
{
        if (strstr(text, question) == NULL)
                return false;
        if (text_equals(text, question))
                return true;
        for (int i = 0; i < PLAN_USABILITY_COUNT; i++) {
                if (text_equals(text, plan_asked_again((enum plan_usability)i, question, language,
                                                       arena)))
                        return true;
        }
        return false;
}

bool
spoken_is_known(const struct plan_input *plan, const char *text, struct arena *arena)
{
        const struct posting *terms = plan->posting;
        for (size_t i = 0; i < terms->question_count; i++) {
                if (is_made_of(text, terms->question_set[i].text, terms->language, arena))
                        return true;
        }
        for (size_t i = 0; i < plan->bank_count; i++) {
                if (is_made_of(text, plan->bank[i].text, terms->language, arena))
                        return true;
        }
        return false;
}

// ERR_MISSING: it was not spoken yet, or its file is gone.
static bool
find(const struct turn_room *room, struct digest digest, const char *key, struct arena *arena,
     struct spoken_sound *sound_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        if (!db_take(room->pool, &db, err) ||
            !db_ask(db, &SPOKEN_USE, &rows, err, DB_BYTES(digest.bytes, sizeof digest.bytes)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "It was not spoken yet.");
        if (!store_twin(room->store, row_text(&rows, 0, "media_key"), key, err))
                return false;
        *sound_out = (struct spoken_sound){
                .mime = row_copied(&rows, 0, "mime", arena),
                .duration_ms = (int)row_int(&rows, 0, "duration_ms"),
                .visemes = row_copied(&rows, 0, "visemes", arena),
                .sha256 = row_digest(&rows, 0, "sha256"),
        };
        return true;
}

struct spoken_sound
spoken_sound_of(const struct tts_request *request, const struct tts_result *result,
                struct arena *arena)
{
        OWN(buf_close) struct buf buf = buf_open(VISEMES_LIMIT);
        struct json_writer json = json_writer_on(&buf);
        struct spoken_sound sound = {
                .mime = result->mime,
                .maker = result->maker,
                .duration_ms = result->duration_ms > 0
                                       ? result->duration_ms
                                       : sound_ms(result->mime, result->bytes, result->length),
        };
        struct visemes visemes =
                visemes_of(&result->marks, request->language, sound.duration_ms, arena);
        visemes_write(&json, &visemes);
        sound.visemes = buf.is_over ? "[]" : arena_text(arena, buf_string(&buf));
        return sound;
}

bool
spoken_find(const struct turn_room *room, const struct tts_request *request, const char *key,
            struct arena *arena, struct spoken_sound *sound_out)
{
        struct err err = {.kind = ERR_NONE};
        struct tts_maker first = {0};
        const char *facts = tts_facts(room->config, request, arena, &first);
        if (facts == NULL)
                return false;
        if (find(room, sha256_of(facts, strlen(facts)), key, arena, sound_out, &err)) {
                // Nobody else's is found by these facts.
                sound_out->maker = first;
                return true;
        }
        if (err.kind != ERR_MISSING)
                log_err(LOG_WARN, "what was spoken before could not be found", &err);
        return false;
}

bool
spoken_is_there(const struct turn_room *room, const struct tts_request *request,
                struct arena *arena)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err;
        struct tts_maker first = {0};
        const char *facts = tts_facts(room->config, request, arena, &first);
        struct digest digest =
                sha256_of(facts == NULL ? "" : facts, facts == NULL ? 0 : strlen(facts));
        return facts != NULL && db_take(room->pool, &db, &err) &&
               db_ask(db, &SPOKEN_USE, &rows, &err, DB_BYTES(digest.bytes, sizeof digest.bytes)) &&
               rows.count == 1;
}

// Another process may keep other sound of the same text at the same time: the file has its digest
// in its name, so that the row that stands is that of its file. What no row names is left to the
// sweep.
static bool
keep(const struct turn_room *room, struct digest digest, const struct tts_result *result,
     const struct spoken_sound *sound, struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows evicted = {0};
        struct digest sha256 = sha256_of(result->bytes, result->length);
        const char *key =
                arena_print(arena, "spoken/%s-%s", arena_text(arena, digest_to_text(digest).text),
                            digest_to_text(sha256).text);
        if (!store_put(room->store, key, result->bytes, result->length, NULL, err) ||
            !db_take(room->pool, &db, err) ||
            !db_do(db, &SPOKEN_KEEP, NULL, err, DB_BYTES(digest.bytes, sizeof digest.bytes),
                   DB_TEXT(key), DB_TEXT(sound->mime), DB_INT(sound->duration_ms),
                   DB_INT((int64_t)result->length), DB_TEXT(sound->visemes), DB_DIGEST(sha256)) ||
            !db_ask(db, &SPOKEN_EVICT, &evicted, err, DB_INT(SPOKEN_SOUNDS_MOST),
                    DB_INT(SPOKEN_BYTES_MOST)))
                return false;
        for (int i = 0; i < evicted.count; i++) {
                if (!store_delete(room->store, row_text(&evicted, i, "media_key"), err))
                        return false;
        }
        return true;
}

void
spoken_keep(const struct turn_room *room, const struct tts_request *request,
            const struct tts_result *result, const struct spoken_sound *sound, struct arena *arena)
{
        struct err err;
        struct tts_maker first = {0};
        const char *facts = tts_facts(room->config, request, arena, &first);
        if (facts != NULL && text_equals(sound->maker.provider, first.provider) &&
            !keep(room, sha256_of(facts, strlen(facts)), result, sound, arena, &err))
                log_err(LOG_WARN, "what was spoken could not be kept", &err);
}
