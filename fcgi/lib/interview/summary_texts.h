// The sentences of a report, from what was computed for it.
#pragma once

#include "base/arena.h"
#include "interview/summary.h"

// Fills strengths, weaknesses, highlights, improvements, practice areas, resources and the text of
// a summary whose scores, criteria and facts are there.
void
summary_add_texts(const struct summary_input *input, struct summary *summary, struct arena *arena);
