// What the supervisor's rules are about, measured of the turns so far.
#pragma once

#include "interview/supervisor.h"

struct supervisor_analysis
supervisor_measure(const struct supervisor_input *input, struct arena *arena);

// How many turns at the end are about one competency: follow-ups count, opening and closing do not.
int
supervisor_same_competency(const struct plan_input *plan);

// Whether the last two turns have an answer that is short and leaves out two things or more.
bool
supervisor_is_thin(const struct plan_input *plan, struct arena *arena);
