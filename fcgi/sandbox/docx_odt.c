#include "docx_odt.h"

#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "cage.h"
#include "docx_look.h"
#include "docx_xml.h"

enum {
        MOST_STYLES = 4096,
        SLOTS = 2 * MOST_STYLES,
        NAME_BYTES = 64,
        MOST_BASES = 16,
        // Spans within paragraphs within boxes, lists and cells; deeper ones look like the last.
        MOST_DEPTH = 64,
        MOST_SPACES = 64,
};

static const char ODT_MIME[] = "application/vnd.oasis.opendocument.text";

struct style {
        char name[NAME_BYTES];
        char base[NAME_BYTES];
        struct docx_look look;
};

struct styles {
        struct style list[MOST_STYLES];
        size_t count;
        size_t slots[SLOTS]; // its place and one, 0: free
        struct style *at;
};

// Where the walk stands.
struct walk {
        struct styles *styles;
        struct reading *reading;
        struct buf *out;
        struct buf box;  // text boxes of the paragraph at hand
        struct buf note; // notes, which come at the end
        struct buf *outer;
        struct docx_look looks[MOST_DEPTH];
        struct docx_colour grounds[MOST_DEPTH];
        size_t depth;
        size_t skipped_depth;
        size_t comment_depth;
        size_t note_depth;
        size_t box_depth;
        size_t text_depth; // within paragraphs
        bool is_item;      // a bullet is due
};

static size_t
slot_of(const char *name)
{
        size_t hash = 5381;
        for (const char *c = name; *c != '\0'; c++)
                hash = hash * 33 + (unsigned char)*c;
        return hash % SLOTS;
}

static struct style *
find(struct styles *styles, const char *name)
{
        for (size_t slot = slot_of(name); *name != '\0' && styles->slots[slot] != 0;
             slot = (slot + 1) % SLOTS) {
                struct style *style = &styles->list[styles->slots[slot] - 1];
                if (strcmp(style->name, name) == 0)
                        return style;
        }
        return NULL;
}

static void
open_style(struct styles *styles, const struct docx_attributes *attributes)
{
        char name[NAME_BYTES];
        docx_attribute(attributes, "name", name, sizeof name);
        styles->at = NULL;
        if (styles->count == MOST_STYLES || name[0] == '\0' || find(styles, name) != NULL)
                return;
        styles->at = &styles->list[styles->count++];
        memcpy(styles->at->name, name, sizeof name);
        docx_attribute(attributes, "parent-style-name", styles->at->base, NAME_BYTES);
        size_t slot = slot_of(name);
        while (styles->slots[slot] != 0)
                slot = (slot + 1) % SLOTS;
        styles->slots[slot] = styles->count;
}

static struct docx_colour
colour_in(const struct docx_attributes *attributes, const char *name)
{
        static const struct docx_colour NONE;
        char value[24];
        docx_attribute(attributes, name, value, sizeof value);
        return strcmp(value, "transparent") == 0 ? NONE : docx_colour_of(value);
}

static int
half_points_in(const struct docx_attributes *attributes)
{
        char value[24], *end = NULL;
        docx_attribute(attributes, "font-size", value, sizeof value);
        double size = strtod(value, &end);
        // Rounded up, so that what has a size at all keeps one. Per cents say nothing by
        // themselves.
        return strcmp(end, "pt") == 0 && size > 0 && size < 1000 ? (int)(size * 2 + 0.99) : 0;
}

