#include "turn/spoken.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/row_json.h"
#include "queries.h"

// What tts_speak gives at most.
static const size_t SOUND_LIMIT = 8 * 1024 * 1024;

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
find(const struct turn_room *room, struct digest digest, struct arena *arena,
     struct tts_result *sound_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        const char *bytes = NULL;
        size_t length = 0;
        if (!db_take(room->pool, &db, err) ||
            !db_ask(db, &SPOKEN_USE, &rows, err, DB_BYTES(digest.bytes, sizeof digest.bytes)))
                return false;
        if (rows.count == 0)
                return FAIL(err, ERR_MISSING, "It was not spoken yet.");
        if (!store_read(room->store, row_text(&rows, 0, "media_key"), SOUND_LIMIT, arena, &bytes,
                        &length, err))
                return false;
        *sound_out = (struct tts_result){
                .bytes = bytes,
                .length = length,
                .mime = row_copied(&rows, 0, "mime", arena),
                .provider = row_copied(&rows, 0, "provider", arena),
                .duration_ms = (int)row_int(&rows, 0, "duration_ms"),
        };
        return true;
}

// Another process may have the same sound at the same time: the file is the same, too.
static bool
keep(const struct turn_room *room, struct digest digest, const struct tts_result *sound,
     struct arena *arena, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows evicted = {0};
        const char *key = arena_print(arena, "spoken/%s", digest_to_text(digest).text);
        if (!store_put(room->store, key, sound->bytes, sound->length, NULL, err) ||
            !db_take(room->pool, &db, err) ||
            !db_do(db, &SPOKEN_KEEP, NULL, err, DB_BYTES(digest.bytes, sizeof digest.bytes),
                   DB_TEXT(key), DB_TEXT(sound->mime), DB_INT(sound->duration_ms),
                   DB_INT((int64_t)sound->length), DB_TEXT(sound->provider)) ||
            !db_ask(db, &SPOKEN_EVICT, &evicted, err, DB_INT(SPOKEN_SOUNDS_MOST),
                    DB_INT(SPOKEN_BYTES_MOST)))
                return false;
        for (int i = 0; i < evicted.count; i++) {
                if (!store_delete(room->store, row_text(&evicted, i, "media_key"), err))
                        return false;
        }
        return true;
}

static bool
speak(const struct turn_room *room, const struct tts_request *request, struct arena *arena,
      struct tts_result *sound_out, struct err *err)
{
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        if (!tts_speak(&providers, request, arena, sound_out, err))
                return false;
        if (providers.coped.kind != ERR_NONE)
                log_err(LOG_WARN, "another provider spoke", &providers.coped);
        return true;
}

bool
spoken_speak(const struct turn_room *room, const struct plan_input *plan,
             const struct tts_request *request, struct arena *arena, struct tts_result *sound_out,
             struct err *err)
{
        struct err problem = {.kind = ERR_NONE};
        const char *first = NULL;
        const char *facts = tts_facts(room->config, request, arena, &first);
        if (facts == NULL || !spoken_is_known(plan, request->text, arena))
                return speak(room, request, arena, sound_out, err);
        struct digest digest = sha256_of(facts, strlen(facts));
        if (find(room, digest, arena, sound_out, &problem))
                return true;
        if (problem.kind != ERR_MISSING)
                log_err(LOG_WARN, "what was spoken before could not be found", &problem);
        if (!speak(room, request, arena, sound_out, err))
                return false;
        // Another one's sound is for this time alone.
        if (text_equals(sound_out->provider, first) &&
            !keep(room, digest, sound_out, arena, &problem))
                log_err(LOG_WARN, "what was spoken could not be kept", &problem);
        return true;
}
