#include "docx_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "docx_walk.h"
#include "docx_xml.h"

enum element {
        ELEMENT_OTHER,
        ELEMENT_TEXT,
        ELEMENT_TAB,
        ELEMENT_BREAK,
        ELEMENT_HYPHEN,
        ELEMENT_SYMBOL,
        ELEMENT_PARAGRAPH,
        ELEMENT_PARAGRAPH_PROPERTIES,
        ELEMENT_RUN,
        ELEMENT_RUN_PROPERTIES,
        ELEMENT_TEXT_FILL,
        ELEMENT_FIELD,
        ELEMENT_TABLE,
        ELEMENT_TABLE_PROPERTIES,
        ELEMENT_ROW,
        ELEMENT_ROW_PROPERTIES,
        ELEMENT_CELL,
        ELEMENT_CELL_PROPERTIES,
        ELEMENT_BOX,
        ELEMENT_PAGE,
        ELEMENT_BACKGROUND,
        ELEMENT_ALTERNATE,
        ELEMENT_CHOICE,
        ELEMENT_SKIPPED, // with all that is in it
};

// By local names, so that the transitional and the strict form are read alike.
static const struct {
        const char *name;
        enum element element;
} ELEMENTS[] = {
        {"t", ELEMENT_TEXT},
        {"r", ELEMENT_RUN},
        {"rPr", ELEMENT_RUN_PROPERTIES},
        {"p", ELEMENT_PARAGRAPH},
        {"pPr", ELEMENT_PARAGRAPH_PROPERTIES},
        {"tab", ELEMENT_TAB},
        {"ptab", ELEMENT_TAB},
        {"br", ELEMENT_BREAK},
        {"cr", ELEMENT_BREAK},
        {"noBreakHyphen", ELEMENT_HYPHEN},
        {"sym", ELEMENT_SYMBOL},
        {"fldChar", ELEMENT_FIELD},
        {"textFill", ELEMENT_TEXT_FILL},
        {"tbl", ELEMENT_TABLE},
        {"tblPr", ELEMENT_TABLE_PROPERTIES},
        {"tc", ELEMENT_CELL},
        {"tcPr", ELEMENT_CELL_PROPERTIES},
        {"tr", ELEMENT_ROW},
        {"trPr", ELEMENT_ROW_PROPERTIES},
        {"txbxContent", ELEMENT_BOX},
        {"lastRenderedPageBreak", ELEMENT_PAGE},
        {"background", ELEMENT_BACKGROUND},
        {"AlternateContent", ELEMENT_ALTERNATE},
        {"Choice", ELEMENT_CHOICE},
        {"Fallback", ELEMENT_CHOICE},
        {"sdtPr", ELEMENT_SKIPPED},
        {"del", ELEMENT_SKIPPED},
        {"moveFrom", ELEMENT_SKIPPED},
        // What properties were before somebody changed them.
        {"pPrChange", ELEMENT_SKIPPED},
        {"rPrChange", ELEMENT_SKIPPED},
        {"tblPrChange", ELEMENT_SKIPPED},
        {"trPrChange", ELEMENT_SKIPPED},
        {"tcPrChange", ELEMENT_SKIPPED},
        {"rt", ELEMENT_SKIPPED}, // the reading beside a ruby text
};

static enum element
element_of(const char *name)
{
        for (size_t i = 0; i < COUNT_OF(ELEMENTS); i++) {
                // Called for every tag of a file made to keep us busy: most differ in one letter.
                if (ELEMENTS[i].name[0] == name[0] && strcmp(ELEMENTS[i].name, name) == 0)
                        return ELEMENTS[i].element;
        }
        return ELEMENT_OTHER;
}

static void
add(struct docx_walk *walk, const char *bytes, size_t length)
{
        bool is_box = walk->box_depth > 0;
        struct buf *buf = is_box ? &walk->box : walk->out;
        const char **pending = is_box ? &walk->box_pending : &walk->pending;
        struct docx_paragraph *paragraph = docx_walk_paragraph(walk);
        if (buf->length > 0)
                buf_text(buf, *pending);
        *pending = "";
        buf_text(buf, paragraph->mark);
        paragraph->mark[0] = '\0';
        buf_add(buf, bytes, length);
}

