// Reads one part's XML as it is inflated: the one door to libxml2. Elements come by their local
// names, attributes are asked for by theirs. A DOCTYPE, which no part of a DOCX may have (ECMA-376
// part 2), is refused where it begins, so that there are no entities but the five of XML.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "docx_zip.h"

struct docx_attributes;

struct docx_reader {
        void (*opens)(void *context, const char *name, const struct docx_attributes *attributes);
        void (*closes)(void *context, const char *name);
        void (*text)(void *context, const char *bytes, size_t length);
};

// To be called once, before the cage closes.
void
docx_xml_prepare(void);

// False where there is no such part. Refuses what is not well-formed.
bool
docx_xml_read(struct docx_zip *zip, const char *name, const struct docx_reader *reader,
              void *context);

// Copies the value of the attribute into `value`, "" where there is none or it does not fit.
void
docx_attribute(const struct docx_attributes *attributes, const char *name, char *value,
               size_t value_bytes);
