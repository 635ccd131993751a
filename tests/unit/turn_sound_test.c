// Parts of a spoken question as one sound: WAV, MP3, Ogg Opus; and files that are read while they
// are written.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/flow.h"
#include "turn/sound.h"
#include "turn/sound_join.h"

static struct arena arena;

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

static void
put(char *place, uint64_t value, int bytes)
{
        for (int i = 0; i < bytes; i++)
                place[i] = (char)(value >> (8 * i));
}

// Mono samples of 16 bits; `told` is the length that the header tells.
static struct sound
wav_of(int rate, size_t samples, uint32_t told, char fill)
{
        size_t length = 44 + 2 * samples;
        char *bytes = arena_alloc(&arena, length, 1);
        memcpy(bytes, "RIFF....WAVEfmt ", 16);
        put(bytes + 4, length - 8, 4);
        put(bytes + 16, 16, 4);
        put(bytes + 20, 1, 2);
        put(bytes + 22, 1, 2);
        put(bytes + 24, (uint64_t)rate, 4);
        put(bytes + 28, (uint64_t)rate * 2, 4);
        put(bytes + 32, 2, 2);
        put(bytes + 34, 16, 2);
        memcpy(bytes + 36, "data", 4);
        put(bytes + 40, told, 4);
        memset(bytes + 44, fill, 2 * samples);
        return (struct sound){"audio/wav", bytes, length};
}

static void
wav_files_become_one_that_tells_its_true_length(void **state)
{
        (void)state;
        OWN(buf_close) struct buf whole = buf_open(1 << 20);
        // The second was streamed: its header does not know the length.
        const struct sound sounds[] = {wav_of(16000, 1600, 3200, 'a'),
                                       wav_of(16000, 800, 0xFFFFFFFF, 'b'),
                                       wav_of(16000, 800, 0, 'c')};
        assert_true(sound_join(sounds, 3, &whole));
        assert_int_equal(whole.length, 44 + 6400);
        assert_int_equal(sound_ms("audio/wav", whole.bytes, whole.length), 200);
        assert_memory_equal(whole.bytes + 44 + 3199, "ab", 2);
        assert_memory_equal(whole.bytes + 44 + 4799, "bc", 2);
        buf_clear(&whole);
        const struct sound unlike[] = {wav_of(16000, 10, 20, 'a'), wav_of(22050, 10, 20, 'b')};
        assert_false(sound_join(unlike, 2, &whole));
        assert_int_equal(whole.length, 0);
}

enum { FRAME_BYTES = 104 }; // MPEG 1, layer III, 44.1 kHz, 32 kbit/s

static struct sound
mp3_of(int frames, bool has_tags, unsigned char rate_bits, char fill)
{
        size_t tags = has_tags ? 10 + 20 + FRAME_BYTES + 128 : 0;
        char *bytes = arena_alloc(&arena, tags + (size_t)frames * FRAME_BYTES, 1);
        char *at = bytes;
        if (has_tags) {
                memcpy(at, "ID3\4\0\0\0\0\0\x14", 10);
                at += 30;
                put(at, 0xC410FBFF, 4);
                memcpy(at + 4 + 17, "Info", 4);
                at += FRAME_BYTES;
        }
        for (int i = 0; i < frames; i++, at += FRAME_BYTES) {
                memset(at, fill, FRAME_BYTES);
                put(at, 0xC400FBFF | (uint32_t)(0x10 | rate_bits) << 16, 4);
        }
        if (has_tags)
                memcpy(at, "TAG", 3);
        return (struct sound){"audio/mpeg", bytes, tags + (size_t)frames * FRAME_BYTES};
}

