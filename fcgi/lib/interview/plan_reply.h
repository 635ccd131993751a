// What a good interviewer says to an act (plan_act.h): the question again, in the way that helps.
#pragma once

#include "interview/plan.h"
#include "interview/plan_act.h"

// After so many acts in one turn the interview goes on: what comes then is taken as an answer.
enum { PLAN_ACTS_MOST = 2 };

// The words that answer the act and end with the question, whose text is said word for word. Where
// the question was not understood, what an answer may be like is said before it, and none of the
// points that are expected. `acts_before`: in the same turn. The act is one that asks again.
const char *
plan_reply(const struct plan_input *input, struct plan_heard heard, const struct question *question,
           int acts_before, struct arena *arena);

// A few kind words before the next question, where the last turn was left without an answer; NULL
// where there is nothing to say.
const char *
plan_before_next(const struct plan_input *input, struct arena *arena);
