// Words from sound that has been decoded: a stretch of a recording goes to the chain of
// recognisers.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/transcript.h"
#include "sandbox/clip.h"

struct turn_room;

// The language of the interview, and the names and terms of its role, which recognisers are told.
struct hear_manner {
        const char *language;
        const char *prompt;
};

MUST_CHECK bool
hear_manner(const struct turn_room *room, struct uuid interview, struct arena *arena,
            struct hear_manner *manner_out, struct err *err);

// Samples [start, end) of a clip.
struct hear_order {
        const struct clip *clip;
        size_t start;
        size_t end;
        bool is_piece;            // a piece of interview/segments.h
        const char *browser_text; // of the whole clip; NULL
        const struct hear_manner *manner;
};

// Without the words that nobody said (interview/unheard.h): what is heard of a piece while it is
// spoken stays as it is when pieces are joined. Times of words count from the beginning of the
// clip. ERR_UPSTREAM where no provider answered.
MUST_CHECK bool
hear(const struct turn_room *room, const struct hear_order *order, struct arena *arena,
     struct transcript *transcript_out, struct err *err);
