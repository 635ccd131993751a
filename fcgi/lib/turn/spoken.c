#include "turn/spoken.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

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
        };
        return true;
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

// Another process may have the same sound at the same time: the file is the same, too.
static bool
keep(const struct turn_room *room, struct digest digest, const struct tts_result *sound,
     int duration_ms, struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows evicted = {0};
        const char *key = arena_print(arena, "spoken/%s", digest_to_text(digest).text);
        if (!store_put(room->store, key, sound->bytes, sound->length, NULL, err) ||
            !db_take(room->pool, &db, err) ||
            !db_do(db, &SPOKEN_KEEP, NULL, err, DB_BYTES(digest.bytes, sizeof digest.bytes),
                   DB_TEXT(key), DB_TEXT(sound->mime), DB_INT(duration_ms),
                   DB_INT((int64_t)sound->length), DB_TEXT(sound->maker.provider)) ||
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
            const struct tts_result *sound, int duration_ms, struct arena *arena)
{
        struct err err;
        struct tts_maker first = {0};
        const char *facts = tts_facts(room->config, request, arena, &first);
        if (facts != NULL && text_equals(sound->maker.provider, first.provider) &&
            !keep(room, sha256_of(facts, strlen(facts)), sound, duration_ms, arena, &err))
                log_err(LOG_WARN, "what was spoken could not be kept", &err);
}
