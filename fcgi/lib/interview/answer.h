// An answer made ready for the rules: its words cut into clauses, each judged for whether it says
// anything that can earn something.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "interview/words.h"
#include "model/question.h"

// Some words that belong together: a sentence, or a piece of one. Words [from, to).
struct clause {
        size_t from;
        size_t to;
        bool repeats_question; // adds nothing to the question's own words
        bool is_list;          // terms in a row that say nothing about each other
        bool is_usable;        // none of these
};

struct answer {
        struct words words;
        const char *language;
        bool addresses_machine; // some of what was said is aimed at a machine: not in `words`
        const struct clause *clauses;
        size_t clause_count;
        struct stems question; // what the question is about
        const bool *is_listed; // of each word: it is one of a row of terms without a statement
};

// `question` may be NULL. Recognisers write no full stops: long runs of words are cut before words
// such as "and" or "because".
struct answer
answer_of(const char *text, const char *language, const struct question *question,
          struct arena *arena);

// Whether the words [from, to) say nothing that the question did not.
bool
words_repeat(const struct words *words, size_t from, size_t to, const struct stems *question,
             struct arena *arena);
