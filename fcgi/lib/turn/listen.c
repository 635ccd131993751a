#include "turn/listen.h"

#include <math.h>

#include "base/log.h"
#include "base/stage_clock.h"
#include "interview/unheard.h"
#include "interview/voice.h"
#include "sandbox/clip.h"
#include "turn/beside.h"
#include "turn/hear.h"
#include "turn/rest.h"
#include "turn/turn.h"

struct decoding {
        const struct turn_room *room;
        int file;
        struct arena *arena;
        struct clip *clip;
};

static bool
decode(void *context, struct err *err)
{
        const struct decoding *decoding = context;
        return clip_decode(decoding->room->sandbox, decoding->file, decoding->arena, decoding->clip,
                           err);
}

// The recording is decoded while the database tells how to hear it: `ahead` (may be NULL) is told
// by another thread.
static bool
decode_and_ask(const struct turn_room *room, const struct answer *answer, struct hear_ahead *ahead,
               struct decoding *decoding, struct hear_manner *manner, struct arena *arena,
               bool *is_decoded_out, struct err *problem, struct err *err)
{
        OWN(beside_close) struct beside beside = {0};
        bool is_beside = ahead == NULL && beside_start(&beside, room, decode, decoding);
        if (!is_beside)
                *is_decoded_out = decode(decoding, problem);
        if (!(ahead != NULL ? hear_ahead_take(ahead, manner, err)
                            : hear_manner(room, answer->interview, arena, manner, err)))
                return false;
        if (is_beside)
                *is_decoded_out = beside_join(&beside, problem);
        return true;
}

static bool
listen_clip(const struct turn_room *room, const struct answer *answer, int file,
            struct hear_ahead *ahead, struct arena *arena, struct heard *heard, struct err *err)
{
        // The samples are needed here alone; the turn goes on for long without them.
        OWN(arena_done) struct arena sound = {0};
        struct clip clip = {0};
        struct hear_manner manner = {0};
        struct err problem = {.kind = ERR_NONE};
        bool is_decoded = false;
        struct decoding decoding = {room, file, &sound, &clip};
        if (!decode_and_ask(room, answer, ahead, &decoding, &manner, arena, &is_decoded, &problem,
                            err))
                return false;
        heard->transcript.language = manner.language;
        if (!is_decoded) {
                // What cannot be read now may be read later; what never can is asked again.
                *err = problem;
                if (err->kind != ERR_INPUT && err->kind != ERR_TYPE && err->kind != ERR_TOO_LARGE)
                        return false;
                log_err(LOG_INFO, "a clip could not be decoded", err);
                heard->usability = PLAN_UNCLEAR;
                return true;
        }
        heard->mime = clip.mime;
        heard->voice = voice_measure(clip.samples, clip.sample_count, CLIP_RATE, NULL, &sound);
        heard->voice.duration_ms = clip.duration_ms;
        voice_peaks(clip.samples, clip.sample_count, LISTEN_PEAKS, heard->peaks);
        heard->has_peaks = true;
        // Silence is not sent anywhere: recognisers find words in it.
        heard->usability =
                plan_usability(&heard->transcript, clip.duration_ms, heard->voice.speech_ms);
        if (heard->usability == PLAN_SILENCE)
                return true;
        if (!rest_hear(room, answer, &clip, &manner, arena, &heard->transcript, err))
                return false;
        size_t dropped = unheard_drop_habit(&heard->transcript);
        if (dropped > 0)
                LOG_LINE(LOG_INFO, "words that nobody said were left out",
                         LOG_NUMBER("words", (int64_t)dropped));
        voice_add_transcript(&heard->voice, &heard->transcript, arena);
        heard->usability =
                plan_usability(&heard->transcript, clip.duration_ms, heard->voice.speech_ms);
        return true;
}

static struct heard
nothing_heard(const struct answer *answer)
{
        return (struct heard){
                .transcript = {.text = "", .confidence = -1, .provider = "none"},
                .mime = answer->mime,
                .voice = {.clarity_score = NAN},
        };
}

bool
listen_recording(const struct turn_room *room, const struct answer *answer, int file,
                 struct hear_ahead *ahead, struct arena *arena, struct heard *heard_out,
                 struct err *err)
{
        *heard_out = nothing_heard(answer);
        return listen_clip(room, answer, file, ahead, arena, heard_out, err);
}

bool
listen_answer(const struct turn_room *room, const struct answer *answer, struct arena *arena,
              struct heard *heard_out, struct err *err)
{
        OWN(store_file_close) int file = -1;
        uint64_t size = 0;
        struct hear_manner manner = {0};
        if (answer->is_spoken)
                return store_open(room->store, answer->media_key, &file, &size, err) &&
                       listen_recording(room, answer, file, NULL, arena, heard_out, err);
        if (!hear_manner(room, answer->interview, arena, &manner, err))
                return false;
        *heard_out = nothing_heard(answer);
        heard_out->transcript.text = answer->typed_text;
        heard_out->transcript.provider = "typed";
        heard_out->transcript.language = manner.language;
        heard_out->usability = plan_usability(&heard_out->transcript, 0, 0);
        return true;
}
