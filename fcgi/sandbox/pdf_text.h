// The text of a PDF file page by page: poppler reads it, and pdf_page.h puts it together.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "pdf_page.h"
#include "reading.h"

struct _PopplerPage;

// Marks the letters of a page that a reader cannot see, and adds what is not even among them. True
// where the page was looked at.
typedef bool
pdf_look(struct _PopplerPage *page, struct pdf_page *letters, struct reading *reading);

// Loads all that poppler takes from the disk; to be called before the cage closes.
void
pdf_text_prepare(void);

// A page with one word that everybody sees, to try a look on; for the life of the process.
struct _PopplerPage *
pdf_text_known_page(void);

// The letters of a page; hidden are those too small to be read. They live as long as the process.
void
pdf_text_letters(struct _PopplerPage *page, struct pdf_page *letters_out);

// Adds the text of all pages, with forms that were filled in; hidden text and comments apart.
// `look` NULL leaves it at what is too small. Refuses what is damaged, locked or has too many
// pages.
void
pdf_text_read(const char *bytes, size_t length, pdf_look *look, struct reading *reading);