static void
mp3_files_become_one_without_tags_and_frames_that_tell_a_length(void **state)
{
        (void)state;
        OWN(buf_close) struct buf whole = buf_open(1 << 20);
        const struct sound sounds[] = {mp3_of(3, true, 0, 'a'), mp3_of(2, false, 0, 'b')};
        assert_true(sound_join(sounds, 2, &whole));
        assert_int_equal(whole.length, 5 * FRAME_BYTES);
        for (size_t i = 0; i < 5; i++)
                assert_int_equal(whole.bytes[i * FRAME_BYTES + 50], i < 3 ? 'a' : 'b');
        buf_clear(&whole);
        // Another rate in the middle is what players stumble over.
        const struct sound unlike[] = {mp3_of(3, false, 0, 'a'), mp3_of(2, false, 4, 'b')};
        assert_false(sound_join(unlike, 2, &whole));
        const struct sound kinds[] = {mp3_of(3, false, 0, 'a'), wav_of(16000, 10, 20, 'b')};
        assert_false(sound_join(kinds, 2, &whole));
        const struct sound broken[] = {{"audio/mpeg", "ID3\4\0\0\0\0\x7F\x7F", 10}};
        assert_false(sound_join(broken, 1, &whole));
        const struct sound flac[] = {{"audio/flac", "fLaC", 4}};
        assert_false(sound_join(flac, 1, &whole));
        assert_false(sound_join(NULL, 0, &whole));
}

// One packet a page. The check sum is left out: readers of what we make look at ours.
static size_t
add_page(char *place, int flags, uint64_t granule, uint32_t serial, uint32_t number,
         const char *packet, size_t length)
{
        memcpy(place, "OggS", 5);
        place[5] = (char)flags;
        put(place + 6, granule, 8);
        put(place + 14, serial, 4);
        put(place + 18, number, 4);
        place[26] = 1;
        place[27] = (char)length;
        memcpy(place + 28, packet, length);
        return 28 + length;
}

static struct sound
ogg_of(uint32_t serial, char channels, char fill)
{
        char *bytes = arena_alloc(&arena, 1000, 1);
        char head[19] = "OpusHead\1";
        char packet[40];
        head[9] = channels;
        memset(packet, fill, sizeof packet);
        size_t length = add_page(bytes, 2, 0, serial, 0, head, sizeof head);
        length += add_page(bytes + length, 0, 0, serial, 1, "OpusTags\0\0\0\0\0\0\0\0", 16);
        length += add_page(bytes + length, 0, 960, serial, 2, packet, sizeof packet);
        length += add_page(bytes + length, 4, 1920, serial, 3, packet, sizeof packet);
        return (struct sound){"audio/ogg", bytes, length};
}

// RFC 3533, 6: bit by bit, over the page with zeros in the place of the sum.
static uint32_t
check_of(const char *page, size_t length)
{
        uint32_t sum = 0;
        for (size_t i = 0; i < length; i++) {
                for (int bit = 7; bit >= 0; bit--) {
                        bool is_set = i >= 22 && i < 26 ? false : (page[i] >> bit & 1) != 0;
                        bool is_high = (sum >> 31) != 0;
                        sum = sum << 1 ^ (is_high != is_set ? 0x04C11DB7U : 0U);
                }
        }
        return sum;
}

static uint64_t
get(const char *place, int bytes)
{
        uint64_t value = 0;
        for (int i = bytes; i > 0; i--)
                value = value << 8 | (unsigned char)place[i - 1];
        return value;
}

static void
ogg_files_become_one_stream(void **state)
{
        (void)state;
        OWN(buf_close) struct buf whole = buf_open(1 << 20);
        const struct sound sounds[] = {ogg_of(7, 1, 'a'), ogg_of(9, 1, 'b')};
        static const struct {
                int flags;
                uint64_t granule;
        } PAGES[] = {{2, 0}, {0, 0}, {0, 960}, {0, 1920}, {0, 2880}, {4, 3840}};
        assert_true(sound_join(sounds, 2, &whole));
        size_t at = 0;
        for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
                const char *page = whole.bytes + at;
                size_t length = 28 + (unsigned char)page[27];
                assert_memory_equal(page, "OggS", 4);
                assert_int_equal(page[5], PAGES[i].flags);
                assert_int_equal(get(page + 6, 8), PAGES[i].granule);
                assert_int_equal(get(page + 14, 4), 7);
                assert_int_equal(get(page + 18, 4), i);
                assert_int_equal(get(page + 22, 4), check_of(page, length));
                at += length;
        }
        assert_int_equal(at, whole.length);
        assert_int_equal(whole.bytes[whole.length - 1], 'b');
        buf_clear(&whole);
        const struct sound unlike[] = {ogg_of(7, 1, 'a'), ogg_of(9, 2, 'b')};
        assert_false(sound_join(unlike, 2, &whole));
        // Cut anywhere it is refused, and nothing beyond its end is read.
        struct sound cut[] = {ogg_of(7, 1, 'a'), ogg_of(9, 1, 'b')};
        for (size_t length = 0; length < sounds[1].length; length++) {
                char *exact = malloc(length + 1);
                memcpy(exact, sounds[1].bytes, length);
                cut[1].bytes = exact;
                cut[1].length = length;
                bool is_joined = sound_join(cut, 2, &whole);
                bool is_page_end =
                        length == sounds[1].length - 68 || length == sounds[1].length - 136;
                if (is_joined != is_page_end)
                        fail_msg("cut at %zu", length);
                buf_clear(&whole);
                free(exact);
        }
}

