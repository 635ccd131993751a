#include "interview/voice.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/power.h"
#include "interview/word_lists.h"
#include "interview/words.h"

enum {
        FRAME_MS = 20,
        PAUSE_MS = 700,       // a silence this long inside the answer is a pause
        BRIDGE_MS = 160,      // shorter gaps belong to the speech around them (stops, breaths)
        SPEECH_LEAST_MS = 80, // shorter bursts are clicks
        FULL_SCALE = 32768,
};
static const double FLOOR_SHARE = 0.1;     // the quietest tenth of the frames is the noise
static const double ABOVE_FLOOR_DB = 9;    // speech stands this far above it
static const double SPEECH_LEAST_DB = -52; // and is never more quiet than this
static const double SPEECH_SURE_DB = -22;  // nor does a loud recording's floor hide this
static const double VOLUME_LOW_DB = -60;
static const double VOLUME_HIGH_DB = -10;
static const double SILENCE_DB = -96;

// Frames of a recording: how loud each is, and whether somebody speaks.
struct frames {
        double *db;
        bool *is_speech;
        size_t count;
};

static double
frame_db(const int16_t *samples, size_t count)
{
        double power = power_of(samples, count) / ((double)FULL_SCALE * FULL_SCALE);
        return power <= 0 ? SILENCE_DB : fmax(SILENCE_DB, 10 * log10(power));
}

static int
compare_doubles(const void *a, const void *b)
{
        double first = *(const double *)a;
        double second = *(const double *)b;
        return first < second ? -1 : first > second;
}

static double
threshold_of(const struct frames *frames, struct arena *arena)
{
        double *sorted = arena_alloc(arena, frames->count, sizeof *sorted);
        memcpy(sorted, frames->db, frames->count * sizeof *sorted);
        qsort(sorted, frames->count, sizeof *sorted, compare_doubles);
        double floor_db = sorted[(size_t)((double)frames->count * FLOOR_SHARE)];
        double threshold = fmax(floor_db + ABOVE_FLOOR_DB, SPEECH_LEAST_DB);
        return fmin(threshold, SPEECH_SURE_DB);
}

// Turns runs of `from` that are shorter than `ms` and stand between others around.
static void
turn_short_runs(struct frames *frames, bool from, int ms)
{
        size_t least = (size_t)(ms / FRAME_MS);
        for (size_t i = 0; i < frames->count;) {
                size_t end = i + 1;
                while (end < frames->count && frames->is_speech[end] == frames->is_speech[i])
                        end++;
                bool is_inside = from || (i > 0 && end < frames->count);
                if (frames->is_speech[i] == from && end - i < least && is_inside) {
                        for (size_t k = i; k < end; k++)
                                frames->is_speech[k] = !from;
                }
                i = end;
        }
}

static struct frames
frames_of(const int16_t *samples, size_t count, int rate, struct arena *arena)
{
        assert(rate >= 8000 && rate <= 96000);
        size_t length = (size_t)rate * FRAME_MS / 1000;
        struct frames frames = {.count = count / length};
        if (frames.count == 0)
                return frames;
        frames.db = arena_alloc(arena, frames.count, sizeof *frames.db);
        frames.is_speech = arena_alloc(arena, frames.count, sizeof *frames.is_speech);
        for (size_t i = 0; i < frames.count; i++)
                frames.db[i] = frame_db(samples + i * length, length);
        double threshold = threshold_of(&frames, arena);
        for (size_t i = 0; i < frames.count; i++)
                frames.is_speech[i] = frames.db[i] > threshold;
        turn_short_runs(&frames, false, BRIDGE_MS);
        turn_short_runs(&frames, true, SPEECH_LEAST_MS);
        return frames;
}

static int
speech_frames_ms(const struct frames *frames)
{
        size_t speech = 0;
        for (size_t i = 0; i < frames->count; i++)
                speech += frames->is_speech[i] ? 1 : 0;
        return (int)(speech * FRAME_MS);
}

static void
measure_pauses(const struct frames *frames, struct voice_metrics *metrics)
{
        size_t last_speech = frames->count;
        for (size_t i = 0; i < frames->count; i++) {
                if (!frames->is_speech[i])
                        continue;
                int gap_ms =
                        last_speech == frames->count ? 0 : (int)((i - last_speech - 1) * FRAME_MS);
                if (gap_ms >= PAUSE_MS) {
                        metrics->pause_count++;
                        if (gap_ms > metrics->longest_pause_ms)
                                metrics->longest_pause_ms = gap_ms;
                }
                last_speech = i;
        }
}

static double
volume_of(const struct frames *frames)
{
        double power = 0;
        size_t speech = 0;
        for (size_t i = 0; i < frames->count; i++) {
                if (frames->is_speech[i]) {
                        power += pow(10, frames->db[i] / 10);
                        speech++;
                }
        }
        if (speech == 0)
                return 0;
        double db = 10 * log10(power / (double)speech);
        return fmin(1, fmax(0, (db - VOLUME_LOW_DB) / (VOLUME_HIGH_DB - VOLUME_LOW_DB)));
}

