#include "turn/sound_join.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

static uint32_t
le32(const unsigned char *place)
{
        return place[0] | (uint32_t)place[1] << 8 | (uint32_t)place[2] << 16 |
               (uint32_t)place[3] << 24;
}

static void
put_le(unsigned char *place, uint64_t value, int bytes)
{
        for (int i = 0; i < bytes; i++)
                place[i] = (unsigned char)(value >> (8 * i));
}

// --- WAV

enum { WAV_START = 12, WAV_CHUNK = 8, WAV_FORMAT_MOST = 64 };

struct wav {
        const unsigned char *format;
        size_t format_length;
        const unsigned char *data;
        size_t data_length;
};

// Servers that stream do not know the length beforehand: then the data goes to the end.
static bool
read_wav(const struct sound *sound, struct wav *wav_out)
{
        const unsigned char *bytes = (const unsigned char *)sound->bytes;
        struct wav wav = {0};
        for (size_t at = WAV_START; at + WAV_CHUNK <= sound->length;) {
                size_t size = le32(bytes + at + 4);
                size_t there = sound->length - at - WAV_CHUNK;
                const unsigned char *body = bytes + at + WAV_CHUNK;
                if (memcmp(bytes + at, "data", 4) == 0) {
                        wav.data = body;
                        wav.data_length = size == 0 || size > there ? there : size;
                        break;
                }
                if (size > there)
                        return false;
                if (memcmp(bytes + at, "fmt ", 4) == 0) {
                        wav.format = body;
                        wav.format_length = size;
                }
                at += WAV_CHUNK + size + (size & 1);
        }
        *wav_out = wav;
        return wav.format != NULL && wav.data != NULL && wav.format_length >= 16 &&
               wav.format_length <= WAV_FORMAT_MOST;
}

static bool
join_wav(const struct sound *sounds, size_t count, struct buf *whole)
{
        struct wav first = {0};
        struct wav one = {0};
        uint64_t length = 0;
        if (!read_wav(&sounds[0], &first))
                return false;
        for (size_t i = 0; i < count; i++) {
                if (!read_wav(&sounds[i], &one) || one.format_length != first.format_length ||
                    memcmp(one.format, first.format, one.format_length) != 0)
                        return false;
                length += one.data_length;
        }
        unsigned char head[WAV_START + 2 * WAV_CHUNK + WAV_FORMAT_MOST] = "RIFF";
        size_t size = WAV_START + WAV_CHUNK + first.format_length + WAV_CHUNK;
        if (length + size > UINT32_MAX)
                return false;
        put_le(head + 4, size - 8 + length, 4);
        memcpy(head + 8, "WAVEfmt ", 8);
        put_le(head + 16, first.format_length, 4);
        memcpy(head + 20, first.format, first.format_length);
        memcpy(head + 20 + first.format_length, "data", 4);
        put_le(head + 24 + first.format_length, length, 4);
        buf_add(whole, head, size);
        for (size_t i = 0; i < count; i++) {
                if (read_wav(&sounds[i], &one))
                        buf_add(whole, one.data, one.data_length);
        }
        return true;
}

// --- MP3

enum { ID3_HEAD = 10, ID3_TAIL = 128, MP3_HEAD = 4, MP3_CRC = 2 };

// Version, layer, rate and whether it is mono: what must not change within a stream.
static uint32_t
mp3_manner(const unsigned char *frame)
{
        bool is_mono = (frame[3] & 0xC0) == 0xC0;
        return (uint32_t)(frame[1] & 0x1E) << 16 | (uint32_t)(frame[2] & 0x0C) << 8 |
               (is_mono ? 1U : 0U);
}

// The length of a frame of layer III; 0 where there is none.
static size_t
mp3_frame_length(const unsigned char *frame, size_t length)
{
        static const size_t MPEG1[] = {0,   32,  40,  48,  56,  64,  80,  96,
                                       112, 128, 160, 192, 224, 256, 320, 0};
        static const size_t MPEG2[] = {0,  8,  16, 24,  32,  40,  48,  56,
                                       64, 80, 96, 112, 128, 144, 160, 0};
        static const size_t RATES[] = {44100, 48000, 32000, 0};
        if (length < MP3_HEAD || frame[0] != 0xFF || (frame[1] & 0xE6) != 0xE2 ||
            (frame[1] & 0x18) == 0x08)
                return 0;
        int version = frame[1] >> 3 & 3; // 3: MPEG 1, 2: MPEG 2, 0: MPEG 2.5
        bool is_mpeg1 = version == 3;
        size_t rate = RATES[frame[2] >> 2 & 3] >> (version == 2 ? 1 : version == 0 ? 2 : 0);
        size_t bits = (is_mpeg1 ? MPEG1 : MPEG2)[frame[2] >> 4] * 1000;
        if (rate == 0 || bits == 0)
                return 0;
        return (is_mpeg1 ? 144 : 72) * bits / rate + (frame[2] >> 1 & 1);
}

