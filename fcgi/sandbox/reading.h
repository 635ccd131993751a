// What a program has read of one document, and the answer that it makes of it: what a reader sees,
// what a reader cannot see, and comments, each apart.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "sandbox/answer.h"
#include "sandbox/document.h"

enum {
        // What one page of a resume holds, where nobody noted the number of pages.
        READING_CHARACTERS_A_PAGE = 3000,
};

// `pages` 0: nobody knows, and it is estimated by the length, at least `least_pages`.
struct reading {
        enum document_format format;
        struct buf text;
        struct buf hidden;
        struct buf comments;
        int pages;
        int least_pages;
        int unread_pages; // pictures that there was no time to recognise
        bool warnings[DOCUMENT_WARNING_COUNT];
};

struct reading
reading_open(void);

// Adds words that a reader cannot see; those past DOCUMENT_MOST_ASIDE_BYTES are left out. Words
// added one after the other are parted by a space where the earlier did not end with one.
void
reading_hide(struct reading *reading, const char *bytes, size_t length);

// The same for a comment.
void
reading_comment(struct reading *reading, const char *bytes, size_t length);

// Writes the answer and ends the program. The text is made plain first: ligatures are taken apart,
// soft hyphens and characters without width left out, all kinds of space made one, symbols of
// private fonts made bullets or left out, empty lines at most one in a row. Characters that show
// nothing and spell words (Unicode's tags) become hidden text. Refuses a text that is empty or too
// long.
_Noreturn void
reading_answer(struct reading *reading);
