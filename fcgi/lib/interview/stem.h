// Word stems: the one door to libstemmer (Snowball).
#pragma once

#include "base/arena.h"

struct stemmer;

// A stemmer for a language tag (BCP 47); NULL where there is none for it. Not shared by threads.
struct stemmer *
stemmer_new(const char *language);

void
stemmer_free(struct stemmer *stemmer);

// For OWN.
void
stemmer_done(struct stemmer **stemmer);

// The stem of a folded word; the word itself where `stemmer` is NULL.
const char *
stemmer_stem(struct stemmer *stemmer, const char *folded, struct arena *arena);