// Whether fields show what is read now: not their codes.
static bool
shows_fields(const struct docx_walk *walk)
{
        size_t known = walk->field_depth < DOCX_MOST_DEPTH ? walk->field_depth : DOCX_MOST_DEPTH;
        for (size_t i = 0; i < known; i++) {
                if (!walk->shows_result[i])
                        return false;
        }
        return true;
}

static void
add_seen(struct docx_walk *walk, const char *bytes, size_t length)
{
        if (!shows_fields(walk))
                return;
        if (docx_walk_is_seen(walk))
                add(walk, bytes, length);
        else
                reading_hide(walk->document->reading, bytes, length);
}

// What parts the text so far from the next: the last end that comes before it counts.
static void
part(struct docx_walk *walk, const char *with)
{
        *(walk->box_depth > 0 ? &walk->box_pending : &walk->pending) = with;
}

static size_t
length_so_far(const struct docx_walk *walk)
{
        return walk->box_depth > 0 ? walk->box.length : walk->out->length;
}

static void
flush_box(struct docx_walk *walk)
{
        if (walk->box_depth > 0 || walk->box.length == 0)
                return;
        walk->pending = "\n";
        docx_walk_paragraph(walk)->mark[0] = '\0';
        add(walk, walk->box.bytes, walk->box.length);
        buf_clear(&walk->box);
        walk->box_pending = "";
        walk->pending = "\n";
}

static void
open_paragraph(struct docx_walk *walk)
{
        walk->paragraph_depth++;
        if (walk->paragraph_depth > DOCX_MOST_DEPTH)
                return;
        *docx_walk_paragraph(walk) =
                (struct docx_paragraph){.look = *docx_style_look(walk->document->styles, "", true)};
}

// An empty paragraph shows as an empty line.
static void
close_paragraph(struct docx_walk *walk)
{
        const char *pending = walk->box_depth > 0 ? walk->box_pending : walk->pending;
        part(walk, pending[0] == '\n' ? "\n\n" : "\n");
        flush_box(walk);
        if (walk->paragraph_depth > 0)
                walk->paragraph_depth--;
}

// Rows and cells show what the table around them shows, unless they are filled themselves.
static void
open_ground(struct docx_walk *walk)
{
        struct docx_ground outer = *docx_walk_ground(walk);
        if (outer.shape_depth != walk->shapes.depth)
                outer = (struct docx_ground){0};
        outer.shape_depth = walk->shapes.depth;
        walk->ground_depth++;
        *docx_walk_ground(walk) = outer;
}

static void
close_ground(struct docx_walk *walk)
{
        if (walk->ground_depth > 0)
                walk->ground_depth--;
}

// Of several forms of one thing the first is read: the newer one, which the fallback repeats.
static bool
is_second_choice(struct docx_walk *walk)
{
        if (walk->alternates == 0 || walk->alternates > DOCX_MOST_ALTERNATES)
                return true;
        bool *has_choice = &walk->has_choice[walk->alternates - 1];
        bool is_second = *has_choice;
        *has_choice = true;
        return is_second;
}

static void
take_field(struct docx_walk *walk, const struct docx_attributes *attributes)
{
        char type[12];
        docx_attribute(attributes, "fldCharType", type, sizeof type);
        bool is_known = walk->field_depth > 0 && walk->field_depth <= DOCX_MOST_DEPTH;
        if (strcmp(type, "begin") == 0) {
                if (walk->field_depth < DOCX_MOST_DEPTH)
                        walk->shows_result[walk->field_depth] = false;
                walk->field_depth++;
        } else if (strcmp(type, "separate") == 0 && is_known)
                walk->shows_result[walk->field_depth - 1] = true;
        else if (strcmp(type, "end") == 0 && walk->field_depth > 0)
                walk->field_depth--;
}

