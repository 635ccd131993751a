// Questions that rest on a passage of the posting's documents.
#pragma once

#include "interview/plan.h"

// What a passage can be asked about with: a sentence of it that can be spoken, and where it stands.
struct passage_line {
        const char *source;   // as it is spoken: "on call guide"
        const char *line;     // one whole sentence of the passage
        const char *rests_on; // for question.rests_on: "On-call guide.pdf: ..."
};

// The best passage that no question of the interview rests on yet; false where there is none, or
// none with a sentence that can be kept in mind when it is heard.
bool
plan_passage_line(const struct plan_input *input, struct arena *arena,
                  struct passage_line *line_out);
