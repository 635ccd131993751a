#include "interview/segments.h"

#include <assert.h>
#include <math.h>

#include "base/own.h"
#include "interview/power.h"

enum {
        FRAME = SEGMENTS_RATE / 50, // 20 ms
        PAD = SEGMENTS_RATE * 150 / 1000,
        LEAST_RUN = 3,     // frames; what is shorter is a click
        LEAST_SPEECH = 5,  // frames of speech in a piece; what has less is a knock
        PAUSE = 25,        // frames: 500 ms
        LONG_PAUSE = 75,   // frames: 1.5 s
        LEAST_PIECE = 150, // frames: 3 s
        MOST_PIECE = 485,  // frames: 10 s with the pauses kept
        QUIET_PLACE = 15,  // frames: 300 ms, the stretch looked for where there is no pause
        FLOOR_REACH = 150, // frames to both sides that the noise floor is taken from: 3 s
        LEVELS = 101,      // whole decibels from -100 to 0
};

static const double ON_DB = 11;
static const double OFF_DB = 7;
// Below this the noise of any microphone is far below speech; digital silence lies here.
static const double LEAST_FLOOR_DB = -70;
static const double FLOOR_SHARE = 0.1;
static const double LOUD_SHARE = 0.9;
static const double CERTAINTY_DB = 3;

// What is known of every frame of a clip.
struct frames {
        size_t count;
        float *level_db; // of the samples without their mean, against full scale
        float *floor_db;
        bool *is_speech;
};

static float
frame_level(const int16_t *samples, size_t count)
{
        double power = power_of(samples, count) / (32768.0 * 32768.0);
        return (float)(10 * log10(fmax(power, 1e-10)));
}

// How often each whole decibel occurs: percentiles of a window that slides.
struct histogram {
        size_t of_level[LEVELS];
        size_t count;
};

static size_t *
histogram_place(struct histogram *histogram, float level_db)
{
        int index = (int)lrintf(level_db) + LEVELS - 1;
        return &histogram->of_level[index < 0 ? 0 : index >= LEVELS ? LEVELS - 1 : index];
}

static double
histogram_share(const struct histogram *histogram, double share)
{
        size_t wanted = (size_t)((double)histogram->count * share);
        size_t seen = 0;
        for (int i = 0; i < LEVELS; i++) {
                seen += histogram->of_level[i];
                if (seen > wanted)
                        return i - (LEVELS - 1);
        }
        return 0;
}

static void
find_floors(struct frames *frames)
{
        struct histogram window = {0};
        size_t begin = 0;
        size_t end = 0;
        for (size_t i = 0; i < frames->count; i++) {
                for (; end < frames->count && end <= i + FLOOR_REACH; end++, window.count++)
                        ++*histogram_place(&window, frames->level_db[end]);
                for (; begin + FLOOR_REACH < i; begin++, window.count--)
                        --*histogram_place(&window, frames->level_db[begin]);
                frames->floor_db[i] =
                        (float)fmax(histogram_share(&window, FLOOR_SHARE), LEAST_FLOOR_DB);
        }
}

static void
find_speech(struct frames *frames)
{
        size_t run = 0;
        for (size_t i = 0; i < frames->count; i++) {
                double above = frames->level_db[i] - frames->floor_db[i];
                bool was_speech = i > 0 && frames->is_speech[i - 1];
                frames->is_speech[i] = above >= (was_speech ? OFF_DB : ON_DB);
                if (frames->is_speech[i]) {
                        run++;
                } else {
                        for (size_t back = 1; run < LEAST_RUN && back <= run; back++)
                                frames->is_speech[i - back] = false;
                        run = 0;
                }
        }
}

static void
find_levels(struct frames *frames, const int16_t *samples, size_t count, struct arena *arena)
{
        frames->level_db = arena_alloc(arena, frames->count + 1, sizeof *frames->level_db);
        for (size_t i = 0; i < frames->count; i++) {
                size_t left = count - i * FRAME;
                frames->level_db[i] = frame_level(samples + i * FRAME, left < FRAME ? left : FRAME);
        }
}

static struct frames
frames_of(const int16_t *samples, size_t count, struct arena *arena)
{
        struct frames frames = {.count = (count + FRAME - 1) / FRAME};
        find_levels(&frames, samples, count, arena);
        frames.floor_db = arena_alloc(arena, frames.count + 1, sizeof *frames.floor_db);
        frames.is_speech = arena_alloc(arena, frames.count + 1, sizeof *frames.is_speech);
        find_floors(&frames);
        find_speech(&frames);
        return frames;
}

