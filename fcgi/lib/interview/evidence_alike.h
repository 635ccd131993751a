// What of a text can mean the same as something in another text: its telling words and known
// phrases, and how alike two of them are.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/evidence_synonyms.h"
#include "interview/words.h"

enum { UNIT_GROUPS_MOST = 10 };

// A word or phrase of a text: the words [from, to).
struct unit {
        size_t from;
        size_t to;
        const struct word_at *word; // NULL for a phrase
        double weight;      // how much it tells (evidence_rarity.h); of a phrase, its words'
        bool is_denied;     // a negation stands just before it
        bool is_denied_far; // or somewhere in its sentence
        bool is_supposed;   // its sentence says what would be otherwise
        synonym_group groups[UNIT_GROUPS_MOST];
        size_t group_count;
};

struct units {
        const struct words *words;
        const struct unit *items; // in their order; a phrase beside its words
        size_t count;
};

// Those of the words [from, to). `abbreviations` may be NULL.
struct units
units_of(const struct words *words, size_t from, size_t to,
         const struct abbreviations *abbreviations, struct arena *arena);

// How alike two units are: 1 for the same word, less for words of one family, misspelt words,
// synonyms; least for words that belong to the same thing; 0 for none of it. Negative where one
// says the opposite of the other: one of them alone is denied, or they are opposites.
double
units_alike(const struct unit *said, const struct unit *wanted);

// Whether one of the words is the abbreviation of the other text's words from `at` on, as in "fifo"
// for "first in first out": how many words it stands for; 0 for none.
size_t
words_spelled_by(const struct word_at *abbreviation, const struct words *words, size_t at);

// Whether two stems are of one family of words ("reuse", "reusable").
bool
stems_are_family(const char *a, const char *b);

// Whether the words differ by one slip of a finger: a letter left out, added, changed, or two
// changed places; of words of six letters and more.
bool
words_are_misspelt(const char *a, const char *b);
