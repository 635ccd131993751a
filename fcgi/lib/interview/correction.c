#include "interview/correction.h"

#include <stdint.h>
#include <string.h>

#include "interview/words.h"

static const size_t WORDS_ADDED = 50;

// The table of two answers of 13 minutes that have nothing in common stays below this; of longer
// ones only what begins and ends alike keeps its times.
static const size_t TABLE_MOST = 32 * 1024 * 1024;

static const char WHITE[] = " \t\r\n\f\v";

size_t
correction_words(const char *text)
{
        size_t count = 0;
        for (const char *at = text; *(at += strspn(at, WHITE)) != '\0'; at += strcspn(at, WHITE))
                count++;
        return count;
}

size_t
correction_words_most(const char *heard)
{
        return 2 * correction_words(heard) + WORDS_ADDED;
}

// The word without case and punctuation; "" where nothing else is in it.
static const char *
folded(const char *text, struct arena *arena)
{
        struct words words = words_of(text, NULL, arena);
        const char *whole = "";
        for (size_t i = 0; i < words.count; i++)
                whole = i == 0 ? words.items[0].folded
                               : arena_print(arena, "%s %s", whole, words.items[i].folded);
        return whole;
}

static struct word *
split(const char *text, size_t count, struct arena *arena)
{
        struct word *words = arena_alloc(arena, count + 1, sizeof *words);
        const char *at = text;
        for (size_t i = 0; i < count; i++) {
                at += strspn(at, WHITE);
                size_t length = strcspn(at, WHITE);
                words[i] = (struct word){.text = arena_copy(arena, at, length),
                                         .start_ms = -1,
                                         .end_ms = -1,
                                         .confidence = -1};
                at += length;
        }
        return words;
}

// Two runs of words that are aligned.
struct sides {
        const struct word *heard;
        const char *const *heard_folded;
        size_t heard_count;
        struct word *corrected;
        const char *const *corrected_folded;
        size_t corrected_count;
};

static bool
is_same(const struct sides *sides, size_t heard, size_t corrected)
{
        return strcmp(sides->heard_folded[heard], sides->corrected_folded[corrected]) == 0;
}

static void
keep_times(struct sides *sides, size_t heard, size_t corrected)
{
        sides->corrected[corrected].start_ms = sides->heard[heard].start_ms;
        sides->corrected[corrected].end_ms = sides->heard[heard].end_ms;
        sides->corrected[corrected].confidence = sides->heard[heard].confidence;
}

// The longest common subsequence of what lies between `from` and the two ends. Each cell of the
// table says which way leads to it; of the lengths only two rows are needed.
static void
align_middle(struct sides *sides, size_t from, size_t heard_end, size_t corrected_end,
             struct arena *arena)
{
        enum { BOTH = 1, HEARD, CORRECTED };
        size_t rows = heard_end - from;
        size_t columns = corrected_end - from;
        if (rows == 0 || columns == 0 || rows > TABLE_MOST / columns)
                return;
        uint8_t *ways = arena_alloc(arena, rows * columns, 1);
        uint32_t *before = arena_alloc(arena, columns + 1, sizeof *before);
        uint32_t *now = arena_alloc(arena, columns + 1, sizeof *now);
        for (size_t i = rows; i-- > 0;) {
                uint32_t *swap = before;
                before = now;
                now = swap;
                now[columns] = 0;
                for (size_t k = columns; k-- > 0;) {
                        uint8_t *way = &ways[i * columns + k];
                        if (is_same(sides, from + i, from + k)) {
                                *way = BOTH;
                                now[k] = before[k + 1] + 1;
                        } else {
                                *way = before[k] >= now[k + 1] ? HEARD : CORRECTED;
                                now[k] = *way == HEARD ? before[k] : now[k + 1];
                        }
                }
        }
        for (size_t i = 0, k = 0; i < rows && k < columns;) {
                uint8_t way = ways[i * columns + k];
                if (way == BOTH)
                        keep_times(sides, from + i, from + k);
                i += way != CORRECTED;
                k += way != HEARD;
        }
}

static void
align(struct sides *sides, struct arena *arena)
{
        size_t from = 0;
        size_t heard_end = sides->heard_count;
        size_t corrected_end = sides->corrected_count;
        while (from < heard_end && from < corrected_end && is_same(sides, from, from)) {
                keep_times(sides, from, from);
                from++;
        }
        while (heard_end > from && corrected_end > from &&
               is_same(sides, heard_end - 1, corrected_end - 1))
                keep_times(sides, --heard_end, --corrected_end);
        align_middle(sides, from, heard_end, corrected_end, arena);
}

struct transcript
correction_of(const struct transcript *heard, const char *text, struct arena *arena)
{
        size_t count = correction_words(text);
        struct word *words = split(text, count, arena);
        const char **heard_folded = arena_alloc(arena, heard->word_count + 1, sizeof *heard_folded);
        const char **corrected_folded = arena_alloc(arena, count + 1, sizeof *corrected_folded);
        for (size_t i = 0; i < heard->word_count; i++)
                heard_folded[i] = folded(heard->words[i].text, arena);
        for (size_t i = 0; i < count; i++)
                corrected_folded[i] = folded(words[i].text, arena);
        struct sides sides = {
                .heard = heard->words,
                .heard_folded = heard_folded,
                .heard_count = heard->word_count,
                .corrected = words,
                .corrected_folded = corrected_folded,
                .corrected_count = count,
        };
        align(&sides, arena);
        struct transcript corrected = *heard;
        corrected.text = text;
        corrected.words = words;
        corrected.word_count = count;
        return corrected;
}
