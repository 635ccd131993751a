// A transcript as its candidate corrects it: another text, and the times of the words that stayed.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "model/transcript.h"

// How many words a correction of this text may have: twice as many and 50, so that what was missed
// can be added, and no other answer be written in its place.
size_t
correction_words_most(const char *heard);

// How many words, parted by white space, a text has.
size_t
correction_words(const char *text);

// The corrected text with its words. A word that stands in both in the same order (case and
// punctuation folded) keeps its times and confidence; the others have none (-1). Language,
// provider, model and the confidence of the whole stay those of what was heard.
struct transcript
correction_of(const struct transcript *heard, const char *text, struct arena *arena);
