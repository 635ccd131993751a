#include "resample.h"

#include <math.h>
#include <stdint.h>

#include <libswresample/swresample.h>

static const char FAILED[] = "The sample rate could not be changed.";

bool
resample_open(int from_rate, int to_rate, struct resample *resample_out, struct err *err)
{
        AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
        OWN(resample_close) struct resample opened = {.from_rate = from_rate, .to_rate = to_rate};
        if (from_rate != to_rate) {
                int result = swr_alloc_set_opts2(&opened.context, &mono, AV_SAMPLE_FMT_S16, to_rate,
                                                 &mono, AV_SAMPLE_FMT_FLT, from_rate, 0, NULL);
                if (result < 0 || swr_init(opened.context) < 0)
                        return FAIL_DETAIL(err, ERR_BROKEN, FAILED, "from %d to %d", from_rate,
                                           to_rate);
        }
        *resample_out = opened;
        opened.context = NULL;
        return true;
}

// Exact for what was 16 bits before.
static void
add_unchanged(const float *samples, size_t count, struct buf *out)
{
        for (size_t i = 0; i < count; i++) {
                long value = lrintf(samples[i] * 32768);
                int16_t sample = (int16_t)(value > 32767 ? 32767 : value < -32768 ? -32768 : value);
                buf_add(out, &sample, sizeof sample);
        }
}

bool
resample_add(struct resample *resample, const float *samples, size_t count, struct buf *out,
             struct err *err)
{
        if (resample->context == NULL) {
                add_unchanged(samples, count, out);
                return true;
        }
        int most = swr_get_out_samples(resample->context, (int)count);
        if (most < 0)
                return FAIL(err, ERR_BROKEN, FAILED);
        uint8_t *place = (uint8_t *)buf_reserve(out, (size_t)most * sizeof(int16_t));
        const uint8_t *from = (const uint8_t *)samples;
        if (place == NULL)
                return true;
        int made =
                swr_convert(resample->context, &place, most, count == 0 ? NULL : &from, (int)count);
        if (made < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, FAILED, "swr_convert: %d", made);
        buf_grown(out, (size_t)made * sizeof(int16_t));
        return true;
}

void
resample_close(struct resample *resample)
{
        swr_free(&resample->context);
}