// A frame without sound, which tells players how long the file is: not the one that we make of it.
static bool
is_length_frame(const unsigned char *frame, size_t length)
{
        bool is_mono = (frame[3] & 0xC0) == 0xC0;
        bool is_mpeg1 = (frame[1] & 0x18) == 0x18;
        size_t side = is_mpeg1 ? (is_mono ? 17 : 32) : (is_mono ? 9 : 17);
        size_t at = MP3_HEAD + side + ((frame[1] & 1) == 0 ? MP3_CRC : 0);
        return (length >= at + 4 &&
                (memcmp(frame + at, "Xing", 4) == 0 || memcmp(frame + at, "Info", 4) == 0)) ||
               (length >= 40 && memcmp(frame + 36, "VBRI", 4) == 0);
}

// The frames between the tags.
static bool
read_mp3(const struct sound *sound, const unsigned char **frames_out, size_t *length_out)
{
        const unsigned char *bytes = (const unsigned char *)sound->bytes;
        size_t length = sound->length;
        while (length > ID3_HEAD && memcmp(bytes, "ID3", 3) == 0) {
                size_t tag = ID3_HEAD + ((size_t)(bytes[6] & 0x7F) << 21 |
                                         (size_t)(bytes[7] & 0x7F) << 14 |
                                         (size_t)(bytes[8] & 0x7F) << 7 | (bytes[9] & 0x7F));
                if (tag >= length)
                        return false;
                bytes += tag;
                length -= tag;
        }
        if (length > ID3_TAIL && memcmp(bytes + length - ID3_TAIL, "TAG", 3) == 0)
                length -= ID3_TAIL;
        size_t frame = mp3_frame_length(bytes, length);
        if (frame == 0 || frame > length)
                return false;
        if (is_length_frame(bytes, length) && frame < length) {
                bytes += frame;
                length -= frame;
        }
        *frames_out = bytes;
        *length_out = length;
        return mp3_frame_length(bytes, length) > 0;
}

static bool
join_mp3(const struct sound *sounds, size_t count, struct buf *whole)
{
        const unsigned char *frames = NULL;
        size_t length = 0;
        uint32_t manner = 0;
        for (size_t i = 0; i < count; i++) {
                if (!read_mp3(&sounds[i], &frames, &length) ||
                    (i > 0 && mp3_manner(frames) != manner))
                        return false;
                manner = mp3_manner(frames);
        }
        for (size_t i = 0; i < count; i++) {
                if (read_mp3(&sounds[i], &frames, &length))
                        buf_add(whole, frames, length);
        }
        return true;
}

// --- Ogg Opus

enum {
        OGG_HEAD = 27,
        OGG_FLAGS = 5,
        OGG_GRANULE = 6,
        OGG_SERIAL = 14,
        OGG_NUMBER = 18,
        OGG_CHECK = 22,
        OGG_SEGMENTS = 26,
        OGG_IS_FIRST = 2,
        OGG_IS_LAST = 4,
        OPUS_HEAD_LEAST = 19,
        OPUS_CHANNELS = 9,
        HEADER_PAGES_MOST = 64, // tags with a picture in them
};

struct ogg_page {
        const unsigned char *bytes;
        size_t length;
        const unsigned char *body;
        uint64_t granule;
        int flags;
};

static bool
read_page(const struct sound *sound, size_t at, struct ogg_page *page_out)
{
        const unsigned char *bytes = (const unsigned char *)sound->bytes + at;
        size_t left = sound->length - at;
        if (left < OGG_HEAD || memcmp(bytes, "OggS", 4) != 0 || bytes[4] != 0)
                return false;
        size_t head = OGG_HEAD + (size_t)bytes[OGG_SEGMENTS];
        size_t body = 0;
        if (left < head)
                return false;
        for (size_t i = OGG_HEAD; i < head; i++)
                body += bytes[i];
        if (left < head + body)
                return false;
        *page_out = (struct ogg_page){
                .bytes = bytes,
                .length = head + body,
                .body = bytes + head,
                .granule = (uint64_t)le32(bytes + OGG_GRANULE) |
                           (uint64_t)le32(bytes + OGG_GRANULE + 4) << 32,
                .flags = bytes[OGG_FLAGS],
        };
        return true;
}

