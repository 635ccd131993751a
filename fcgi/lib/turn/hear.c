#include "turn/hear.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "interview/resume.h"
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

// 16-bit mono PCM at CLIP_RATE with a RIFF header (Microsoft's WAVE format, PCM).
static const unsigned char *
wav_of(const struct hear_order *order, struct arena *arena, size_t *length_out)
{
        const int16_t *samples = order->clip->samples + order->start;
        uint32_t data = (uint32_t)((order->end - order->start) * sizeof *samples);
        unsigned char *wav = arena_alloc(arena, WAV_HEADER_BYTES + data, 1);
        memcpy(wav, "RIFF", 4);
        put_le(wav + 4, WAV_HEADER_BYTES - 8 + data, 4);
        memcpy(wav + 8, "WAVEfmt ", 8);
        put_le(wav + 16, 16, 4);
        put_le(wav + 20, 1, 2);
        put_le(wav + 22, 1, 2);
        put_le(wav + 24, CLIP_RATE, 4);
        put_le(wav + 28, CLIP_RATE * 2, 4);
        put_le(wav + 32, 2, 2);
        put_le(wav + 34, 16, 2);
        memcpy(wav + 36, "data", 4);
        put_le(wav + 40, data, 4);
        if (data > 0)
                memcpy(wav + WAV_HEADER_BYTES, samples, data);
        *length_out = WAV_HEADER_BYTES + data;
        return wav;
}

// What is likely to be said: recognisers that take a prompt read at most some two hundred tokens.
enum { PROMPT_TERMS_MOST = 40, PROMPT_POINTS_MOST = 500 };

static const char *
prompt_of(const struct interview *interview, struct arena *arena)
{
        const struct posting *terms = &interview->terms;
        const char *const *words = NULL;
        size_t count = 0;
        const char *prompt = terms->title;
        if (interview->organisation != NULL && interview->organisation[0] != '\0')
                prompt = arena_print(arena, "%s, %s", prompt, interview->organisation);
        for (size_t i = 0; i < terms->focus_area_count; i++)
                prompt = arena_print(arena, "%s, %s", prompt, terms->focus_areas[i]);
        terms_of(terms->description, terms->language, PROMPT_TERMS_MOST, arena, &words, &count);
        for (size_t i = 0; i < count; i++)
                prompt = arena_print(arena, "%s, %s", prompt, words[i]);
        return text_cut(arena, prompt, PROMPT_POINTS_MOST);
}

bool
hear_manner(const struct turn_room *room, struct uuid interview, struct arena *arena,
            struct hear_manner *manner_out, struct err *err)
{
        OWN(db_give) struct db *db = NULL;
        struct interview facts = {0};
        if (!db_take(room->pool, &db, err) ||
            !interview_find(db, interview, (struct uuid){0}, arena, &facts, err))
                return false;
        spent_look(room, db, interview, (struct uuid){0}, arena);
        manner_out->language = facts.terms.language;
        manner_out->prompt = prompt_of(&facts, arena);
        return true;
}

bool
hear(const struct turn_room *room, const struct hear_order *order, struct arena *arena,
     struct transcript *transcript_out, struct err *err)
{
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        struct transcript transcript = {0};
        size_t length = 0;
        const unsigned char *wav = wav_of(order, arena, &length);
        struct stt_request request = {
                .wav = wav,
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
        *transcript_out = transcript;
        return true;
}
