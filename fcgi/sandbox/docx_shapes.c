#include "docx_shapes.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

static const int64_t EMU_AN_INCH = 914400;
static const int64_t EMU_A_POINT = 12700;
static const int64_t EMU_A_TWIP = 635;

// The largest page that Word makes.
static const int64_t MOST_INCHES = 22;

// No reference stands farther from the page's edge than a wide margin.
static const int64_t MOST_MARGIN = 3 * 914400;

// A backdrop for words is at least that wide and high.
static const int64_t LEAST_BACKDROP = 914400 / 4;

static const char *const OPENERS[] = {"anchor",    "inline", "wsp",  "rect",
                                      "roundrect", "shape",  "oval", "pic"};

static bool
is_opener(const char *name)
{
        for (size_t i = 0; i < COUNT_OF(OPENERS); i++) {
                if (strcmp(OPENERS[i], name) == 0)
                        return true;
        }
        return false;
}

static struct docx_shape *
innermost(struct docx_shapes *shapes)
{
        return shapes->depth == 0 ? NULL : &shapes->list[shapes->depth - 1];
}

static int64_t
emu_in(const struct docx_attributes *attributes, const char *name, int64_t unit)
{
        static const int64_t MOST = 1000000000;
        char value[24];
        int64_t number = 0;
        docx_attribute(attributes, name, value, sizeof value);
        return text_to_int(value, -MOST, MOST, &number) ? number * unit : 0;
}

static bool
is_on(const struct docx_attributes *attributes, const char *name)
{
        char value[8];
        docx_attribute(attributes, name, value, sizeof value);
        return strcmp(value, "1") == 0 || strcmp(value, "true") == 0 || strcmp(value, "t") == 0;
}

// A length of a VML style, such as "width:12.5pt": points where no other unit is named.
static int64_t
style_length(const char *style, const char *name)
{
        size_t length = strlen(name);
        for (const char *at = style; at != NULL && *at != '\0'; at = strchr(at, ';')) {
                at += strspn(at, "; ");
                if (strncmp(at, name, length) != 0 || at[length] != ':')
                        continue;
                char *end = NULL;
                double value = strtod(at + length + 1, &end);
                double unit = strncmp(end, "in", 2) == 0   ? (double)EMU_AN_INCH
                              : strncmp(end, "mm", 2) == 0 ? (double)EMU_AN_INCH / 25.4
                              : strncmp(end, "cm", 2) == 0 ? (double)EMU_AN_INCH / 2.54
                                                           : (double)EMU_A_POINT;
                return value > -1e5 && value < 1e5 ? (int64_t)(value * unit) : 0;
        }
        return 0;
}

static void
open_vml(struct docx_shape *shape, const struct docx_attributes *attributes)
{
        char style[512], value[24];
        docx_attribute(attributes, "style", style, sizeof style);
        shape->width = style_length(style, "width");
        shape->height = style_length(style, "height");
        shape->at[0] = style_length(style, "margin-left");
        shape->at[1] = style_length(style, "margin-top");
        shape->is_hidden = strstr(style, "visibility:hidden") != NULL;
        shape->is_behind = strstr(style, "z-index:-") != NULL;
        shape->is_floating = strstr(style, "position:absolute") != NULL;
        docx_attribute(attributes, "fillcolor", value, sizeof value);
        if (value[0] != '\0')
                shape->fill = docx_colour_of(value);
        docx_attribute(attributes, "filled", value, sizeof value);
        if (strcmp(value, "f") == 0 || strcmp(value, "false") == 0)
                shape->fill = (struct docx_colour){0};
}

static void
open_shape(struct docx_shapes *shapes, const char *name, const struct docx_attributes *attributes)
{
        const struct docx_shape *outer = innermost(shapes);
        if (shapes->depth == DOCX_SHAPE_DEPTH) {
                shapes->ignored_depth++;
                return;
        }
        struct docx_shape shape = {.name = name};
        // What is drawn within an anchored frame stands where the frame stands.
        if (outer != NULL && (strcmp(name, "wsp") == 0 || strcmp(name, "pic") == 0)) {
                shape = *outer;
                shape.fill = (struct docx_colour){0};
        }
        if (strcmp(name, "anchor") == 0) {
                shape.is_behind = is_on(attributes, "behindDoc");
                shape.is_floating = true;
        } else if (strcmp(name, "pic") == 0)
                shape.fill.kind = DOCX_COLOUR_UNKNOWN;
        else if (strcmp(name, "wsp") != 0 && strcmp(name, "inline") != 0)
                open_vml(&shape, attributes);
        // The parser's name is gone with its element: ours is kept.
        for (size_t i = 0; i < COUNT_OF(OPENERS); i++) {
                if (strcmp(OPENERS[i], name) == 0)
                        shape.name = OPENERS[i];
        }
        shapes->list[shapes->depth++] = shape;
}

static void
take_fill(struct docx_shapes *shapes, struct docx_shape *shape, const char *name,
          const struct docx_attributes *attributes)
{
        static const struct docx_colour UNKNOWN = {.kind = DOCX_COLOUR_UNKNOWN};
        char value[24];
        if (shapes->is_in_style) {
                // The theme's fill counts where the shape names none of its own.
                docx_attribute(attributes, "idx", value, sizeof value);
                if (strcmp(name, "fillRef") == 0 && strcmp(value, "0") != 0 &&
                    shape->fill.kind == DOCX_COLOUR_UNSET)
                        shape->fill = UNKNOWN;
                return;
        }
        docx_attribute(attributes, "val", value, sizeof value);
        if (strcmp(name, "srgbClr") == 0)
                shape->fill = docx_colour_of(value);
        else if (strcmp(name, "schemeClr") == 0)
                shape->fill = strcmp(value, "bg1") == 0 || strcmp(value, "lt1") == 0
                                      ? docx_colour_of("white")
                                      : UNKNOWN;
        else if (strcmp(name, "gradFill") == 0 || strcmp(name, "blipFill") == 0 ||
                 strcmp(name, "pattFill") == 0 || strcmp(name, "sysClr") == 0 ||
                 strcmp(name, "imagedata") == 0 || strcmp(name, "lumMod") == 0 ||
                 strcmp(name, "fill") == 0)
                shape->fill = UNKNOWN;
        else if (strcmp(name, "noFill") == 0)
                shape->fill = (struct docx_colour){.kind = DOCX_COLOUR_AUTO};
}

