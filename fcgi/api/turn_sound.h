// The sound of an interview's turns, for its candidate and for HR, who have been checked before.
#pragma once

#include "request.h"

// ERR_MISSING where nobody spoke the question, or the answer was typed.
MUST_CHECK bool
turn_sound_question(struct request *request, struct uuid interview, int number, struct err *err);

// The newest clip that was posted to the turn.
MUST_CHECK bool
turn_sound_answer(struct request *request, struct uuid interview, int number, struct err *err);
