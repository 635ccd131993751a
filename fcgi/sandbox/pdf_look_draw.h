// A PDF page drawn twice, with and without its letters: the one door to cairo in the sandbox. What
// differs is what a reader sees of them, whatever hides the rest.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "reading.h"

struct _PopplerPage;

// Pixels as 0x00RRGGBB, `stride` of them a row; `scale` of them a point.
struct pdf_picture {
        const uint32_t *with;
        const uint32_t *without;
        size_t stride;
        int width, height;
        double scale;
};

// Loads the font that stands for all that a file does not bring; to be called before poppler is
// used and before the cage closes.
void
pdf_draw_prepare(void);

// Draws the page once, as a reader sees it, at this many pixels a point; `without` is NULL. False
// as below.
bool
pdf_draw_once(struct _PopplerPage *page, double scale, struct pdf_picture *picture_out);

// Draws the page; letters that lie off it are added to the hidden text. False where the page is of
// a size that cannot be drawn. The picture is valid until the next call.
bool
pdf_draw_page(struct _PopplerPage *page, struct reading *reading, struct pdf_picture *picture_out);
