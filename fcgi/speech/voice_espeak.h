// The voice for every language but English: the one door to espeak-ng. It is not thread-safe; this
// program has one thread.
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

// To be called once, before the others. ERR_BROKEN where espeak-ng's data are missing.
MUST_CHECK bool
voice_espeak_open(struct err *err);

// The language as espeak-ng names it, for a tag such as "de", "de-CH" or "pt_BR" (RFC 5646): the
// region where it is known, else the language alone; NULL where neither is. It stays valid.
const char *
voice_espeak_language(const char *tag);

// Says the text in a language that voice_espeak_language gave and adds its int16_t samples. Below
// some 0.45 the speed stays there: espeak-ng has no slower one. Errors as in voice_flite_say.
MUST_CHECK bool
voice_espeak_say(const char *language, const char *text, double speed, struct buf *samples,
                 int *rate_out, struct err *err);
