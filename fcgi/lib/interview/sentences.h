// A text as it is spoken: sentence by sentence, also while it is still being written.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// The length in bytes of the text's first sentence with the white space behind it; what is cut off
// so, put together again, is the text. 0 while it cannot be told yet where it ends: behind a full
// stop the next letter must be known. With `is_whole` nothing follows the text, and the last
// sentence ends with it; 0 then for an empty text alone.
//
// A sentence ends at a full stop, question or exclamation mark, or ellipsis with the quotation
// marks and brackets behind it, where white space follows (none is needed in scripts without
// spaces), and goes on where a small letter follows, behind an abbreviation of the language ("Dr.",
// "z. B.", "p. ej."), an initial, the number of a list, and a German ordinal ("am 3. Mai"). Where
// that cannot be told, two sentences stay together. `language` is a tag of BCP 47.
size_t
sentence_length(const char *text, const char *language, bool is_whole);

// The length of the next piece of a whole text: one sentence with the white space before it, not
// that behind it, so that the last piece has none at its end. 0 at the end of the text.
size_t
sentence_piece(const char *rest, const char *language);
