// The events of one answer (NDJSON lines of the API), each told once.
#pragma once

#include <stdbool.h>

#include "db/answer.h"
#include "turn/ask.h"
#include "turn/turn.h"

struct rows;

struct tell {
        const struct turn_events *events; // NULL: nobody listens
        bool has_told_transcript;
        bool has_told_outcome;
        bool is_live; // known with the outcome: an evaluation is to be told, too
};

// `transcript` and, for a spoken answer, `voice_metrics`; nothing where it was not usable.
void
tell_transcript(struct tell *tell, const struct answer *answer);

// `question_delta`: a piece of the text of the turn's question.
void
tell_piece(struct tell *tell, int number, const char *piece);

// `question_audio`: a part of its sound can be heard now.
void
tell_part(struct tell *tell, int number, int part, bool is_last, const char *mime);

// `next`, behind its pieces and parts. It has a sound where `turn` has a key.
void
tell_next(struct tell *tell, const struct turn *turn);

// What came of an answer, as it stands in the database: `question_delta`, `question_audio` (its
// `parts` are rows of QUESTION_PART_LIST; NULL: none) and `next`; or `asked_again`; or `ended`.
// Nothing where it was told.
void
tell_outcome(struct tell *tell, const struct answer *answer, const struct course *course,
             const struct rows *parts);

// Nothing more will be told.
void
tell_over(const struct tell *tell);

// `evaluation`, where there is one.
void
tell_evaluation(struct tell *tell, const struct answer *answer);
