// Plain text in any usual encoding, and Markdown, whose marks are taken off.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "reading.h"

// Loads the converter of Windows-1252; to be called before the cage closes.
void
text_plain_prepare(void);

// Adds what is read; `is_markdown_out` tells which of the two it was. UTF-8 and UTF-16 are known by
// their marks or by themselves; anything else is taken for Windows-1252, and that is said. Refuses
// what is no text.
void
text_plain_read(const char *bytes, size_t length, struct reading *reading, bool *is_markdown_out);
