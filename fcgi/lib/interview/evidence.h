// Evidence: indicators of the rubric that were shown, each with words of the transcript. Whoever
// names them, only what is found in the transcript counts.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/evaluation.h"
#include "model/question.h"
#include "model/rubric.h"
#include "model/transcript.h"

// No answer earns more rows than these; claims beyond are not read.
#define EVIDENCE_CLAIMS_MOST 200
#define EVIDENCE_QUOTE_WORDS_MOST 60

// Keeps the claims whose quote stands in the transcript word for word (case, punctuation and white
// space folded) and whose criterion and indicator are in the rubric. Dropped besides: quotes of one
// word (unless it is a figure or the whole answer), quotes of more than EVIDENCE_QUOTE_WORDS_MOST
// words, a second quote for the same indicator, quotes that only repeat the question, and quotes
// of which a word stands in a passage that is aimed at a machine (answer_machine.h). The quote
// becomes the transcript's own text, with its place and, where words have times, its times. The
// order is the rubric's. *evidence_out is NULL where none is left.
void
evidence_verify(const struct transcript *transcript, const struct rubric *rubric,
                const struct question *question, int turn, const struct claim *claims,
                size_t claim_count, struct arena *arena, struct evidence **evidence_out,
                size_t *count_out);

// How many of the claims evidence_verify would refuse by themselves: another one of the same
// indicator is no reason.
size_t
evidence_refused(const struct transcript *transcript, const struct rubric *rubric,
                 const struct question *question, const struct claim *claims, size_t claim_count,
                 struct arena *arena);

// What an answer is read against.
struct evidence_input {
        const struct transcript *transcript;
        const struct question *question;
        const struct rubric *rubric;
        const char *const *role_terms; // of resume.h, terms_of; may be empty
        size_t role_term_count;
        bool asks_points;      // the question asks for the points that it expects
        bool asks_only_points; // and for nothing else of substance
        const char *role_text; // what explains abbreviations: description, documents; may be NULL
        int turn;
};

// The rules of the built-in evaluator: what they find, as claims. Indicators with a key of
// the rule table (evidence_rules.c) are found by their rule, others by the terms of their text.
// None for languages that evidence_knows does not.
void
evidence_find_builtin(const struct evidence_input *input, struct arena *arena,
                      struct claim **claims_out, size_t *count_out);

struct words;

// Whether the words are no more than "I don't know" or its like. English.
bool
evidence_is_shrug(const struct words *words);

// Whether the rules know the language.
bool
evidence_knows(const char *language);

// What a person should look at: "addresses_the_machine", "repeats_the_question", "lists_keywords".
void
evidence_flags(const struct evidence_input *input, struct arena *arena,
               const char *const **flags_out, size_t *count_out);
