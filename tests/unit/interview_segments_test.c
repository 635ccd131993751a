#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/own.h"
#include "interview/segments.h"

enum { SECOND = SEGMENTS_RATE, CLIP_SECONDS = 60 };

static const int NOISE = 30;    // -62 dBFS or so
static const int SPEECH = 6000; // -18 dBFS or so

// A clip that is written piece after piece.
struct clip {
        int16_t samples[CLIP_SECONDS * SECOND];
        size_t count;
        uint32_t random;
};

static int
noise(struct clip *clip, int peak)
{
        clip->random = clip->random * 1664525u + 1013904223u;
        return peak == 0 ? 0 : (int)(clip->random >> 16) % (2 * peak + 1) - peak;
}

static void
add_noise(struct clip *clip, double seconds, int peak)
{
        size_t end = clip->count + (size_t)(seconds * SECOND);
        assert_true(end <= COUNT_OF(clip->samples));
        while (clip->count < end)
                clip->samples[clip->count++] = (int16_t)noise(clip, peak);
}

// A hum whose loudness goes up and down four times a second, as syllables do.
static void
add_speech(struct clip *clip, double seconds, int peak)
{
        size_t end = clip->count + (size_t)(seconds * SECOND);
        assert_true(end <= COUNT_OF(clip->samples));
        while (clip->count < end) {
                double time = (double)clip->count / SECOND;
                double loudness = 0.1 + 0.9 * fabs(sin(time * 4 * 3.14159));
                double hum = sin(time * 2 * 3.14159 * 150);
                clip->samples[clip->count++] =
                        (int16_t)(loudness * hum * peak + noise(clip, NOISE));
        }
}

static struct clip *
new_clip(void)
{
        struct clip *clip = calloc(1, sizeof *clip);
        assert_non_null(clip);
        clip->random = 1;
        return clip;
}

static void
free_clip(struct clip **clip)
{
        free(*clip);
}

// Pieces are in order, do not overlap, lie in the clip and are at most 10 s long.
static void
assert_sane(struct segments segments, size_t sample_count)
{
        size_t behind = 0;
        for (size_t i = 0; i < segments.count; i++) {
                const struct segment *piece = &segments.items[i];
                assert_true(piece->start >= behind);
                assert_true(piece->end > piece->start);
                assert_true(piece->end <= sample_count);
                assert_true(piece->end - piece->start <= 10 * SECOND);
                assert_true(piece->no_speech >= 0 && piece->no_speech <= 1);
                behind = piece->end;
        }
}

static void
assert_near(size_t sample, double seconds)
{
        if (fabs((double)sample / SECOND - seconds) > 0.08)
                print_error("%.3f s instead of %.3f s\n", (double)sample / SECOND, seconds);
        assert_true(fabs((double)sample / SECOND - seconds) <= 0.08);
}

static void
segments_are_none_without_sound(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        int16_t sample = 1000;
        assert_int_equal(segments_find(NULL, 0, &arena).count, 0);
        assert_int_equal(segments_find(&sample, 1, &arena).count, 0);
}

static void
segments_are_none_in_silence_noise_and_hum(void **state)
{
        (void)state;
        static const int PEAKS[] = {0, 1, 30, 1000, 20000};
        for (size_t i = 0; i < COUNT_OF(PEAKS); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(free_clip) struct clip *clip = new_clip();
                add_noise(clip, 10, PEAKS[i]);
                assert_int_equal(segments_find(clip->samples, clip->count, &arena).count, 0);
        }
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        for (; clip->count < 5 * SECOND; clip->count++) // a constant is no sound either
                clip->samples[clip->count] = 12000;
        assert_int_equal(segments_find(clip->samples, clip->count, &arena).count, 0);
}

static void
segments_leave_out_clicks(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        for (int i = 0; i < 5; i++) {
                add_noise(clip, 1, NOISE);
                add_noise(clip, 0.02, 20000);
        }
        assert_int_equal(segments_find(clip->samples, clip->count, &arena).count, 0);
}

static void
segments_keep_150_ms_on_both_sides(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 2, NOISE);
        add_speech(clip, 4, SPEECH);
        add_noise(clip, 2, NOISE);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_int_equal(segments.count, 1);
        assert_near(segments.items[0].start, 1.85);
        assert_near(segments.items[0].end, 6.15);
        assert_true(segments.items[0].no_speech < 0.01);
}

static void
segments_keep_within_the_clip(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_speech(clip, 1, SPEECH);
        add_noise(clip, 1, NOISE);
        add_speech(clip, 1, SPEECH);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_int_equal(segments.count,
                         1); // one second of pause does not end a piece of one second
        assert_int_equal(segments.items[0].start, 0);
        assert_int_equal(segments.items[0].end, clip->count);
}

static void
segments_end_at_pauses(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 1, NOISE);
        add_speech(clip, 4, SPEECH); // long enough: half a second ends it
        add_noise(clip, 0.6, NOISE);
        add_speech(clip, 2, SPEECH); // too short for that
        add_noise(clip, 0.6, NOISE);
        add_speech(clip, 1, SPEECH);
        add_noise(clip, 1.6, NOISE); // but this ends anything
        add_speech(clip, 1, SPEECH);
        add_noise(clip, 1, NOISE);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_int_equal(segments.count, 3);
        assert_near(segments.items[0].end, 5.15);
        assert_near(segments.items[1].start, 5.45);
        assert_near(segments.items[1].end, 9.35);
        assert_near(segments.items[2].start, 10.65);
}

