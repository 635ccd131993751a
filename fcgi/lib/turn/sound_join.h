// Sounds one behind the other as one sound of the same kind, which plays wherever each of them
// does.
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf;

struct sound {
        const char *mime;
        const char *bytes;
        size_t length;
};

// WAV: of the same format, with one header that tells the true length (RIFF, Microsoft). MP3: of
// the same version, rate and channels; tags and the frame that tells the length of each are left
// out (ISO/IEC 11172-3, ID3). Ogg: Opus of as many channels, as one stream (RFC 3533, RFC 7845).
// False for all others, and where one is broken: nothing is then in the buffer.
bool
sound_join(const struct sound *sounds, size_t count, struct buf *whole);
