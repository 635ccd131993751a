#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "interview/voice.h"

enum { RATE = 16000 };

static struct arena arena;

static int
done(void **state)
{
        (void)state;
        arena_done(&arena);
        return 0;
}

// A recording made of pieces: some milliseconds of a voice-like tone (in dBFS), or of noise alone.
struct piece {
        int ms;
        double db; // 0 for noise alone
};

static int16_t *
recording(const struct piece *pieces, size_t count, double noise_db, size_t *samples_out)
{
        size_t total = 0;
        for (size_t i = 0; i < count; i++)
                total += (size_t)pieces[i].ms * RATE / 1000;
        int16_t *samples = arena_alloc(&arena, total, sizeof *samples);
        size_t at = 0;
        uint32_t random = 9;
        for (size_t i = 0; i < count; i++) {
                double level = pieces[i].db == 0 ? 0 : pow(10, pieces[i].db / 20) * sqrt(2) * 32768;
                double noise = pow(10, noise_db / 20) * sqrt(3) * 32768;
                for (size_t k = 0; k < (size_t)pieces[i].ms * RATE / 1000; k++, at++) {
                        random = random * 1664525u + 1013904223u;
                        double dither = ((double)(random >> 8) / 8388608.0 - 1) * noise;
                        samples[at] =
                                (int16_t)(level * sin(2 * M_PI * 180 * (double)at / RATE) + dither);
                }
        }
        *samples_out = total;
        return samples;
}

static void
speech_and_pauses_are_measured(void **state)
{
        static const struct piece PIECES[] = {{500, 0},    {2000, -20}, {300, 0},
                                              {1500, -22}, {1200, 0},   {1000, -18},
                                              {900, 0},    {1000, -20}, {2000, 0}};
        static const double NOISES[] = {-90, -65, -45};
        (void)state;
        for (size_t i = 0; i < COUNT_OF(NOISES); i++) {
                size_t count = 0;
                int16_t *samples = recording(PIECES, COUNT_OF(PIECES), NOISES[i], &count);
                struct voice_metrics metrics = voice_measure(samples, count, RATE, NULL, &arena);
                assert_int_equal(metrics.duration_ms, 10400);
                assert_in_range(metrics.speech_ms, 5400, 5600);
                assert_int_equal(metrics.silence_ms, metrics.duration_ms - metrics.speech_ms);
                assert_int_equal(metrics.pause_count, 2); // neither 300 ms nor the ends
                assert_in_range(metrics.longest_pause_ms, 1160, 1240);
                assert_float_equal(metrics.volume_level, 0.8, 0.03);
                assert_true(isnan(metrics.clarity_score));
                assert_int_equal(voice_speech_ms(samples, count, RATE, &arena), metrics.speech_ms);
        }
}

static void
silence_noise_and_clicks_are_no_speech(void **state)
{
        static const struct piece SILENCE[] = {{4000, 0}};
        static const struct piece CLICK[] = {{2000, 0}, {40, -6}, {2000, 0}};
        size_t count = 0;
        (void)state;
        static const double NOISES[] = {-200, -70, -50, -35};
        for (size_t i = 0; i < COUNT_OF(NOISES); i++) {
                int16_t *samples = recording(SILENCE, 1, NOISES[i], &count);
                assert_int_equal(voice_speech_ms(samples, count, RATE, &arena), 0);
                samples = recording(CLICK, 3, NOISES[i], &count);
                assert_int_equal(voice_speech_ms(samples, count, RATE, &arena), 0);
                struct voice_metrics metrics = voice_measure(samples, count, RATE, NULL, &arena);
                assert_float_equal(metrics.volume_level, 0, 0);
        }
}

static void
speech_without_a_gap_is_speech(void **state)
{
        static const struct piece PIECES[] = {{3000, -20}};
        size_t count = 0;
        (void)state;
        int16_t *samples = recording(PIECES, 1, -70, &count);
        assert_in_range(voice_speech_ms(samples, count, RATE, &arena), 2900, 3000);
}

