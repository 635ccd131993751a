// Where a clip has speech: plain energy detection, and pieces cut at pauses that the recogniser can
// be given one by one. Pure: samples in, places out.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
        SEGMENTS_RATE = 16000, // samples a second, of everything here
};

// Samples [start, end) of the clip. `no_speech` is the probability that nobody speaks in it, judged
// by energy alone: a logistic curve of how far its loudest tenth stands above the noise, one half
// where that is just what switches the detector on. `is_ended`: the pause behind it is long enough
// that whatever is said next begins another one.
struct segment {
        size_t start;
        size_t end;
        double no_speech;
        bool is_ended;
};

struct segments {
        struct segment *items;
        size_t count;
};

// Cuts the clip. A piece ends at a pause of half a second once it is 3 s long, at a pause of a
// second and a half in any case, and at its quietest place before it grows over 10 s. It keeps
// 150 ms of pause on both sides. Pieces follow each other without overlapping; what lies between
// them is silence; a silent clip has none. In a clip that grows, pieces that have ended stay as
// they are, but where the noise of the next seconds says otherwise.
struct segments
segments_find(const int16_t *samples, size_t count, struct arena *arena);

// Where [start, end) is best cut in two that are about as long: the middle of the quietest 300 ms
// of its middle third. It must be a second long.
size_t
segments_halve(const int16_t *samples, size_t start, size_t end, struct arena *arena);
