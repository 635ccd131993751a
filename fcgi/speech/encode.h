// Samples written as files: WAV by hand, MP3 by libmp3lame, to which this is the one door.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

// Adds a WAV file of 16-bit PCM, mono (RFC 2361; little-endian, as all machines we run on).
void
encode_wav(const int16_t *samples, size_t count, int rate, struct buf *out);

// Adds an MP3 stream, mono, 64 kbit/s: enough for speech, and begins to play at once.
MUST_CHECK bool
encode_mp3(const int16_t *samples, size_t count, int rate, struct buf *out, struct err *err);