static void
take_properties(struct style *style, const char *name, const struct docx_attributes *attributes)
{
        char value[24];
        if (strcmp(name, "text-properties") == 0) {
                style->look.colour = colour_in(attributes, "color");
                style->look.shade = colour_in(attributes, "background-color");
                style->look.half_points = half_points_in(attributes);
                docx_attribute(attributes, "display", value, sizeof value);
                if (strcmp(value, "none") == 0)
                        style->look.vanish = DOCX_ON;
        } else if (strcmp(name, "paragraph-properties") == 0 ||
                   strcmp(name, "table-cell-properties") == 0 ||
                   strcmp(name, "table-properties") == 0)
                style->look.line_shade = colour_in(attributes, "background-color");
        else if (strcmp(name, "graphic-properties") == 0) {
                docx_attribute(attributes, "fill", value, sizeof value);
                style->look.line_shade = colour_in(attributes, "fill-color");
                struct docx_colour background = colour_in(attributes, "background-color");
                if (background.kind != DOCX_COLOUR_UNSET)
                        style->look.line_shade = background;
                if (value[0] != '\0' && strcmp(value, "solid") != 0 && strcmp(value, "none") != 0)
                        style->look.line_shade.kind = DOCX_COLOUR_UNKNOWN;
        }
}

static void
style_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct styles *styles = context;
        if (strcmp(name, "style") == 0)
                open_style(styles, attributes);
        else if (styles->at != NULL)
                take_properties(styles->at, name, attributes);
}

static void
style_closes(void *context, const char *name)
{
        struct styles *styles = context;
        if (strcmp(name, "style") == 0)
                styles->at = NULL;
}

static void
no_text(void *context, const char *bytes, size_t length)
{
        (void)context, (void)bytes, (void)length;
}

static const struct docx_reader STYLE_READER = {
        .opens = style_opens, .closes = style_closes, .text = no_text};

static void
look_of(struct styles *styles, const char *name, struct docx_look *look)
{
        const struct style *chain[MOST_BASES];
        size_t count = 0;
        for (const struct style *at = find(styles, name); at != NULL && count < MOST_BASES;
             at = find(styles, at->base))
                chain[count++] = at;
        while (count > 0)
                docx_look_add(look, &chain[--count]->look);
}

static size_t
level(const struct walk *walk)
{
        return walk->depth < MOST_DEPTH ? walk->depth : MOST_DEPTH - 1;
}

// What an element adds to the look of all that is in it. What cells and drawings are filled with is
// the ground of what they hold.
static void
push(struct walk *walk, const char *name, const struct docx_attributes *attributes)
{
        char style[NAME_BYTES];
        struct docx_look look = walk->looks[level(walk)];
        struct docx_colour ground = walk->grounds[level(walk)];
        docx_attribute(attributes, "style-name", style, sizeof style);
        look.line_shade = (struct docx_colour){0};
        bool is_letters = strcmp(name, "span") == 0 || strcmp(name, "a") == 0;
        struct docx_look own = is_letters ? look : (struct docx_look){.shade = look.shade};
        if (style[0] != '\0')
                look_of(walk->styles, style, &own);
        if (own.line_shade.kind != DOCX_COLOUR_UNSET)
                ground = own.line_shade;
        own.line_shade = (struct docx_colour){0};
        walk->depth++;
        walk->looks[level(walk)] = own;
        walk->grounds[level(walk)] = ground;
}

static void
add(struct walk *walk, const char *bytes, size_t length)
{
        if (walk->comment_depth > 0) {
                reading_comment(walk->reading, bytes, length);
                return;
        }
        if (!docx_look_is_seen(&walk->looks[level(walk)], walk->grounds[level(walk)])) {
                reading_hide(walk->reading, bytes, length);
                return;
        }
        if (walk->is_item)
                buf_text(walk->out, "\xE2\x80\xA2 ");
        walk->is_item = false;
        buf_add(walk->out, bytes, length);
}

static void
add_spaces(struct walk *walk, const struct docx_attributes *attributes)
{
        static const char SPACES[] =
                "                                                                ";
        char value[8];
        int64_t count = 1;
        docx_attribute(attributes, "c", value, sizeof value);
        if (!text_to_int(value, 1, MOST_SPACES, &count))
                count = 1;
        add(walk, SPACES, (size_t)count);
}

static bool
is_one_of(const char *name, const char *const *names, size_t count)
{
        for (size_t i = 0; i < count; i++) {
                if (names[i][0] == name[0] && strcmp(names[i], name) == 0)
                        return true;
        }
        return false;
}

