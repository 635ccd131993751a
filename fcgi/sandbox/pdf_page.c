#include "pdf_page.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

// A line of letters [first, end) with its box and the size of its largest letter.
struct line {
        size_t first, end;
        float left, top, right, bottom, size;
        float column; // how far to the right the lines around it reach
        bool is_row;  // words far apart: cells
};

enum {
        // How many lines up and down belong to one column of text.
        LINES_AROUND = 6,
};

static const float SIZES_DIFFER = 1.08f;
static const float MOST_GAP = 0.9f;       // of a line's height
static const float MOST_HANGING = 3.0f;   // in letters' sizes
static const float LEAST_WRAPPED = 18.0f; // in letters' sizes: shorter lines were ended by hand

bool
pdf_letter_has_ink(const struct pdf_letter *letter)
{
        return letter->point > ' ' && letter->point != 0xA0 && letter->point != 0xAD &&
               letter->right > letter->left && letter->bottom > letter->top;
}

static bool
is_right_to_left(uint32_t point)
{
        return (point >= 0x590 && point <= 0x8FF) || (point >= 0xFB1D && point <= 0xFEFC);
}

static bool
is_east_asian(uint32_t point)
{
        return (point >= 0x2E80 && point <= 0x9FFF) || (point >= 0xAC00 && point <= 0xD7AF) ||
               (point >= 0xF900 && point <= 0xFAFF) || (point >= 0xFF00 && point <= 0xFFEF);
}

// What stands between two letters that no space parts: cells of a row, or columns of a heading.
static const char *
space_between(const struct pdf_letter *before, const struct pdf_letter *letter)
{
        static const float LEAST_SPACE = 0.3f, LEAST_TAB = 1.5f;
        float gap = letter->left - before->right;
        if (!pdf_letter_has_ink(before) || !pdf_letter_has_ink(letter) ||
            is_right_to_left(letter->point) || is_east_asian(letter->point))
                return "";
        return gap > letter->size * LEAST_TAB ? "\t" : gap > letter->size * LEAST_SPACE ? " " : "";
}

static void
measure(const struct pdf_page *page, struct line *line)
{
        bool is_first = true;
        for (size_t i = line->first; i < line->end; i++) {
                const struct pdf_letter *letter = &page->letters[i];
                if (!pdf_letter_has_ink(letter) || letter->is_hidden)
                        continue;
                line->left = is_first || letter->left < line->left ? letter->left : line->left;
                line->top = is_first || letter->top < line->top ? letter->top : line->top;
                line->right = is_first || letter->right > line->right ? letter->right : line->right;
                line->bottom =
                        is_first || letter->bottom > line->bottom ? letter->bottom : line->bottom;
                line->size = letter->size > line->size ? letter->size : line->size;
                line->is_row = line->is_row ||
                               (i > line->first && *space_between(letter - 1, letter) == '\t');
                is_first = false;
        }
}

static struct line *
lines_of(const struct pdf_page *page, size_t *count_out)
{
        size_t most = 1, count = 0;
        for (size_t i = 0; i < page->count; i++)
                most += page->letters[i].point == '\n';
        struct line *lines = calloc(most, sizeof *lines);
        if (lines == NULL)
                abort();
        for (size_t first = 0, i = 0; i <= page->count; i++) {
                if (i < page->count && page->letters[i].point != '\n')
                        continue;
                lines[count] = (struct line){.first = first, .end = i};
                measure(page, &lines[count++]);
                first = i + 1;
        }
        *count_out = count;
        return lines;
}

static bool
is_of_one_column(const struct line *one, const struct line *other)
{
        float larger = one->size > other->size ? one->size : other->size;
        float smaller = one->size > other->size ? other->size : one->size;
        float shift = one->left - other->left;
        return smaller > 0 && larger <= smaller * SIZES_DIFFER && shift < larger * MOST_HANGING &&
               shift > -larger * MOST_HANGING;
}

static void
find_columns(struct line *lines, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                size_t from = i > LINES_AROUND ? i - LINES_AROUND : 0;
                lines[i].column = lines[i].right;
                for (size_t k = from; k < count && k <= i + LINES_AROUND; k++) {
                        if (is_of_one_column(&lines[i], &lines[k]) &&
                            lines[k].right > lines[i].column)
                                lines[i].column = lines[k].right;
                }
        }
}

// The first or last letter of a line that is not white space; 0 where there is none.
static uint32_t
first_point(const struct pdf_page *page, const struct line *line)
{
        for (size_t i = line->first; i < line->end; i++) {
                if (page->letters[i].point > ' ' && !page->letters[i].is_hidden)
                        return page->letters[i].point;
        }
        return 0;
}

static size_t
last_place(const struct pdf_page *page, const struct line *line)
{
        for (size_t i = line->end; i > line->first; i--) {
                if (page->letters[i - 1].point > ' ' && !page->letters[i - 1].is_hidden)
                        return i - 1;
        }
        return line->end;
}

// Latin, Greek and Cyrillic, as far as one bit tells: enough to say that a sentence goes on.
static bool
is_lower(uint32_t point)
{
        return (point >= 'a' && point <= 'z') ||
               (point >= 0xDF && point <= 0xFF && point != 0xF7) ||
               (point >= 0x100 && point <= 0x17F && (point & 1)) ||
               (point >= 0x3AC && point <= 0x3CE) || (point >= 0x430 && point <= 0x45F);
}

