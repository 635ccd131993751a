#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sandbox/clip.h"
#include "sandbox_try.h"

static const char NOT_ONE[] =
        "This is not a recording that is read here: WebM, Ogg, MP4, WAV, FLAC and MP3 are.";
static const char DAMAGED[] = "The recording is damaged: no sound could be read from it.";

enum {
        WAV_HEADER_BYTES = 44,
        WAV_CHANNELS_AT = 22,
        WAV_RATE_AT = 24,
        // How far the sound may be moved by its encoder: 100 ms.
        MOST_LAG = CLIP_RATE / 10,
};

// Made once for all tests: speech at 16 kHz, and the directory of all recordings of it.
static char dir[] = "/tmp/earshot-clips-XXXXXX";
static int16_t *speech;
static size_t speech_count;

static void
run(const char *command)
{
        char line[1024];
        snprintf(line, sizeof line, "cd %s && { %s; } </dev/null >/dev/null 2>&1", dir, command);
        if (system(line) != 0)
                fail_msg("could not make a recording: %s", line);
}

static int
open_clip(const char *name)
{
        char path[128];
        snprintf(path, sizeof path, "%s/%s", dir, name);
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        assert_true(fd >= 0);
        return fd;
}

// The first bytes of a recording, some of them changed.
static int
altered(const char *name, size_t length, size_t offset, const void *bytes, size_t count)
{
        OWN(sandbox_try_fd_close) int whole = open_clip(name);
        struct stat status;
        assert_int_equal(fstat(whole, &status), 0);
        if (length > (size_t)status.st_size)
                length = (size_t)status.st_size;
        char *copy = malloc(length + 1);
        assert_non_null(copy);
        assert_int_equal(pread(whole, copy, length, 0), length);
        if (count > 0)
                memcpy(copy + offset, bytes, count);
        int fd = sandbox_try_file(copy, length);
        free(copy);
        return fd;
}

static size_t
size_of(const char *name)
{
        OWN(sandbox_try_fd_close) int fd = open_clip(name);
        struct stat status;
        assert_int_equal(fstat(fd, &status), 0);
        return (size_t)status.st_size;
}

static int
make_speech(void **state)
{
        (void)state;
        assert_non_null(mkdtemp(dir));
        run("flite -voice slt -o speech.wav -t 'I moved our billing service to a new data base,"
            " measured it twice, and cut the cost by a third.'");
        size_t length = size_of("speech.wav");
        assert_true(length > WAV_HEADER_BYTES);
        OWN(sandbox_try_fd_close) int fd = open_clip("speech.wav");
        speech_count = (length - WAV_HEADER_BYTES) / sizeof *speech;
        speech = malloc(speech_count * sizeof *speech);
        assert_non_null(speech);
        assert_int_equal(pread(fd, speech, speech_count * sizeof *speech, WAV_HEADER_BYTES),
                         speech_count * sizeof *speech);
        return 0;
}

static int
remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
        (void)status, (void)kind, (void)place;
        return remove(path);
}

static int
remove_all(void **state)
{
        (void)state;
        free(speech);
        return nftw(dir, remove_one, 4, FTW_DEPTH | FTW_PHYS);
}

static bool
decode(int fd, struct arena *arena, struct clip *clip, struct err *err)
{
        const struct sandbox_settings settings = sandbox_try_settings();
        return clip_decode(&settings, fd, arena, clip, err);
}

