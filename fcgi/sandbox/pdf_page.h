// The letters of one PDF page in reading order, and the paragraphs that they make.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "reading.h"

// In points from the page's upper left corner. Line ends are letters without a place.
struct pdf_letter {
        uint32_t point;
        float left, top, right, bottom;
        float size;
        bool is_hidden;
};

struct pdf_page {
        struct pdf_letter *letters;
        size_t count;
        double width, height;
        bool has_places; // false: poppler did not say where the letters stand
};

// Whether it is one of those that have ink.
bool
pdf_letter_has_ink(const struct pdf_letter *letter);

// Adds what is seen of the page to the reading's text and the rest to its hidden text. Lines that
// the page's width broke are joined again, with words that were parted at the end of a line made
// whole; other lines stay lines.
void
pdf_page_write(const struct pdf_page *page, struct reading *reading);
