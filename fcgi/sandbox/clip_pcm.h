// Sound of any rate and shape becomes the answer's payload: 16-bit mono samples at CLIP_RATE. The
// one door to libswresample.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "sandbox/clip.h"

struct SwrContext;

// `format` is libav's number of a sample format.
struct clip_sound {
        int rate;
        int channels;
        int format;
};

// Interleaved float samples, full scale 1.
extern const int CLIP_FLOAT;

enum {
        CLIP_PCM_WAITING = 32 << 10,
};

// Starts as {0}.
struct clip_pcm {
        struct SwrContext *converter;
        struct clip_sound sound;
        size_t sample_count; // in the answer, and waiting to be written to it
        size_t waiting_count;
        int16_t waiting[CLIP_PCM_WAITING];
};

// Adds `count` samples of each channel: one plane, or one a channel, as the format says. The sound
// may change on the way. Refuses what is longer than CLIP_MOST_SECONDS or has a rate or channels
// that no recording has.
void
clip_pcm_add(struct clip_pcm *pcm, struct clip_sound sound, const uint8_t **planes, int count);

// Adds samples that are what is wanted.
void
clip_pcm_copy(struct clip_pcm *pcm, const int16_t *samples, size_t count);

// Writes what is still on its way.
void
clip_pcm_done(struct clip_pcm *pcm);
