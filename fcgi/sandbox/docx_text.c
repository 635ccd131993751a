#include "docx_text.h"

#include <ctype.h>
#include <string.h>

#include "docx_xml.h"

enum element {
        ELEMENT_OTHER,
        ELEMENT_TEXT,
        ELEMENT_TAB,
        ELEMENT_BREAK,
        ELEMENT_HYPHEN,
        ELEMENT_PARAGRAPH,
        ELEMENT_RUN,
        ELEMENT_VANISH,
        ELEMENT_CELL,
        ELEMENT_ROW,
        ELEMENT_BOX,
        ELEMENT_PAGE,
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
        {"p", ELEMENT_PARAGRAPH},
        {"tab", ELEMENT_TAB},
        {"ptab", ELEMENT_TAB},
        {"br", ELEMENT_BREAK},
        {"cr", ELEMENT_BREAK},
        {"noBreakHyphen", ELEMENT_HYPHEN},
        {"vanish", ELEMENT_VANISH},
        {"tc", ELEMENT_CELL},
        {"tr", ELEMENT_ROW},
        {"txbxContent", ELEMENT_BOX},
        {"lastRenderedPageBreak", ELEMENT_PAGE},
        {"AlternateContent", ELEMENT_ALTERNATE},
        {"Choice", ELEMENT_CHOICE},
        {"Fallback", ELEMENT_CHOICE},
        {"pPr", ELEMENT_SKIPPED},
        {"sectPr", ELEMENT_SKIPPED},
        {"tblPr", ELEMENT_SKIPPED},
        {"sdtPr", ELEMENT_SKIPPED},
        {"del", ELEMENT_SKIPPED},
        {"moveFrom", ELEMENT_SKIPPED},
        {"rt", ELEMENT_SKIPPED}, // the reading beside a ruby text
};

enum {
        // mc:AlternateContent within mc:AlternateContent; deeper ones are left out.
        MOST_ALTERNATES = 16,
};

struct walk {
        struct docx_text *out;
        struct buf box;      // text boxes of the paragraph at hand
        const char *pending; // what parts the last text from the next
        const char *box_pending;
        size_t skipped_depth;
        size_t row_start; // how long the text was where the row at hand began
        size_t box_depth;
        size_t text_depth;
        bool is_hidden;
        size_t alternates;
        bool has_choice[MOST_ALTERNATES];
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
add(struct walk *walk, const char *bytes, size_t length)
{
        bool is_box = walk->box_depth > 0;
        struct buf *buf = is_box ? &walk->box : walk->out->text;
        const char **pending = is_box ? &walk->box_pending : &walk->pending;
        if (buf->length > 0)
                buf_text(buf, *pending);
        *pending = "";
        buf_add(buf, bytes, length);
}

// What parts the text so far from the next: the last end that comes before it counts.
static void
part(struct walk *walk, const char *with)
{
        *(walk->box_depth > 0 ? &walk->box_pending : &walk->pending) = with;
}

static size_t
length_so_far(const struct walk *walk)
{
        return walk->box_depth > 0 ? walk->box.length : walk->out->text->length;
}

static void
flush_box(struct walk *walk)
{
        if (walk->box_depth > 0 || walk->box.length == 0)
                return;
        walk->pending = "\n";
        add(walk, walk->box.bytes, walk->box.length);
        buf_clear(&walk->box);
        walk->box_pending = "";
        walk->pending = "\n";
}

// An empty paragraph shows as an empty line.
static void
end_paragraph(struct walk *walk)
{
        const char *pending = walk->box_depth > 0 ? walk->box_pending : walk->pending;
        part(walk, pending[0] == '\n' ? "\n\n" : "\n");
        flush_box(walk);
}

static bool
is_switched_off(const struct docx_attributes *attributes)
{
        char value[8];
        docx_attribute(attributes, "val", value, sizeof value);
        return strcmp(value, "0") == 0 || strcmp(value, "false") == 0 || strcmp(value, "off") == 0;
}

// Of several forms of one thing the first is read: the newer one, which the fallback repeats.
static bool
is_second_choice(struct walk *walk)
{
        if (walk->alternates == 0 || walk->alternates > MOST_ALTERNATES)
                return true;
        bool *has_choice = &walk->has_choice[walk->alternates - 1];
        bool is_second = *has_choice;
        *has_choice = true;
        return is_second;
}

static void
opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct walk *walk = context;
        enum element element = element_of(name);
        if (walk->skipped_depth > 0 || element == ELEMENT_SKIPPED) {
                walk->skipped_depth++;
                return;
        }
        switch (element) {
        case ELEMENT_TEXT:
                walk->text_depth++;
                break;
        case ELEMENT_TAB:
                add(walk, "\t", 1);
                break;
        case ELEMENT_BREAK:
                add(walk, "\n", 1);
                break;
        case ELEMENT_HYPHEN:
                add(walk, "-", 1);
                break;
        case ELEMENT_RUN:
                walk->is_hidden = false;
                break;
        case ELEMENT_VANISH:
                walk->is_hidden = !is_switched_off(attributes);
                break;
        case ELEMENT_ROW:
                walk->row_start = length_so_far(walk);
                break;
        case ELEMENT_BOX:
                walk->box_depth++;
                break;
        case ELEMENT_PAGE:
                walk->out->page_breaks++;
                break;
        case ELEMENT_ALTERNATE:
                if (walk->alternates < MOST_ALTERNATES)
                        walk->has_choice[walk->alternates] = false;
                walk->alternates++;
                break;
        case ELEMENT_CHOICE:
                if (is_second_choice(walk))
                        walk->skipped_depth = 1;
                break;
        default:
                break;
        }
}

static void
closes(void *context, const char *name)
{
        struct walk *walk = context;
        if (walk->skipped_depth > 0) {
                walk->skipped_depth--;
                return;
        }
        switch (element_of(name)) {
        case ELEMENT_TEXT:
                walk->text_depth--;
                break;
        case ELEMENT_RUN:
                walk->is_hidden = false;
                break;
        case ELEMENT_PARAGRAPH:
                end_paragraph(walk);
                break;
        case ELEMENT_CELL:
                // Empty cells at the start of a row leave no tabs.
                part(walk, length_so_far(walk) == walk->row_start ? "\n" : "\t");
                break;
        case ELEMENT_ROW:
                part(walk, "\n");
                break;
        case ELEMENT_BOX:
                walk->box_depth--;
                if (walk->box_depth == 0)
                        walk->box_pending = "\n";
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
        struct walk *walk = context;
        if (walk->skipped_depth > 0 || walk->text_depth == 0)
                return;
        if (!walk->is_hidden) {
                add(walk, bytes, length);
                return;
        }
        for (size_t i = 0; i < length; i++)
                walk->out->hidden_characters += !isspace((unsigned char)bytes[i]);
}

static const struct docx_reader READER = {.opens = opens, .closes = closes, .text = text};

bool
docx_text_read(struct docx_zip *zip, const char *name, struct docx_text *text_here)
{
        OWN(buf_close) struct buf box = buf_open(text_here->text->limit);
        struct walk walk = {.out = text_here, .box = box, .pending = "\n", .box_pending = ""};
        bool is_there = docx_xml_read(zip, name, &READER, &walk);
        walk.box_depth = 0;
        flush_box(&walk);
        text_here->text->is_over = text_here->text->is_over || walk.box.is_over;
        box = walk.box;
        return is_there;
}