int
voice_speech_ms(const int16_t *samples, size_t count, int rate, struct arena *arena)
{
        struct frames frames = frames_of(samples, count, rate, arena);
        return speech_frames_ms(&frames);
}

void
voice_spans(const int16_t *samples, size_t count, int rate, struct arena *arena,
            struct voice_span **spans_out, size_t *count_out)
{
        struct frames frames = frames_of(samples, count, rate, arena);
        struct voice_span *spans = arena_alloc(arena, frames.count / 2 + 1, sizeof *spans);
        size_t found = 0;
        for (size_t i = 0; i < frames.count; i++) {
                if (!frames.is_speech[i])
                        continue;
                if (i == 0 || !frames.is_speech[i - 1])
                        spans[found++].start_ms = (int)i * FRAME_MS;
                spans[found - 1].end_ms = (int)(i + 1) * FRAME_MS;
        }
        *spans_out = spans;
        *count_out = found;
}

struct voice_metrics
voice_measure(const int16_t *samples, size_t count, int rate, const struct transcript *transcript,
              struct arena *arena)
{
        struct frames frames = frames_of(samples, count, rate, arena);
        struct voice_metrics metrics = {
                .duration_ms = (int)(count * 1000 / (size_t)rate),
                .speech_ms = speech_frames_ms(&frames),
                .volume_level = volume_of(&frames),
                .clarity_score = NAN,
        };
        metrics.silence_ms = metrics.duration_ms - metrics.speech_ms;
        measure_pauses(&frames, &metrics);
        if (transcript != NULL)
                voice_add_transcript(&metrics, transcript, arena);
        return metrics;
}

// Sounds and phrases that fill a gap, not words that now and then do.
static const struct {
        const char *language;
        const char *words[16];
} FILLERS[] = {
        {"en",
         {"um", "uh", "uhm", "umm", "uhh", "erm", "er", "ehm", "hmm", "mm", "you know", "i mean",
          "sort of", "kind of", "basically"}},
        {"de", {"äh", "ähm", "öh", "öhm", "hm", "hmm", "halt", "quasi", "sozusagen", "irgendwie"}},
        {"es", {"eh", "em", "ehm", "mmm", "hmm", "pues", "o sea", "digamos", "este eh"}},
};

static void
count_fillers(struct voice_metrics *metrics, const struct words *words, const char *language,
              struct arena *arena)
{
        for (size_t i = 0; i < COUNT_OF(FILLERS); i++) {
                if (!language_is(language, FILLERS[i].language))
                        continue;
                const char **kinds = arena_alloc(arena, COUNT_OF(FILLERS[i].words), sizeof *kinds);
                for (size_t k = 0; k < COUNT_OF(FILLERS[i].words) && FILLERS[i].words[k] != NULL;
                     k++) {
                        const char *filler = FILLERS[i].words[k];
                        int before = metrics->filler_word_count;
                        for (size_t at = words_find(words, 0, filler); at != SIZE_MAX;
                             at = words_find(words, at + 1, filler))
                                metrics->filler_word_count++;
                        if (metrics->filler_word_count > before)
                                kinds[metrics->filler_word_kinds++] = filler;
                }
                metrics->filler_words = kinds;
        }
}

// From the recogniser's confidence: the mean of its words', else that of the whole.
static double
clarity_of(const struct transcript *transcript)
{
        double sum = 0;
        size_t known = 0;
        for (size_t i = 0; i < transcript->word_count; i++) {
                if (transcript->words[i].confidence >= 0) {
                        sum += fmin(1, transcript->words[i].confidence);
                        known++;
                }
        }
        if (known > 0)
                return 10 * sum / (double)known;
        return transcript->confidence >= 0 ? 10 * fmin(1, transcript->confidence) : NAN;
}

void
voice_add_transcript(struct voice_metrics *metrics, const struct transcript *transcript,
                     struct arena *arena)
{
        struct words words = words_of(transcript->text, transcript->language, arena);
        metrics->filler_word_count = 0;
        metrics->filler_word_kinds = 0;
        metrics->speech_pace =
                metrics->duration_ms > 0 ? (double)words.count * 60000 / metrics->duration_ms : 0;
        metrics->clarity_score = words.count == 0 ? NAN : clarity_of(transcript);
        count_fillers(metrics, &words, transcript->language, arena);
}

void
voice_peaks(const int16_t *samples, size_t count, int peak_count, uint8_t *peaks_out)
{
        for (size_t i = 0; i < (size_t)peak_count; i++) {
                // Parts of sizes that differ by one at most; with fewer samples than peaks some
                // repeat.
                size_t from = count * i / (size_t)peak_count;
                size_t to = count * (i + 1) / (size_t)peak_count;
                int most = 0;
                for (size_t k = from; k < to || (k == from && k < count); k++) {
                        int value = abs((int)samples[k]);
                        most = value > most ? value : most;
                }
                peaks_out[i] = (uint8_t)(most * 255 / FULL_SCALE);
        }
}