static bool
is_letter(uint32_t point)
{
        return (point < 0x80 && isalpha((int)point)) || point >= 0xC0;
}

static bool
begins_an_item(const struct pdf_page *page, const struct line *line)
{
        uint32_t point = first_point(page, line);
        return !is_letter(point) || (point >= 0x2000 && point <= 0x2BFF) ||
               (point >= 0xE000 && point <= 0xF8FF);
}

static float
first_word_width(const struct pdf_page *page, const struct line *line)
{
        float left = line->left, right = left;
        for (size_t i = line->first; i < line->end && page->letters[i].point > ' '; i++) {
                if (page->letters[i].right > right)
                        right = page->letters[i].right;
        }
        return right - left;
}

static bool
lies_below(const struct line *line, const struct line *next)
{
        float height = line->bottom - line->top;
        float gap = next->top - line->bottom;
        return gap < height * MOST_GAP && gap > -height * MOST_GAP && next->top > line->top;
}

// Whether the next line would have followed on the same one, had there been room.
static bool
goes_on(const struct pdf_page *page, const struct line *line, const struct line *next)
{
        size_t last = last_place(page, line);
        uint32_t first = first_point(page, next);
        if (!page->has_places || last == line->end || first == 0 || begins_an_item(page, next) ||
            line->is_row || is_right_to_left(first) || !is_of_one_column(line, next) ||
            !lies_below(line, next))
                return false;
        uint32_t end = page->letters[last].point;
        float room = line->column - line->right;
        bool was_forced = first_word_width(page, next) + line->size * 0.2f > room;
        bool is_long = line->right - line->left > line->size * LEAST_WRAPPED;
        bool is_sentence = is_lower(first) || end == ',' || end == ';' || is_east_asian(first);
        return was_forced && is_long && (is_sentence || line->right - line->left > line->size * 30);
}

// Words of two parts that keep their hyphen wherever the line ends.
static bool
keeps_hyphen(const struct pdf_page *page, const struct line *line, size_t hyphen)
{
        static const char *const STARTS[] = {
                "full",  "self",  "cross", "end",   "front", "back",   "non",    "high",  "low",
                "long",  "short", "real",  "multi", "open",  "well",   "e",      "peer",  "on",
                "third", "large", "small", "state", "user",  "client", "server", "event", "data",
                "part",  "over",  "time",  "cost",  "cloud", "award",  "hands",  "in",    "co",
                "ex",    "pre",   "post",  "two",   "one",   "test",   "mid",    "best",  "object"};
        char word[16] = "";
        size_t first = hyphen, length = 0;
        while (first > line->first && page->letters[first - 1].point > ' ' && hyphen - first < 15)
                first--;
        for (size_t i = first; i < hyphen; i++) {
                uint32_t point = page->letters[i].point;
                if (point >= 0x80 || !isalpha((int)point))
                        return true; // "b2b-", "long-term-"
                word[length++] = (char)tolower((int)point);
        }
        for (size_t i = 0; i < COUNT_OF(STARTS); i++) {
                if (strcmp(STARTS[i], word) == 0)
                        return true;
        }
        return false;
}

static bool
is_hyphen(uint32_t point)
{
        return point == '-' || point == 0x2010 || point == 0xAD;
}

// What parts two lines that belong together. `cut_out` says that the hyphen at the end goes.
static const char *
joint(const struct pdf_page *page, const struct line *line, const struct line *next, bool *cut_out)
{
        size_t last = last_place(page, line);
        uint32_t end = page->letters[last].point, first = first_point(page, next);
        bool is_parted = is_hyphen(end) && last > line->first && is_lower(first) &&
                         is_letter(page->letters[last - 1].point);
        *cut_out = is_parted && (end == 0xAD || !keeps_hyphen(page, line, last));
        if (is_parted || (is_east_asian(end) && is_east_asian(first)))
                return "";
        return " ";
}

// Spaces go where the letter before them went.
static void
write_letters(const struct pdf_page *page, const struct line *line, size_t end,
              struct reading *reading)
{
        OWN(buf_close) struct buf hidden = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        bool is_hidden = false;
        for (size_t i = line->first; i < end; i++) {
                char bytes[4];
                const struct pdf_letter *letter = &page->letters[i];
                if (letter->point > ' ' && letter->point != 0xA0)
                        is_hidden = letter->is_hidden;
                size_t length = text_encode(letter->point, bytes);
                if (i > line->first && page->has_places)
                        buf_text(is_hidden ? &hidden : &reading->text,
                                 space_between(letter - 1, letter));
                buf_add(is_hidden ? &hidden : &reading->text, bytes, length);
        }
        reading_hide(reading, buf_string(&hidden), hidden.length);
}

void
pdf_page_write(const struct pdf_page *page, struct reading *reading)
{
        size_t count = 0;
        struct line *lines = lines_of(page, &count);
        find_columns(lines, count);
        if (reading->text.length > 0)
                buf_text(&reading->text, "\n\n");
        for (size_t i = 0; i < count; i++) {
                bool has_next = i + 1 < count && goes_on(page, &lines[i], &lines[i + 1]);
                bool cuts = false;
                const char *with = has_next ? joint(page, &lines[i], &lines[i + 1], &cuts) : "\n";
                size_t end = cuts ? last_place(page, &lines[i]) : lines[i].end;
                write_letters(page, &lines[i], end, reading);
                // poppler parts columns and blocks by an empty line, which stays.
                buf_text(&reading->text, with);
        }
        free(lines);
}