static void
segments_cut_long_speech_at_its_quietest_place(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 1, NOISE);
        add_speech(clip, 7, SPEECH);
        add_noise(clip, 0.3, NOISE); // the only place, from 8.0 to 8.3 s
        add_speech(clip, 8, SPEECH);
        add_noise(clip, 1, NOISE);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_int_equal(segments.count, 2);
        assert_near(segments.items[0].end, 8.15);
        assert_int_equal(segments.items[1].start, segments.items[0].end);
        assert_near(segments.items[1].end, 16.45);
}

static void
segments_cover_speech_without_any_pause(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 1, NOISE);
        add_speech(clip, 50, SPEECH);
        add_noise(clip, 1, NOISE);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_true(segments.count >= 5 && segments.count <= 17);
        for (size_t i = 1; i < segments.count; i++)
                assert_int_equal(segments.items[i].start, segments.items[i - 1].end);
        assert_near(segments.items[0].start, 0.85);
        assert_near(segments.items[segments.count - 1].end, 51.15);
}

// What has ended is told by the pause that is there, not by what comes after it.
static void
segments_have_ended_where_the_pause_is_long_enough(void **state)
{
        (void)state;
        static const struct {
                double speech;
                double pause;
                bool is_ended;
        } CASES[] = {{4, 0, false},   {4, 0.4, false}, {4, 0.6, true},
                     {2, 0.6, false}, {2, 1.4, false}, {2, 1.6, true}};
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                OWN(arena_done) struct arena arena = {0};
                OWN(free_clip) struct clip *clip = new_clip();
                add_noise(clip, 2, NOISE);
                add_speech(clip, CASES[i].speech, SPEECH);
                add_noise(clip, CASES[i].pause, NOISE);
                struct segments segments = segments_find(clip->samples, clip->count, &arena);
                assert_int_equal(segments.count, 1);
                assert_int_equal(segments.items[0].is_ended, CASES[i].is_ended);
                struct segment before = segments.items[0];
                add_noise(clip, 2, NOISE);
                add_speech(clip, 3, SPEECH);
                segments = segments_find(clip->samples, clip->count, &arena);
                assert_int_equal(segments.count, 2);
                assert_true(segments.items[0].is_ended);
                if (before.is_ended)
                        assert_int_equal(segments.items[0].end, before.end);
        }
}

static void
segments_follow_the_noise(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 3, 2);
        add_speech(clip, 2, SPEECH);
        add_noise(clip, 12, 300); // a fan is switched on
        add_speech(clip, 2, SPEECH);
        add_noise(clip, 4, 300);
        struct segments segments = segments_find(clip->samples, clip->count, &arena);
        assert_sane(segments, clip->count);
        assert_int_equal(segments.count, 2);
        assert_near(segments.items[1].start, 16.85);
        assert_near(segments.items[1].end, 19.15);
}

static void
segments_say_how_sure_they_are(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *loud = new_clip();
        OWN(free_clip) struct clip *faint = new_clip();
        add_noise(loud, 2, NOISE);
        add_speech(loud, 2, SPEECH);
        add_noise(loud, 2, NOISE);
        add_noise(faint, 2, 1000);
        add_noise(faint, 2, 4200); // little more than switches the detector on
        add_noise(faint, 2, 1000);
        struct segments sure = segments_find(loud->samples, loud->count, &arena);
        struct segments unsure = segments_find(faint->samples, faint->count, &arena);
        assert_int_equal(sure.count, 1);
        assert_int_equal(unsure.count, 1);
        assert_true(sure.items[0].no_speech < 0.01);
        assert_true(unsure.items[0].no_speech > 0.2);
}

static void
segments_halve_at_the_quietest_place_of_the_middle(void **state)
{
        (void)state;
        OWN(arena_done) struct arena arena = {0};
        OWN(free_clip) struct clip *clip = new_clip();
        add_noise(clip, 1, NOISE); // quieter than any, but not in the middle
        add_speech(clip, 3, SPEECH);
        add_noise(clip, 0.3, NOISE);
        add_speech(clip, 4.7, SPEECH);
        assert_near(segments_halve(clip->samples, 0, clip->count, &arena), 4.15);
        assert_near(segments_halve(clip->samples, SECOND, clip->count, &arena), 4.15);
        size_t even = segments_halve(clip->samples, 5 * SECOND, clip->count, &arena);
        assert_true(even >= 6 * SECOND && even <= 8 * SECOND);
        even = segments_halve(clip->samples, 5 * SECOND, 6 * SECOND, &arena);
        assert_true(even >= 5 * SECOND + SECOND / 3 && even <= 5 * SECOND + SECOND * 2 / 3);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(segments_are_none_without_sound),
                cmocka_unit_test(segments_are_none_in_silence_noise_and_hum),
                cmocka_unit_test(segments_leave_out_clicks),
                cmocka_unit_test(segments_keep_150_ms_on_both_sides),
                cmocka_unit_test(segments_keep_within_the_clip),
                cmocka_unit_test(segments_end_at_pauses),
                cmocka_unit_test(segments_cut_long_speech_at_its_quietest_place),
                cmocka_unit_test(segments_cover_speech_without_any_pause),
                cmocka_unit_test(segments_have_ended_where_the_pause_is_long_enough),
                cmocka_unit_test(segments_follow_the_noise),
                cmocka_unit_test(segments_say_how_sure_they_are),
                cmocka_unit_test(segments_halve_at_the_quietest_place_of_the_middle),
        };
        return cmocka_run_group_tests(tests, NULL, NULL);
}
