// Two things that a question holds against each other ("How does a queue differ from a stack?"),
// and of which of them something is said.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/words.h"

// Words of the question that belong together: [from, to).
struct run {
        size_t from;
        size_t to;
};

struct things {
        const struct words *asked;
        bool are_two; // the question holds two things against each other
        struct run pair[2];
};

// `asked` are the words of the question, kept by reference.
struct things
things_of(const struct words *asked);

// Whether the text names both. One that names only one of them may call the other "the second one".
bool
things_both_named(const struct things *things, const struct words *words);

// Of each word of a text, of which of the two it is said, 0 or 1; SIZE_MAX for none.
size_t *
things_by_word(const struct things *things, const struct words *words, struct arena *arena);
