// Drawings of a DOCX part while it is walked through: where the text boxes among them stand, what
// they are filled with, and whether a dark one lies behind the page's text. DrawingML (ECMA-376
// part 1, clause 20) and the older VML.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "docx_look.h"
#include "docx_xml.h"

enum {
        DOCX_SHAPE_DEPTH = 16,
};

struct docx_shape {
        const char *name; // the element that opened it
        struct docx_colour fill;
        int64_t width, height; // in EMU, 914,400 an inch; 0 where nobody said
        int64_t at[2];         // from its reference to the right and down, in EMU
        bool is_behind;
        bool is_floating;
        bool is_hidden;
};

struct docx_shapes {
        struct docx_shape list[DOCX_SHAPE_DEPTH];
        size_t depth;
        size_t ignored_depth; // shapes within more shapes than are kept
        size_t line_depth;    // within the properties of an outline
        int axis;             // 0: positionH, 1: positionV
        char offset[24];      // the text of wp:posOffset
        bool is_in_offset;
        bool is_in_style;
        int64_t page_width, page_height; // in EMU; 0 while they are not known
        int64_t farthest[2];             // of all that has a place
        bool has_backdrop;               // a filled drawing behind the text
        bool has_float;                  // a filled drawing that text boxes may lie on
};

// Each is called for every element and text; they pick out what is theirs.
void
docx_shapes_open(struct docx_shapes *shapes, const char *name,
                 const struct docx_attributes *attributes);
void
docx_shapes_close(struct docx_shapes *shapes, const char *name);
void
docx_shapes_text(struct docx_shapes *shapes, const char *bytes, size_t length);

// What is behind the text of the innermost shape; unset where that has no fill of its own.
struct docx_colour
docx_shapes_ground(const struct docx_shapes *shapes);

// Whether the innermost shape lies off the page, has no size or is not shown at all.
bool
docx_shapes_are_hidden(const struct docx_shapes *shapes);
