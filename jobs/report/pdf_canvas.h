// A PDF file that is drawn on, page by page: styles of text, boxes, lines, dots. The one door to
// cairo, with pdf_fonts.c and pdf_paragraph.c, which are the one to pango.
//
// Lengths are points (1/72 inch), y grows downwards from the top of the page. Pages are A4.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define PDF_PAGE_WIDTH 595.28
#define PDF_PAGE_HEIGHT 841.89

enum pdf_style {
        PDF_WORDMARK,   // the name of the program, spaced
        PDF_TITLE,      // the candidate's name on the first page
        PDF_LARGE,      // a word that stands for a score
        PDF_HEADING,    // a part of the report
        PDF_SUBHEADING, // a criterion, a turn
        PDF_STRONG,     // what stands out in the text: questions
        PDF_BODY,
        PDF_QUOTE, // words of the candidate
        PDF_NOTE,  // what stands beside: times, descriptions
        PDF_LABEL, // small capitals over a value
        PDF_SMALL, // headers and footers, cells of charts
        PDF_MONO,  // digests
        PDF_STYLE_COUNT,
};

enum pdf_colour {
        PDF_INK,
        PDF_MUTED,
        PDF_TEAL,
        PDF_TEAL_LIGHT, // the ground under what is ours to note
        PDF_TEAL_SOFT,  // intervals, bars beside quotes
        PDF_RULE,       // lines
        PDF_GROUND,     // every second column
        PDF_WHITE,
        PDF_COLOUR_COUNT,
};

enum pdf_align { PDF_LEFT, PDF_CENTRE, PDF_RIGHT };

struct pdf_shelves;

// What was opened; the members are for pdf_canvas.c and pdf_paragraph.c.
struct pdf_canvas {
        void *surface;
        void *cairo;
        struct pdf_shelves *shelves; // paragraphs that were set before
        struct arena *arena;
        struct buf *out;
};

struct pdf_facts {
        const char *title;
        const char *subject;
        const char *made_at; // RFC 3339
};

// Writes the file into `out`; that and the arena are borrowed. ERR_BROKEN where fonts cannot be
// loaded.
MUST_CHECK bool
pdf_canvas_open(struct pdf_canvas *canvas, const struct pdf_facts *facts, struct arena *arena,
                struct buf *out, struct err *err);

// Ends the file: `out` is whole only after it. ERR_BROKEN where drawing went wrong, ERR_TOO_LARGE
// where the file passes the limit of `out`.
MUST_CHECK bool
pdf_canvas_finish(struct pdf_canvas *canvas, struct err *err);

// Accepts an empty one.
void
pdf_canvas_close(struct pdf_canvas *canvas);

void
pdf_page_end(struct pdf_canvas *canvas);

// An entry of the outline, on the page that has the number (from 1), at `y`. Gives the id under
// which others may stand; `parent` 0 is the top.
int
pdf_outline(struct pdf_canvas *canvas, int parent, const char *title, int page, double y);

// Draws a text as pdf_paragraph_of (pdf_paragraph.h) sets it, its top at `y`, and gives its height.
double
pdf_text(struct pdf_canvas *canvas, enum pdf_style style, enum pdf_colour colour, const char *text,
         double x, double y, double width, enum pdf_align align, int most_lines);

// The height that pdf_text would take.
double
pdf_text_height(struct pdf_canvas *canvas, enum pdf_style style, const char *text, double width,
                int most_lines);

void
pdf_box(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double width,
        double height, double radius);

void
pdf_line(struct pdf_canvas *canvas, enum pdf_colour colour, double from_x, double from_y,
         double to_x, double to_y, double thickness);

// An upright bar with round ends.
void
pdf_bar(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double width,
        double height);

// A ring where `is_hollow`.
void
pdf_dot(struct pdf_canvas *canvas, enum pdf_colour colour, double x, double y, double radius,
        bool is_hollow);

void
pdf_set_colour(struct pdf_canvas *canvas, enum pdf_colour colour);