// With all that is in them: deleted text, what is said of pictures, programs.
static const char *const SKIPPED[] = {"tracked-changes",
                                      "title",
                                      "desc",
                                      "forms",
                                      "scripts",
                                      "note-citation",
                                      "automatic-styles",
                                      "font-face-decls",
                                      "creator",
                                      "date",
                                      "ruby-text",
                                      "event-listeners",
                                      "styles"};

static const char *const PUSHING[] = {
        "p", "h", "span", "a", "table", "table-row", "table-cell", "frame", "custom-shape", "rect"};

static void
odt_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct walk *walk = context;
        if (walk->skipped_depth > 0 || is_one_of(name, SKIPPED, COUNT_OF(SKIPPED))) {
                walk->skipped_depth++;
                return;
        }
        if (is_one_of(name, PUSHING, COUNT_OF(PUSHING)))
                push(walk, name, attributes);
        if (strcmp(name, "p") == 0 || strcmp(name, "h") == 0)
                walk->text_depth++;
        else if (strcmp(name, "hidden-text") == 0 || strcmp(name, "hidden-paragraph") == 0) {
                char value[256];
                docx_attribute(attributes, "string-value", value, sizeof value);
                reading_hide(walk->reading, value, strlen(value));
                walk->looks[level(walk)].vanish = DOCX_ON;
        } else if (strcmp(name, "tab") == 0)
                add(walk, "\t", 1);
        else if (strcmp(name, "line-break") == 0)
                add(walk, "\n", 1);
        else if (strcmp(name, "s") == 0)
                add_spaces(walk, attributes);
        else if (strcmp(name, "list-item") == 0)
                walk->is_item = true;
        else if (strcmp(name, "annotation") == 0)
                walk->comment_depth++;
        else if (strcmp(name, "note") == 0 && walk->note_depth++ == 0) {
                walk->outer = walk->out;
                walk->out = &walk->note;
        } else if (strcmp(name, "text-box") == 0 && walk->note_depth == 0 &&
                   walk->box_depth++ == 0) {
                walk->outer = walk->out;
                walk->out = &walk->box;
        }
}

static void
end_paragraph(struct walk *walk)
{
        if (walk->comment_depth > 0)
                return;
        buf_char(walk->out, '\n');
        if (walk->box_depth == 0 && walk->note_depth == 0 && walk->text_depth == 0 &&
            walk->box.length > 0) {
                buf_add(walk->out, walk->box.bytes, walk->box.length);
                buf_clear(&walk->box);
        }
}

// Cells are parted by tabs, rows by line ends; the paragraphs in a cell end its lines.
static void
end_cell(struct walk *walk)
{
        struct buf *out = walk->out;
        while (out->length > 0 && out->bytes[out->length - 1] == '\n')
                out->bytes[--out->length] = '\0';
        buf_char(out, '\t');
}

static void
odt_closes(void *context, const char *name)
{
        struct walk *walk = context;
        if (walk->skipped_depth > 0) {
                walk->skipped_depth--;
                return;
        }
        if (is_one_of(name, PUSHING, COUNT_OF(PUSHING)) && walk->depth > 0)
                walk->depth--;
        if ((strcmp(name, "p") == 0 || strcmp(name, "h") == 0) && walk->text_depth > 0) {
                walk->text_depth--;
                end_paragraph(walk);
        } else if (strcmp(name, "table-cell") == 0)
                end_cell(walk);
        else if (strcmp(name, "table-row") == 0)
                buf_char(walk->out, '\n');
        else if (strcmp(name, "list-item") == 0)
                walk->is_item = false;
        else if (strcmp(name, "annotation") == 0 && walk->comment_depth > 0)
                walk->comment_depth--;
        else if (strcmp(name, "note") == 0 && walk->note_depth > 0 && --walk->note_depth == 0)
                walk->out = walk->outer;
        else if (strcmp(name, "text-box") == 0 && walk->note_depth == 0 && walk->box_depth > 0 &&
                 --walk->box_depth == 0)
                walk->out = walk->outer;
}

