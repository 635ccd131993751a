// Which letters of a PDF page a reader sees, by its pixels.
#pragma once

#include <stdbool.h>

#include "pdf_look_draw.h"
#include "pdf_page.h"

// Marks words as hidden whose letters change nothing, or hardly anything, in what is drawn. Where
// nearly all of a page is such, and lies over a picture with ink in the same places, it is the text
// of a scanned page: that is not hidden, and true is returned.
bool
pdf_see(const struct pdf_picture *picture, struct pdf_page *page);
