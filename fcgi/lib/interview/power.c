#include "interview/power.h"

#include <assert.h>

double
power_of(const int16_t *samples, size_t count)
{
        int64_t sum = 0;
        int64_t squares = 0;
        assert(count >= 1 && count <= 65536);
        for (size_t i = 0; i < count; i++) {
                int32_t sample = samples[i];
                sum += sample;
                squares += sample * sample;
        }
        // Below 2^62, as a square is at most 2^30.
        int64_t swing = (int64_t)count * squares - sum * sum;
        return (double)swing / ((double)count * (double)count);
}
