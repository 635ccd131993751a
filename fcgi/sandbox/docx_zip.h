// The parts of a DOCX file (ECMA-376 part 2: a ZIP archive), read with their inflated bytes
// counted.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/own.h"

struct zip;

struct docx_zip {
        struct zip *archive;
        size_t inflated_bytes;
};

// The archive in these bytes, which must outlive it. Refuses what is no archive, or one with more
// entries than a document has.
void
docx_zip_open(const char *bytes, size_t length, struct docx_zip *zip_out);

bool
docx_zip_has(const struct docx_zip *zip, const char *name);

// Hands the part to `take` piece by piece until it returns false or all is read. False where there
// is no such part. Refuses a part that is locked or damaged, and an archive whose parts are
// together larger than any document.
bool
docx_zip_read(struct docx_zip *zip, const char *name,
              bool (*take)(const char *bytes, size_t length, void *context), void *context);
