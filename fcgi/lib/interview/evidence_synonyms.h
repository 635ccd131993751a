// Words and phrases that say the same ("fifo", "first in first out"), belong to the same thing, or
// are opposites; in English. What lets an answer make a point in its own words.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "interview/words.h"

enum synonym_kind {
        SYNONYM_SAME,
        SYNONYM_NEAR,
        SYNONYM_LEFT, // the one side of an opposition, and the other
        SYNONYM_RIGHT,
};

// Membership in a group, as one number: two words whose lists share one with SYNONYM_SAME say the
// same; SYNONYM_LEFT and SYNONYM_RIGHT of one group are opposites.
typedef uint16_t synonym_group;

// Abbreviations that texts explain: "Structured Query Language (SQL)", "SQL, i.e. Structured Query
// Language". Valid as long as the arena.
struct abbreviations {
        const struct synonym_entry *items;
        size_t count;
};

// Those of a text, NULL for none; at most ABBREVIATIONS_MOST.
#define ABBREVIATIONS_MOST 40
struct abbreviations
abbreviations_of(const char *text, struct arena *arena);

// The groups of what begins at the word `at` and has `length` words, up to `room` of them.
struct synonym_match {
        size_t length;
        synonym_group group;
};

// What begins at the word `at` and ends before `to`: one match for each group, longest first;
// returns how many. `abbreviations` may be NULL.
size_t
synonyms_at(const struct words *words, size_t at, size_t to,
            const struct abbreviations *abbreviations, struct synonym_match *matches, size_t room);

enum synonym_kind
synonym_kind_of(synonym_group group);

// The other side of an opposition.
synonym_group
synonym_opposite(synonym_group group);
