// The numbers and bullets of lists, which stand in no text: counted as word/numbering.xml says
// (ECMA-376 part 1, clause 17.9).
#pragma once

#include <stddef.h>

#include "docx_zip.h"

enum {
        DOCX_NUMBER_BYTES = 96,
};

struct docx_numbers;

// Without such a part there are no lists. They live as long as the process.
struct docx_numbers *
docx_numbers_read(struct docx_zip *zip);

// Counts one paragraph of the list on and writes its mark, such as "2.1. " or "• ", "" where it
// shows none.
void
docx_numbers_next(struct docx_numbers *numbers, int number_id, int level,
                  char mark[DOCX_NUMBER_BYTES]);
