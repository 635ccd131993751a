// Words that nobody said: recognisers, Whisper above all, write some where there is no sound. What
// stands where nobody speaks is taken out, loops are cut to one turn, and the sentences that such
// models learned from films' ends are no answer.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/transcript.h"

// Leaves in `transcript`, as a recogniser gave it for the recording or for a stretch of it, what
// was said there, and returns how many words were taken out. Of what was joined from several
// requests it takes too much: they know nothing of each other, so what stands in several of them
// was said as often.
//  - A word goes where nobody speaks from 400 ms before it to 400 ms after it; where its times are
//    only spread over its segment (has_spread_times), 2.5 s. Words without times stay.
//  - Of words that follow each other again and again, four times two to twelve of them or eight
//  times
//    one, the first turn stays. Nobody says "I think so" four times; "no" three times many do.
// Text and words stay together: what is left has the punctuation that it had.
size_t
unheard_drop_words(const int16_t *samples, size_t count, int rate, struct arena *arena,
                   struct transcript *transcript);

// Whether a text is made of sentences that recognisers learned from films' ends ("Thanks for
// watching!") and of nothing else: if it is all of an answer, nothing was said.
bool
unheard_is_habit(const char *text);

// Leaves nothing of the transcript of a whole answer that is one, and returns how many words it
// had.
size_t
unheard_drop_habit(struct transcript *transcript);
