// Documents cut into passages: short enough that one of them says one thing, and each with the
// heading that it stands under.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "model/passage.h"

enum {
        PASSAGE_WORDS = 60,       // from here on the next paragraph begins a new passage
        PASSAGE_WORDS_LEAST = 20, // shorter ones go on behind an empty line
        PASSAGE_WORDS_MOST = 120, // longer paragraphs are cut, at the end of a sentence if they can
        PASSAGE_BYTES_MOST = 1600, // and where words are not parted by spaces
        PASSAGES_MOST = 4000,      // of one document; what stands behind is not kept
};

// The passages of a document's text, in their order. A line is a paragraph; an empty line, a page
// and a heading end a passage. A heading is a short line that does not end like a sentence and has
// something longer, or a list, below it. The text is clean UTF-8; NULL has no passages. They have
// headings and bodies only.
void
passages_of(const char *text, struct arena *arena, struct passage **passages_out,
            size_t *count_out);

// Two lists of passages, each best first, as one: by reciprocal rank fusion (Cormack, Clarke and
// Buettcher 2009; k = 60), at most `most`, each passage once, whose new rank is the fused one.
// Passages are the same where their ids are.
void
passages_join(const struct passage *first, size_t first_count, const struct passage *second,
              size_t second_count, size_t most, struct arena *arena, struct passage **joined_out,
              size_t *count_out);
