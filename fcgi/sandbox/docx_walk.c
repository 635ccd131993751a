#include "docx_walk.h"

#include <string.h>

#include "base/text.h"

enum {
        // Twips, 1,440 an inch: farther out than any page is wide.
        MOST_INDENT = 22 * 1440,
        LEAST_INDENT = -4 * 1440,
        LEAST_ROW_TWIPS = 40,
};

struct docx_paragraph *
docx_walk_paragraph(struct docx_walk *walk)
{
        static struct docx_paragraph nowhere;
        if (walk->paragraph_depth > 0 && walk->paragraph_depth <= DOCX_MOST_DEPTH)
                return &walk->paragraphs[walk->paragraph_depth - 1];
        nowhere = (struct docx_paragraph){0};
        return &nowhere;
}

struct docx_ground *
docx_walk_ground(struct docx_walk *walk)
{
        static struct docx_ground nowhere;
        if (walk->ground_depth > 0 && walk->ground_depth <= DOCX_MOST_DEPTH)
                return &walk->grounds[walk->ground_depth - 1];
        nowhere = (struct docx_ground){0};
        return &nowhere;
}

static int64_t
number_in(const struct docx_attributes *attributes, const char *name)
{
        static const int64_t MOST = 1000000;
        char value[24];
        int64_t number = 0;
        docx_attribute(attributes, name, value, sizeof value);
        return text_to_int(value, -MOST, MOST, &number) ? number : 0;
}

static bool
is_far(int64_t twips)
{
        return twips > MOST_INDENT || twips < LEAST_INDENT;
}

static void
paragraph_property(struct docx_walk *walk, const char *name,
                   const struct docx_attributes *attributes)
{
        struct docx_paragraph *paragraph = docx_walk_paragraph(walk);
        if (strcmp(name, "pStyle") == 0) {
                char id[DOCX_ID_BYTES];
                struct docx_look direct = paragraph->look;
                docx_attribute(attributes, "val", id, sizeof id);
                paragraph->look = *docx_style_look(walk->document->styles, id, true);
                // It comes first by the schema; should it come late, what was said stays.
                if (direct.number_id != 0)
                        docx_look_add(&paragraph->look, &direct);
        } else if (strcmp(name, "shd") == 0) {
                struct docx_look shaded = {0};
                docx_look_take(&shaded, name, attributes);
                paragraph->look.line_shade = shaded.shade;
        } else if (strcmp(name, "ind") == 0)
                paragraph->is_off = is_far(number_in(attributes, "left")) ||
                                    is_far(number_in(attributes, "start"));
        else if (strcmp(name, "framePr") == 0)
                paragraph->is_off =
                        is_far(number_in(attributes, "x")) || is_far(number_in(attributes, "y"));
        else if (strcmp(name, "spacing") == 0 || strcmp(name, "ilvl") == 0 ||
                 strcmp(name, "numId") == 0)
                docx_look_take(&paragraph->look, name, attributes);
}

// The letters' own fill (Office 2010) takes the colour's place: none at all, or one seen through.
static void
text_fill_property(struct docx_walk *walk, const char *name,
                   const struct docx_attributes *attributes)
{
        static const int64_t MOST_TRANSPARENT = 95000;
        if (strcmp(name, "noFill") == 0 ||
            (strcmp(name, "alpha") == 0 && number_in(attributes, "val") >= MOST_TRANSPARENT))
                walk->run.no_fill = DOCX_ON;
        else if (strcmp(name, "srgbClr") == 0) {
                char value[24];
                docx_attribute(attributes, "val", value, sizeof value);
                walk->run.colour = docx_colour_of(value);
        }
}

static void
run_property(struct docx_walk *walk, const char *name, const struct docx_attributes *attributes)
{
        if (strcmp(name, "textFill") == 0)
                walk->is_in_text_fill = true;
        else if (walk->is_in_text_fill)
                text_fill_property(walk, name, attributes);
        else if (strcmp(name, "rStyle") == 0)
                docx_attribute(attributes, "val", walk->run_style, sizeof walk->run_style);
        else if (strcmp(name, "spacing") != 0)
                docx_look_take(&walk->run, name, attributes);
}

