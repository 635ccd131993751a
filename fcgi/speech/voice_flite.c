#include "voice_flite.h"

#include <stddef.h>

#include <flite.h>

#include "base/arena.h"
#include "spoken_text.h"

// flite has no header for its voices.
cst_voice *
register_cmu_us_slt(const char *voxdir);
cst_voice *
register_cmu_us_rms(const char *voxdir);

static cst_voice *voices[VOICE_FLITE_COUNT];

static void
close_wave(cst_wave **wave)
{
        if (*wave != NULL)
                delete_wave(*wave);
}

void
voice_flite_open(void)
{
        flite_init();
        voices[VOICE_SLT] = register_cmu_us_slt(NULL);
        voices[VOICE_RMS] = register_cmu_us_rms(NULL);
}

bool
voice_flite_say(enum voice_flite voice, const char *text, double speed, struct buf *samples,
                int *rate_out, struct err *err)
{
        OWN(arena_done) struct arena arena = {0};
        char sentence[SPOKEN_SENTENCE_LIMIT];
        const char *place = spoken_english(&arena, text);
        int rate = 0;
        feat_set_float(voices[voice]->features, "duration_stretch", (float)(1 / speed));
        // Sentence by sentence: given more at once, flite gives them one melody.
        while (!samples->is_over && spoken_next_sentence(&place, sentence)) {
                OWN(close_wave) cst_wave *wave = flite_text_to_wave(sentence, voices[voice]);
                if (wave == NULL || wave->num_channels != 1)
                        return FAIL(err, ERR_BROKEN, "The speech could not be made.");
                rate = wave->sample_rate;
                buf_add(samples, wave->samples, (size_t)wave->num_samples * sizeof(short));
        }
        if (samples->is_over)
                return FAIL_FIELD(err, "input", "The text takes too long to say.");
        if (samples->length == 0)
                return FAIL_FIELD(err, "input", "There is nothing in \"input\" to be said.");
        *rate_out = rate;
        return true;
}
