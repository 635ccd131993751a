// The one door to pocketsphinx: one warm decoder with Debian's English model.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

// The decoder; starts as {0}.
struct recogniser {
        struct ps_decoder_s *decoder;
        struct cmd_ln_s *options;
};

// A word as it is spelled in the dictionary: lower case, but for "I". Times count from the first
// sample given. `probability` is the word's posterior in the lattice of what could have been said,
// 0 to 1.
struct heard_word {
        const char *text;
        double start_seconds;
        double end_seconds;
        double probability;
};

struct heard_words {
        struct heard_word *items;
        size_t count;
};

// Reads the model from `model_dir` (acoustic model en-us, en-us.lm.bin, cmudict-en-us.dict): some
// 0.3 s. ERR_BROKEN where a file is missing or damaged.
MUST_CHECK bool
recogniser_open(const char *model_dir, struct recogniser *recogniser_out, struct err *err);

// Hears 16 kHz mono sound of at most some 15 s; the words live in the arena. What was heard before
// makes no difference. No words is success.
MUST_CHECK bool
recogniser_hear(struct recogniser *recogniser, const int16_t *samples, size_t count,
                struct arena *arena, struct heard_words *words_out, struct err *err);

void
recogniser_close(struct recogniser *recogniser);
