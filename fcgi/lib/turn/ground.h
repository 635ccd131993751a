// What a question or an evaluation is grounded in.
#pragma once

#include "model/interview.h"
#include "model/passage.h"
#include "turn/turn.h"

enum ground_scope {
        GROUND_DOCUMENTS,            // of the posting
        GROUND_DOCUMENTS_AND_RESUME, // and the candidate's
};

// The passages, at most `limit`, that speak of the text, best first: by its words, and, where
// EMBEDDINGS is set, by its vector, joined. Holds no connection while the provider is asked; one
// that fails, or takes longer than GROUND_VECTOR_MS, is passed over and logged.
enum { GROUND_VECTOR_MS = 1500 };

MUST_CHECK bool
ground_find(const struct turn_room *room, const struct interview *interview,
            enum ground_scope scope, const char *text, int limit, struct arena *arena,
            struct passage **passages_out, size_t *count_out, struct err *err);
