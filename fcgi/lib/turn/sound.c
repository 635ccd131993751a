#include "turn/sound.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"

static uint32_t
le32(const unsigned char *place)
{
        return place[0] | (uint32_t)place[1] << 8 | (uint32_t)place[2] << 16 |
               (uint32_t)place[3] << 24;
}

// RIFF chunks: the byte rate stands in "fmt ", the length of the sound in "data".
static int
wav_ms(const unsigned char *bytes, size_t length)
{
        uint32_t byte_rate = 0;
        for (size_t at = 12; at + 8 <= length;) {
                uint32_t size = le32(bytes + at + 4);
                if (memcmp(bytes + at, "fmt ", 4) == 0 && at + 20 <= length)
                        byte_rate = le32(bytes + at + 16);
                if (memcmp(bytes + at, "data", 4) == 0) {
                        size_t there = length - at - 8;
                        uint64_t data = size < there ? size : there;
                        return byte_rate == 0 ? 0 : (int)(data * 1000 / byte_rate);
                }
                at += 8 + (size_t)size + (size & 1);
        }
        return 0;
}

// The bit rate of the first frame (ISO/IEC 11172-3 and 13818-3, layer III).
static int
mp3_ms(const unsigned char *bytes, size_t length)
{
        static const int MPEG1[] = {0,   32,  40,  48,  56,  64,  80,  96,
                                    112, 128, 160, 192, 224, 256, 320, 0};
        static const int MPEG2[] = {0,  8,  16, 24,  32,  40,  48,  56,
                                    64, 80, 96, 112, 128, 144, 160, 0};
        size_t at = 0;
        if (length > 10 && memcmp(bytes, "ID3", 3) == 0)
                at = 10 + ((size_t)bytes[6] << 21 | (size_t)bytes[7] << 14 | (size_t)bytes[8] << 7 |
                           bytes[9]);
        if (at + 4 > length || bytes[at] != 0xFF || (bytes[at + 1] & 0xE6) != 0xE2)
                return 0;
        bool is_mpeg1 = (bytes[at + 1] & 0x18) == 0x18;
        int kilobits = (is_mpeg1 ? MPEG1 : MPEG2)[bytes[at + 2] >> 4];
        return kilobits == 0 ? 0 : (int)((length - at) * 8 / (size_t)kilobits);
}

int
sound_ms(const char *mime, const void *bytes, size_t length)
{
        if (text_equals(mime, "audio/wav") && length > 12)
                return wav_ms(bytes, length);
        return text_equals(mime, "audio/mpeg") ? mp3_ms(bytes, length) : 0;
}
