// English voices: the one door to flite.
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

enum voice_flite {
        VOICE_SLT, // a woman's voice
        VOICE_RMS, // a man's voice
        VOICE_FLITE_COUNT,
};

// To be called once, before the other. Takes some milliseconds: the voices are part of the program.
void
voice_flite_open(void);

// Says English text and adds its int16_t samples to `samples` and its struct phone to `phones`;
// what is no phone is a pause. At 1 the speed is the voice's own. ERR_INPUT where there is nothing
// in the text to be said, or the limit of `samples` is passed.
MUST_CHECK bool
voice_flite_say(enum voice_flite voice, const char *text, double speed, struct buf *samples,
                struct buf *phones, int *rate_out, struct err *err);