// Of several sections the largest page counts.
static void
take_page(struct docx_shapes *shapes, const struct docx_attributes *attributes)
{
        int64_t width = emu_in(attributes, "w", EMU_A_TWIP);
        int64_t height = emu_in(attributes, "h", EMU_A_TWIP);
        shapes->page_width = width > shapes->page_width ? width : shapes->page_width;
        shapes->page_height = height > shapes->page_height ? height : shapes->page_height;
}

void
docx_shapes_open(struct docx_shapes *shapes, const char *name,
                 const struct docx_attributes *attributes)
{
        if (strcmp(name, "pgSz") == 0)
                take_page(shapes, attributes);
        if (is_opener(name))
                open_shape(shapes, name, attributes);
        struct docx_shape *shape = innermost(shapes);
        if (shape == NULL)
                return;
        if (strcmp(name, "ln") == 0 || strcmp(name, "effectLst") == 0 ||
            strcmp(name, "bodyPr") == 0)
                shapes->line_depth++;
        else if (strcmp(name, "positionH") == 0 || strcmp(name, "positionV") == 0)
                shapes->axis = name[8] == 'V';
        else if (strcmp(name, "posOffset") == 0) {
                shapes->is_in_offset = true;
                shapes->offset[0] = '\0';
        } else if (strcmp(name, "extent") == 0) {
                shape->width = emu_in(attributes, "cx", 1);
                shape->height = emu_in(attributes, "cy", 1);
        } else if (strcmp(name, "docPr") == 0)
                shape->is_hidden = is_on(attributes, "hidden");
        else if (strcmp(name, "style") == 0)
                shapes->is_in_style = true;
        else if (shapes->line_depth == 0)
                take_fill(shapes, shape, name, attributes);
}

static bool
is_fill_of_a_backdrop(struct docx_colour fill)
{
        return fill.kind == DOCX_COLOUR_UNKNOWN ||
               (fill.kind == DOCX_COLOUR_RGB && fill.rgb != 0xFFFFFF);
}

static void
close_shape(struct docx_shapes *shapes, const char *name)
{
        if (shapes->ignored_depth > 0) {
                shapes->ignored_depth--;
                return;
        }
        const struct docx_shape *shape = innermost(shapes);
        if (shape == NULL || strcmp(shape->name, name) != 0)
                return;
        if (is_fill_of_a_backdrop(shape->fill) && shape->width >= LEAST_BACKDROP &&
            shape->height >= LEAST_BACKDROP) {
                shapes->has_backdrop = shapes->has_backdrop || shape->is_behind;
                shapes->has_float = shapes->has_float || shape->is_floating;
        }
        shapes->depth--;
}

void
docx_shapes_close(struct docx_shapes *shapes, const char *name)
{
        struct docx_shape *shape = innermost(shapes);
        int64_t number = 0;
        if (strcmp(name, "posOffset") == 0 && shapes->is_in_offset) {
                shapes->is_in_offset = false;
                if (shape != NULL &&
                    text_to_int(shapes->offset, -1000000000, 1000000000, &number)) {
                        shape->at[shapes->axis] = number;
                        if (number > shapes->farthest[shapes->axis])
                                shapes->farthest[shapes->axis] = number;
                }
        }
        if (shapes->line_depth > 0 && (strcmp(name, "ln") == 0 || strcmp(name, "effectLst") == 0 ||
                                       strcmp(name, "bodyPr") == 0))
                shapes->line_depth--;
        if (strcmp(name, "style") == 0)
                shapes->is_in_style = false;
        if (is_opener(name))
                close_shape(shapes, name);
}

void
docx_shapes_text(struct docx_shapes *shapes, const char *bytes, size_t length)
{
        size_t used = strlen(shapes->offset);
        if (shapes->is_in_offset && length < sizeof shapes->offset - used) {
                memcpy(shapes->offset + used, bytes, length);
                shapes->offset[used + length] = '\0';
        }
}

struct docx_colour
docx_shapes_ground(const struct docx_shapes *shapes)
{
        static const struct docx_colour NONE;
        return shapes->depth == 0 ? NONE : shapes->list[shapes->depth - 1].fill;
}

// Off one side of the page, whichever reference its place is counted from.
static bool
is_off(int64_t at, int64_t size, int64_t page)
{
        int64_t most = page > 0 ? page : MOST_INCHES * EMU_AN_INCH;
        return at >= most || at + size <= -MOST_MARGIN;
}

bool
docx_shapes_are_hidden(const struct docx_shapes *shapes)
{
        static const int64_t LEAST_SIZE = 2 * 12700;
        if (shapes->depth == 0)
                return false;
        const struct docx_shape *shape = &shapes->list[shapes->depth - 1];
        bool has_size = shape->width != 0 || shape->height != 0;
        return shape->is_hidden || is_off(shape->at[0], shape->width, shapes->page_width) ||
               is_off(shape->at[1], shape->height, shapes->page_height) ||
               (has_size && shape->width < LEAST_SIZE && shape->height < LEAST_SIZE);
}
