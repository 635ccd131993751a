#include "clip_wave.h"

#include <sndfile.h>

#include "cage.h"

enum {
        PIECE_FRAMES = 4096,
        COPIED_FRAMES = 16 * 1024,
        MOST_CHANNELS = 8,
};

static void
file_close(SNDFILE **file)
{
        if (*file != NULL)
                sf_close(*file);
}

// What is wanted already, 16-bit mono samples at CLIP_RATE, is taken as it is.
static void
copy(SNDFILE *file, struct clip_pcm *pcm)
{
        static int16_t piece[COPIED_FRAMES];
        for (sf_count_t got = 1; got > 0;) {
                got = sf_readf_short(file, piece, COPIED_FRAMES);
                if (got > 0)
                        clip_pcm_copy(pcm, piece, (size_t)got);
        }
}

void
clip_wave_decode(struct clip_pcm *pcm)
{
        static float piece[PIECE_FRAMES * MOST_CHANNELS];
        const uint8_t *planes[] = {(const uint8_t *)piece};
        SF_INFO info = {0};
        OWN(file_close) SNDFILE *file = sf_open_fd(ANSWER_FILE_FD, SFM_READ, &info, 0);
        if (file == NULL)
                cage_refuse(sf_error(NULL) == SF_ERR_UNSUPPORTED_ENCODING ? REFUSAL_NOT_A_CLIP
                                                                          : REFUSAL_CLIP_DAMAGED,
                            sf_strerror(NULL));
        if (info.channels < 1 || info.channels > MOST_CHANNELS)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "channels that no recording has");
        if (info.channels == 1 && info.samplerate == CLIP_RATE &&
            (info.format & SF_FORMAT_SUBMASK) == SF_FORMAT_PCM_16) {
                copy(file, pcm);
                return;
        }
        struct clip_sound sound = {
                .rate = info.samplerate, .channels = info.channels, .format = CLIP_FLOAT};
        for (sf_count_t got = 1; got > 0;) {
                got = sf_readf_float(file, piece, PIECE_FRAMES);
                if (got > 0)
                        clip_pcm_add(pcm, sound, planes, (int)got);
        }
}
