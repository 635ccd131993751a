#include "encode.h"

#include <lame/lame.h>

enum {
        BITRATE_KBIT = 64,
        // 0 is best and slow, 9 fast: at this bit rate nobody hears a difference in speech.
        EFFORT = 7,
        BLOCK_SAMPLES = 1152 * 16,
        BLOCK_BYTES = BLOCK_SAMPLES * 5 / 4 + 7200, // the most that lame.h says a block can give
};

static const char FAILED[] = "The speech could not be written as MP3.";

static void
add_number(struct buf *out, uint32_t value, int size)
{
        for (int i = 0; i < size; i++)
                buf_char(out, (char)(value >> 8 * i & 0xFF));
}

void
encode_wav(const int16_t *samples, size_t count, int rate, struct buf *out)
{
        uint32_t bytes = (uint32_t)(count * sizeof *samples);
        buf_text(out, "RIFF");
        add_number(out, 36 + bytes, 4);
        buf_text(out, "WAVEfmt ");
        add_number(out, 16, 4); // length of what describes the format
        add_number(out, 1, 2);  // PCM
        add_number(out, 1, 2);  // channel
        add_number(out, (uint32_t)rate, 4);
        add_number(out, (uint32_t)rate * sizeof *samples, 4);
        add_number(out, sizeof *samples, 2);
        add_number(out, 16, 2); // bits
        buf_text(out, "data");
        add_number(out, bytes, 4);
        buf_add(out, samples, bytes);
}

static void
close_lame(lame_t *lame)
{
        if (*lame != NULL)
                lame_close(*lame);
}

bool
encode_mp3(const int16_t *samples, size_t count, int rate, struct buf *out, struct err *err)
{
        unsigned char block[BLOCK_BYTES];
        OWN(close_lame) lame_t lame = lame_init();
        if (lame == NULL)
                return FAIL(err, ERR_BROKEN, FAILED);
        lame_set_num_channels(lame, 1);
        lame_set_mode(lame, MONO);
        lame_set_in_samplerate(lame, rate);
        lame_set_brate(lame, BITRATE_KBIT);
        lame_set_quality(lame, EFFORT);
        lame_set_bWriteVbrTag(lame, 0); // its frame would be written over at the end of a file
        if (lame_init_params(lame) < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, FAILED, "rate %d", rate);
        for (size_t at = 0; at < count; at += BLOCK_SAMPLES) {
                size_t left = count - at;
                int made = lame_encode_buffer(lame, samples + at, NULL,
                                              left < BLOCK_SAMPLES ? (int)left : BLOCK_SAMPLES,
                                              block, sizeof block);
                if (made < 0)
                        return FAIL_DETAIL(err, ERR_BROKEN, FAILED, "lame_encode_buffer: %d", made);
                buf_add(out, block, (size_t)made);
        }
        int made = lame_encode_flush(lame, block, sizeof block);
        if (made < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, FAILED, "lame_encode_flush: %d", made);
        buf_add(out, block, (size_t)made);
        return true;
}
