// What a PDF page has beside its own text: fields that were filled in, notes, and layers that are
// switched off.
#pragma once

#include <stddef.h>

#include "base/buf.h"
#include "reading.h"

struct _PopplerDocument;
struct _PopplerPage;

// Adds what is written in fields and on the page to the text, notes to the comments, and what is
// not shown of them to the hidden text.
void
pdf_aside_read(struct _PopplerPage *page, struct reading *reading);

// Switches all layers on that are off, and adds the lines that come to light and are not in
// `shown` to the hidden text. To be called after everything else.
void
pdf_aside_layers(struct _PopplerDocument *document, const struct buf *shown,
                 struct reading *reading);
