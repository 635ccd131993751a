#include "turn/listen.h"

#include <math.h>
#include <string.h>

#include "base/log.h"
#include "base/stage_clock.h"
#include "base/text.h"
#include "db/db.h"
#include "db/interview.h"
#include "interview/resume.h"
#include "interview/voice.h"
#include "net/providers.h"
#include "sandbox/clip.h"
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
wav_of(const struct clip *clip, struct arena *arena, size_t *length_out)
{
        uint32_t data = (uint32_t)(clip->sample_count * sizeof clip->samples[0]);
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
                memcpy(wav + WAV_HEADER_BYTES, clip->samples, data);
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

// The language of the interview, and the names and terms of its role.
struct manner {
        const char *language;
        const char *prompt;
};

static bool
find_manner(const struct turn_room *room, struct uuid interview, struct arena *arena,
            struct manner *manner_out, struct err *err)
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

static bool
transcribe(const struct turn_room *room, const struct clip *clip, const struct answer *answer,
           const struct manner *manner, struct arena *arena, struct transcript *transcript_out,
           struct err *err)
{
        STAGE_TIMED(TURN_STAGE_STT);
        struct providers providers = {
                .config = room->config, .client = room->client, .used = room->used};
        size_t length = 0;
        const unsigned char *wav = wav_of(clip, arena, &length);
        struct stt_request request = {
                .wav = wav,
                .length = length,
                .duration_ms = clip->duration_ms,
                .language = manner->language,
                .prompt = manner->prompt,
                .browser_text = answer->browser_text,
        };
        if (!stt_transcribe(&providers, &request, arena, transcript_out, err))
                return false;
        if (providers.coped.kind != ERR_NONE)
                log_err(LOG_WARN, "another provider transcribed", &providers.coped);
        return true;
}

static bool
listen_clip(const struct turn_room *room, const struct answer *answer, const struct manner *manner,
            struct arena *arena, struct heard *heard, struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        struct clip clip = {0};
        if (!store_open(room->store, answer->media_key, &file, &size, err))
                return false;
        if (!clip_decode(room->sandbox, file, arena, &clip, err)) {
                // What cannot be read now may be read later; what never can is asked again.
                if (err->kind != ERR_INPUT && err->kind != ERR_TYPE && err->kind != ERR_TOO_LARGE)
                        return false;
                log_err(LOG_INFO, "a clip could not be decoded", err);
                heard->usability = PLAN_UNCLEAR;
                return true;
        }
        heard->mime = clip.mime;
        heard->voice = voice_measure(clip.samples, clip.sample_count, CLIP_RATE, NULL, arena);
        heard->voice.duration_ms = clip.duration_ms;
        voice_peaks(clip.samples, clip.sample_count, LISTEN_PEAKS, heard->peaks);
        heard->has_peaks = true;
        // Silence is not sent anywhere: recognisers find words in it.
        heard->usability =
                plan_usability(&heard->transcript, clip.duration_ms, heard->voice.speech_ms);
        if (heard->usability == PLAN_SILENCE)
                return true;
        if (!transcribe(room, &clip, answer, manner, arena, &heard->transcript, err))
                return false;
        voice_add_transcript(&heard->voice, &heard->transcript, arena);
        heard->usability =
                plan_usability(&heard->transcript, clip.duration_ms, heard->voice.speech_ms);
        return true;
}

bool
listen_answer(const struct turn_room *room, const struct answer *answer, struct arena *arena,
              struct heard *heard_out, struct err *err)
{
        struct manner manner = {0};
        if (!find_manner(room, answer->interview, arena, &manner, err))
                return false;
        struct heard heard = {
                .transcript = {.text = "",
                               .confidence = -1,
                               .language = manner.language,
                               .provider = "none"},
                .mime = answer->mime,
                .voice = {.clarity_score = NAN},
        };
        if (answer->is_spoken) {
                if (!listen_clip(room, answer, &manner, arena, &heard, err))
                        return false;
        } else {
                heard.transcript.text = answer->typed_text;
                heard.transcript.provider = "typed";
                heard.usability = plan_usability(&heard.transcript, 0, 0);
        }
        *heard_out = heard;
        return true;
}
