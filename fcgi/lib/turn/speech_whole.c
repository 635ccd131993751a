// What becomes of a speech when its parts are there: one sound, or nothing.
#include "base/buf.h"
#include "base/log.h"
#include "db/db.h"
#include "db/row_json.h"
#include "model/texts.h"
#include "queries.h"
#include "store/flow.h"
#include "turn/sound_join.h"
#include "turn/speech_parts.h"
#include "turn/spoken.h"

// What providers give at most.
enum { SOUND_BYTES_MOST = 8 * 1024 * 1024 };

static bool
store_sound(const struct speech *speech, const char *key, const void *bytes, size_t length,
            struct digest *digest_out, struct err *err)
{
        OWN(store_flow_close) struct store_flow file = {.file = -1};
        return store_flow_open(speech->room.store, key, &file, err) &&
               store_flow_add(&file, bytes, length, err) &&
               store_flow_finish(&file, digest_out, err);
}

// The parts as one; false in `is_joined_out` where sounds of their kinds cannot be.
static bool
join(struct speech *speech, const char *key, struct arena *arena, bool *is_joined_out,
     struct digest *digest_out, struct err *err)
{
        OWN(buf_close) struct buf whole = buf_open(SPEECH_PARTS_MOST * SOUND_BYTES_MOST);
        struct sound sounds[SPEECH_PARTS_MOST];
        for (int i = 0; i < speech->count; i++) {
                const struct part *part = &speech->parts[i];
                sounds[i].mime = part->mime;
                if (!store_read(speech->room.store, part->key, SOUND_BYTES_MOST, arena,
                                &sounds[i].bytes, &sounds[i].length, err))
                        return false;
        }
        *is_joined_out = sound_join(sounds, (size_t)speech->count, &whole);
        return !*is_joined_out ||
               store_sound(speech, key, whole.bytes, whole.length, digest_out, err);
}

// In one piece, by one provider.
static bool
speak_anew(struct speech *speech, const char *key, struct arena *arena, struct spoken *spoken,
           struct err *err)
{
        struct providers providers = {.config = speech->room.config,
                                      .client = speech->room.client,
                                      .used = speech->room.used};
        struct tts_result result = {0};
        struct digest digest = {{0}};
        const char *text = "";
        for (int i = 0; i < speech->count; i++)
                text = arena_print(arena, "%s%s%s", text, i == 0 ? "" : " ", speech->parts[i].text);
        struct tts_request request = speech_request(speech->room.config, speech->course, text);
        if (!tts_speak(&providers, &request, arena, &result, err) ||
            (result.length > 0 &&
             !store_sound(speech, key, result.bytes, result.length, &digest, err)))
                return false;
        if (result.length == 0)
                return FAIL(err, ERR_MISSING, "Nobody is to speak here.");
        struct spoken_sound sound = spoken_sound_of(&request, &result, speech->arena);
        *spoken = (struct spoken){
                .key = key,
                .mime = sound.mime,
                .by = tts_maker_name(sound.maker, speech->arena),
                .duration_ms = sound.duration_ms,
                .visemes = sound.visemes,
                .sha256 = digest,
        };
        return true;
}

// NULL where there are none.
static const char *
visemes_of_parts(struct speech *speech)
{
        OWN(db_give) struct db *db = NULL;
        OWN(rows_close) struct rows rows = {0};
        struct err err;
        if (!db_take(speech->room.pool, &db, &err) ||
            !db_ask(db, &QUESTION_PARTS_VISEMES, &rows, &err, DB_UUID(speech->id))) {
                log_err(LOG_WARN, "how the mouth moves is not known", &err);
                return NULL;
        }
        return row_copied(&rows, 0, "visemes", speech->arena);
}

static void
give_up(struct speech *speech)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if (speech->count > 0 &&
            (!db_take(speech->room.pool, &db, &err) ||
             !db_do(db, &QUESTION_PARTS_OVER, NULL, &err, DB_UUID(speech->id))))
                log_err(LOG_WARN, "a sound is waited for that does not come", &err);
}

static struct spoken
made_whole(struct speech *speech)
{
        OWN(arena_done) struct arena arena = {0};
        struct spoken spoken = {0};
        struct err err = {.kind = ERR_NONE};
        bool is_joined = false;
        if (!speech_begun(speech))
                return spoken;
        speech_await(speech, PART_WHOLE);
        if (!speech_is_sound(speech))
                return spoken;
        const struct part *first = &speech->parts[0];
        spoken = (struct spoken){
                .key = arena_text(speech->arena, first->key),
                .mime = first->mime,
                .by = tts_maker_name(first->maker, speech->arena),
                .sha256 = first->sha256,
        };
        for (int i = 0; i < speech->count; i++)
                spoken.duration_ms += speech->parts[i].duration_ms;
        spoken.visemes = visemes_of_parts(speech);
        if (speech->count == 1)
                return spoken;
        spoken.key = arena_print(speech->arena, "interviews/%s/question-%d-%s",
                                 uuid_to_text(speech->course->interview.id).text, speech->number,
                                 uuid_to_text(speech->id).text);
        bool is_made = join(speech, spoken.key, &arena, &is_joined, &spoken.sha256, &err);
        if (is_made && !is_joined)
                is_made = speak_anew(speech, spoken.key, &arena, &spoken, &err);
        if (is_made)
                return spoken;
        log_err(LOG_WARN, "the parts of a question could not be joined", &err);
        return (struct spoken){0};
}

// Of all parts that are whole or have failed.
static const char *
passed_over(struct speech *speech)
{
        const char *names = NULL;
        pthread_mutex_lock(&speech->lock);
        for (int i = 0; i < speech->count; i++) {
                const struct part *part = &speech->parts[i];
                if (part->state >= PART_WHOLE && part->passed_over[0] != '\0')
                        names = texts_named_once(
                                names, arena_text(speech->arena, part->passed_over), speech->arena);
        }
        pthread_mutex_unlock(&speech->lock);
        return names;
}

struct spoken
speech_whole(struct speech *speech)
{
        struct spoken spoken = made_whole(speech);
        spoken.passed_over = passed_over(speech);
        if (spoken.key == NULL)
                give_up(speech);
        return spoken;
}

void
speech_discard(struct speech *speech)
{
        struct err err;
        speech_await(speech, PART_WHOLE);
        {
                OWN(db_give) struct db *db = NULL;
                if (!db_take(speech->room.pool, &db, &err) ||
                    !db_do(db, &QUESTION_PARTS_FORGET, NULL, &err, DB_UUID(speech->id)))
                        log_err(LOG_WARN, "sound that is not needed is still named", &err);
        }
        // The whole, where there is one, is left to the sweep.
        for (int i = 0; i < speech->count; i++) {
                const struct part *part = &speech->parts[i];
                if (part->state == PART_WHOLE && !store_delete(speech->room.store, part->key, &err))
                        log_err(LOG_WARN, "sound that is not needed was left", &err);
        }
}
