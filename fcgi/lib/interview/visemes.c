#include "interview/visemes.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/json_write.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/word_lists.h"

// Leaves the lips as they are.
static const char AS_BEFORE = '-';
static const char REST = 'X';

// How a spelling is spoken: its shapes share its time. '$' ends a word.
struct spelling {
        const char *text;
        const char *shapes;
};

static const struct spelling ENGLISH[] = {
        {"igh", "DB"}, {"ght", "B"}, {"tch", "B"}, {"ai", "CB"}, {"ar", "D"},  {"au", "E"},
        {"aw", "E"},   {"ay", "CB"}, {"ea", "B"},  {"ee", "B"},  {"ei", "CB"}, {"er", "E"},
        {"ew", "F"},   {"ey", "CB"}, {"gh", "-"},  {"ie", "B"},  {"ir", "E"},  {"kn", "B"},
        {"oa", "EF"},  {"oi", "EB"}, {"oo", "F"},  {"ou", "EF"}, {"ow", "EF"}, {"oy", "EB"},
        {"th", "B"},   {"ur", "E"},  {"wh", "F"},  {"wr", "B"},  {"e$", "-"},  {"a", "C"},
};

static const struct spelling GERMAN[] = {
        {"sch", "B"}, {"ai", "DB"}, {"au", "DF"}, {"ay", "DB"}, {"äu", "EB"},
        {"ei", "DB"}, {"eu", "EB"}, {"ey", "DB"}, {"ie", "B"},  {"oo", "E"},
        {"pf", "AG"}, {"qu", "-G"}, {"w", "G"},   {"y", "F"},
};

static const struct spelling SPANISH[] = {
        {"gue", "C"}, {"gui", "B"}, {"au", "DF"}, {"ai", "DB"}, {"ay", "DB"},
        {"ei", "CB"}, {"ey", "CB"}, {"ie", "BC"}, {"ll", "B"},  {"qu", "-"},
        {"rr", "B"},  {"ue", "FC"}, {"j", "-"},   {"v", "A"},
};

// Where the language says nothing else.
static const struct spelling LATIN[] = {
        {"ch", "B"}, {"ck", "-"}, {"ph", "G"}, {"qu", "-F"}, {"sh", "B"}, {"a", "D"}, {"b", "A"},
        {"c", "B"},  {"d", "B"},  {"e", "C"},  {"f", "G"},   {"g", "-"},  {"h", "-"}, {"i", "B"},
        {"j", "B"},  {"k", "-"},  {"l", "H"},  {"m", "A"},   {"n", "B"},  {"o", "E"}, {"p", "A"},
        {"q", "-"},  {"r", "B"},  {"s", "B"},  {"t", "B"},   {"u", "F"},  {"v", "G"}, {"w", "F"},
        {"x", "B"},  {"y", "B"},  {"z", "B"},  {"à", "D"},   {"á", "D"},  {"â", "D"}, {"ã", "D"},
        {"å", "D"},  {"ä", "C"},  {"æ", "C"},  {"ç", "B"},   {"è", "C"},  {"é", "C"}, {"ê", "C"},
        {"ë", "C"},  {"ì", "B"},  {"í", "B"},  {"î", "B"},   {"ï", "B"},  {"ñ", "B"}, {"ò", "E"},
        {"ó", "E"},  {"ô", "E"},  {"õ", "E"},  {"ö", "E"},   {"ø", "E"},  {"œ", "E"}, {"ß", "B"},
        {"ù", "F"},  {"ú", "F"},  {"û", "F"},  {"ü", "F"},   {"ý", "B"},  {"ÿ", "B"},
};

static const struct spelling PHONES[] = {
        {"p", "A"}, {"b", "A"}, {"m", "A"}, {"β", "A"}, {"f", "G"}, {"v", "G"}, {"ɱ", "G"},
        {"ʋ", "G"}, {"l", "H"}, {"ɫ", "H"}, {"ʎ", "H"}, {"ɭ", "H"}, {"a", "D"}, {"ɑ", "D"},
        {"ɒ", "E"}, {"ɔ", "E"}, {"o", "E"}, {"œ", "E"}, {"ɵ", "E"}, {"ɜ", "E"}, {"ɝ", "E"},
        {"ɚ", "E"}, {"u", "F"}, {"ʊ", "F"}, {"w", "F"}, {"ʍ", "F"}, {"y", "F"}, {"ʏ", "F"},
        {"ɥ", "F"}, {"ø", "F"}, {"e", "C"}, {"ɛ", "C"}, {"æ", "C"}, {"ə", "C"}, {"ʌ", "C"},
        {"ɐ", "C"}, {"ɘ", "C"}, {"i", "B"}, {"ɪ", "B"}, {"ɨ", "B"}, {"j", "B"}, {"t", "B"},
        {"d", "B"}, {"s", "B"}, {"z", "B"}, {"n", "B"}, {"ʃ", "B"}, {"ʒ", "B"}, {"θ", "B"},
        {"ð", "B"}, {"ɹ", "B"}, {"r", "B"}, {"ɾ", "B"}, {"ç", "B"}, {"ɲ", "B"}, {"c", "B"},
        {"ɟ", "B"}, {"ʝ", "B"}, {"ɕ", "B"}, {"ʑ", "B"}, {"ʂ", "B"}, {"ʐ", "B"}, {"ɖ", "B"},
        {"ʈ", "B"}, {"ɳ", "B"}, {"ɻ", "B"},
};

