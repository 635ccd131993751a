// The sound of an interview's turns, for its candidate and for HR, who have been checked before.
#pragma once

#include "request.h"

// The whole question; while it is still being made this waits. ERR_MISSING where nobody spoke it.
MUST_CHECK bool
turn_sound_question(struct request *request, struct uuid interview, int number, struct err *err);

// One part of it, from 0, whichever process makes it: what is there at once, and what comes as it
// comes, until it is whole, nobody makes it any more, or 25 s have passed. ERR_MISSING where it has
// not begun.
MUST_CHECK bool
turn_sound_part(struct request *request, struct uuid interview, int number, int part,
                struct err *err);

// How the mouth moves with the whole question, or with one part of it (`part` from 0; -1: the
// whole): {is_made, duration_ms, visemes: [{start_ms, end_ms, viseme}]}. Nothing is waited for:
// while the sound is being made `is_made` is false and nothing else is known. ERR_MISSING as for
// the sound.
MUST_CHECK bool
turn_sound_visemes(struct request *request, struct uuid interview, int number, int part,
                   struct err *err);

// The newest clip that was posted to the turn. ERR_MISSING where the answer was typed.
MUST_CHECK bool
turn_sound_answer(struct request *request, struct uuid interview, int number, struct err *err);

// The bars of the answer's waveform: {peaks: [0-255]}, as they were measured when it was heard.
MUST_CHECK bool
turn_sound_peaks(struct request *request, struct uuid interview, int number, struct err *err);

// `peaks` of a row as a list of numbers; null where none were measured.
struct rows;
void
turn_sound_write_peaks(struct json_writer *json, const struct rows *rows, int row,
                       struct arena *arena);
