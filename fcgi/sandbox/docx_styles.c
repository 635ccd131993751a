#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "docx_look.h"

enum {
        // Word's own templates define some 400.
        MOST_STYLES = 2048,
        // Styles are found by a hash of their name.
        SLOTS = 2 * MOST_STYLES,
        MOST_BASES = 16,
        ID_BYTES = 72,
};

struct style {
        char id[ID_BYTES];
        char base[ID_BYTES];
        struct docx_look look;
        struct docx_look whole; // with all that it is based on
        bool has_shade;
};

struct docx_styles {
        struct style list[MOST_STYLES];
        size_t count;
        size_t slots[SLOTS]; // the style's place and one, 0: free
        struct docx_look defaults;
        size_t default_paragraph; // its place and one
        // While it is read.
        struct style *at;
        bool is_in_defaults;
        bool is_in_run;
        bool is_in_paragraph;
};

static size_t
slot_of(const char *id)
{
        size_t hash = 5381;
        for (const char *c = id; *c != '\0'; c++)
                hash = hash * 33 + (unsigned char)*c;
        return hash % SLOTS;
}

static const struct style *
find(const struct docx_styles *styles, const char *id)
{
        for (size_t slot = slot_of(id); *id != '\0' && styles->slots[slot] != 0;
             slot = (slot + 1) % SLOTS) {
                const struct style *style = &styles->list[styles->slots[slot] - 1];
                if (strcmp(style->id, id) == 0)
                        return style;
        }
        return NULL;
}

static void
open_style(struct docx_styles *styles, const struct docx_attributes *attributes)
{
        char value[16], id[ID_BYTES];
        docx_attribute(attributes, "styleId", id, sizeof id);
        if (styles->count == MOST_STYLES || id[0] == '\0' || find(styles, id) != NULL)
                return;
        styles->at = &styles->list[styles->count++];
        memcpy(styles->at->id, id, sizeof id);
        size_t slot = slot_of(id);
        while (styles->slots[slot] != 0)
                slot = (slot + 1) % SLOTS;
        styles->slots[slot] = styles->count;
        docx_attribute(attributes, "default", value, sizeof value);
        bool is_default = strcmp(value, "1") == 0 || strcmp(value, "true") == 0;
        docx_attribute(attributes, "type", value, sizeof value);
        if (is_default && strcmp(value, "paragraph") == 0)
                styles->default_paragraph = styles->count;
}

static void
opens(void *context, const char *name, const struct docx_attributes *attributes)
{
        struct docx_styles *styles = context;
        struct docx_look *look = styles->is_in_defaults ? &styles->defaults
                                 : styles->at != NULL   ? &styles->at->look
                                                        : NULL;
        if (strcmp(name, "style") == 0)
                open_style(styles, attributes);
        else if (strcmp(name, "docDefaults") == 0)
                styles->is_in_defaults = true;
        else if (strcmp(name, "basedOn") == 0 && styles->at != NULL)
                docx_attribute(attributes, "val", styles->at->base, ID_BYTES);
        else if (strcmp(name, "rPr") == 0)
                styles->is_in_run = true;
        else if (strcmp(name, "pPr") == 0)
                styles->is_in_paragraph = true;
        else if (look != NULL && styles->is_in_run)
                docx_look_take(look, name, attributes);
        else if (look != NULL && styles->is_in_paragraph && strcmp(name, "shd") == 0) {
                struct docx_look shaded = {0};
                docx_look_take(&shaded, name, attributes);
                look->line_shade = shaded.shade;
        } else if (look != NULL && styles->is_in_paragraph && strcmp(name, "color") != 0)
                docx_look_take(look, name, attributes);
        if (strcmp(name, "shd") == 0 && styles->at != NULL)
                styles->at->has_shade = true;
}

static void
closes(void *context, const char *name)
{
        struct docx_styles *styles = context;
        if (strcmp(name, "style") == 0)
                styles->at = NULL;
        else if (strcmp(name, "docDefaults") == 0)
                styles->is_in_defaults = false;
        else if (strcmp(name, "rPr") == 0)
                styles->is_in_run = false;
        else if (strcmp(name, "pPr") == 0)
                styles->is_in_paragraph = false;
}

static void
no_text(void *context, const char *bytes, size_t length)
{
        (void)context, (void)bytes, (void)length;
}

static const struct docx_reader READER = {.opens = opens, .closes = closes, .text = no_text};

// From the style at the bottom to the one that was asked for. The document's defaults stay apart:
// a character style says nothing of them.
static void
put_together(const struct docx_styles *styles, struct style *style)
{
        const struct style *chain[MOST_BASES];
        size_t count = 0;
        for (const struct style *at = style; at != NULL && count < MOST_BASES;
             at = find(styles, at->base))
                chain[count++] = at;
        while (count > 0)
                docx_look_add(&style->whole, &chain[--count]->look);
}

struct docx_styles *
docx_styles_read(struct docx_zip *zip)
{
        struct docx_styles *styles = calloc(1, sizeof *styles);
        if (styles == NULL)
                abort();
        docx_xml_read(zip, "word/styles.xml", &READER, styles);
        for (size_t i = 0; i < styles->count; i++)
                put_together(styles, &styles->list[i]);
        return styles;
}

const struct docx_look *
docx_style_look(const struct docx_styles *styles, const char *id, bool is_paragraph)
{
        static const struct docx_look NOTHING;
        const struct style *style = find(styles, id);
        if (style == NULL && is_paragraph && styles->default_paragraph > 0)
                style = &styles->list[styles->default_paragraph - 1];
        return style == NULL ? &NOTHING : &style->whole;
}

const struct docx_look *
docx_style_defaults(const struct docx_styles *styles)
{
        return &styles->defaults;
}

bool
docx_style_has_shade(const struct docx_styles *styles, const char *id)
{
        const struct style *style = find(styles, id);
        for (size_t i = 0; style != NULL && i < MOST_BASES; i++) {
                if (style->has_shade)
                        return true;
                style = find(styles, style->base);
        }
        return false;
}
