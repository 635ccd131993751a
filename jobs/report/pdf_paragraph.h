// A text set in lines: measured once, drawn as often as it stands in the file.
#pragma once

#include "report/pdf_canvas.h"

struct pdf_paragraph {
        int line_count;
        const double *line_tops; // one more than there are lines: the last is the height
        double baseline;         // of the first line
        double width;            // of the widest line
        const void *set;         // for pdf_paragraph.c
};

// The text in the style, wrapped within `width`; where it takes more than `most_lines` the last one
// ends with an ellipsis (0: no limit). Right-to-left text begins at the right. Lives as long as the
// canvas; the same words in the same setting are the same paragraph.
const struct pdf_paragraph *
pdf_paragraph_of(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
                 enum pdf_align align, int most_lines);

// Draws some of its lines, the top of the first of them at `y`.
void
pdf_paragraph_draw(struct pdf_canvas *canvas, const struct pdf_paragraph *paragraph,
                   enum pdf_colour colour, int first_line, int line_count, double x, double y);

// Gives back what the paragraphs of a canvas hold besides its arena.
void
pdf_paragraphs_close(struct pdf_canvas *canvas);
