#include "interview/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/stem.h"
#include "interview/word_lists.h"

// A word longer than this is cut into several: nobody says it.
enum { WORD_BYTES_MOST = 200 };

enum sign {
        SIGN_LETTER,
        SIGN_IDEOGRAPH, // a word by itself
        SIGN_MARK,      // belongs to the letter before it
        SIGN_JOINER,    // vanishes inside a word
        SIGN_GAP,
        SIGN_STOP, // ends a sentence
};

struct range {
        uint32_t first;
        uint32_t last;
        enum sign sign;
};

// What is no letter beyond ASCII (Unicode blocks), in rising order; everything else is one.
static const struct range RANGES[] = {
        {0x80, 0xA9, SIGN_GAP},
        {0xAB, 0xAC, SIGN_GAP},
        {0xAD, 0xAD, SIGN_JOINER},
        {0xAE, 0xB4, SIGN_GAP},
        {0xB6, 0xB9, SIGN_GAP},
        {0xBB, 0xBF, SIGN_GAP},
        {0xD7, 0xD7, SIGN_GAP},
        {0xF7, 0xF7, SIGN_GAP},
        {0x2BC, 0x2BC, SIGN_JOINER},
        {0x300, 0x36F, SIGN_MARK},
        {0x60C, 0x60D, SIGN_GAP},
        {0x61F, 0x61F, SIGN_STOP},
        {0x964, 0x965, SIGN_STOP},
        {0x2000, 0x200A, SIGN_GAP},
        {0x200B, 0x200F, SIGN_JOINER},
        {0x2010, 0x2017, SIGN_GAP},
        {0x2018, 0x2019, SIGN_JOINER},
        {0x201A, 0x2025, SIGN_GAP},
        {0x2026, 0x2026, SIGN_STOP},
        {0x2027, 0x205F, SIGN_GAP},
        {0x2060, 0x2060, SIGN_JOINER},
        {0x2061, 0x206F, SIGN_GAP},
        {0x20A0, 0x20CF, SIGN_GAP},
        {0x2190, 0x2BFF, SIGN_GAP},
        {0x2E80, 0x2FFF, SIGN_IDEOGRAPH},
        {0x3000, 0x3001, SIGN_GAP},
        {0x3002, 0x3002, SIGN_STOP},
        {0x3003, 0x303F, SIGN_GAP},
        {0x3040, 0x30FF, SIGN_IDEOGRAPH},
        {0x3400, 0x4DBF, SIGN_IDEOGRAPH},
        {0x4E00, 0x9FFF, SIGN_IDEOGRAPH},
        {0xE000, 0xF8FF, SIGN_GAP},
        {0xF900, 0xFAFF, SIGN_IDEOGRAPH},
        {0xFE10, 0xFE6F, SIGN_GAP},
        {0xFEFF, 0xFEFF, SIGN_JOINER},
        {0xFF01, 0xFF01, SIGN_STOP},
        {0xFF02, 0xFF0F, SIGN_GAP},
        {0xFF1A, 0xFF1E, SIGN_GAP},
        {0xFF1F, 0xFF1F, SIGN_STOP},
        {0xFF20, 0xFF20, SIGN_GAP},
        {0xFF3B, 0xFF40, SIGN_GAP},
        {0xFF5B, 0xFF65, SIGN_GAP},
        {0xFFFD, 0xFFFF, SIGN_GAP},
        {0x1F000, 0x1FAFF, SIGN_GAP},
        {0x20000, 0x3FFFF, SIGN_IDEOGRAPH},
        {0xE0000, 0x10FFFF, SIGN_GAP},
};

