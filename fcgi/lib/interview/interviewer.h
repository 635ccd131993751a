// A language model as interviewer: it words the question that the plan chose, and what it says is
// checked before it is spoken. Where it fails the check, the plan's own text is asked.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "interview/evaluation.h"
#include "interview/plan.h"
#include "interview/prompt_version.h"

#define INTERVIEWER_WORDS_MOST 60

struct interviewer_context {
        const struct plan_input *input;
        const char *persona_style; // of the persona: "warm and calm"; NULL
        const char *guidance;      // what the supervisor wishes; NULL
};

// Asks for the question's text alone, in the posting's language, by a version of
// PROMPT_INTERVIEWER. Contact details are taken out of the resume. `delimiter` as for
// evaluation_prompt. Not for steps whose question is_fixed.
struct prompt
interviewer_prompt(const struct interviewer_context *context, const struct plan_step *step,
                   const struct prompt_version *version, const char *delimiter,
                   struct arena *arena);

// Accepts a text that can be spoken: exactly one question (as many requests as the chosen one has),
// at most INTERVIEWER_WORDS_MOST words, in the posting's language where that can be told, about the
// chosen question, for a follow-up also about what was said last; not like one that was asked, no
// promise about the outcome and no judgement, no talk of age, health, family, origin, religion, no
// markup, no talk about being a model. `text_out` is trimmed and stripped of
// quotes around it. ERR_UPSTREAM with the reason in the detail.
MUST_CHECK bool
interviewer_check(const char *text, const struct plan_input *input, const struct plan_step *step,
                  struct arena *arena, const char **text_out, struct err *err);

// What is to be said of a text as far as it is written. Reasons are those of interviewer_check;
// NULL: none.
struct interviewer_verdict {
        const char *wrong; // it cannot be asked, whatever follows
        const char *lacks; // it cannot be asked as it stands; more may mend it
        bool has_mark;     // a question mark stands in it
        bool asks;         // a question mark, or a request such as "tell me"
};
struct interviewer_verdict
interviewer_judge(const char *text, const struct plan_input *input, const struct plan_step *step,
                  struct arena *arena);
