// A language model as finder of evidence: asked by one version of the prompt, its claims verified.
// Used by turns and by the measuring of versions alike.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "interview/evaluation.h"
#include "net/providers.h"

struct model_reading {
        struct evaluation evaluation;
        const struct claim *claims; // as the model made them
        size_t claim_count;
        bool is_repaired; // the first answer was no list of claims
};

// Asks for claims; where the answer is none it is asked for once more. ERR_UPSTREAM where no server
// answered, or what came was no list of claims twice: the rules evaluate then.
MUST_CHECK bool
model_evaluate(struct providers *providers, const struct prompt_version *version,
               const struct evaluation_input *input, struct arena *arena,
               struct model_reading *reading_out, struct err *err);