static enum sign
sign_of(uint32_t point)
{
        if (point < 0x80) {
                if ((point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') ||
                    (point >= 'a' && point <= 'z'))
                        return SIGN_LETTER;
                if (point == '\'')
                        return SIGN_JOINER;
                return strchr(".!?;\n", (int)point) != NULL ? SIGN_STOP : SIGN_GAP;
        }
        size_t low = 0;
        size_t high = COUNT_OF(RANGES);
        while (low < high) {
                size_t middle = (low + high) / 2;
                if (point > RANGES[middle].last)
                        low = middle + 1;
                else if (point < RANGES[middle].first)
                        high = middle;
                else
                        return RANGES[middle].sign;
        }
        return SIGN_LETTER;
}

// Lower case of the Latin, Greek and Cyrillic blocks (Unicode simple case folding).
static uint32_t
folded_point(uint32_t point)
{
        if (point < 0x80)
                return point >= 'A' && point <= 'Z' ? point + 0x20 : point;
        if (point >= 0xC0 && point <= 0xDE)
                return point + 0x20;
        if (point == 0x130)
                return 'i';
        if (point == 0x178)
                return 0xFF;
        if (point == 0x17F)
                return 's';
        if ((point >= 0x139 && point <= 0x148) || (point >= 0x179 && point <= 0x17E))
                return point % 2 == 1 ? point + 1 : point;
        if ((point >= 0x100 && point <= 0x137) || (point >= 0x14A && point <= 0x177) ||
            (point >= 0x1E00 && point <= 0x1E95) || (point >= 0x1EA0 && point <= 0x1EFF) ||
            (point >= 0x460 && point <= 0x481) || (point >= 0x48A && point <= 0x4BF) ||
            (point >= 0x4D0 && point <= 0x52F))
                return point | 1;
        if (point == 0x1E9E)
                return 0xDF;
        if (point == 0x386)
                return 0x3AC;
        if (point >= 0x388 && point <= 0x38A)
                return point + 0x25;
        if (point == 0x38C)
                return 0x3CC;
        if (point == 0x38E || point == 0x38F)
                return point + 0x3F;
        if (point >= 0x391 && point <= 0x3AB)
                return point + 0x20;
        if (point == 0x3C2)
                return 0x3C3;
        if (point >= 0x400 && point <= 0x40F)
                return point + 0x50;
        if (point >= 0x410 && point <= 0x42F)
                return point + 0x20;
        if (point >= 0xFF10 && point <= 0xFF19)
                return point - 0xFF10 + '0';
        if (point >= 0xFF21 && point <= 0xFF3A)
                return point - 0xFF21 + 'a';
        if (point >= 0xFF41 && point <= 0xFF5A)
                return point - 0xFF41 + 'a';
        return point;
}

// A small letter and a mark as one letter of Latin-1, as some systems write them apart.
static uint32_t
composed_point(uint32_t letter, uint32_t mark)
{
        static const struct {
                uint32_t mark;
                const char *letters;
                uint16_t made[8];
        } MARKS[] = {
                {0x300, "aeiou", {0xE0, 0xE8, 0xEC, 0xF2, 0xF9}},
                {0x301, "aeiouy", {0xE1, 0xE9, 0xED, 0xF3, 0xFA, 0xFD}},
                {0x302, "aeiou", {0xE2, 0xEA, 0xEE, 0xF4, 0xFB}},
                {0x303, "ano", {0xE3, 0xF1, 0xF5}},
                {0x308, "aeiouy", {0xE4, 0xEB, 0xEF, 0xF6, 0xFC, 0xFF}},
                {0x30A, "a", {0xE5}},
                {0x327, "c", {0xE7}},
        };
        for (size_t i = 0; letter < 0x80 && i < COUNT_OF(MARKS); i++) {
                const char *place = strchr(MARKS[i].letters, (int)letter);
                if (MARKS[i].mark == mark && letter != 0 && place != NULL)
                        return MARKS[i].made[place - MARKS[i].letters];
        }
        return 0;
}

// The word being read.
struct reading {
        char folded[WORD_BYTES_MOST + 8];
        size_t folded_length;
        size_t last_letter; // where the last letter stands in `folded`
        size_t offset;
        size_t end;
};

struct growing {
        struct word_at *items;
        size_t count;
        size_t room;
};

static void
close_word(struct reading *reading, struct growing *words, const char *language,
           struct stemmer *stemmer, struct arena *arena)
{
        if (reading->folded_length == 0)
                return;
        if (words->count == words->room) {
                size_t room = words->room == 0 ? 8 : words->room * 2;
                struct word_at *more = arena_alloc(arena, room, sizeof *more);
                if (words->count > 0)
                        memcpy(more, words->items, words->count * sizeof *more);
                words->items = more;
                words->room = room;
        }
        const char *folded = arena_copy(arena, reading->folded, reading->folded_length);
        words->items[words->count++] = (struct word_at){
                .folded = folded,
                .stem = stemmer_stem(stemmer, folded, arena),
                .offset = reading->offset,
                .length = reading->end - reading->offset,
                .is_common = word_is_common(folded, language),
                .is_figure = word_is_figure(folded),
        };
        reading->folded_length = 0;
}

static void
add_letter(struct reading *reading, uint32_t point, size_t offset, size_t end)
{
        if (reading->folded_length == 0)
                reading->offset = offset;
        reading->last_letter = reading->folded_length;
        reading->folded_length +=
                text_encode(folded_point(point), reading->folded + reading->folded_length);
        reading->end = end;
}

static void
add_mark(struct reading *reading, uint32_t mark, size_t end)
{
        if (reading->folded_length == 0)
                return;
        char *place = reading->folded + reading->last_letter;
        uint32_t made = composed_point((unsigned char)*place, mark);
        if (made != 0 && reading->folded_length == reading->last_letter + 1)
                reading->folded_length = reading->last_letter + text_encode(made, place);
        else
                reading->folded_length +=
                        text_encode(mark, reading->folded + reading->folded_length);
        reading->end = end;
}

struct words
words_of(const char *text, const char *language, struct arena *arena)
{
        OWN(stemmer_done) struct stemmer *stemmer = stemmer_new(language);
        struct growing words = {0};
        struct reading reading = {0};
        if (text == NULL)
                return (struct words){.text = ""};
        for (const char *place = text; place - text < WORDS_TEXT_BYTES_MOST;) {
                size_t offset = (size_t)(place - text);
                uint32_t point = text_next(&place);
                if (point == 0)
                        break;
                size_t end = (size_t)(place - text);
                enum sign sign = sign_of(point);
                if (reading.folded_length >= WORD_BYTES_MOST)
                        close_word(&reading, &words, language, stemmer, arena);
                if (sign == SIGN_LETTER) {
                        add_letter(&reading, point, offset, end);
                } else if (sign == SIGN_MARK) {
                        add_mark(&reading, point, end);
                } else if (sign == SIGN_IDEOGRAPH) {
                        close_word(&reading, &words, language, stemmer, arena);
                        add_letter(&reading, point, offset, end);
                        close_word(&reading, &words, language, stemmer, arena);
                } else if (sign != SIGN_JOINER) {
                        close_word(&reading, &words, language, stemmer, arena);
                        // A point inside a figure or a name ("3.5", "node.js") ends nothing.
                        const char *ahead = place;
                        bool is_inner = point == '.' && sign_of(text_next(&ahead)) == SIGN_LETTER;
                        if (sign == SIGN_STOP && !is_inner && words.count > 0)
                                words.items[words.count - 1].ends_sentence = true;
                }
        }
        close_word(&reading, &words, language, stemmer, arena);
        return (struct words){.text = text, .items = words.items, .count = words.count};
}

struct words
words_without_hesitation(const char *text, const char *language, struct arena *arena)
{
        struct words words = words_of(text, language, arena);
        struct word_at *kept = arena_alloc(arena, words.count, sizeof *kept);
        size_t count = 0;
        for (size_t i = 0; i < words.count; i++) {
                if (!word_is_hesitation(words.items[i].folded, language))
                        kept[count++] = words.items[i];
                else if (count > 0 && words.items[i].ends_sentence)
                        kept[count - 1].ends_sentence = true;
        }
        return (struct words){.text = words.text, .items = kept, .count = count};
}

static bool
stands_at(const struct words *words, size_t at, const char *phrase)
{
        while (*phrase != '\0') {
                size_t length = strcspn(phrase, " ");
                bool is_start = phrase[length - 1] == '*';
                size_t same = is_start ? length - 1 : length;
                if (at >= words->count || strncmp(words->items[at].folded, phrase, same) != 0 ||
                    (!is_start && words->items[at].folded[length] != '\0'))
                        return false;
                at++;
                phrase += length + (phrase[length] == ' ' ? 1 : 0);
        }
        return true;
}

size_t
words_find(const struct words *words, size_t from, const char *phrase)
{
        for (size_t i = from; i < words->count; i++) {
                const char *folded = words->items[i].folded;
                if (folded[0] == phrase[0] && (folded[1] == phrase[1] || folded[1] == '\0') &&
                    stands_at(words, i, phrase))
                        return i;
        }
        return SIZE_MAX;
}

bool
words_sign_follows(const struct words *words, size_t at, const char *signs)
{
        const struct word_at *word = &words->items[at];
        const char *place = words->text + word->offset + word->length;
        while (*place != '\0') {
                const char *sign = place;
                uint32_t point = text_next(&place);
                if (point < 0x80 && strchr(signs, (int)point) != NULL)
                        return true;
                if (sign_of(point) == SIGN_LETTER || sign_of(point) == SIGN_IDEOGRAPH ||
                    place == sign)
                        return false;
        }
        return false;
}

static int
compare_texts(const void *a, const void *b)
{
        return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct stems
stems_in(const struct words *words, size_t from, size_t to, struct arena *arena)
{
        size_t count = 0;
        const char **items = arena_alloc(arena, to - from, sizeof *items);
        for (size_t i = from; i < to; i++) {
                const struct word_at *word = &words->items[i];
                if (!word->is_common && word->folded[1] != '\0')
                        items[count++] = word->stem;
        }
        if (count > 1)
                qsort(items, count, sizeof *items, compare_texts);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
                if (kept == 0 || strcmp(items[kept - 1], items[i]) != 0)
                        items[kept++] = items[i];
        }
        return (struct stems){.items = items, .count = kept};
}

struct stems
stems_of(const struct words *words, struct arena *arena)
{
        return stems_in(words, 0, words->count, arena);
}

bool
stems_has(const struct stems *stems, const char *stem)
{
        return word_list_has(stems->items, stems->count, stem);
}

double
stems_share(const struct stems *a, const struct stems *b)
{
        size_t shared = 0;
        for (size_t i = 0; i < a->count; i++)
                shared += stems_has(b, a->items[i]) ? 1 : 0;
        return a->count == 0 ? 0 : (double)shared / (double)a->count;
}
