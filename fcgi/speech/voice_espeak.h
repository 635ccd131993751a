// The voice for every language but English: the one door to espeak-ng. It is not thread-safe; this
// program has one thread.
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

// To be called once, before the others. ERR_BROKEN where espeak-ng's data are missing.
MUST_CHECK bool
voice_espeak_open(struct err *err);

// The voice for a language tag such as "de", "de-CH" or "pt_BR" (RFC 5646): of the region where
// there is one, else of the language alone; NULL where there is neither. It stays valid.
const char *
voice_espeak_find(const char *tag);

// Says the text with a voice that voice_espeak_find gave and adds its int16_t samples, never twice
// quite the same, and its struct phone. Below some 0.5 the speed stays there: espeak-ng has no
// slower one. Errors as in voice_flite_say.
MUST_CHECK bool
voice_espeak_say(const char *voice, const char *text, double speed, struct buf *samples,
                 struct buf *phones, int *rate_out, struct err *err);