// Pearson's correlation of the clip, moved by `lag`, with the speech from `start` on.
static double
correlation(const struct clip *clip, int lag, size_t start, size_t count)
{
        double ab = 0, aa = 0, bb = 0;
        for (size_t i = start; i < start + count && i < speech_count; i++) {
                ptrdiff_t at = (ptrdiff_t)i + lag;
                if (at < 0 || (size_t)at >= clip->sample_count)
                        continue;
                double a = speech[i], b = clip->samples[at];
                ab += a * b;
                aa += a * a;
                bb += b * b;
        }
        return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

// How alike the clip and the speech are, where a piece of it fits best.
static double
likeness(const struct clip *clip)
{
        int best_lag = 0;
        double best = -1;
        for (int lag = -MOST_LAG; lag <= MOST_LAG; lag++) {
                double is = correlation(clip, lag, CLIP_RATE, CLIP_RATE / 4);
                if (is > best) {
                        best = is;
                        best_lag = lag;
                }
        }
        return correlation(clip, best_lag, 0, speech_count);
}

static void
clip_decodes_every_type_to_the_same_sound(void **state)
{
        static const struct {
                const char *name;
                const char *encoding;
                const char *mime;
        } CASES[] = {
                {"opus.webm", "-ar 48000 -c:a libopus", "audio/webm"},
                {"live.webm", "-ar 48000 -c:a libopus -f webm -live 1 -cluster_time_limit 500",
                 "audio/webm"},
                {"video.webm", "-f lavfi -i testsrc=d=3:s=64x64 -ar 48000 -c:a libopus -c:v libvpx",
                 "audio/webm"},
                {"opus.ogg", "-ar 48000 -c:a libopus", "audio/ogg"},
                {"vorbis.ogg", "-c:a libvorbis -q:a 5", "audio/ogg"},
                {"aac.mp4", "-ar 44100 -ac 2 -c:a aac", "audio/mp4"},
                {"fragments.mp4", "-ar 48000 -c:a aac -movflags frag_keyframe+empty_moov",
                 "audio/mp4"},
                {"opus.mp4", "-ar 48000 -c:a libopus -strict -2", "audio/mp4"},
                {"stereo.wav", "-ar 48000 -ac 2", "audio/wav"},
                {"deep.wav", "-ar 44100 -c:a pcm_s24le", "audio/wav"},
                {"float.wav", "-c:a pcm_f32le", "audio/wav"},
                {"phone.wav", "-ar 8000 -c:a pcm_mulaw", "audio/wav"},
                {"sound.flac", "", "audio/flac"},
                {"sound.mp3", "-ar 44100 -b:a 128k", "audio/mpeg"},
                {"bare.mp3", "-ar 48000 -id3v2_version 0 -write_xing 0", "audio/mpeg"},
        };
        int speech_ms = (int)(speech_count * 1000 / CLIP_RATE);
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct clip clip = {0};
                struct err err = {0};
                char command[512];
                snprintf(command, sizeof command, "ffmpeg -y -i speech.wav %s %s",
                         CASES[i].encoding, CASES[i].name);
                run(command);
                OWN(sandbox_try_fd_close) int fd = open_clip(CASES[i].name);
                if (!decode(fd, &arena, &clip, &err))
                        fail_msg("%s: %s [%s]", CASES[i].name, err.message, err.detail);
                if (strcmp(clip.mime, CASES[i].mime) != 0)
                        fail_msg("%s: %s", CASES[i].name, clip.mime);
                if (abs(clip.duration_ms - speech_ms) > 100)
                        fail_msg("%s: %d ms of %d", CASES[i].name, clip.duration_ms, speech_ms);
                double alike = likeness(&clip);
                if (!(alike > 0.95) || clip.is_cut)
                        fail_msg("%s: correlation %.3f, cut %d", CASES[i].name, alike, clip.is_cut);
        }
}

static void
clip_of_our_own_rate_is_not_changed(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = open_clip("speech.wav");
        struct clip clip = {0};
        struct err err = {0};
        (void)state;
        assert_true(decode(fd, &arena, &clip, &err));
        assert_int_equal(clip.sample_count, speech_count);
        assert_memory_equal(clip.samples, speech, speech_count * sizeof *speech);
}

// A browser that died, a line that broke: what came before is kept.
static void
clip_that_is_cut_off_keeps_what_came(void **state)
{
        static const struct {
                const char *name;
                int percent;
        } CASES[] = {{"opus.webm", 60},  {"live.webm", 60},  {"opus.ogg", 60},
                     {"stereo.wav", 60}, {"sound.flac", 60}, {"sound.mp3", 60},
                     {"live.webm", 95},  {"live.webm", 15},  {"fragments.mp4", 95}};
        int speech_ms = (int)(speech_count * 1000 / CLIP_RATE);
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                struct clip clip = {0};
                struct err err = {0};
                size_t length = size_of(CASES[i].name) * (size_t)CASES[i].percent / 100;
                OWN(sandbox_try_fd_close) int fd = altered(CASES[i].name, length, 0, NULL, 0);
                int wanted_ms = speech_ms * CASES[i].percent / 100;
                if (!decode(fd, &arena, &clip, &err))
                        fail_msg("%d %% of %s: %s [%s]", CASES[i].percent, CASES[i].name,
                                 err.message, err.detail);
                // Sound is not spread evenly over the bytes.
                if (clip.duration_ms < wanted_ms * 6 / 10 || clip.duration_ms > wanted_ms * 14 / 10)
                        fail_msg("%d %% of %s: %d ms of %d", CASES[i].percent, CASES[i].name,
                                 clip.duration_ms, speech_ms);
                double alike = clip.duration_ms > 2500 ? likeness(&clip) : 1;
                if (!(alike > 0.95))
                        fail_msg("%d %% of %s: correlation %.3f", CASES[i].percent, CASES[i].name,
                                 alike);
        }
}