// Which spellings are looked for, in this order, and the shape of a letter that is in none.
struct speller {
        const struct spelling *own;
        size_t own_count;
        const struct spelling *common;
        size_t common_count;
        const char *otherwise;
};

static struct speller
speller_of(enum mark_kind kind, const char *language)
{
        static const struct {
                const char *language;
                const struct spelling *own;
                size_t count;
        } LANGUAGES[] = {
                {"en", ENGLISH, COUNT_OF(ENGLISH)},
                {"de", GERMAN, COUNT_OF(GERMAN)},
                {"es", SPANISH, COUNT_OF(SPANISH)},
        };
        struct speller speller = {
                .common = LATIN, .common_count = COUNT_OF(LATIN), .otherwise = "C"};
        if (kind == MARKS_PHONES)
                return (struct speller){
                        .common = PHONES, .common_count = COUNT_OF(PHONES), .otherwise = "-"};
        for (size_t i = 0; i < COUNT_OF(LANGUAGES); i++) {
                if (language_is(language, LANGUAGES[i].language)) {
                        speller.own = LANGUAGES[i].own;
                        speller.own_count = LANGUAGES[i].count;
                }
        }
        return speller;
}

// --- letters, one by one

struct letter {
        uint32_t point; // of Unicode, small
        int start_ms;
        int end_ms;
};

// Accents that stand behind their letter, and the stress, length and nasality of phones.
static bool
is_modifier(uint32_t point)
{
        return (point >= 0x2B0 && point <= 0x36F) || point == 0xFFFD;
}

