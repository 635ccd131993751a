#include "turn/speech_parts.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "base/trace.h"
#include "db/db.h"
#include "interview/word_lists.h"
#include "model/persona.h"
#include "net/providers.h"
#include "queries.h"
#include "store/flow.h"
#include "turn/helpers.h"
#include "turn/spoken.h"
#include "turn/tell.h"
#include "turn/worker.h"

// A piece that no helper has taken by then is spoken by the turn's own thread: all are busy.
static const int HELPER_MS = 50;

// More than a voice can make at once would only wait behind each other, and with them other
// candidates' sentences.
enum { AT_ONCE_MOST = 3 };

struct tts_request
speech_request(const struct config *config, const struct course *course, const char *text)
{
        const char *language = course->interview.terms.language;
        bool is_embedded = config->tts.items[0] == PROVIDER_BUILTIN;
        return (struct tts_request){
                .text = text,
                .language = language,
                .voice = is_embedded && language_is(language, "en")
                                 ? ask_persona(course, course->speaker)->voice
                                 : NULL,
        };
}

struct speech *
speech_open(const struct turn_room *room, const struct course *course, int number,
            struct tell *tell, struct arena *arena)
{
        struct speech *speech = memory_new(sizeof *speech);
        pthread_condattr_t monotonic;
        struct err err;
        bool is_embedded = room->config->tts.items[0] == PROVIDER_BUILTIN;
        speech->room = *room;
        speech->course = course;
        speech->number = number;
        speech->id = uuid_new();
        speech->is_silent = room->config->tts.items[0] == PROVIDER_NONE ||
                            room->config->tts.items[0] == PROVIDER_BROWSER;
        speech->most_at_once = is_embedded && room->config->speech_processes < AT_ONCE_MOST
                                       ? room->config->speech_processes
                                       : AT_ONCE_MOST;
        speech->arena = arena;
        speech->tell = tell;
        speech->references = 1;
        speech->trace = *trace_of_thread();
        speech->clock = stage_clock_of_thread();
        speech->opened_us = clock_us();
        if (!speech->is_silent && !worker_hold(room->worker, &speech->worker, &err)) {
                log_err(LOG_WARN, "the question could not be spoken", &err);
                speech->is_silent = true;
        }
        pthread_condattr_init(&monotonic);
        pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
        pthread_mutex_init(&speech->lock, NULL);
        pthread_cond_init(&speech->changed, &monotonic);
        pthread_condattr_destroy(&monotonic);
        return speech;
}

// --- what is told: all under the lock

static bool
has_later_sound(const struct speech *speech, int from)
{
        for (int i = from; i < speech->count; i++) {
                if (speech->parts[i].state != PART_FAILED)
                        return true;
        }
        return false;
}

static void
tell_due(struct speech *speech)
{
        while (speech->told < speech->count) {
                const struct part *part = &speech->parts[speech->told];
                bool is_newest = !has_later_sound(speech, speech->told + 1);
                if (part->state == PART_FAILED) {
                        speech->told++;
                        continue;
                }
                if (part->state < PART_BEGUN ||
                    (is_newest && part->may_end && !speech->is_text_over))
                        return;
                if (!speech->has_sounded)
                        stage_took(TURN_STAGE_SOUND, clock_us() - speech->opened_us);
                speech->has_sounded = true;
                if (speech->tell != NULL)
                        tell_part(speech->tell, speech->number, speech->told,
                                  is_newest && speech->is_text_over, part->mime);
                speech->told++;
        }
}

static void
set_state(struct speech *speech, struct part *part, enum part_state state)
{
        pthread_mutex_lock(&speech->lock);
        part->state = state;
        tell_due(speech);
        pthread_cond_broadcast(&speech->changed);
        pthread_mutex_unlock(&speech->lock);
}

// --- one part, in whatever thread

struct speaking {
        struct speech *speech;
        struct part *part;
        struct http_client *client;
        struct store_flow file;
        struct arena *arena;
        struct err problem;
};

static int
place_of(const struct speech *speech, const struct part *part)
{
        return (int)(part - speech->parts);
}

static void
name_part(struct speech *speech, struct part *part)
{
        snprintf(part->key, sizeof part->key, "interviews/%s/question-%d-%s-%d%c",
                 uuid_to_text(speech->course->interview.id).text, speech->number,
                 uuid_to_text(speech->id).text, place_of(speech, part), 'a' + part->try % 26);
}

// `visemes` of a part that is whole; NULL: it is being made.
static bool
write_row(struct speech *speech, struct part *part, const char *visemes, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        if (!db_take(speech->room.pool, &db, err) ||
            !db_do(db, &QUESTION_PART_BEGIN, NULL, err, DB_UUID(speech->id),
                   DB_INT(place_of(speech, part)), DB_UUID(speech->course->interview.id),
                   DB_INT(speech->number), DB_TEXT(part->key), DB_TEXT(part->mime),
                   DB_INT(speech->worker),
                   part->duration_ms > 0 ? DB_INT(part->duration_ms) : DB_NULL, DB_TEXT(visemes),
                   DB_DIGEST(part->sha256)))
                return false;
        part->has_row = true;
        return true;
}