static void
what_grows_is_read_as_it_grows_and_ends_when_it_is_whole_or_thrown_away(void **state)
{
        (void)state;
        char directory[] = "/tmp/growing-XXXXXX";
        assert_non_null(mkdtemp(directory));
        struct store store = {.dir = directory};
        struct err err = {0};
        char bytes[64];
        size_t length = 0;
        bool is_over = false;
        for (int i = 0; i < 2; i++) {
                OWN(store_flow_close) struct store_flow flow = {.file = -1};
                OWN(store_follow_close) struct store_follow follow = {.file = -1};
                const char *key = i == 0 ? "interviews/a/whole" : "interviews/a/left";
                assert_false(store_follow_open(&store, key, &follow, &err));
                assert_int_equal(err.kind, ERR_MISSING);
                assert_true(store_flow_open(&store, key, &flow, &err));
                assert_true(store_follow_open(&store, key, &follow, &err));
                assert_false(follow.is_whole);
                assert_true(
                        store_follow_read(&follow, bytes, sizeof bytes, &length, &is_over, &err));
                assert_true(length == 0 && !is_over);
                assert_true(store_flow_add(&flow, "one", 3, &err));
                assert_true(
                        store_follow_read(&follow, bytes, sizeof bytes, &length, &is_over, &err));
                assert_true(length == 3 && !is_over && memcmp(bytes, "one", 3) == 0);
                assert_true(store_flow_add(&flow, "two", 3, &err));
                if (i == 0) {
                        struct digest digest;
                        assert_true(store_flow_finish(&flow, &digest, &err));
                        assert_true(digest_equals(digest, sha256_of("onetwo", 6)));
                }
                store_flow_close(&flow);
                assert_true(
                        store_follow_read(&follow, bytes, sizeof bytes, &length, &is_over, &err));
                assert_true(length == 3 && !is_over && memcmp(bytes, "two", 3) == 0);
                assert_true(
                        store_follow_read(&follow, bytes, sizeof bytes, &length, &is_over, &err));
                assert_true(length == 0 && is_over);
        }
        // A second name for the same bytes outlives the first, and replaces what had it.
        const char *whole = NULL;
        for (int i = 0; i < 2; i++)
                assert_true(store_twin(&store, "interviews/a/whole", "interviews/b/twin", &err));
        assert_true(store_delete(&store, "interviews/a/whole", &err));
        assert_true(store_read(&store, "interviews/b/twin", 64, &arena, &whole, &length, &err));
        assert_memory_equal(whole, "onetwo", 6);
        assert_false(store_twin(&store, "interviews/a/whole", "interviews/b/other", &err));
        assert_int_equal(err.kind, ERR_MISSING);
        assert_true(store_delete_under(&store, "interviews/a", &err));
        assert_true(store_delete_under(&store, "interviews/b", &err));
        snprintf(bytes, sizeof bytes, "%s/interviews", directory);
        assert_int_equal(rmdir(bytes), 0);
        assert_int_equal(rmdir(directory), 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test_teardown(wav_files_become_one_that_tells_its_true_length, done),
                cmocka_unit_test_teardown(
                        mp3_files_become_one_without_tags_and_frames_that_tell_a_length, done),
                cmocka_unit_test_teardown(ogg_files_become_one_stream, done),
                cmocka_unit_test_teardown(
                        what_grows_is_read_as_it_grows_and_ends_when_it_is_whole_or_thrown_away,
                        done),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
