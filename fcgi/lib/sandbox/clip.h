// Decodes a stranger's recording in the sandbox: WebM (Opus, Vorbis), Ogg (Opus, Vorbis), MP4 (AAC,
// Opus), WAV, FLAC or MP3, told apart by content.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "sandbox/sandbox.h"

enum {
        CLIP_RATE = 16000,
        // The longest recording; a longer one is ERR_TOO_LARGE. An answer may take 13 minutes, and
        // what was recorded up to the limit is read though it was stopped late.
        CLIP_MOST_SECONDS = 15 * 60,
};

// Mono samples at CLIP_RATE. `mime` is one of audio/webm, audio/ogg, audio/mp4, audio/wav,
// audio/flac and audio/mpeg. `duration_ms` is that of the samples, not what the file claims.
// `is_cut`: the file ends early or is damaged on the way; what could be decoded is here.
struct clip {
        const char *mime;
        int duration_ms;
        bool is_cut;
        const int16_t *samples;
        size_t sample_count;
};

// Decodes the file open at `fd` (see sandbox_run). ERR_TYPE: not a recording, or of another kind.
// ERR_INPUT: empty, or nothing in it can be decoded. Silence is fine.
MUST_CHECK bool
clip_decode(const struct sandbox_settings *settings, int fd, struct arena *arena,
            struct clip *clip_out, struct err *err);
