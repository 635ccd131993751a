// The text of a PDF file page by page: the one door to poppler.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct pdf_text {
        int pages;
        int pages_of_pictures;    // pages with pictures and no text
        size_t hidden_characters; // too small to be read
};

// Loads all that poppler takes from the disk; to be called before the cage closes.
void
pdf_text_prepare(void);

// Appends the text of all pages, parted by an empty line. Refuses what is damaged, locked or has
// too many pages; stops early where the text is longer than its buffer.
void
pdf_text_read(const char *bytes, size_t length, struct buf *text, struct pdf_text *text_out);
