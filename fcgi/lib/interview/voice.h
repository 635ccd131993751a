// What can be measured of a voice: facts for coaching, never for a score (model/transcript.h).
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/transcript.h"

// Mono samples at any rate from 8000 to 96000 a second; we use 16000. Speech is told from silence
// by the energy of 20 ms frames over a floor that follows the recording's own noise.

// All metrics. `transcript` may be NULL: then pace, fillers and clarity are empty.
struct voice_metrics
voice_measure(const int16_t *samples, size_t count, int rate, const struct transcript *transcript,
              struct arena *arena);

// Adds what only the transcript can tell to metrics that were measured without it.
void
voice_add_transcript(struct voice_metrics *metrics, const struct transcript *transcript,
                     struct arena *arena);

// Milliseconds of speech in the recording.
int
voice_speech_ms(const int16_t *samples, size_t count, int rate, struct arena *arena);

// Where somebody speaks, in order.
struct voice_span {
        int start_ms;
        int end_ms;
};
void
voice_spans(const int16_t *samples, size_t count, int rate, struct arena *arena,
            struct voice_span **spans_out, size_t *count_out);

// The waveform for players: for each of `peak_count` equal parts the largest amplitude, 0 to 255.
void
voice_peaks(const int16_t *samples, size_t count, int peak_count, uint8_t *peaks_out);
