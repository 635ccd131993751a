// Who of a panel asks: up to three interviewers take turns by competency. A pure function of the
// turns so far.
#pragma once

#include "interview/plan.h"

// The most interviewers of a panel.
enum { PLAN_PANEL_MOST = 3 };

// Sets who asks the question. The first of the posting's personas leads: the first
// question, the closing, what a person asks and what has no competency are theirs. Each other
// competency belongs to whoever asked about it before, a new one to the next of the panel, so that
// a follow-up comes from whoever asked. Whoever asks for the first time says a sentence of
// introduction before it, put into the question's greeting; the lead has greeted already. Without a
// panel nobody is set.
void
plan_panel_assign(const struct plan_input *input, struct question *question, struct arena *arena);
