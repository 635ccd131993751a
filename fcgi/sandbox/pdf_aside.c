#include "pdf_aside.h"

#include <poppler.h>
#include <string.h>

#include "base/own.h"

enum {
        MOST_LAYERS = 256,
        MOST_LAYER_DEPTH = 8,
};

static void
text_close(char **text)
{
        g_free(*text);
}

static void
object_close(void *object)
{
        GObject **owned = object;
        g_clear_object(owned);
}

static bool
is_hidden(PopplerAnnot *annot)
{
        static const unsigned HIDING = POPPLER_ANNOT_FLAG_HIDDEN | POPPLER_ANNOT_FLAG_NO_VIEW |
                                       POPPLER_ANNOT_FLAG_INVISIBLE;
        return ((unsigned)poppler_annot_get_flags(annot) & HIDING) != 0;
}

static void
add_line(struct buf *text, const char *line)
{
        buf_char(text, '\n');
        buf_text(text, line);
}

// A free text is written on the page; all others are notes that open when they are clicked.
static void
read_annot(PopplerAnnot *annot, struct reading *reading)
{
        OWN(text_close) char *contents = poppler_annot_get_contents(annot);
        PopplerAnnotType type = poppler_annot_get_annot_type(annot);
        if (contents == NULL || *contents == '\0' || type == POPPLER_ANNOT_LINK)
                return;
        if (is_hidden(annot))
                reading_hide(reading, contents, strlen(contents));
        else if (type == POPPLER_ANNOT_FREE_TEXT)
                add_line(&reading->text, contents);
        else if (type != POPPLER_ANNOT_WIDGET)
                reading_comment(reading, contents, strlen(contents));
}

static bool
is_same_place(const PopplerRectangle *a, const PopplerRectangle *b)
{
        return ABS(a->x1 - b->x1) < 0.5 && ABS(a->y1 - b->y1) < 0.5 && ABS(a->x2 - b->x2) < 0.5;
}

static bool
is_hidden_field(const GList *annots, const PopplerRectangle *area)
{
        for (const GList *at = annots; at != NULL; at = at->next) {
                const PopplerAnnotMapping *one = at->data;
                if (poppler_annot_get_annot_type(one->annot) == POPPLER_ANNOT_WIDGET &&
                    is_same_place(&one->area, area))
                        return is_hidden(one->annot);
        }
        return false;
}

static void
read_field(PopplerFormField *field, bool is_not_shown, struct reading *reading)
{
        OWN(text_close) char *value = NULL;
        if (poppler_form_field_get_field_type(field) == POPPLER_FORM_FIELD_TEXT &&
            !poppler_form_field_text_is_password(field))
                value = poppler_form_field_text_get_text(field);
        if (value == NULL || *value == '\0')
                return;
        if (is_not_shown)
                reading_hide(reading, value, strlen(value));
        else
                add_line(&reading->text, value);
}

void
pdf_aside_read(PopplerPage *page, struct reading *reading)
{
        GList *annots = poppler_page_get_annot_mapping(page);
        GList *fields = annots == NULL ? NULL : poppler_page_get_form_field_mapping(page);
        for (const GList *at = annots; at != NULL; at = at->next)
                read_annot(((const PopplerAnnotMapping *)at->data)->annot, reading);
        for (const GList *at = fields; at != NULL; at = at->next) {
                const PopplerFormFieldMapping *one = at->data;
                read_field(one->field, is_hidden_field(annots, &one->area), reading);
        }
        poppler_page_free_form_field_mapping(fields);
        poppler_page_free_annot_mapping(annots);
}

// True where one of them was off.
static bool
show_layers(PopplerLayersIter *layers, int depth, int *left)
{
        bool was_off = false;
        if (layers == NULL)
                return false;
        do {
                OWN(object_close) PopplerLayer *layer = poppler_layers_iter_get_layer(layers);
                if (layer != NULL && !poppler_layer_is_visible(layer)) {
                        was_off = true;
                        poppler_layer_show(layer);
                }
                PopplerLayersIter *inner =
                        depth < MOST_LAYER_DEPTH ? poppler_layers_iter_get_child(layers) : NULL;
                was_off = show_layers(inner, depth + 1, left) || was_off;
                poppler_layers_iter_free(inner);
        } while (--*left > 0 && poppler_layers_iter_next(layers));
        return was_off;
}

static void
hide_new_lines(const char *text, const struct buf *shown, struct reading *reading)
{
        for (const char *line = text; *line != '\0';) {
                size_t length = strcspn(line, "\n");
                if (length > 0 && memmem(buf_string(shown), shown->length, line, length) == NULL)
                        reading_hide(reading, line, length);
                line += length + (line[length] != '\0');
        }
}

void
pdf_aside_layers(PopplerDocument *document, const struct buf *shown, struct reading *reading)
{
        int left = MOST_LAYERS;
        PopplerLayersIter *layers = poppler_layers_iter_new(document);
        bool was_off = show_layers(layers, 1, &left);
        poppler_layers_iter_free(layers);
        for (int i = 0; was_off && i < poppler_document_get_n_pages(document); i++) {
                OWN(object_close) PopplerPage *page = poppler_document_get_page(document, i);
                OWN(text_close) char *text = page == NULL ? NULL : poppler_page_get_text(page);
                if (text != NULL)
                        hide_new_lines(text, shown, reading);
        }
}
