// The fonts of the PDF, which the process keeps from one file to the next: of each style its
// letters, and layouts by pango for everything that needs more than letters side by side.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "report/pdf_canvas.h"

// Code points that pdf_glyph knows: Latin letters, and the marks of print.
enum {
        PDF_LATIN_END = 0x180,
        PDF_MARKS_FROM = 0x2010,
        PDF_MARKS_END = 0x2030,
        PDF_POINT_COUNT = PDF_LATIN_END + PDF_MARKS_END - PDF_MARKS_FROM,
};

// One letter by itself. Widths here are pango's units, PDF_UNITS to a point.
#define PDF_UNITS 1024
struct pdf_glyph {
        bool is_known; // the font of the style has it
        unsigned long index;
        int width;
};

struct pdf_font {
        void *scaled; // a cairo_scaled_font_t
        int line_height;
        int line_step; // from the top of a line to that of the next
        int baseline;  // from the top of a line
        struct pdf_glyph glyphs[PDF_POINT_COUNT];
};

// The font of a style whose lines are its letters one after the other, none moved, joined or spaced
// because of its neighbour; NULL where they are not. Valid until pdf_fonts_close.
const struct pdf_font *
pdf_font_plain(enum pdf_style style);

// NULL where the font has no such letter or it is none that is known here.
const struct pdf_glyph *
pdf_glyph(const struct pdf_font *font, uint32_t point);

// A new PangoLayout of the text in the style, to be unreferenced by the caller. `width` in points;
// `most_lines` 0 for no limit.
void *
pdf_layout_new(enum pdf_style style, const char *text, double width, enum pdf_align align,
               int most_lines);

// Gives everything back, at the end of the process.
void
pdf_fonts_close(void);
