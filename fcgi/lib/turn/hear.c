#include "turn/hear.h"

#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "interview/resume.h"
#include "interview/unheard.h"
#include "net/providers.h"
#include "turn/spent.h"
#include "turn/turn.h"

enum { WAV_HEADER_BYTES = 44 };

static void
put_le(unsigned char *place, uint32_t value, int bytes)
{
        for (int i = 0; i < bytes; i++)
                place[i] = (unsigned char)(value >> (8 * i));
}

// Of 16-bit mono PCM at CLIP_RATE: RIFF (Microsoft's WAVE format, PCM).
static void
put_header(unsigned char header[WAV_HEADER_BYTES], uint32_t data_bytes)
{
        memcpy(header, "RIFF", 4);
        put_le(header + 4, WAV_HEADER_BYTES - 8 + data_bytes, 4);
        memcpy(header + 8, "WAVEfmt ", 8);
        put_le(header + 16, 16, 4);
        put_le(header + 20, 1, 2);
        put_le(header + 22, 1, 2);
        put_le(header + 24, CLIP_RATE, 4);
        put_le(header + 28, CLIP_RATE * 2, 4);
        put_le(header + 32, 2, 2);
        put_le(header + 34, 16, 2);
        memcpy(header + 36, "data", 4);
        put_le(header + 40, data_bytes, 4);
}

// What is likely to be said: recognisers that take a prompt read at most some two hundred tokens.
enum { PROMPT_TERMS_MOST = 40, PROMPT_POINTS_MOST = 500 };

static const char *
prompt_of(const struct interview_role *role, struct arena *arena)
{
        const char *const *words = NULL;
        size_t count = 0;
        const char *prompt = role->title;
        if (role->organisation != NULL && role->organisation[0] != '\0')
                prompt = arena_print(arena, "%s, %s", prompt, role->organisation);
        for (size_t i = 0; i < role->focus_area_count; i++)
                prompt = arena_print(arena, "%s, %s", prompt, role->focus_areas[i]);
        terms_of(role->description, role->language, PROMPT_TERMS_MOST, arena, &words, &count);
        for (size_t i = 0; i < count; i++)
                prompt = arena_print(arena, "%s, %s", prompt, words[i]);
        return text_cut(arena, prompt, PROMPT_POINTS_MOST);
}

bool
hear_manner(const struct turn_room *room, struct uuid interview, struct arena *arena,
            struct hear_manner *manner_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct interview_role role = {0};
        if (!db_take(room->pool, &db, err) ||
            !interview_find_role(db, interview, arena, &role, err))
                return false;
        spent_look(room, db, interview, (struct uuid){0}, arena);
        manner_out->language = role.language;
        manner_out->prompt = prompt_of(&role, arena);
        return true;
}

void
hear_ahead_open(struct hear_ahead *ahead)
{
        *ahead = (struct hear_ahead){.is_known = false};
        pthread_mutex_init(&ahead->lock, NULL);
        pthread_cond_init(&ahead->known, NULL);
}

struct asking {
        struct hear_ahead *ahead;
        const struct turn_room *room;
        struct uuid interview;
        struct hear_manner manner;
};

static bool
ask_manner(void *context, struct err *err)
{
        struct asking *asking = context;
        return hear_manner(asking->room, asking->interview, &asking->ahead->arena, &asking->manner,
                           err);
}

void
hear_ahead_ask(struct hear_ahead *ahead, const struct turn_room *room, struct uuid interview)
{
        struct asking asking = {.ahead = ahead, .room = room, .interview = interview};
        struct err err = {.kind = ERR_NONE};
        // Whoever waits hears of it, also where there was no memory.
        bool is_well = memory_try(ask_manner, &asking, &err);
        LOCKED(&ahead->lock);
        ahead->is_well = is_well;
        ahead->manner = asking.manner;
        ahead->err = err;
        ahead->is_known = true;
        pthread_cond_signal(&ahead->known);
}

bool
hear_ahead_take(struct hear_ahead *ahead, struct hear_manner *manner_out, struct err *err)
{
        LOCKED(&ahead->lock);
        while (!ahead->is_known)
                pthread_cond_wait(&ahead->known, &ahead->lock);
        if (!ahead->is_well)
                *err = ahead->err;
        *manner_out = ahead->manner;
        return ahead->is_well;
}

void
hear_ahead_close(struct hear_ahead *ahead)
{
        pthread_cond_destroy(&ahead->known);
        pthread_mutex_destroy(&ahead->lock);
        arena_done(&ahead->arena);
}

bool
hear(const struct turn_room *room, const struct hear_order *order, struct arena *arena,
     struct transcript *transcript_out, struct err *err)
{
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct transcript transcript = {0};
        unsigned char header[WAV_HEADER_BYTES];
        size_t length = (order->end - order->start) * sizeof *order->clip->samples;
        put_header(header, (uint32_t)length);
        struct stt_request request = {
                .head = header,
                .head_length = sizeof header,
                .wav = order->clip->samples + order->start,
                .length = length,
                .duration_ms = (int)((order->end - order->start) * 1000 / CLIP_RATE),
                .language = order->manner->language,
                .prompt = order->manner->prompt,
                .browser_text = order->browser_text,
                .is_piece = order->is_piece,
        };
        if (!stt_transcribe(&providers, &request, arena, &transcript, err))
                return false;
        if (providers.coped.kind != ERR_NONE)
                log_err(LOG_WARN, "another provider transcribed", &providers.coped);
        if (providers.passed_over[0] != '\0')
                transcript.passed_over = arena_text(arena, providers.passed_over);
        if (order->start > 0)
                transcript_shift(&transcript, (int)(order->start * 1000 / CLIP_RATE), arena);
        size_t dropped = unheard_drop_words(order->clip->samples, order->clip->sample_count,
                                            CLIP_RATE, arena, &transcript);
        if (dropped > 0)
                LOG_LINE(LOG_INFO, "words that nobody said were left out",
                         LOG_NUMBER("words", (int64_t)dropped));
        *transcript_out = transcript;
        return true;
}