static void
short_and_empty_recordings_are_survived(void **state)
{
        const int16_t samples[] = {1, -32768, 32767};
        (void)state;
        for (size_t count = 0; count <= 3; count++) {
                struct voice_metrics metrics = voice_measure(samples, count, RATE, NULL, &arena);
                assert_int_equal(metrics.speech_ms, 0);
                assert_int_equal(metrics.pause_count, 0);
        }
}

static void
transcripts_add_pace_fillers_and_clarity(void **state)
{
        static const struct {
                const char *language;
                const char *text;
                int fillers;
                size_t kinds;
        } CASES[] = {
                {"en", "um I went, you know, home and um slept", 3, 2},
                {"en", "The umbrella is kind of him", 1, 1},
                {"de", "\xC3\xA4hm ich bin \xC3\xA4hm sozusagen hier", 3, 2},
                {"es", "eh pues fui a casa", 2, 2},
                {"fr", "euh um", 0, 0},
        };
        (void)state;
        for (size_t i = 0; i < COUNT_OF(CASES); i++) {
                struct transcript transcript = {
                        .text = CASES[i].text, .language = CASES[i].language, .confidence = 0.8};
                struct voice_metrics metrics = {.duration_ms = 6000, .clarity_score = NAN};
                voice_add_transcript(&metrics, &transcript, &arena);
                if (metrics.filler_word_count != CASES[i].fillers ||
                    metrics.filler_word_kinds != CASES[i].kinds)
                        fail_msg("case %zu: %d of %zu kinds", i, metrics.filler_word_count,
                                 metrics.filler_word_kinds);
                assert_float_equal(metrics.clarity_score, 8, 1e-9);
        }
        struct transcript ten = {.text = "a b c d e f g h i j", .language = "en", .confidence = -1};
        struct voice_metrics metrics = {.duration_ms = 6000};
        voice_add_transcript(&metrics, &ten, &arena);
        assert_float_equal(metrics.speech_pace, 100, 1e-9);
        assert_true(isnan(metrics.clarity_score));
        const struct word words[] = {{"a", 0, 1, 0.5}, {"b", 1, 2, 1}, {"c", 2, 3, -1}};
        ten.words = words;
        ten.word_count = 3;
        voice_add_transcript(&metrics, &ten, &arena);
        assert_float_equal(metrics.clarity_score, 7.5, 1e-9);
}

static void
peaks_follow_the_wave(void **state)
{
        static const struct piece PIECES[] = {{100, 0}, {100, -6}};
        uint8_t peaks[4] = {9, 9, 9, 9};
        size_t count = 0;
        (void)state;
        int16_t *samples = recording(PIECES, 2, -200, &count);
        voice_peaks(samples, count, 4, peaks);
        assert_int_equal(peaks[0], 0);
        assert_int_equal(peaks[1], 0);
        assert_in_range(peaks[2], 170, 190);
        assert_in_range(peaks[3], 170, 190);
        voice_peaks(samples, 0, 4, peaks);
        assert_int_equal(peaks[3], 0);
        const int16_t loud[] = {-32768, 0};
        voice_peaks(loud, 2, 4, peaks);
        assert_int_equal(peaks[0], 255);
        assert_int_equal(peaks[3], 0);
}

int
main(void)
{
        const struct CMUnitTest tests[] = {
                cmocka_unit_test(speech_and_pauses_are_measured),
                cmocka_unit_test(silence_noise_and_clicks_are_no_speech),
                cmocka_unit_test(speech_without_a_gap_is_speech),
                cmocka_unit_test(short_and_empty_recordings_are_survived),
                cmocka_unit_test(transcripts_add_pace_fillers_and_clarity),
                cmocka_unit_test(peaks_follow_the_wave),
        };
        return cmocka_run_group_tests(tests, NULL, done);
}
