// The text of one WordprocessingML part (ECMA-376 part 1, clause 17) in reading order: what a
// reader sees. Deleted and moved-away text, field codes and the second form of anything that comes
// in two (mc:AlternateContent) are left out; a text box comes after its paragraph; lists have their
// numbers and bullets. What a reader cannot see is kept apart.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "docx_look.h"
#include "docx_numbers.h"
#include "docx_shapes.h"
#include "docx_zip.h"
#include "reading.h"

// Letters as white as the page are hidden, unless a filled drawing lies behind the page's text, or
// behind a text box. That and the page's size are known only at the end of all parts: where they
// contradict what was assumed, all is read again.
struct docx_facts {
        bool has_white;     // white letters on the page were hidden
        bool has_white_box; // the same in a text box
        bool has_backdrop;
        bool has_float;
        bool has_far_box;                // a text box that was shown lies off the page
        int64_t page_width, page_height; // in EMU; 0: nobody said
};

struct docx_text {
        struct reading *reading;
        const struct docx_styles *styles;
        struct docx_numbers *numbers;
        struct docx_colour page;
        struct docx_facts assumed;
        struct docx_facts found;
        int page_breaks; // that the writing program noted
};

// Appends the part's text to `text` and to the reading's hidden text. False where there is no such
// part.
bool
docx_text_read(struct docx_zip *zip, const char *name, struct docx_text *document,
               struct buf *text);
