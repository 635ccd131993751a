// Text and drawings one below the other, broken into pages: collected first, placed once, drawn
// once, so that every page knows how many there are.
//
// Rules of placing: what is kept with the next one never ends a page; a paragraph leaves at least
// two lines on either side of a break; a drawing is never broken.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "report/pdf_canvas.h"

#define PDF_MARGIN_X 56.0
#define PDF_MARGIN_TOP 62.0
#define PDF_MARGIN_BOTTOM 58.0
#define PDF_TEXT_WIDTH (PDF_PAGE_WIDTH - 2 * PDF_MARGIN_X)

struct pdf_item;

// Starts as {.canvas, .arena}; the rest is for pdf_flow.c.
struct pdf_flow {
        struct pdf_canvas *canvas;
        struct arena *arena;
        struct pdf_item *first;
        struct pdf_item *last;
        int page_count; // after pdf_flow_place
};

// How an item stands. All zero: the whole width, no space before it.
struct pdf_set {
        double before; // space above, dropped at the top of a page
        double indent;
        double narrower; // less width at the right
        enum pdf_colour colour;
        bool keeps_next;           // stands on the page of what follows
        bool has_bar;              // a line at the left, as beside quotes
        int outline;               // 1 or 2: an entry of the outline of that depth; 0: none
        const char *outline_title; // NULL: the text itself
        const char *beside;        // a note at the right end of the first line; NULL: none
};

// A paragraph, or several parted by line breaks. An empty text is left out.
void
pdf_flow_text(struct pdf_flow *flow, enum pdf_style style, const char *text, struct pdf_set set);

// A drawing of its own height; `context` lives as long as the flow.
struct pdf_drawing {
        double height;
        void (*draw)(struct pdf_canvas *canvas, double x, double y, double width,
                     const void *context);
        const void *context;
};
void
pdf_flow_drawing(struct pdf_flow *flow, struct pdf_drawing drawing, struct pdf_set set);

// What follows begins a new page.
void
pdf_flow_break(struct pdf_flow *flow);

// Called for every page before its items are drawn: headers and footers.
struct pdf_frame {
        void (*draw)(struct pdf_canvas *canvas, int page, int page_count, const void *context);
        const void *context;
};

// Places everything and draws it.
void
pdf_flow_draw(struct pdf_flow *flow, struct pdf_frame frame);
