#include "clip_pcm.h"

#include <libavutil/channel_layout.h>
#include <libavutil/samplefmt.h>
#include <libswresample/swresample.h>

#include "cage.h"

const int CLIP_FLOAT = AV_SAMPLE_FMT_FLT;

enum {
        LEAST_RATE = 4000,
        MOST_RATE = 192000,
        MOST_CHANNELS = 8,
};

static void
flush(struct clip_pcm *pcm)
{
        if (pcm->waiting_count > 0)
                cage_payload(pcm->waiting, pcm->waiting_count * sizeof pcm->waiting[0]);
        pcm->waiting_count = 0;
}

static void
count_more(struct clip_pcm *pcm, size_t count)
{
        pcm->sample_count += count;
        if (pcm->sample_count > (size_t)CLIP_MOST_SECONDS * CLIP_RATE)
                cage_refuse(REFUSAL_CLIP_TOO_LONG, "");
}

void
clip_pcm_copy(struct clip_pcm *pcm, const int16_t *samples, size_t count)
{
        count_more(pcm, count);
        flush(pcm);
        cage_payload(samples, count * sizeof *samples);
}

// Hands samples to the converter, none at the very end, and takes all that it has ready.
static void
convert(struct clip_pcm *pcm, const uint8_t **planes, int count)
{
        int most = swr_get_out_samples(pcm->converter, count);
        if (most < 0 || most > CLIP_PCM_WAITING)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "more samples at once than any codec gives");
        if ((size_t)most > CLIP_PCM_WAITING - pcm->waiting_count)
                flush(pcm);
        uint8_t *out = (uint8_t *)(pcm->waiting + pcm->waiting_count);
        int got = swr_convert(pcm->converter, &out, most, planes, count);
        if (got < 0)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "the samples cannot be converted");
        pcm->waiting_count += (size_t)got;
        count_more(pcm, (size_t)got);
}

// The last samples, which waited for those that would have followed.
static void
drain(struct clip_pcm *pcm)
{
        if (pcm->converter != NULL)
                convert(pcm, NULL, 0);
        swr_free(&pcm->converter);
}

static void
start(struct clip_pcm *pcm, struct clip_sound sound)
{
        AVChannelLayout from = {0};
        AVChannelLayout mono = AV_CHANNEL_LAYOUT_MONO;
        if (sound.rate < LEAST_RATE || sound.rate > MOST_RATE || sound.channels < 1 ||
            sound.channels > MOST_CHANNELS)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "a rate or channels that no recording has");
        av_channel_layout_default(&from, sound.channels);
        if (swr_alloc_set_opts2(&pcm->converter, &mono, AV_SAMPLE_FMT_S16, CLIP_RATE, &from,
                                sound.format, sound.rate, 0, NULL) < 0 ||
            swr_init(pcm->converter) < 0)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "the samples cannot be converted");
        pcm->sound = sound;
}

void
clip_pcm_add(struct clip_pcm *pcm, struct clip_sound sound, const uint8_t **planes, int count)
{
        bool is_other = sound.rate != pcm->sound.rate || sound.channels != pcm->sound.channels ||
                        sound.format != pcm->sound.format;
        if (pcm->converter == NULL || is_other) {
                drain(pcm);
                start(pcm, sound);
        }
        convert(pcm, planes, count);
}

void
clip_pcm_done(struct clip_pcm *pcm)
{
        drain(pcm);
        flush(pcm);
}
