// WAV and FLAC read to 16 kHz mono: the one door to libsndfile. Only these two, told by their
// content: recordings of browsers are strangers' files and are opened in the sandbox; what arrives
// here was made there, or by somebody on this host.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

enum {
        SOUND_FILE_RATE = 16000,
        SOUND_FILE_SECONDS_LIMIT = 15 * 60, // three times the longest answer
        SOUND_FILE_SAMPLES_LIMIT = SOUND_FILE_RATE * SOUND_FILE_SECONDS_LIMIT,
};

// Adds int16_t samples to `samples`, which the caller has opened with room for the limit. 1 to 8
// channels become their mean; 8 to 192 kHz become 16. ERR_TYPE where the bytes are neither WAV
// (PCM, float, A-law, mu-law) nor FLAC, ERR_INPUT where rate or channels are out of range,
// ERR_TOO_LARGE past the limit. A file that ends too early gives what it has.
MUST_CHECK bool
sound_file_read(const char *bytes, size_t length, struct buf *samples, struct err *err);
