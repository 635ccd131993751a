// Breaking text into lines where letters stand side by side and nothing moves them: Latin letters,
// digits and the common marks. A fraction of the work that pango has with any script; where a line
// may end is what the Unicode line breaking algorithm (UAX #14) says of such text.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct pdf_font;

// More letters than a line of the page can have.
enum { PLAIN_LINE_MOST = 400 };

struct plain_line {
        size_t from; // bytes of the text
        size_t length;
        int width; // PDF_UNITS to a point
};

struct plain_lines {
        struct plain_line *items;
        int count;
};

// The lines of the text, none wider than `width` (PDF_UNITS to a point). False where the text has
// anything else in it, has a word that is wider, or takes more than `most_lines` (0: no limit):
// then it is for pango. In the arena.
bool
plain_lines_of(const struct pdf_font *font, const char *text, int width, int most_lines,
               struct arena *arena, struct plain_lines *lines_out);
