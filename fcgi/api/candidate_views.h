// What a candidate sees of turns that are over.
#pragma once

#include "request.h"

// The whole of one answer at once, for those who do not stream.
MUST_CHECK bool
candidate_answer_respond(struct request *request, int number, struct uuid answer, struct err *err);

// {turn, ended}; `next` 0: the interview has ended.
MUST_CHECK bool
candidate_skip_respond(struct request *request, int next, struct err *err);

// To a conflict's problem: which turn is open.
void
candidate_add_current_turn(struct request *request);
