// Which parts of a DOCX file hold its text, as [Content_Types].xml names them (ECMA-376 part 2,
// clause 10.1), and what docProps/app.xml says of it.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "docx_zip.h"

// In the order in which they are read.
enum docx_part {
        DOCX_HEADER,
        DOCX_BODY,
        DOCX_DIAGRAM,
        DOCX_FOOTNOTES,
        DOCX_ENDNOTES,
        DOCX_FOOTER,
        DOCX_COMMENTS,
        DOCX_PART_COUNT,
};

enum {
        DOCX_MOST_PARTS = 64,
        DOCX_NAME_BYTES = 128,
};

// `pages` is 0 where nobody noted it.
struct docx_parts {
        struct {
                enum docx_part kind;
                char name[DOCX_NAME_BYTES];
        } list[DOCX_MOST_PARTS];
        size_t count;
        int pages;
        bool has_macros;
};

// Refuses an archive that is no Word document.
void
docx_parts_find(struct docx_zip *zip, struct docx_parts *parts_out);
