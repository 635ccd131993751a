// Providers that fail again and again are left alone for a while, so that no candidate waits for
// them. One breaker for each function and provider, for all processes below one parent: nothing but
// atomic numbers in the memory that they share (base/shared.h).
//
//             BREAKER_FAILURES in a row, or a Retry-After longer than anybody waits:
//             breaker_failed
//   closed ------------------------------------------------------------------> open
//     ^                                                                       |    ^
//     | breaker_answered                 its pause has passed: breaker_enter  |    |
//     breaker_failed: |                                                                       v |
//     twice the pause
//     +--------------------------------------------------------------- half_open --+
//                                                              (one call alone tries)
#pragma once

#include <stdbool.h>

#include "base/config.h"

enum function {
        FUNCTION_STT,
        FUNCTION_LLM,
        FUNCTION_TTS,
        FUNCTION_EMBEDDINGS,
        FUNCTION_COUNT,
};

enum breaker_state {
        BREAKER_CLOSED,
        BREAKER_OPEN,
        BREAKER_HALF_OPEN,
        BREAKER_STATE_COUNT,
};

extern const char *const BREAKER_STATE_NAMES[BREAKER_STATE_COUNT];

// Whether it is asked over a network: those on this host, and the candidate's browser, have no
// breaker.
bool
provider_is_remote(enum provider provider);

// Whether a call may be made now. True is followed by breaker_answered, breaker_failed or
// breaker_left.
bool
breaker_enter(enum function function, enum provider provider);

void
breaker_answered(enum function function, enum provider provider);

// `retry_after_seconds` is what the provider asked for; 0 where it did not.
void
breaker_failed(enum function function, enum provider provider, const struct config *config,
               int retry_after_seconds);

// The call ended by our own doing: it says nothing about the provider.
void
breaker_left(enum function function, enum provider provider);

enum breaker_state
breaker_look(enum function function, enum provider provider);

// All closed, nothing learned: as at the start of the service.
void
breaker_forget_all(void);

// What a provider was found to refuse, as bits that the files of this room give their meaning: so
// that not every call has to find out again.
unsigned
breaker_learned(enum function function, enum provider provider);

void
breaker_learn(enum function function, enum provider provider, unsigned bits);