static bool
write_whole(struct speech *speech, struct part *part, const char *visemes, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        return db_take(speech->room.pool, &db, err) &&
               db_do(db, &QUESTION_PART_WHOLE, NULL, err, DB_UUID(speech->id),
                     DB_INT(place_of(speech, part)),
                     part->duration_ms > 0 ? DB_INT(part->duration_ms) : DB_NULL, DB_TEXT(visemes),
                     DB_DIGEST(part->sha256));
}

static bool
hear(void *context, const char *mime, const void *bytes, size_t length)
{
        struct speaking *speaking = context;
        struct part *part = speaking->part;
        bool is_first = speaking->file.file < 0;
        if (is_first) {
                part->try++;
                part->mime = mime;
                name_part(speaking->speech, part);
        }
        if ((is_first && !store_flow_open(speaking->speech->room.store, part->key, &speaking->file,
                                          &speaking->problem)) ||
            !store_flow_add(&speaking->file, bytes, length, &speaking->problem) ||
            (is_first && !write_row(speaking->speech, part, NULL, &speaking->problem)))
                return false;
        if (is_first)
                set_state(speaking->speech, part, PART_BEGUN);
        return true;
}

static void
again(void *context)
{
        struct speaking *speaking = context;
        store_flow_close(&speaking->file);
}

static bool
speak(void *context, struct err *err)
{
        struct speaking *speaking = context;
        struct speech *speech = speaking->speech;
        struct part *part = speaking->part;
        struct providers providers = {.config = speech->room.config,
                                      .client = speaking->client,
                                      .used = speech->room.used};
        struct tts_request request =
                speech_request(speech->room.config, speech->course, part->text);
        struct tts_listener listener = {.hear = hear, .again = again, .context = speaking};
        struct tts_result result = {0};
        bool is_spoken = tts_stream(&providers, &request, &listener, speaking->arena, &result, err);
        memcpy(part->passed_over, providers.passed_over, sizeof part->passed_over);
        if (!is_spoken) {
                if (speaking->problem.kind != ERR_NONE)
                        *err = speaking->problem;
                return false;
        }
        if (providers.coped.kind != ERR_NONE)
                log_err(LOG_WARN, "another provider spoke", &providers.coped);
        // The page is to speak, or nobody.
        if (result.length == 0)
                return FAIL(err, ERR_MISSING, "Nobody is to speak here.");
        if (!store_flow_finish(&speaking->file, &part->sha256, err))
                return false;
        struct spoken_sound sound = spoken_sound_of(&request, &result, speaking->arena);
        struct err ignored;
        part->maker = sound.maker;
        part->duration_ms = sound.duration_ms;
        // It is heard without them.
        if (!write_whole(speech, part, sound.visemes, &ignored))
                log_err(LOG_WARN, "how the mouth moves is not kept", &ignored);
        if (part->is_known)
                spoken_keep(&speech->room, &request, &result, &sound, speaking->arena);
        return true;
}

static void
forget_row(struct speech *speech, struct part *part)
{
        OWN(db_give) struct db *db = NULL;
        struct err err;
        if (part->has_row && (!db_take(speech->room.pool, &db, &err) ||
                              !db_do(db, &QUESTION_PART_FORGET, NULL, &err, DB_UUID(speech->id),
                                     DB_INT(place_of(speech, part)))))
                log_err(LOG_WARN, "a part that is not there is still named", &err);
        part->has_row = false;
}

static void
speak_part(struct speech *speech, struct part *part, struct http_client *client)
{
        OWN(arena_done) struct arena arena = {0};
        struct speaking speaking = {
                .speech = speech,
                .part = part,
                .client = client,
                .file = {.file = -1},
                .arena = &arena,
        };
        struct err err;
        bool is_spoken = memory_try(speak, &speaking, &err);
        store_flow_close(&speaking.file);
        if (!is_spoken) {
                if (err.kind != ERR_MISSING)
                        log_err(LOG_WARN, "the question could not be spoken", &err);
                forget_row(speech, part);
        }
        set_state(speech, part, is_spoken ? PART_WHOLE : PART_FAILED);
}

// --- who speaks

// The first part that waits, now taken; NULL where none does. Under the lock.
static struct part *
take_waiting(struct speech *speech)
{
        for (int i = 0; i < speech->count; i++) {
                if (speech->parts[i].state == PART_WAITING) {
                        speech->parts[i].state = PART_SPEAKING;
                        return &speech->parts[i];
                }
        }
        return NULL;
}

// Under the lock, which it gives up.
static void
drop(struct speech *speech)
{
        bool is_last = --speech->references == 0;
        pthread_mutex_unlock(&speech->lock);
        if (!is_last)
                return;
        pthread_cond_destroy(&speech->changed);
        pthread_mutex_destroy(&speech->lock);
        free(speech);
}

