// The rule table of the built-in evaluator: by which words each indicator is known. English.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// What a clause needs besides one of the phrases.
enum {
        NEEDS_I = 1 << 0,       // "I", "my", "me"
        NEEDS_I_DID = 1 << 1,   // "I" with a verb of doing, in the past
        NEEDS_I_DO = 1 << 2,    // the same, or what "I would" or "I will" do
        NEEDS_FIGURE = 1 << 3,  // here or in the clause beside it
        NEEDS_SUBJECT = 1 << 4, // at least two words that are not common
        NEEDS_EARLY = 1 << 5,   // in the first half of the answer, or in its first three clauses
        NEEDS_NO_NOT = 1 << 6,  // no negation just before the phrase
        TAKES_LAST = 1 << 8,    // where several clauses fit, the last one is quoted: ends come last
        NEEDS_SUBSTANCE = 1 << 7, // an answer of at least 12 words besides
};

// Indicators that are known otherwise than by phrases.
enum rule_kind {
        RULE_PHRASES,  // one of the phrases; where there are none, what it needs is enough
        RULE_SUBJECT,  // speaks about what the question asks
        RULE_POINTS,   // makes at least `share` of the expected points
        RULE_TERMS,    // uses terms of the role in a sentence
        RULE_OWN_PART, // says twice what "I" did, and not only what "we" did
        RULE_ORDER,    // two or more ordering words, in different places
};

struct rule {
        const char *key; // of the indicator
        enum rule_kind kind;
        unsigned needs;
        double share;
        const char *const *phrases; // ends with NULL; NULL for none
};

// NULL where the key is not known.
const struct rule *
rule_for(const char *indicator_key);

// Whether the word is a verb of doing in the past ("built", "measured"), for what follows "I".
bool
word_is_deed(const char *folded);

// Whether the word only says what somebody was, had or felt, though it looks like a deed.
bool
word_is_state(const char *folded);

extern const char *const NEGATIONS[];