// Letters of the font Symbol are Greek; other symbols are bullets and pictures of Word's private
// places, which the reading sorts out.
static void
take_symbol(struct docx_walk *walk, const struct docx_attributes *attributes)
{
        static const char *const GREEK_CAPITALS[] = {"Α", "Β", "Χ", "Δ", "Ε", "Φ", "Γ", "Η", "Ι",
                                                     "ϑ", "Κ", "Λ", "Μ", "Ν", "Ο", "Π", "Θ", "Ρ",
                                                     "Σ", "Τ", "Υ", "ς", "Ω", "Ξ", "Ψ", "Ζ"};
        static const char *const GREEK_LETTERS[] = {"α", "β", "χ", "δ", "ε", "φ", "γ", "η", "ι",
                                                    "ϕ", "κ", "λ", "μ", "ν", "ο", "π", "θ", "ρ",
                                                    "σ", "τ", "υ", "ϖ", "ω", "ξ", "ψ", "ζ"};
        char font[24], code[8], bytes[4];
        docx_attribute(attributes, "font", font, sizeof font);
        docx_attribute(attributes, "char", code, sizeof code);
        uint32_t point = (uint32_t)strtoul(code, NULL, 16);
        uint32_t letter = point & 0xFF;
        const char *greek = letter >= 'A' && letter <= 'Z'   ? GREEK_CAPITALS[letter - 'A']
                            : letter >= 'a' && letter <= 'z' ? GREEK_LETTERS[letter - 'a']
                                                             : NULL;
        if (strcmp(font, "Symbol") == 0 && greek != NULL)
                add_seen(walk, greek, strlen(greek));
        else if (point > ' ')
                add_seen(walk, bytes, text_encode(point, bytes));
}

static void
take_background(struct docx_walk *walk, const struct docx_attributes *attributes)
{
        char value[24];
        docx_attribute(attributes, "color", value, sizeof value);
        struct docx_colour colour = docx_colour_of(value);
        if (colour.kind == DOCX_COLOUR_RGB)
                walk->document->page = colour;
}

static void
open_run(struct docx_walk *walk)
{
        walk->run = (struct docx_look){0};
        walk->run_style[0] = '\0';
        walk->seen = -1;
}

static void
open_properties(struct docx_walk *walk, enum docx_context context)
{
        // The properties within a paragraph's are those of its mark, which shows nothing.
        if (walk->context == DOCX_IN_NOTHING)
                walk->context = context;
        else
                walk->skipped_depth = 1;
}

static void
open_alternate(struct docx_walk *walk)
{
        if (walk->alternates < DOCX_MOST_ALTERNATES)
                walk->has_choice[walk->alternates] = false;
        walk->alternates++;
}

static void
opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct docx_walk *walk = context;
        enum element element = element_of(name);
        if (walk->skipped_depth > 0 || element == ELEMENT_SKIPPED) {
                walk->skipped_depth++;
                return;
        }
        if (element == ELEMENT_OTHER || element == ELEMENT_TEXT_FILL ||
            walk->context != DOCX_IN_NOTHING)
                docx_shapes_open(&walk->shapes, name, attributes);
        if (walk->context != DOCX_IN_NOTHING && element != ELEMENT_RUN_PROPERTIES) {
                docx_walk_property(walk, name, attributes);
                return;
        }
        switch (element) {
        case ELEMENT_TEXT:
                walk->text_depth++;
                break;
        case ELEMENT_TAB:
                add_seen(walk, "\t", 1);
                break;
        case ELEMENT_BREAK:
                add_seen(walk, "\n", 1);
                break;
        case ELEMENT_HYPHEN:
                add_seen(walk, "-", 1);
                break;
        case ELEMENT_SYMBOL:
                take_symbol(walk, attributes);
                break;
        case ELEMENT_FIELD:
                take_field(walk, attributes);
                break;
        case ELEMENT_PARAGRAPH:
                open_paragraph(walk);
                break;
        case ELEMENT_RUN:
                open_run(walk);
                break;
        case ELEMENT_PARAGRAPH_PROPERTIES:
                open_properties(walk, DOCX_IN_PARAGRAPH);
                break;
        case ELEMENT_RUN_PROPERTIES:
                open_properties(walk, DOCX_IN_RUN);
                break;
        case ELEMENT_TABLE_PROPERTIES:
                open_properties(walk, DOCX_IN_TABLE);
                break;
        case ELEMENT_ROW_PROPERTIES:
                open_properties(walk, DOCX_IN_ROW);
                break;
        case ELEMENT_CELL_PROPERTIES:
                open_properties(walk, DOCX_IN_CELL);
                break;
        case ELEMENT_TABLE:
        case ELEMENT_CELL:
                open_ground(walk);
                break;
        case ELEMENT_ROW:
                open_ground(walk);
                walk->row_start = length_so_far(walk);
                break;
        case ELEMENT_BOX:
                walk->box_depth++;
                break;
        case ELEMENT_PAGE:
                walk->document->page_breaks++;
                break;
        case ELEMENT_BACKGROUND:
                take_background(walk, attributes);
                break;
        case ELEMENT_ALTERNATE:
                open_alternate(walk);
                break;
        case ELEMENT_CHOICE:
                if (is_second_choice(walk))
                        walk->skipped_depth = 1;
                break;
        default:
                break;
        }
}