// A helper's task: speaks what waits. It may come when all is spoken and closed.
static void
help(struct http_client *client, void *context)
{
        struct speech *speech = context;
        pthread_mutex_lock(&speech->lock);
        speech->helping++;
        speech->asked--;
        struct part *part = NULL;
        while (!speech->is_closed && (part = take_waiting(speech)) != NULL) {
                pthread_mutex_unlock(&speech->lock);
                log_subject("request_id", speech->trace.request_id);
                trace_use(&speech->trace);
                stage_clock_use(speech->clock);
                speak_part(speech, part, client);
                stage_clock_use(NULL);
                trace_use(NULL);
                log_subject(NULL, NULL);
                pthread_mutex_lock(&speech->lock);
        }
        speech->helping--;
        pthread_cond_broadcast(&speech->changed);
        drop(speech);
}

// From what was spoken before, for nothing.
static bool
take_cached(struct speech *speech, struct part *part)
{
        struct tts_request request =
                speech_request(speech->room.config, speech->course, part->text);
        struct spoken_sound sound = {0};
        struct err err;
        name_part(speech, part);
        if (!part->is_known ||
            !spoken_find(&speech->room, &request, part->key, speech->arena, &sound))
                return false;
        part->mime = sound.mime;
        part->duration_ms = sound.duration_ms;
        part->maker = sound.maker;
        part->sha256 = sound.sha256;
        if (write_row(speech, part, sound.visemes, &err))
                return true;
        log_err(LOG_WARN, "what was spoken before could not be used", &err);
        return false;
}

void
speech_say(struct speech *speech, const char *text, bool is_known, bool may_end)
{
        if (speech->is_silent || text[strspn(text, " \t\r\n")] == '\0')
                return;
        if (speech->count == SPEECH_PARTS_MOST) {
                speech->is_cut = true;
                return;
        }
        struct part *part = &speech->parts[speech->count];
        *part = (struct part){
                .text = text_trim(speech->arena, text),
                .is_known = is_known,
                .may_end = may_end,
                .state = PART_WAITING,
        };
        if (take_cached(speech, part))
                part->state = PART_WHOLE;
        pthread_mutex_lock(&speech->lock);
        speech->count++;
        bool needs_help = part->state == PART_WAITING &&
                          speech->helping + speech->asked < speech->most_at_once;
        speech->references += needs_help ? 1 : 0;
        speech->asked += needs_help ? 1 : 0;
        tell_due(speech);
        pthread_mutex_unlock(&speech->lock);
        if (needs_help && !helpers_do(speech->room.helpers, help, speech)) {
                pthread_mutex_lock(&speech->lock);
                speech->asked--;
                drop(speech);
        }
}

void
speech_await(struct speech *speech, enum part_state least)
{
        pthread_mutex_lock(&speech->lock);
        for (;;) {
                bool is_waiting = false;
                bool is_there = true;
                for (int i = 0; i < speech->count; i++) {
                        is_waiting = is_waiting || speech->parts[i].state == PART_WAITING;
                        is_there = is_there && speech->parts[i].state >= least;
                }
                if (is_there)
                        break;
                struct timespec until;
                clock_gettime(CLOCK_MONOTONIC, &until);
                until.tv_nsec += (long)HELPER_MS * 1000 * 1000;
                until.tv_sec += until.tv_nsec / 1000000000;
                until.tv_nsec %= 1000000000;
                int waited = 0;
                // Those who speak go on with what waits; where they are enough, nobody else does.
                is_waiting = is_waiting && speech->helping < speech->most_at_once;
                if (!is_waiting)
                        pthread_cond_wait(&speech->changed, &speech->lock);
                else if (speech->room.helpers != NULL)
                        waited = pthread_cond_timedwait(&speech->changed, &speech->lock, &until);
                if (!is_waiting || (speech->room.helpers != NULL && waited != ETIMEDOUT))
                        continue;
                struct part *part = take_waiting(speech);
                if (part == NULL)
                        continue;
                pthread_mutex_unlock(&speech->lock);
                speak_part(speech, part, speech->room.client);
                pthread_mutex_lock(&speech->lock);
        }
        pthread_mutex_unlock(&speech->lock);
}

bool
speech_is_sound(const struct speech *speech)
{
        for (int i = 0; i < speech->count; i++) {
                if (speech->parts[i].state == PART_FAILED)
                        return false;
        }
        return speech->count > 0 && !speech->is_cut;
}

bool
speech_begun(struct speech *speech)
{
        pthread_mutex_lock(&speech->lock);
        speech->is_text_over = true;
        tell_due(speech);
        pthread_mutex_unlock(&speech->lock);
        speech_await(speech, PART_BEGUN);
        return speech_is_sound(speech);
}

void
speech_close(struct speech **speech)
{
        struct speech *closed = *speech;
        if (closed == NULL)
                return;
        *speech = NULL;
        pthread_mutex_lock(&closed->lock);
        closed->is_closed = true;
        // Whoever speaks now uses what is the turn's.
        while (closed->helping > 0)
                pthread_cond_wait(&closed->changed, &closed->lock);
        drop(closed);
}
