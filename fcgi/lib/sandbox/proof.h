// The sandbox proves itself: a program that is caged like all others tries what must not be
// possible.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "sandbox/sandbox.h"

// What is tried, one process each. The file that earshot-sandbox-proof gets holds this one byte.
enum proof {
        PROOF_OPEN,
        PROOF_WRITE,
        PROOF_CONNECT,
        PROOF_FORK,
        PROOF_EXECUTE,
        PROOF_TRACE,
        PROOF_SIGNAL,
        PROOF_READ_MEMORY,
        PROOF_READ_ENVIRONMENT,
        PROOF_REACH,
        PROOF_COUNT,
};

// How the program ends.
enum {
        PROOF_REFUSED = 10,
        PROOF_DONE = 11,
};

// For the start of a service, before it reads files: templates that wait are ended afterwards.
// ERR_BROKEN, with what was possible in the detail, where one of the attempts did not fail or could
// not be made.
MUST_CHECK bool
sandbox_prove(const struct sandbox_settings *settings, struct err *err);