static bool
closes_context(const struct docx_walk *walk, enum element element)
{
        static const enum element ENDS[] = {[DOCX_IN_PARAGRAPH] = ELEMENT_PARAGRAPH_PROPERTIES,
                                            [DOCX_IN_RUN] = ELEMENT_RUN_PROPERTIES,
                                            [DOCX_IN_TABLE] = ELEMENT_TABLE_PROPERTIES,
                                            [DOCX_IN_ROW] = ELEMENT_ROW_PROPERTIES,
                                            [DOCX_IN_CELL] = ELEMENT_CELL_PROPERTIES};
        return ENDS[walk->context] == element;
}

static void
close_property(struct docx_walk *walk, enum element element)
{
        if (element == ELEMENT_TEXT_FILL)
                walk->is_in_text_fill = false;
        if (!closes_context(walk, element))
                return;
        if (walk->context == DOCX_IN_PARAGRAPH)
                docx_walk_paragraph_is_known(walk);
        walk->context = DOCX_IN_NOTHING;
}

static void
closes(void *context, const char *name)
{
        struct docx_walk *walk = context;
        enum element element = element_of(name);
        if (walk->skipped_depth > 0) {
                walk->skipped_depth--;
                return;
        }
        docx_shapes_close(&walk->shapes, name);
        if (walk->context != DOCX_IN_NOTHING) {
                close_property(walk, element);
                return;
        }
        switch (element) {
        case ELEMENT_TEXT:
                walk->text_depth--;
                break;
        case ELEMENT_RUN:
                open_run(walk);
                break;
        case ELEMENT_PARAGRAPH:
                close_paragraph(walk);
                break;
        case ELEMENT_TABLE:
                close_ground(walk);
                break;
        case ELEMENT_CELL:
                close_ground(walk);
                // Empty cells at the start of a row leave no tabs.
                part(walk, length_so_far(walk) == walk->row_start ? "\n" : "\t");
                break;
        case ELEMENT_ROW:
                close_ground(walk);
                part(walk, "\n");
                break;
        case ELEMENT_BOX:
                walk->box_depth--;
                if (walk->box_depth == 0)
                        walk->box_pending = "\n";
                // The run that the box stands in goes on, as far as it has text at all.
                open_run(walk);
                break;
        case ELEMENT_ALTERNATE:
                walk->alternates--;
                break;
        default:
                break;
        }
}

static void
text(void *context, const char *bytes, size_t length)
{
        struct docx_walk *walk = context;
        docx_shapes_text(&walk->shapes, bytes, length);
        if (walk->skipped_depth > 0 || walk->text_depth == 0 || length == 0)
                return;
        add_seen(walk, bytes, length);
}

static const struct docx_reader READER = {.opens = opens, .closes = closes, .text = text};

static void
note(struct docx_facts *found, const struct docx_shapes *shapes)
{
        found->has_backdrop = found->has_backdrop || shapes->has_backdrop;
        found->has_float = found->has_float || shapes->has_float;
        if (shapes->page_width > found->page_width)
                found->page_width = shapes->page_width;
        if (shapes->page_height > found->page_height)
                found->page_height = shapes->page_height;
        // While the page was not known it was taken for the largest one.
        if (shapes->page_width > 0 && (shapes->farthest[0] >= shapes->page_width ||
                                       shapes->farthest[1] >= shapes->page_height))
                found->has_far_box = true;
}

bool
docx_text_read(struct docx_zip *zip, const char *name, struct docx_text *document, struct buf *out)
{
        struct docx_walk *walk = calloc(1, sizeof *walk);
        if (walk == NULL)
                abort();
        *walk = (struct docx_walk){.document = document,
                                   .out = out,
                                   .box = buf_open(out->limit),
                                   .pending = "\n",
                                   .box_pending = "",
                                   .seen = -1,
                                   .shapes = {.page_width = document->assumed.page_width,
                                              .page_height = document->assumed.page_height}};
        bool is_there = docx_xml_read(zip, name, &READER, walk);
        walk->box_depth = 0;
        flush_box(walk);
        out->is_over = out->is_over || walk->box.is_over;
        note(&document->found, &walk->shapes);
        buf_close(&walk->box);
        free(walk);
        return is_there;
}
