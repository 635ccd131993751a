#include "clip_kind.h"

#include <errno.h>
#include <magic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cage.h"

enum {
        // How much libmagic looks at; its rules for sound need far less.
        LOOKED_AT_BYTES = 64 << 10,
        // What a sound file is not: looking for these costs time and code.
        UNNEEDED_CHECKS = MAGIC_NO_CHECK_COMPRESS | MAGIC_NO_CHECK_TAR | MAGIC_NO_CHECK_APPTYPE |
                          MAGIC_NO_CHECK_ELF | MAGIC_NO_CHECK_CDF | MAGIC_NO_CHECK_TOKENS,
};

// What libmagic may call a recording; the last is what it calls things it does not know.
static const char *const POSSIBLE[] = {"audio/", "video/", "application/ogg",
                                       "application/octet-stream"};

static const struct {
        enum clip_kind kind;
        size_t offset;
        const char *bytes;
} FIRST_BYTES[] = {
        {CLIP_WEBM, 0, "\x1A\x45\xDF\xA3"},
        {CLIP_OGG, 0, "OggS"},
        {CLIP_MP4, 4, "ftyp"},
        {CLIP_WAV, 8, "WAVE"},
        {CLIP_FLAC, 0, "fLaC"},
        {CLIP_MP3, 0, "ID3"},
};

static const char *const MIMES[] = {
        [CLIP_WEBM] = "audio/webm", [CLIP_OGG] = "audio/ogg",   [CLIP_MP4] = "audio/mp4",
        [CLIP_WAV] = "audio/wav",   [CLIP_FLAC] = "audio/flac", [CLIP_MP3] = "audio/mpeg",
};
_Static_assert(COUNT_OF(MIMES) == CLIP_KIND_COUNT, "every kind has its mime type");

// For the life of the process, which reads one file.
static magic_t cookie;

void
clip_kind_prepare(void)
{
        cookie = magic_open(MAGIC_MIME_TYPE | (int)UNNEEDED_CHECKS);
        if (cookie == NULL || magic_load(cookie, NULL) != 0) {
                fprintf(stderr, "libmagic: %s\n",
                        cookie == NULL ? strerror(errno) : magic_error(cookie));
                _exit(ANSWER_EXIT_OPEN);
        }
}

static bool
is_possible(const char *mime)
{
        for (size_t i = 0; i < COUNT_OF(POSSIBLE); i++) {
                if (text_starts(mime, POSSIBLE[i]))
                        return true;
        }
        return false;
}

// An MPEG audio frame begins with eleven bits set, then layer III (ISO/IEC 11172-3, 2.4.1.3).
static bool
is_mp3_frame(const unsigned char *start, size_t length)
{
        return length >= 4 && start[0] == 0xFF && (start[1] & 0xE6) == 0xE2;
}

// Nothing else begins so (Microsoft's WAVE format), and libmagic's rules take longer than the rest
// of a short recording.
static bool
is_riff_wave(const char *start, size_t length)
{
        return length >= 12 && memcmp(start, "RIFF", 4) == 0 && memcmp(start + 8, "WAVE", 4) == 0;
}

enum clip_kind
clip_kind_find(void)
{
        static char start[LOOKED_AT_BYTES];
        ssize_t length = read(ANSWER_FILE_FD, start, sizeof start);
        if (length == 0)
                cage_refuse(REFUSAL_CLIP_EMPTY, "");
        if (length < 0 || lseek(ANSWER_FILE_FD, 0, SEEK_SET) != 0)
                cage_refuse(REFUSAL_CLIP_DAMAGED, "the file cannot be read");
        if (is_riff_wave(start, (size_t)length))
                return CLIP_WAV;
        const char *mime = magic_buffer(cookie, start, (size_t)length);
        if (mime != NULL && !is_possible(mime))
                cage_refuse(REFUSAL_NOT_A_CLIP, mime);
        for (size_t i = 0; i < COUNT_OF(FIRST_BYTES); i++) {
                size_t offset = FIRST_BYTES[i].offset, size = strlen(FIRST_BYTES[i].bytes);
                if ((size_t)length >= offset + size &&
                    memcmp(start + offset, FIRST_BYTES[i].bytes, size) == 0)
                        return FIRST_BYTES[i].kind;
        }
        if (is_mp3_frame((const unsigned char *)start, (size_t)length))
                return CLIP_MP3;
        cage_refuse(REFUSAL_NOT_A_CLIP, mime == NULL ? "" : mime);
}

const char *
clip_kind_mime(enum clip_kind kind)
{
        return MIMES[kind];
}