// RFC 3533: the polynomial 0x04C11DB7, from 0, nothing reflected.
static uint32_t
ogg_check(const unsigned char *bytes, size_t length)
{
        uint32_t check = 0;
        for (size_t i = 0; i < length; i++) {
                check ^= (uint32_t)bytes[i] << 24;
                for (int bit = 0; bit < 8; bit++)
                        check = check << 1 ^ ((check & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
        }
        return check;
}

struct ogg_whole {
        struct buf *buf;
        uint32_t serial;
        uint32_t number;
        uint64_t offset; // of the granule positions of the sound that is being added
        uint64_t newest; // the last granule position
};

static const uint64_t NO_GRANULE = UINT64_MAX;

static bool
add_page(struct ogg_whole *whole, const struct ogg_page *page, bool is_last)
{
        unsigned char *place = (unsigned char *)buf_reserve(whole->buf, page->length);
        if (place == NULL)
                return false;
        memcpy(place, page->bytes, page->length);
        place[OGG_FLAGS] =
                (unsigned char)((page->flags & ~OGG_IS_LAST) | (is_last ? OGG_IS_LAST : 0));
        if (page->granule != NO_GRANULE) {
                whole->newest = page->granule + whole->offset;
                put_le(place + OGG_GRANULE, whole->newest, 8);
        }
        put_le(place + OGG_SERIAL, whole->serial, 4);
        put_le(place + OGG_NUMBER, whole->number++, 4);
        put_le(place + OGG_CHECK, 0, 4);
        put_le(place + OGG_CHECK, ogg_check(place, page->length), 4);
        buf_grown(whole->buf, page->length);
        return true;
}

// The identification has a page of its own, the comment ends one (RFC 7845, 3): where sound begins.
static bool
skip_headers(const struct sound *sound, size_t *at_out, unsigned *channels_out,
             uint32_t *serial_out)
{
        struct ogg_page page = {0};
        if (!read_page(sound, 0, &page) || (page.flags & OGG_IS_FIRST) == 0 ||
            page.length < OGG_HEAD + 1 + OPUS_HEAD_LEAST || memcmp(page.body, "OpusHead", 8) != 0)
                return false;
        *channels_out = page.body[OPUS_CHANNELS];
        *serial_out = le32(page.bytes + OGG_SERIAL);
        size_t at = page.length;
        for (int i = 0; i < HEADER_PAGES_MOST; i++) {
                if (!read_page(sound, at, &page) ||
                    (i == 0 &&
                     (page.length < OGG_HEAD + 9 || memcmp(page.body, "OpusTags", 8) != 0)))
                        return false;
                at += page.length;
                // A packet that goes on fills the last segment of its page.
                if (page.bytes[OGG_HEAD + page.bytes[OGG_SEGMENTS] - 1] < 255) {
                        *at_out = at;
                        return true;
                }
        }
        return false;
}

static bool
join_ogg(const struct sound *sounds, size_t count, struct buf *buf)
{
        struct ogg_whole whole = {.buf = buf};
        unsigned channels = 0;
        for (size_t i = 0; i < count; i++) {
                struct ogg_page page = {0};
                size_t at = 0;
                unsigned own = 0;
                uint32_t serial = 0;
                if (!skip_headers(&sounds[i], &at, &own, &serial) || (i > 0 && own != channels))
                        return false;
                channels = own;
                if (i == 0)
                        whole.serial = serial;
                whole.offset = whole.newest;
                for (size_t place = i == 0 ? 0 : at; place < sounds[i].length;) {
                        if (!read_page(&sounds[i], place, &page) ||
                            le32(page.bytes + OGG_SERIAL) != serial)
                                return false;
                        place += page.length;
                        bool is_end = i + 1 == count && place == sounds[i].length;
                        if (!add_page(&whole, &page, is_end))
                                return false;
                }
        }
        return true;
}

bool
sound_join(const struct sound *sounds, size_t count, struct buf *whole)
{
        static const struct {
                const char *mime;
                bool (*join)(const struct sound *sounds, size_t count, struct buf *whole);
        } KINDS[] = {
                {"audio/wav", join_wav},
                {"audio/mpeg", join_mp3},
                {"audio/ogg", join_ogg},
        };
        for (size_t i = 0; i < COUNT_OF(KINDS) && count > 0; i++) {
                bool is_kind = true;
                for (size_t k = 0; k < count; k++)
                        is_kind = is_kind && text_equals(sounds[k].mime, KINDS[i].mime);
                if (is_kind && KINDS[i].join(sounds, count, whole) && !whole->is_over)
                        return true;
        }
        buf_clear(whole);
        return false;
}
