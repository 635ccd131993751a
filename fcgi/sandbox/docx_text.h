// The text of one WordprocessingML part (ECMA-376 part 1, clause 17) in reading order: what a
// reader sees. Deleted and moved-away text, hidden text, field codes and the second form of
// anything that comes in two (mc:AlternateContent) are left out; a text box comes after its
// paragraph.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "docx_zip.h"

struct docx_text {
        struct buf *text;
        size_t hidden_characters;
        int page_breaks; // that the writing program noted
};

// Appends the part's text. False where there is no such part.
bool
docx_text_read(struct docx_zip *zip, const char *name, struct docx_text *text);