static void
ground_property(struct docx_walk *walk, const char *name, const struct docx_attributes *attributes)
{
        struct docx_ground *ground = docx_walk_ground(walk);
        char value[DOCX_ID_BYTES];
        if (strcmp(name, "tblStyle") == 0) {
                docx_attribute(attributes, "val", value, sizeof value);
                if (docx_style_has_shade(walk->document->styles, value))
                        ground->colour.kind = DOCX_COLOUR_UNKNOWN;
        } else if (strcmp(name, "shd") == 0) {
                struct docx_look shaded = {0};
                docx_look_take(&shaded, name, attributes);
                if (shaded.shade.kind == DOCX_COLOUR_RGB ||
                    shaded.shade.kind == DOCX_COLOUR_UNKNOWN)
                        ground->colour = shaded.shade;
        } else if (strcmp(name, "trHeight") == 0) {
                docx_attribute(attributes, "hRule", value, sizeof value);
                ground->is_hidden =
                        ground->is_hidden || (strcmp(value, "exact") == 0 &&
                                              number_in(attributes, "val") < LEAST_ROW_TWIPS);
        }
}

void
docx_walk_property(struct docx_walk *walk, const char *name,
                   const struct docx_attributes *attributes)
{
        if (walk->context == DOCX_IN_PARAGRAPH)
                paragraph_property(walk, name, attributes);
        else if (walk->context == DOCX_IN_RUN)
                run_property(walk, name, attributes);
        else
                ground_property(walk, name, attributes);
}

void
docx_walk_paragraph_is_known(struct docx_walk *walk)
{
        struct docx_paragraph *paragraph = docx_walk_paragraph(walk);
        if (paragraph->look.number_id > 0)
                docx_numbers_next(walk->document->numbers, paragraph->look.number_id,
                                  paragraph->look.number_level, paragraph->mark);
}

// From the inside out: the cell's, row's or table's fill, that of the drawing around it, the page.
static struct docx_colour
ground_of(struct docx_walk *walk)
{
        const struct docx_ground *ground = docx_walk_ground(walk);
        struct docx_colour shape = docx_shapes_ground(&walk->shapes);
        if (walk->ground_depth > 0 && ground->shape_depth == walk->shapes.depth &&
            ground->colour.kind != DOCX_COLOUR_UNSET)
                return ground->colour;
        if (walk->shapes.depth > 0 && shape.kind != DOCX_COLOUR_UNSET &&
            shape.kind != DOCX_COLOUR_AUTO)
                return shape;
        bool is_in_box = walk->box_depth > 0;
        const struct docx_facts *assumed = &walk->document->assumed;
        if (assumed->has_backdrop || (is_in_box && assumed->has_float) ||
            (is_in_box && ground->colour.kind != DOCX_COLOUR_UNSET))
                return (struct docx_colour){.kind = DOCX_COLOUR_UNKNOWN};
        return walk->document->page;
}

static bool
find_out(struct docx_walk *walk)
{
        const struct docx_paragraph *paragraph = docx_walk_paragraph(walk);
        const struct docx_styles *styles = walk->document->styles;
        struct docx_look look = *docx_style_defaults(styles);
        struct docx_colour ground = ground_of(walk);
        docx_look_add(&look, &paragraph->look);
        docx_look_add(&look, docx_style_look(styles, walk->run_style, false));
        docx_look_add(&look, &walk->run);
        if (paragraph->is_off || docx_walk_ground(walk)->is_hidden ||
            (walk->box_depth > 0 && docx_shapes_are_hidden(&walk->shapes)))
                return false;
        bool is_seen = docx_look_is_seen(&look, ground);
        if (!is_seen && docx_look_is_white(&look, ground)) {
                walk->document->found.has_white = true;
                walk->document->found.has_white_box |= walk->box_depth > 0;
        }
        return is_seen;
}

bool
docx_walk_is_seen(struct docx_walk *walk)
{
        if (walk->seen < 0)
                walk->seen = find_out(walk);
        return walk->seen == 1;
}