// The middle of the quietest stretch that lies between two frames.
static size_t
quietest_place(const struct frames *frames, size_t from, size_t to)
{
        double sum = 0;
        double least = INFINITY;
        size_t place = to;
        for (size_t i = from; i < to; i++) {
                sum += frames->level_db[i];
                if (i >= from + QUIET_PLACE)
                        sum -= frames->level_db[i - QUIET_PLACE];
                if (i + 1 >= from + QUIET_PLACE && sum < least) {
                        least = sum;
                        place = i + 1 - QUIET_PLACE / 2;
                }
        }
        return place;
}

static double
no_speech_in(const struct frames *frames, size_t from, size_t to)
{
        struct histogram levels = {0};
        double floor_db = 0;
        for (size_t i = from; i < to; i++, levels.count++) {
                ++*histogram_place(&levels, frames->level_db[i]);
                floor_db += frames->floor_db[i] / (double)(to - from);
        }
        double above = histogram_share(&levels, LOUD_SHARE) - floor_db;
        return 1 / (1 + exp((above - ON_DB) / CERTAINTY_DB));
}

// A piece being made: frames [first, last), and whether each side is a cut through sound, where no
// pause is kept.
struct piece {
        size_t first;
        size_t last;
        bool is_open;
        bool starts_in_sound;
};

static void
close_piece(const struct frames *frames, struct piece *piece, bool ends_in_sound,
            size_t sample_count, struct segments *segments)
{
        size_t speech = 0;
        for (size_t i = piece->first; i < piece->last; i++)
                speech += frames->is_speech[i] ? 1 : 0;
        piece->is_open = false;
        if (speech < LEAST_SPEECH)
                return;
        size_t start = piece->first * FRAME;
        size_t end = piece->last * FRAME;
        if (!piece->starts_in_sound)
                start = start > PAD ? start - PAD : 0;
        if (!ends_in_sound)
                end += PAD;
        segments->items[segments->count++] = (struct segment){
                .start = start,
                .end = end < sample_count ? end : sample_count,
                .no_speech = no_speech_in(frames, piece->first, piece->last),
                .is_ended = true,
        };
}

// Whether a piece ends that so many silent frames follow.
static bool
ends_piece(const struct piece *piece, size_t pause)
{
        return pause >= LONG_PAUSE || (pause >= PAUSE && piece->last - piece->first >= LEAST_PIECE);
}

struct segments
segments_find(const int16_t *samples, size_t count, struct arena *arena)
{
        struct frames frames = frames_of(samples, count, arena);
        struct piece piece = {0};
        struct segments segments = {0};
        // Each piece but the last is followed by a pause or is at least LEAST_PIECE long.
        segments.items = arena_alloc(arena, frames.count / PAUSE + 2, sizeof *segments.items);
        for (size_t i = 0; i < frames.count; i++) {
                if (!frames.is_speech[i])
                        continue;
                if (piece.is_open && ends_piece(&piece, i - piece.last))
                        close_piece(&frames, &piece, false, count, &segments);
                if (!piece.is_open)
                        piece = (struct piece){.first = i, .is_open = true};
                piece.last = i + 1;
                if (piece.last - piece.first < MOST_PIECE)
                        continue;
                size_t end = piece.last;
                size_t cut = quietest_place(&frames, piece.first + LEAST_PIECE, end);
                piece.last = cut;
                close_piece(&frames, &piece, true, count, &segments);
                piece = (struct piece){
                        .first = cut, .last = end, .is_open = true, .starts_in_sound = true};
        }
        if (!piece.is_open)
                return segments;
        size_t closed = segments.count;
        bool is_ended = ends_piece(&piece, frames.count - piece.last);
        close_piece(&frames, &piece, false, count, &segments);
        if (segments.count > closed)
                segments.items[closed].is_ended = is_ended;
        return segments;
}

size_t
segments_halve(const int16_t *samples, size_t start, size_t end, struct arena *arena)
{
        struct frames frames = {.count = (end - start) / FRAME};
        assert(end >= start + SEGMENTS_RATE);
        find_levels(&frames, samples + start, end - start, arena);
        return start + FRAME * quietest_place(&frames, frames.count / 3, frames.count * 2 / 3);
}
