#include "turn/listen.h"

#include <math.h>

#include "base/log.h"
#include "base/stage_clock.h"
#include "interview/unheard.h"
#include "interview/voice.h"
#include "sandbox/clip.h"
#include "turn/hear.h"
#include "turn/rest.h"
#include "turn/turn.h"

static bool
listen_clip(const struct turn_room *room, const struct answer *answer,
            const struct hear_manner *manner, struct arena *arena, struct heard *heard,
            struct err *err)
{
        OWN(store_file_close) int file = -1;
        // The samples are needed here alone; the turn goes on for long without them.
        OWN(arena_done) struct arena sound = {0};
        uint64_t size = 0;
        struct clip clip = {0};
        if (!store_open(room->store, answer->media_key, &file, &size, err))
                return false;
        if (!clip_decode(room->sandbox, file, &sound, &clip, err)) {
                // What cannot be read now may be read later; what never can is asked again.
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
        if (!rest_hear(room, answer, &clip, manner, arena, &heard->transcript, err))
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

bool
listen_answer(const struct turn_room *room, const struct answer *answer, struct arena *arena,
              struct heard *heard_out, struct err *err)
{
        struct hear_manner manner = {0};
        if (!hear_manner(room, answer->interview, arena, &manner, err))
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
