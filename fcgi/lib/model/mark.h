// When which letter or phone of a spoken text is heard, as voices tell it.
#pragma once

#include <stddef.h>

enum {
        // A letter with its accents, or a phone with its length and its second half.
        MARK_TEXT_BYTES = 16,
};

// What the marks of one sound are: letters as they are written in the text's language, or phones of
// the International Phonetic Alphabet.
enum mark_kind { MARKS_LETTERS, MARKS_PHONES };

struct mark {
        char text[MARK_TEXT_BYTES];
        int start_ms; // from the beginning of the sound
        int end_ms;
};

// In the order of their beginnings; what is not marked is a pause.
struct marks {
        enum mark_kind kind;
        const struct mark *items;
        size_t count;
};
