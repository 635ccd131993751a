// The text of a Rich Text Format file (RTF specification 1.9.1) as a reader sees it; deleted text
// and field codes are left out, hidden text and comments kept apart.
#pragma once

#include <stddef.h>

#include "reading.h"

// Loads the converters of the code pages that RTF files are written in; to be called before the
// cage closes.
void
text_rtf_prepare(void);

// Adds what is read. A file that is cut off is read as far as it goes, and that is said.
void
text_rtf_read(const char *bytes, size_t length, struct reading *reading);
