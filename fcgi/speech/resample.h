// Another sample rate for mono sound: the one door to libswresample.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct SwrContext;

// Starts as {0}.
struct resample {
        struct SwrContext *context; // NULL where both rates are the same
        int from_rate;
        int to_rate;
};

MUST_CHECK bool
resample_open(int from_rate, int to_rate, struct resample *resample_out, struct err *err);

// Takes samples from -1 to 1 and adds the int16_t samples that they give to `out`, whose limit may
// be passed (then it is_over). Count 0 is the end and adds what was held back.
MUST_CHECK bool
resample_add(struct resample *resample, const float *samples, size_t count, struct buf *out,
             struct err *err);

void
resample_close(struct resample *resample);
