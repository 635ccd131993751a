// OpenDocument text (ISO/IEC 26300), which is an archive of XML like DOCX and read with the same
// tools.
#pragma once

#include <stdbool.h>

#include "docx_zip.h"
#include "reading.h"

// Whether the archive says that it is one.
bool
docx_odt_is_one(struct docx_zip *zip);

// Adds headers, body, notes and footers in reading order; hidden text and comments apart. Refuses a
// file with a password.
void
docx_odt_read(struct docx_zip *zip, struct reading *reading);
