// A text as words: where each stands, its folded form and its stem. What quotes are found by, and
// what the rules of the plan and of the evaluator read.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

// Longer texts are read up to here; a spoken hour has some 60 kB.
#define WORDS_TEXT_BYTES_MOST 200000

// A word is a run of letters and digits; apostrophes inside it vanish ("don't" is "dont"), every
// other sign ends it. An ideograph is a word by itself.
struct word_at {
        const char *folded; // lower case, composed; never empty
        const char *stem;   // of the folded form; the folded form where the language is unknown
        size_t offset;      // bytes of the text
        size_t length;
        bool is_common; // says nothing of the subject ("the", "with", "und")
        bool is_figure; // begins with a digit, or is a number word of English, German or Spanish
        bool ends_sentence; // '.', '!', '?' or a line's end follows
};

struct words {
        const char *text;
        const struct word_at *items;
        size_t count;
};

// The words of a text, which may hold malformed UTF-8 (it ends words) and is NULL or any length.
// `language` is a tag of BCP 47 ("en", "en-GB"; its primary subtag counts) or NULL. The text is
// borrowed, the rest is in the arena.
struct words
words_of(const char *text, const char *language, struct arena *arena);

// The same without sounds that are no words of the language ("um", "ähm", "eh"): what an answer is
// judged by, so that a score does not depend on them.
struct words
words_without_hesitation(const char *text, const char *language, struct arena *arena);

// Where the words of the phrase stand one behind the other, from the word `from` on; SIZE_MAX where
// they do not. The phrase is written folded, with single spaces: "for example". A '*' at the end of
// one of its words stands for any ending: "we decid*".
size_t
words_find(const struct words *words, size_t from, const char *phrase);

// Whether one of the signs follows the word `at` before anything else is said or murmured: sounds
// that words_without_hesitation leaves out hide what is behind them.
bool
words_sign_follows(const struct words *words, size_t at, const char *signs);

// A set of stems, such as what a question is about.
struct stems {
        const char *const *items; // sorted, each once
        size_t count;
};

// The stems of all words that are not common and have at least two bytes.
struct stems
stems_of(const struct words *words, struct arena *arena);

// The same of the words from `from` up to, not including, `to`.
struct stems
stems_in(const struct words *words, size_t from, size_t to, struct arena *arena);

bool
stems_has(const struct stems *stems, const char *stem);

// The part of `a` that is in `b`, 0 to 1; 0 where `a` is empty.
double
stems_share(const struct stems *a, const struct stems *b);
