// How a run of text looks, as far as it decides whether a reader can see it: direct properties over
// those of styles over the document's own (ECMA-376 part 1, clause 17.7.2).
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "docx_xml.h"
#include "docx_zip.h"

enum docx_switch {
        DOCX_UNSET,
        DOCX_OFF,
        DOCX_ON,
};

// A colour: nothing said, a known one, "auto" or one that only a drawing program could tell.
enum docx_colour_kind {
        DOCX_COLOUR_UNSET,
        DOCX_COLOUR_RGB,
        DOCX_COLOUR_AUTO,
        DOCX_COLOUR_UNKNOWN,
};

struct docx_colour {
        enum docx_colour_kind kind;
        uint32_t rgb;
};

// Members that nothing was said about are zero; so an empty one is {0}.
struct docx_look {
        enum docx_switch vanish;
        enum docx_switch no_fill; // letters without any colour
        struct docx_colour colour;
        struct docx_colour shade;      // behind the run
        struct docx_colour highlight;  // before the shade
        int half_points;               // 0: not said
        int width_percent;             // of its letters; 0: not said
        int line_twips;                // exact height of its lines; 0: not said
        struct docx_colour line_shade; // behind the whole paragraph
        int number_id;                 // of its list; -1 where a list was taken away, 0: not said
        int number_level;
};

// Takes in one element of w:rPr or w:pPr, by its local name.
void
docx_look_take(struct docx_look *look, const char *name, const struct docx_attributes *attributes);

// What `over` says wins.
void
docx_look_add(struct docx_look *look, const struct docx_look *over);

// A colour as w:fill, w:color and a:srgbClr write it.
struct docx_colour
docx_colour_of(const char *text);

// Whether these letters can be told from what is behind them. `behind` is what the paragraph, cell,
// shape or page shows; unknown ones are believed to be readable.
bool
docx_look_is_seen(const struct docx_look *look, struct docx_colour behind);

// Whether the letters are hidden only by their likeness to a white page.
bool
docx_look_is_white(const struct docx_look *look, struct docx_colour behind);

struct docx_styles;

// The styles of word/styles.xml; without such a part an empty set. They live as long as the
// process.
struct docx_styles *
docx_styles_read(struct docx_zip *zip);

// What holds where no style says otherwise.
const struct docx_look *
docx_style_defaults(const struct docx_styles *styles);

// The look of a style with all that it is based on; nothing for a name that is not known, or the
// default paragraph style where it stands for a paragraph.
const struct docx_look *
docx_style_look(const struct docx_styles *styles, const char *id, bool is_paragraph);

// Whether a table style colours its rows or cells.
bool
docx_style_has_shade(const struct docx_styles *styles, const char *id);