// White space, punctuation, and in phones the hyphen that espeak-ng puts behind some.
static bool
is_silent(uint32_t point)
{
        bool is_word_of_ascii = (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
        return (point < 0x80 && !is_word_of_ascii) || (point >= 0x80 && point < 0xC0) ||
               (point >= 0x2000 && point <= 0x206F) || (point >= 0x3000 && point <= 0x303F);
}

static uint32_t
small(uint32_t point)
{
        bool is_capital =
                (point >= 'A' && point <= 'Z') || (point >= 0xC0 && point <= 0xDE && point != 0xD7);
        return is_capital ? point + 0x20 : point;
}

static int
letters_of_mark(const struct mark *mark, struct letter *letters)
{
        int count = 0;
        uint32_t point = 0;
        for (const char *rest = mark->text; (point = text_next(&rest)) != 0;) {
                point = small(point);
                if (!is_modifier(point) && !(count > 0 && is_silent(point)))
                        letters[count++].point = point;
        }
        int length_ms = mark->end_ms - mark->start_ms;
        for (int i = 0; i < count; i++) {
                letters[i].start_ms = mark->start_ms + length_ms * i / count;
                letters[i].end_ms = mark->start_ms + length_ms * (i + 1) / count;
        }
        return count;
}

static struct letter *
letters_of(const struct marks *marks, struct arena *arena, size_t *count_out)
{
        struct letter *letters =
                arena_alloc(arena, marks->count + 1, MARK_TEXT_BYTES * sizeof *letters);
        size_t count = 0;
        for (size_t i = 0; i < marks->count; i++)
                count += (size_t)letters_of_mark(&marks->items[i], letters + count);
        *count_out = count;
        return letters;
}

// How many letters from here on the spelling has; 0 where it is another one.
static size_t
spelling_fits(const struct spelling *spelling, const struct letter *letters, size_t count)
{
        size_t at = 0;
        uint32_t point = 0;
        for (const char *rest = spelling->text; (point = text_next(&rest)) != 0;) {
                if (point == '$')
                        return at == count || is_silent(letters[at].point) ? at : 0;
                if (at == count || letters[at].point != point)
                        return 0;
                at++;
        }
        return at;
}

// The shapes of what begins here, and how many letters they are of.
static const char *
shapes_of(const struct speller *speller, const struct letter *letters, size_t count,
          size_t *length_out)
{
        for (size_t i = 0; i < speller->own_count + speller->common_count; i++) {
                const struct spelling *spelling =
                        i < speller->own_count ? &speller->own[i]
                                               : &speller->common[i - speller->own_count];
                size_t length = spelling_fits(spelling, letters, count);
                if (length > 0) {
                        *length_out = length;
                        return spelling->shapes;
                }
        }
        *length_out = 1;
        return speller->otherwise;
}

// --- shapes, one after the other

struct drawing {
        struct viseme *items;
        size_t count;
};

static struct viseme *
newest_of(const struct drawing *drawing)
{
        return drawing->count == 0 ? NULL : &drawing->items[drawing->count - 1];
}

static bool
closes_lips(char shape)
{
        return shape == 'A' || shape == 'G';
}

static void
add(struct drawing *drawing, char shape, int start_ms, int end_ms)
{
        drawing->items[drawing->count++] =
                (struct viseme){.start_ms = start_ms, .end_ms = end_ms, .shape = shape};
}

// Up to here nothing new is said: the mouth keeps its shape, or comes to rest.
static void
wait_until(struct drawing *drawing, int ms)
{
        struct viseme *newest = newest_of(drawing);
        int since_ms = newest == NULL ? 0 : newest->end_ms;
        bool rests = newest != NULL && newest->shape == REST;
        if (rests || ms - since_ms < VISEME_PAUSE_MS) {
                if (newest != NULL && ms > since_ms)
                        newest->end_ms = ms;
                return;
        }
        if (newest != NULL && since_ms - newest->start_ms < VISEME_LEAST_MS)
                newest->end_ms = since_ms = newest->start_ms + VISEME_LEAST_MS;
        add(drawing, REST, since_ms, ms);
}

static void
draw(struct drawing *drawing, char shape, int start_ms, int end_ms)
{
        wait_until(drawing, start_ms);
        struct viseme *newest = newest_of(drawing);
        bool follows = newest != NULL && newest->shape != REST;
        int from_ms = newest == NULL ? 0 : newest->end_ms;
        if (end_ms <= from_ms)
                return;
        if (follows && from_ms - newest->start_ms < VISEME_LEAST_MS) {
                from_ms = newest->start_ms + VISEME_LEAST_MS;
                newest->end_ms = from_ms < end_ms ? from_ms : end_ms;
        }
        if (end_ms <= from_ms)
                return;
        if (shape == AS_BEFORE)
                shape = follows && !closes_lips(newest->shape) ? newest->shape : 'B';
        bool is_short = end_ms - from_ms < VISEME_LEAST_MS && !closes_lips(shape);
        if (follows && (newest->shape == shape || is_short))
                newest->end_ms = end_ms;
        else
                add(drawing, shape, from_ms, end_ms);
}

static void
end_at(struct drawing *drawing, int duration_ms)
{
        while (drawing->count > 0 && newest_of(drawing)->start_ms >= duration_ms)
                drawing->count--;
        if (drawing->count == 0)
                return;
        wait_until(drawing, duration_ms);
        newest_of(drawing)->end_ms = duration_ms;
}

struct visemes
visemes_of(const struct marks *marks, const char *language, int duration_ms, struct arena *arena)
{
        struct speller speller = speller_of(marks->kind, language);
        size_t count = 0;
        const struct letter *letters = letters_of(marks, arena, &count);
        // At most a shape for each half of a letter, and a rest before it.
        struct drawing drawing = {.items =
                                          arena_alloc(arena, 4 * count + 2, sizeof *drawing.items)};
        for (size_t at = 0, length = 1; at < count; at += length) {
                length = 1;
                if (is_silent(letters[at].point))
                        continue;
                const char *shapes = shapes_of(&speller, letters + at, count - at, &length);
                int shape_count = (int)strlen(shapes);
                int start_ms = letters[at].start_ms;
                int length_ms = letters[at + length - 1].end_ms - start_ms;
                for (int i = 0; i < shape_count; i++)
                        draw(&drawing, shapes[i], start_ms + length_ms * i / shape_count,
                             start_ms + length_ms * (i + 1) / shape_count);
        }
        if (drawing.count > 0 && duration_ms > 0)
                end_at(&drawing, duration_ms);
        return (struct visemes){.items = drawing.items, .count = drawing.count};
}

void
visemes_write(struct json_writer *json, const struct visemes *visemes)
{
        json_open_list(json);
        for (size_t i = 0; i < visemes->count; i++) {
                const char shape[] = {visemes->items[i].shape, '\0'};
                json_open_object(json);
                json_put_int(json, "start_ms", visemes->items[i].start_ms);
                json_put_int(json, "end_ms", visemes->items[i].end_ms);
                json_put_text(json, "viseme", shape);
                json_close_object(json);
        }
        json_close_list(json);
}