// An unfinished WAV file says that it has no samples, or as many as there can be.
static void
clip_reads_a_wav_file_that_was_never_closed(void **state)
{
        (void)state;
        run("ffmpeg -y -i speech.wav -f wav - | cat > piped.wav");
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int fd = open_clip("piped.wav");
        struct clip clip = {0};
        struct err err = {0};
        assert_true(decode(fd, &arena, &clip, &err));
        assert_int_equal(clip.sample_count, speech_count);
        assert_true(likeness(&clip) > 0.99);
}

static void
clip_takes_silence(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct clip clip = {0};
        struct err err = {0};
        int loudest = 0;
        (void)state;
        run("ffmpeg -y -f lavfi -i anullsrc=r=48000:d=2 -c:a libopus silence.webm");
        OWN(sandbox_try_fd_close) int fd = open_clip("silence.webm");
        assert_true(decode(fd, &arena, &clip, &err));
        assert_in_range(clip.duration_ms, 1950, 2050);
        for (size_t i = 0; i < clip.sample_count; i++)
                loudest = abs(clip.samples[i]) > loudest ? abs(clip.samples[i]) : loudest;
        assert_in_range(loudest, 0, 4);
}

static void
refuses(const char *name, int fd, enum err_kind kind, const char *message)
{
        OWN(arena_done) struct arena arena = {0};
        OWN(sandbox_try_fd_close) int owned = fd;
        struct clip clip = {.duration_ms = 77};
        struct err err = {0};
        if (decode(owned, &arena, &clip, &err))
                fail_msg("%s was decoded: %s, %d ms", name, clip.mime, clip.duration_ms);
        if (err.kind != kind || strcmp(err.message, message) != 0 || clip.duration_ms != 77)
                fail_msg("%s: %s: %s [%s]", name, err_kind_name(err.kind), err.message, err.detail);
}

static void
clip_has_a_longest_length(void **state)
{
        OWN(arena_done) struct arena arena = {0};
        struct clip clip = {0};
        struct err err = {0};
        (void)state;
        run("ffmpeg -y -f lavfi -i anullsrc=r=16000:cl=mono:d=900 longest.flac");
        run("ffmpeg -y -f lavfi -i anullsrc=r=16000:cl=mono:d=901 longer.flac");
        OWN(sandbox_try_fd_close) int fd = open_clip("longest.flac");
        if (!decode(fd, &arena, &clip, &err))
                fail_msg("%s [%s]", err.message, err.detail);
        assert_int_equal(clip.sample_count, CLIP_MOST_SECONDS * CLIP_RATE);
        refuses("901 seconds", open_clip("longer.flac"), ERR_TOO_LARGE,
                "The recording is longer than 15 minutes.");
}

static void
clip_refuses_what_is_no_recording(void **state)
{
        static const struct {
                const char *name;
                const char *bytes;
        } CASES[] = {
                {"text", "In my last role I moved our billing service.\n"},
                {"an HLS playlist",
                 "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nfile:///etc/passwd\n"
                 "#EXT-X-ENDLIST\n"},
                {"an ffconcat list", "ffconcat version 1.0\nfile /etc/passwd\n"},
                {"a page", "<!DOCTYPE html><html><body>OggS</body></html>"},
                {"a PDF file", "%PDF-1.4\n1 0 obj<<>>endobj\n"},
                {"one byte", "x"},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++)
                refuses(CASES[i].name, sandbox_try_file(CASES[i].bytes, strlen(CASES[i].bytes)),
                        ERR_TYPE, NOT_ONE);
        run("ffmpeg -y -f lavfi -i testsrc=d=1:s=64x64 -frames:v 1 picture.png");
        run("ffmpeg -y -f lavfi -i testsrc=d=1:s=64x64 -c:v libvpx mute.webm");
        run("ffmpeg -y -i speech.wav -ar 48000 -c:a ac3 other.mp4");
        run("ffmpeg -y -i speech.wav -c:a flac other.ogg");
        refuses("a picture", open_clip("picture.png"), ERR_TYPE, NOT_ONE);
        refuses("AC-3 in MP4", open_clip("other.mp4"), ERR_TYPE, NOT_ONE);
        refuses("FLAC in Ogg", open_clip("other.ogg"), ERR_TYPE, NOT_ONE);
        refuses("a film without sound", open_clip("mute.webm"), ERR_INPUT,
                "The recording has no sound track.");
        refuses("nothing", sandbox_try_file("", 0), ERR_INPUT, "The recording is empty.");
}

