#include "pdf_look_see.h"

#include <stdlib.h>

enum {
        // Of 255 in one channel: #F4F4F4 on white is hidden, the palest watermarks are not.
        LEAST_DIFFERENCE = 12,
        // Between paper and ink of a scan.
        LEAST_INK = 48,
        // Of a hundred: letters of a word, or words of a page.
        MOST = 60,
        NEARLY_ALL = 80,
};

struct box {
        int left, top, right, bottom;
};

static int
within(double value, int most)
{
        return value < 0 ? 0 : value > most ? most : (int)value;
}

// The pixels of a letter, with half a pixel around it for what is drawn at its edge.
static struct box
box_of(const struct pdf_picture *picture, const struct pdf_letter *letter)
{
        return (struct box){within(letter->left * picture->scale - 0.5, picture->width),
                            within(letter->top * picture->scale - 0.5, picture->height),
                            within(letter->right * picture->scale + 1.5, picture->width),
                            within(letter->bottom * picture->scale + 1.5, picture->height)};
}

static int
difference(uint32_t a, uint32_t b)
{
        int most = 0;
        for (unsigned shift = 0; shift <= 16; shift += 8) {
                int one = abs((int)(a >> shift & 0xFF) - (int)(b >> shift & 0xFF));
                most = one > most ? one : most;
        }
        return most;
}

static bool
changes_anything(const struct pdf_picture *picture, const struct pdf_letter *letter)
{
        struct box box = box_of(picture, letter);
        for (int y = box.top; y < box.bottom; y++) {
                size_t row = (size_t)y * picture->stride;
                for (int x = box.left; x < box.right; x++) {
                        uint32_t with = picture->with[row + (size_t)x];
                        uint32_t without = picture->without[row + (size_t)x];
                        if (with != without && difference(with, without) >= LEAST_DIFFERENCE)
                                return true;
                }
        }
        return false;
}

// Whether something else is drawn where the letter stands.
static bool
lies_on_ink(const struct pdf_picture *picture, const struct pdf_letter *letter)
{
        struct box box = box_of(picture, letter);
        if (box.left >= box.right || box.top >= box.bottom)
                return false;
        uint32_t first = picture->without[(size_t)box.top * picture->stride + (size_t)box.left];
        for (int y = box.top; y < box.bottom; y++) {
                for (int x = box.left; x < box.right; x++) {
                        uint32_t here = picture->without[(size_t)y * picture->stride + (size_t)x];
                        if (difference(first, here) >= LEAST_INK)
                                return true;
                }
        }
        return false;
}

// Signs have little ink, and some fonts draw none: words are judged by letters and digits.
static bool
is_judged(const struct pdf_letter *letter)
{
        uint32_t point = letter->point;
        bool is_ascii_word = (point >= '0' && point <= '9') || (point >= 'A' && point <= 'Z') ||
                             (point >= 'a' && point <= 'z');
        bool is_other_word = point >= 0xC0 && !(point >= 0x2000 && point <= 0x2BFF) &&
                             !(point >= 0xE000 && point <= 0xF8FF);
        return (is_ascii_word || is_other_word) && pdf_letter_has_ink(letter);
}

struct word {
        size_t first, end;
        size_t judged;
        size_t unseen;
        size_t on_ink;
};

static struct word
next_word(const struct pdf_picture *picture, const struct pdf_page *page, size_t at)
{
        struct word word = {.first = at};
        while (word.first < page->count && page->letters[word.first].point <= ' ')
                word.first++;
        word.end = word.first;
        for (; word.end < page->count && page->letters[word.end].point > ' '; word.end++) {
                const struct pdf_letter *letter = &page->letters[word.end];
                if (!is_judged(letter))
                        continue;
                word.judged++;
                if (!letter->is_hidden && changes_anything(picture, letter))
                        continue;
                word.unseen++;
                word.on_ink += !letter->is_hidden && lies_on_ink(picture, letter);
        }
        return word;
}

// How many letters of the page there are, how many change nothing, and how many of those lie on
// ink.
static struct word
whole_page(const struct pdf_picture *picture, const struct pdf_page *page)
{
        struct word whole = {0};
        for (size_t at = 0; at < page->count;) {
                struct word word = next_word(picture, page, at);
                whole.judged += word.judged;
                whole.unseen += word.unseen;
                whole.on_ink += word.on_ink;
                at = word.end > at ? word.end : at + 1;
        }
        return whole;
}

static void
hide(struct pdf_page *page, const struct word *word)
{
        for (size_t i = word->first; i < word->end; i++)
                page->letters[i].is_hidden = true;
}

bool
pdf_see(const struct pdf_picture *picture, struct pdf_page *page)
{
        struct word whole = whole_page(picture, page);
        if (whole.unseen == 0)
                return false;
        bool is_scan = whole.unseen * 100 >= whole.judged * NEARLY_ALL &&
                       whole.on_ink * 100 >= whole.unseen * MOST;
        for (size_t at = 0; at < page->count;) {
                struct word word = next_word(picture, page, at);
                bool is_unseen = word.judged > 0 && word.unseen * 100 > word.judged * MOST;
                bool is_scanned = is_scan && word.on_ink * 2 >= word.unseen;
                if (is_unseen && !is_scanned)
                        hide(page, &word);
                at = word.end > at ? word.end : at + 1;
        }
        return is_scan;
}
