#include "pdf_text.h"

#include <poppler.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "cage.h"
#include "pdf_aside.h"
#include "pdf_maps.h"
#include "sandbox/document.h"

// Smaller letters than this many points nobody can read on paper or screen.
static const double LEAST_READABLE_POINTS = 2.0;

// One page with one word. What poppler keeps for all documents lives as long as one is open: this
// one stays open, so that its tables are loaded once and before the door closes.
static const char ONE_WORD[] =
        "%PDF-1.4\n"
        "1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>endobj\n"
        "4 0 obj<</Length 34>>stream\nBT /F 12 Tf 20 100 Td (Word) Tj ET\nendstream endobj\n"
        "5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n"
        "trailer<</Root 1 0 R>>\n";

static void
object_close(void *object)
{
        GObject **owned = object;
        g_clear_object(owned);
}

static void
text_close(char **text)
{
        g_free(*text);
}

static void
attributes_close(GList **list)
{
        poppler_page_free_text_attributes(*list);
}

static PopplerDocument *
open_document(const char *bytes, size_t length, GError **error)
{
        GBytes *borrowed = g_bytes_new_static(bytes, length);
        PopplerDocument *document = poppler_document_new_from_bytes(borrowed, NULL, error);
        g_bytes_unref(borrowed);
        return document;
}

// Glib speaks to standard error and ends the program over some messages: nobody listens.
static void
ignore_message(const char *domain, GLogLevelFlags level, const char *message, void *data)
{
        (void)domain, (void)level, (void)message, (void)data;
}

// For the life of the process.
static PopplerPage *known_page;

void
pdf_text_prepare(void)
{
        g_log_set_default_handler(ignore_message, NULL);
        pdf_maps_load();
        PopplerDocument *kept = open_document(ONE_WORD, sizeof ONE_WORD - 1, NULL);
        known_page = kept == NULL ? NULL : poppler_document_get_page(kept, 0);
        if (known_page != NULL)
                g_free(poppler_page_get_text(known_page));
}

PopplerPage *
pdf_text_known_page(void)
{
        return known_page;
}

static void
take_places(PopplerPage *page, struct pdf_page *letters)
{
        PopplerRectangle *places = NULL;
        guint count = 0;
        letters->has_places =
                poppler_page_get_text_layout(page, &places, &count) && count == letters->count;
        for (size_t i = 0; i < letters->count && letters->has_places; i++) {
                struct pdf_letter *letter = &letters->letters[i];
                letter->left = (float)places[i].x1;
                letter->top = (float)places[i].y1;
                letter->right = (float)places[i].x2;
                letter->bottom = (float)places[i].y2;
        }
        g_free(places);
}

static void
take_sizes(PopplerPage *page, struct pdf_page *letters)
{
        OWN(attributes_close) GList *list = poppler_page_get_text_attributes(page);
        for (const GList *at = list; at != NULL; at = at->next) {
                const PopplerTextAttributes *one = at->data;
                for (gint i = one->start_index; i <= one->end_index; i++) {
                        if (i < 0 || (size_t)i >= letters->count)
                                break;
                        letters->letters[i].size = (float)one->font_size;
                        letters->letters[i].is_hidden = one->font_size < LEAST_READABLE_POINTS;
                }
        }
}

void
pdf_text_letters(PopplerPage *page, struct pdf_page *letters_out)
{
        OWN(text_close) char *text = poppler_page_get_text(page);
        OWN(text_close)
        char *composed = text == NULL ? NULL : g_utf8_normalize(text, -1, G_NORMALIZE_NFC);
        struct pdf_page letters = {0};
        poppler_page_get_size(page, &letters.width, &letters.height);
        size_t most = text == NULL ? 0 : text_length(text);
        // Composing letters would part them from their places: rare, and then places are done
        // without.
        bool is_composed = composed != NULL && text_length(composed) == most;
        const char *at = text == NULL ? "" : is_composed || composed == NULL ? text : composed;
        letters.letters = calloc(most + 1, sizeof *letters.letters);
        if (letters.letters == NULL)
                abort();
        while (*at != '\0' && letters.count < most)
                letters.letters[letters.count++].point = text_next(&at);
        if (letters.count > 0)
                take_places(page, &letters);
        if (letters.has_places)
                take_sizes(page, &letters);
        *letters_out = letters;
}

static bool
has_letters(const struct pdf_page *letters)
{
        for (size_t i = 0; i < letters->count; i++) {
                if (letters->letters[i].point > ' ')
                        return true;
        }
        return false;
}

static bool
has_pictures(PopplerPage *page)
{
        GList *list = poppler_page_get_image_mapping(page);
        bool has = list != NULL;
        poppler_page_free_image_mapping(list);
        return has;
}

static void
read_page(PopplerPage *page, pdf_look *look, struct reading *reading)
{
        struct pdf_page letters = {0};
        pdf_text_letters(page, &letters);
        if (!has_letters(&letters) && has_pictures(page))
                reading->warnings[DOCUMENT_PICTURES] = true;
        if (look != NULL && !look(page, &letters, reading))
                reading->warnings[DOCUMENT_NOT_LOOKED_AT] = true;
        pdf_page_write(&letters, reading);
        free(letters.letters);
        pdf_aside_read(page, reading);
}

static void
remember(PopplerPage *page, struct buf *shown)
{
        OWN(text_close) char *text = poppler_page_get_text(page);
        buf_text(shown, text == NULL ? "" : text);
        buf_char(shown, '\n');
}

void
pdf_text_read(const char *bytes, size_t length, pdf_look *look, struct reading *reading)
{
        GError *error = NULL;
        OWN(object_close) PopplerDocument *document = open_document(bytes, length, &error);
        OWN(buf_close) struct buf shown = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        if (document == NULL)
                cage_refuse(g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)
                                    ? REFUSAL_DOCUMENT_LOCKED
                                    : REFUSAL_DOCUMENT_DAMAGED,
                            error == NULL ? "" : error->message);
        reading->pages = poppler_document_get_n_pages(document);
        if (reading->pages < 1)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, "no pages");
        if (reading->pages > DOCUMENT_MOST_PAGES)
                cage_refuse(REFUSAL_DOCUMENT_PAGES, "");
        PopplerLayersIter *layers = poppler_layers_iter_new(document);
        for (int i = 0; i < reading->pages && !reading->text.is_over; i++) {
                OWN(object_close) PopplerPage *page = poppler_document_get_page(document, i);
                if (page == NULL)
                        continue;
                read_page(page, look, reading);
                if (layers != NULL)
                        remember(page, &shown);
        }
        if (layers != NULL)
                pdf_aside_layers(document, &shown, reading);
        poppler_layers_iter_free(layers);
}
