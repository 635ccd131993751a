#include "pdf_text.h"

#include <ctype.h>
#include <poppler.h>
#include <string.h>

#include "cage.h"
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

void
pdf_text_prepare(void)
{
        g_log_set_default_handler(ignore_message, NULL);
        pdf_maps_load();
        PopplerDocument *kept = open_document(ONE_WORD, sizeof ONE_WORD - 1, NULL);
        if (kept == NULL)
                return;
        OWN(object_close) PopplerPage *page = poppler_document_get_page(kept, 0);
        if (page != NULL)
                g_free(poppler_page_get_text(page));
}

static bool
has_letters(const char *text)
{
        while (*text != '\0' && isspace((unsigned char)*text))
                text++;
        return *text != '\0';
}

static size_t
hidden_characters(PopplerPage *page)
{
        OWN(attributes_close) GList *list = poppler_page_get_text_attributes(page);
        size_t count = 0;
        for (const GList *at = list; at != NULL; at = at->next) {
                const PopplerTextAttributes *one = at->data;
                if (one->font_size < LEAST_READABLE_POINTS && one->end_index >= one->start_index)
                        count += (size_t)(one->end_index - one->start_index) + 1;
        }
        return count;
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
read_page(PopplerPage *page, struct buf *text, struct pdf_text *so_far)
{
        OWN(text_close) char *of_page = poppler_page_get_text(page);
        if (of_page == NULL || !has_letters(of_page)) {
                so_far->pages_of_pictures += has_pictures(page);
                return;
        }
        if (text->length > 0)
                buf_text(text, "\n\n");
        buf_text(text, of_page);
        so_far->hidden_characters += hidden_characters(page);
}

void
pdf_text_read(const char *bytes, size_t length, struct buf *text, struct pdf_text *text_out)
{
        GError *error = NULL;
        OWN(object_close) PopplerDocument *document = open_document(bytes, length, &error);
        if (document == NULL)
                cage_refuse(g_error_matches(error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED)
                                    ? REFUSAL_DOCUMENT_LOCKED
                                    : REFUSAL_DOCUMENT_DAMAGED,
                            error == NULL ? "" : error->message);
        struct pdf_text result = {.pages = poppler_document_get_n_pages(document)};
        if (result.pages < 1)
                cage_refuse(REFUSAL_DOCUMENT_DAMAGED, "no pages");
        if (result.pages > DOCUMENT_MOST_PAGES)
                cage_refuse(REFUSAL_DOCUMENT_PAGES, "");
        for (int i = 0; i < result.pages && !text->is_over; i++) {
                OWN(object_close) PopplerPage *page = poppler_document_get_page(document, i);
                if (page != NULL)
                        read_page(page, text, &result);
        }
        *text_out = result;
}
