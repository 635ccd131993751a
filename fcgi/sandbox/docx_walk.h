// Where a walk through a WordprocessingML part stands: shared by the file that follows its elements
// and the file that follows its properties.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "docx_look.h"
#include "docx_shapes.h"
#include "docx_text.h"

enum {
        // mc:AlternateContent within mc:AlternateContent; deeper ones are left out.
        DOCX_MOST_ALTERNATES = 16,
        // Paragraphs within text boxes, tables within tables, fields within fields.
        DOCX_MOST_DEPTH = 32,
        DOCX_ID_BYTES = 72,
};

enum docx_context {
        DOCX_IN_NOTHING,
        DOCX_IN_PARAGRAPH,
        DOCX_IN_RUN,
        DOCX_IN_TABLE,
        DOCX_IN_ROW,
        DOCX_IN_CELL,
};

struct docx_paragraph {
        struct docx_look look;
        char mark[DOCX_NUMBER_BYTES]; // its number or bullet, until it is written
        bool is_off;                  // off the page
};

// A table, row or cell: what it is filled with.
struct docx_ground {
        struct docx_colour colour;
        bool is_hidden;
        size_t shape_depth; // how many drawings it stands in
};

struct docx_walk {
        struct docx_text *document;
        struct buf *out;
        struct buf box;      // text boxes of the paragraph at hand
        const char *pending; // what parts the last text from the next
        const char *box_pending;
        size_t skipped_depth;
        size_t row_start; // how long the text was where the row at hand began
        size_t box_depth;
        size_t text_depth;
        enum docx_context context;
        bool is_in_text_fill;
        bool has_run_style;
        char run_style[DOCX_ID_BYTES];
        struct docx_look run;
        int seen; // of the run at hand: 1 yes, 0 no, -1 not yet known
        struct docx_paragraph paragraphs[DOCX_MOST_DEPTH];
        size_t paragraph_depth;
        struct docx_ground grounds[DOCX_MOST_DEPTH];
        size_t ground_depth;
        struct docx_shapes shapes;
        bool shows_result[DOCX_MOST_DEPTH]; // of the fields at hand
        size_t field_depth;
        size_t alternates;
        bool has_choice[DOCX_MOST_ALTERNATES];
};

// The innermost, or an empty one that is thrown away where there are too many or none.
struct docx_paragraph *
docx_walk_paragraph(struct docx_walk *walk);
struct docx_ground *
docx_walk_ground(struct docx_walk *walk);

// An element within w:pPr, w:rPr, w:tblPr, w:trPr or w:tcPr.
void
docx_walk_property(struct docx_walk *walk, const char *name,
                   const struct docx_attributes *attributes);

// The end of a paragraph's properties: it gets its place in its list.
void
docx_walk_paragraph_is_known(struct docx_walk *walk);

// Whether a reader sees the text of the run at hand.
bool
docx_walk_is_seen(struct docx_walk *walk);
