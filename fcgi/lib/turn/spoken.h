// Sound of texts in which nothing is of a candidate, spoken once for all interviews and processes:
// questions of the bank and of question sets, also when they are asked again. Bounded; the longest
// unused goes first.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "interview/plan.h"
#include "net/providers.h"
#include "turn/turn.h"

enum {
        // Ten thousand questions of some seconds are many postings' in several voices.
        SPOKEN_SOUNDS_MOST = 10 * 1000,
        SPOKEN_BYTES_MOST = 512 * 1024 * 1024,
};

// Whether every word of the text was there before the interview.
bool
spoken_is_known(const struct plan_input *plan, const char *text, struct arena *arena);

// As tts_speak; a text that is known is taken from what was spoken before, or kept for the next
// one. What fails there costs nothing but the speaking.
MUST_CHECK bool
spoken_speak(const struct turn_room *room, const struct plan_input *plan,
             const struct tts_request *request, struct arena *arena, struct tts_result *sound_out,
             struct err *err);