static void
odt_text(void *context, const char *bytes, size_t length)
{
        struct walk *walk = context;
        if (walk->skipped_depth > 0 || walk->text_depth == 0)
                return;
        // Line ends of the XML are white space like any other (clause 6.1.2).
        for (size_t i = 0; i < length;) {
                size_t plain = i;
                while (plain < length && strchr("\n\t\r", bytes[plain]) == NULL)
                        plain++;
                if (plain > i)
                        add(walk, bytes + i, plain - i);
                if (plain < length)
                        add(walk, " ", 1);
                i = plain + 1;
        }
}

static const struct docx_reader READER = {
        .opens = odt_opens, .closes = odt_closes, .text = odt_text};

static void
manifest_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        (void)context, (void)attributes;
        if (strcmp(name, "encryption-data") == 0)
                cage_refuse(REFUSAL_DOCUMENT_LOCKED, "an encrypted part");
}

static void
nothing_closes(void *context, const char *name)
{
        (void)context, (void)name;
}

static const struct docx_reader MANIFEST_READER = {
        .opens = manifest_opens, .closes = nothing_closes, .text = no_text};

static void
meta_opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct reading *reading = context;
        char value[16];
        int64_t pages = 0;
        docx_attribute(attributes, "page-count", value, sizeof value);
        if (strcmp(name, "document-statistic") == 0 && text_to_int(value, 1, 100000, &pages))
                reading->pages = (int)pages;
}

static const struct docx_reader META_READER = {
        .opens = meta_opens, .closes = nothing_closes, .text = no_text};

static bool
take_mime(const char *bytes, size_t length, void *context)
{
        bool *is_one = context;
        *is_one = length == sizeof ODT_MIME - 1 && memcmp(bytes, ODT_MIME, length) == 0;
        return false;
}

bool
docx_odt_is_one(struct docx_zip *zip)
{
        bool is_one = false;
        return docx_zip_has(zip, "mimetype") &&
               docx_zip_read(zip, "mimetype", take_mime, &is_one) && is_one;
}

static void
read_part(struct docx_zip *zip, const char *name, struct styles *styles, struct reading *reading,
          struct buf *out)
{
        struct walk *walk = calloc(1, sizeof *walk);
        if (walk == NULL)
                abort();
        *walk = (struct walk){.styles = styles,
                              .reading = reading,
                              .out = out,
                              .box = buf_open(DOCUMENT_MOST_TEXT_BYTES),
                              .note = buf_open(DOCUMENT_MOST_TEXT_BYTES)};
        docx_xml_read(zip, name, &READER, walk);
        buf_add(out, buf_string(&walk->box), walk->box.length);
        buf_char(out, '\n');
        buf_add(out, buf_string(&walk->note), walk->note.length);
        out->is_over = out->is_over || walk->box.is_over || walk->note.is_over;
        buf_close(&walk->box);
        buf_close(&walk->note);
        free(walk);
}

void
docx_odt_read(struct docx_zip *zip, struct reading *reading)
{
        struct styles *styles = calloc(1, sizeof *styles);
        OWN(buf_close) struct buf masters = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        if (styles == NULL)
                abort();
        reading->format = DOCUMENT_ODT;
        docx_xml_read(zip, "META-INF/manifest.xml", &MANIFEST_READER, NULL);
        docx_xml_read(zip, "meta.xml", &META_READER, reading);
        docx_xml_read(zip, "content.xml", &STYLE_READER, styles);
        docx_xml_read(zip, "styles.xml", &STYLE_READER, styles);
        // Headers and footers stand in the pages' masters, beside the styles.
        read_part(zip, "styles.xml", styles, reading, &masters);
        buf_add(&reading->text, buf_string(&masters), masters.length);
        buf_char(&reading->text, '\n');
        read_part(zip, "content.xml", styles, reading, &reading->text);
        free(styles);
}
