// The events of one answer (NDJSON lines of the API), each told once.
#pragma once

#include <stdbool.h>

#include "db/answer.h"
#include "turn/ask.h"
#include "turn/turn.h"

struct tell {
        const struct turn_events *events; // NULL: nobody listens
        bool has_told_transcript;
};

// `transcript` and, for a spoken answer, `voice_metrics`; nothing where it was not usable.
void
tell_transcript(struct tell *tell, const struct answer *answer);

// `question_delta`, `question_audio` and `next`; or `asked_again`; or `ended`.
void
tell_outcome(struct tell *tell, const struct answer *answer, const struct course *course);

// `evaluation`, where there is one.
void
tell_evaluation(struct tell *tell, const struct answer *answer);