static void
clip_refuses_what_is_broken_or_hostile(void **state)
{
        static const uint32_t RATES[] = {0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 4000000000};
        static const uint16_t CHANNELS[] = {0, 9, 1000, 0xFFFF};
        (void)state;
        refuses("four bytes of WebM", altered("opus.webm", 4, 0, NULL, 0), ERR_INPUT, DAMAGED);
        refuses("the head of WebM", altered("opus.webm", 200, 0, NULL, 0), ERR_INPUT, DAMAGED);
        refuses("the mark of Ogg", sandbox_try_file("OggS\0\2\0\0\0\0\0\0", 12), ERR_INPUT,
                DAMAGED);
        refuses("the mark of FLAC", sandbox_try_file("fLaC\0\0\0\x22\x10\0\x10\0", 12), ERR_INPUT,
                DAMAGED);
        refuses("MP4 without its index",
                altered("aac.mp4", size_of("aac.mp4") * 6 / 10, 0, NULL, 0), ERR_INPUT, DAMAGED);
        refuses("WAV without samples", altered("speech.wav", WAV_HEADER_BYTES, 0, NULL, 0),
                ERR_INPUT, DAMAGED);
        for (size_t i = 0; i < COUNT_OF(RATES); i++)
                refuses("WAV of a wild rate",
                        altered("speech.wav", SIZE_MAX, WAV_RATE_AT, &RATES[i], sizeof RATES[i]),
                        ERR_INPUT, DAMAGED);
        for (size_t i = 0; i < COUNT_OF(CHANNELS); i++)
                refuses("WAV of wild channels",
                        altered("speech.wav", SIZE_MAX, WAV_CHANNELS_AT, &CHANNELS[i],
                                sizeof CHANNELS[i]),
                        ERR_INPUT, DAMAGED);
}

// Recordings with bits turned: decoded or refused, but no program dies of them.
static void
damaged_clips_kill_no_program(void **state)
{
        static const char *const NAMES[] = {"live.webm", "opus.ogg",  "vorbis.ogg", "fragments.mp4",
                                            "aac.mp4",   "phone.wav", "sound.flac", "bare.mp3"};
        enum {
                TRIES = 12,
                MOST_TURNED = 40,
        };
        unsigned random = 1;
        (void)state;
        for (size_t i = 0; i < COUNT_OF(NAMES) * TRIES; i++) {
                OWN(arena_done) struct arena arena = {0};
                const char *name = NAMES[i / TRIES];
                struct clip clip = {0};
                struct err err = {0};
                OWN(sandbox_try_fd_close) int fd = altered(name, SIZE_MAX, 0, NULL, 0);
                // The half of the tries spoils the headers alone.
                size_t within = i % 2 == 0 ? 600 : size_of(name);
                for (size_t k = 0; k < 1 + i % MOST_TURNED; k++) {
                        char byte = 0;
                        random = random * 1664525u + 1013904223u;
                        off_t at = 8 + (off_t)(random / 16 % (within - 8));
                        assert_int_equal(pread(fd, &byte, 1, at), 1);
                        byte ^= (char)(1u << (random >> 29));
                        assert_int_equal(pwrite(fd, &byte, 1, at), 1);
                }
                if (!decode(fd, &arena, &clip, &err) &&
                    (strstr(err.detail, "ended with") || strstr(err.detail, "not done after") ||
                     err.kind == ERR_BROKEN))
                        fail_msg("%s, damage %zu: %s [%s]", name, i, err.message, err.detail);
        }
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(clip_decodes_every_type_to_the_same_sound),
                cmocka_unit_test(clip_of_our_own_rate_is_not_changed),
                cmocka_unit_test(clip_that_is_cut_off_keeps_what_came),
                cmocka_unit_test(clip_reads_a_wav_file_that_was_never_closed),
                cmocka_unit_test(clip_takes_silence),
                cmocka_unit_test(clip_has_a_longest_length),
                cmocka_unit_test(clip_refuses_what_is_no_recording),
                cmocka_unit_test(clip_refuses_what_is_broken_or_hostile),
                cmocka_unit_test(damaged_clips_kill_no_program),
        };
        return cmocka_run_group_tests(tests, make_speech, remove_all);
}
