#include "report/pdf_plain.h"

#include <string.h>

#include "base/text.h"
#include "report/pdf_fonts.h"

// What a mark does to the letters and spaces beside it; its classes of UAX #14 behind it.
enum mark {
        MARK_OTHER,  // not for this file
        MARK_SPACE,  // SP
        MARK_LETTER, // AL
        MARK_DIGIT,  // NU
        MARK_OPEN,   // OP: before a word
        MARK_QUOTE,  // QU: at either end of a word, and in it
        MARK_STOP,   // IS: behind a word, and in it
        MARK_CLOSE,  // CP, EX, IN: behind a word
        MARK_SHARE,  // PO: behind a letter or digit
        MARK_HYPHEN, // HY: in a word, which may be broken behind it, or a word by itself
        MARK_STROKE, // SY: in a word, which may be broken behind it
        MARK_DASH,   // BA: a word by itself
};

static enum mark
mark_of(uint32_t point)
{
        static const struct {
                uint32_t point;
                enum mark mark;
        } MARKS[] = {
                {' ', MARK_SPACE},    {'.', MARK_STOP},      {',', MARK_STOP},
                {':', MARK_STOP},     {';', MARK_STOP},      {'-', MARK_HYPHEN},
                {'/', MARK_STROKE},   {'\'', MARK_QUOTE},    {'"', MARK_QUOTE},
                {'(', MARK_OPEN},     {')', MARK_CLOSE},     {'!', MARK_CLOSE},
                {'?', MARK_CLOSE},    {'%', MARK_SHARE},     {'&', MARK_LETTER},
                {'_', MARK_LETTER},   {'#', MARK_LETTER},    {'@', MARK_LETTER},
                {'*', MARK_LETTER},   {'=', MARK_LETTER},    {0xA1, MARK_OPEN},
                {0xBF, MARK_OPEN},    {0x2013, MARK_DASH},   {0x2018, MARK_QUOTE},
                {0x2019, MARK_QUOTE}, {0x201C, MARK_QUOTE},  {0x201D, MARK_QUOTE},
                {0x201E, MARK_OPEN},  {0x2022, MARK_LETTER}, {0x2026, MARK_CLOSE},
        };
        if ((point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z'))
                return MARK_LETTER;
        if (point >= '0' && point <= '9')
                return MARK_DIGIT;
        // Accented letters, without the signs of multiplication and division among them.
        if (point >= 0xC0 && point < PDF_LATIN_END && point != 0xD7 && point != 0xF7)
                return MARK_LETTER;
        for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
                if (MARKS[i].point == point)
                        return MARKS[i].mark;
        }
        return MARK_OTHER;
}

// How far into a word the marks before have led.
enum place {
        AT_START,
        BEHIND_LETTER,
        BEHIND_DIGIT,
        BEHIND_STOP,
        BEHIND_POINT, // a stop behind a digit, which may be within a number
        BEHIND_QUOTE,
        BEHIND_HYPHEN, // or a stroke within a number
        BEHIND_STROKE,
        BEHIND_DASH,
        AT_END,
        NOWHERE,
};

static bool
is_letter(enum mark mark)
{
        return mark == MARK_LETTER || mark == MARK_DIGIT;
}

// The place behind a mark; NOWHERE where this file does not know what is right.
static enum place
place_behind(enum place place, enum mark mark)
{
        if (place == NOWHERE || place == BEHIND_DASH)
                return NOWHERE;
        if (place == AT_START && (mark == MARK_DASH || mark == MARK_HYPHEN))
                return BEHIND_DASH;
        if (place == AT_START && (mark == MARK_OPEN || mark == MARK_QUOTE))
                return AT_START;
        if ((place == AT_START || place == BEHIND_HYPHEN) && !is_letter(mark))
                return NOWHERE;
        if (place == BEHIND_STROKE && mark != MARK_LETTER)
                return NOWHERE;
        if (place == AT_END && (is_letter(mark) || mark == MARK_HYPHEN || mark == MARK_STROKE))
                return NOWHERE;
        switch (mark) {
        case MARK_LETTER:
                return BEHIND_LETTER;
        case MARK_DIGIT:
                return place == BEHIND_STOP ? NOWHERE : BEHIND_DIGIT;
        case MARK_STOP:
                return place == AT_END         ? AT_END
                       : place == BEHIND_DIGIT ? BEHIND_POINT
                                               : BEHIND_STOP;
        case MARK_QUOTE:
                return place == AT_END ? AT_END : BEHIND_QUOTE;
        case MARK_CLOSE:
                return AT_END;
        case MARK_SHARE:
                return place == BEHIND_LETTER || place == BEHIND_DIGIT ? AT_END : NOWHERE;
        case MARK_HYPHEN:
                return place == BEHIND_LETTER || place == BEHIND_DIGIT ? BEHIND_HYPHEN : NOWHERE;
        case MARK_STROKE:
                return place == BEHIND_DIGIT    ? BEHIND_HYPHEN
                       : place == BEHIND_LETTER ? BEHIND_STROKE
                                                : NOWHERE;
        case MARK_OTHER:
        case MARK_SPACE:
        case MARK_OPEN:
        case MARK_DASH:
                break;
        }
        return NOWHERE;
}

// What stands between two places where a line may end.
struct piece {
        size_t length; // bytes without the spaces behind it
        size_t letters;
        int width;
        size_t spaces;
        int space_width;
        enum mark first;
        enum mark last;
        bool ends_in_word; // behind a hyphen
};

static bool
next_piece(const struct pdf_font *font, const char *text, bool begins_in_word,
           struct piece *piece_out)
{
        struct piece piece = {0};
        enum place place = begins_in_word ? BEHIND_HYPHEN : AT_START;
        const char *at = text;
        for (;;) {
                const char *before = at;
                uint32_t point = text_next(&at);
                enum mark mark = point == 0 ? MARK_SPACE : mark_of(point);
                if (mark == MARK_SPACE)
                        break;
                // Numbers are not broken behind their hyphens and strokes.
                if ((place == BEHIND_HYPHEN || place == BEHIND_STROKE) && mark == MARK_LETTER &&
                    before != text) {
                        piece.ends_in_word = true;
                        break;
                }
                const struct pdf_glyph *glyph = pdf_glyph(font, point);
                place = place_behind(place, mark);
                if (glyph == NULL || place == NOWHERE)
                        return false;
                piece.first = piece.letters == 0 ? mark : piece.first;
                piece.last = mark;
                if (++piece.letters > PLAIN_LINE_MOST)
                        return false;
                piece.width += glyph->width;
                piece.length = (size_t)(at - text);
        }
        if (!piece.ends_in_word &&
            (place == AT_START || place == BEHIND_HYPHEN || place == BEHIND_STROKE))
                return false;
        for (at = text + piece.length; *at == ' ' && piece.spaces <= PLAIN_LINE_MOST; at++)
                piece.spaces++;
        piece.space_width = (int)piece.spaces * font->glyphs[' '].width;
        *piece_out = piece;
        return true;
}

struct setting {
        struct plain_lines lines;
        int room;
        struct arena *arena;
        size_t letters; // of the line
        struct piece last;
};

static void
begin_line(struct setting *setting, size_t from)
{
        struct plain_lines *lines = &setting->lines;
        if (lines->count == setting->room) {
                int room = setting->room == 0 ? 1 : setting->room * 2;
                struct plain_line *items = arena_alloc(setting->arena, (size_t)room, sizeof *items);
                if (lines->count > 0)
                        memcpy(items, lines->items, (size_t)lines->count * sizeof *items);
                lines->items = items;
                setting->room = room;
        }
        lines->items[lines->count++] = (struct plain_line){.from = from};
        setting->letters = 0;
        setting->last = (struct piece){0};
}

// Puts a piece that begins at `from` behind the last one, or on a line of its own. False where that
// is not for this file.
static bool
add_piece(struct setting *setting, size_t from, const struct piece *piece, int width)
{
        struct plain_line *line = &setting->lines.items[setting->lines.count - 1];
        const struct piece *last = &setting->last;
        if (piece->width > width || piece->spaces > PLAIN_LINE_MOST)
                return false;
        // No line ends between a quote and what opens behind it.
        if (last->last == MARK_QUOTE && piece->first == MARK_OPEN)
                return false;
        if (line->length > 0 && line->width + last->space_width + piece->width > width) {
                if (last->spaces > 1)
                        return false;
                begin_line(setting, from);
                line = &setting->lines.items[setting->lines.count - 1];
        }
        line->width += setting->last.space_width + piece->width;
        line->length = from + piece->length - line->from;
        setting->letters += setting->last.spaces + piece->letters;
        setting->last = *piece;
        return setting->letters <= PLAIN_LINE_MOST;
}

bool
plain_lines_of(const struct pdf_font *font, const char *text, int width, int most_lines,
               struct arena *arena, struct plain_lines *lines_out)
{
        struct setting setting = {.arena = arena};
        struct piece piece = {0};
        begin_line(&setting, 0);
        for (size_t at = 0; text[at] != '\0'; at += piece.length + piece.spaces) {
                if (!next_piece(font, text + at, piece.ends_in_word, &piece) ||
                    !add_piece(&setting, at, &piece, width))
                        return false;
                if (most_lines > 0 && setting.lines.count > most_lines)
                        return false;
        }
        // Space at the very end is pango's to judge, and so is a text that is empty.
        if (setting.last.letters == 0 || setting.last.spaces > 0)
                return false;
        *lines_out = setting.lines;
        return true;
}
