// The evaluation of one answer, by the built-in rules or from the claims of a language model.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "interview/evidence.h"
#include "interview/prompt_version.h"
#include "model/evaluation.h"
#include "model/passage.h"
#include "model/posting.h"

struct evaluation_input {
        const struct question *question;
        const struct transcript *transcript;
        const struct rubric *rubric;
        const char *const *role_terms; // of the title and description (resume.h, terms_of)
        size_t role_term_count;
        const char *role_text; // description and documents, for their abbreviations; may be NULL
        const struct passage *passages; // of documents and resume, that speak of the question
        size_t passage_count;
        enum interview_type type;
        int turn;
};

// The version of the rules that this program has: "rules-3".
const char *
evaluation_rules(void);

// By the rules, provider "builtin". No scores, with a null_reason, for a language that the rules do
// not know and for answers in which nothing was shown ("I don't know").
struct evaluation
evaluate_builtin(const struct evaluation_input *input, struct arena *arena);

// From a model's claims, each verified first. The same words back one indicator of a criterion; a
// step of points that takes more words than were said backs nothing. A step of points made ("about
// half") implies the steps below it, with the same quote. A criterion of a dimension that the
// question did not ask for is dropped where less than half of its points were shown. `evaluator`
// names provider, model and prompt version.
struct evaluation
evaluate_claims(const struct evaluation_input *input, const struct claim *claims,
                size_t claim_count, struct evaluator evaluator, struct arena *arena);

// The evaluation that follows from verified evidence: what recomputing uses.
struct evaluation
evaluation_of_evidence(const struct evaluation_input *input, const struct evidence *evidence,
                       size_t count, struct evaluator evaluator, struct arena *arena);

struct prompt {
        const char *system;
        const char *user;
};

// The JSON Schema of the answer that evaluation_prompt asks for.
extern const char EVALUATION_SCHEMA[];

// What a language model is asked by a version of PROMPT_EVALUATOR: for JSON {"claims": [{criterion,
// indicator, quote}]} and nothing else. Question and transcript stand as data between lines with
// `delimiter`, which the caller makes of at least 16 random characters.
struct prompt
evaluation_prompt(const struct evaluation_input *input, const struct prompt_version *version,
                  const char *delimiter, struct arena *arena);

// Reads a model's answer: a list, or an object whose first list it is, alone or in a fenced block
// or between other words. Members that are no claims are passed over, at most EVIDENCE_CLAIMS_MOST
// are taken. ERR_UPSTREAM where there is no such JSON; an empty list is success.
MUST_CHECK bool
evaluation_claims_from_json(const char *answer, size_t length, struct arena *arena,
                            struct claim **claims_out, size_t *count_out, struct err *err);
