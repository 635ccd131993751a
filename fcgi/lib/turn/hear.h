// Words from sound that has been decoded: a stretch of a recording goes to the chain of
// recognisers.
#pragma once

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/transcript.h"
#include "sandbox/clip.h"
#include "turn/turn.h"

// The language of the interview, and the names and terms of its role, which recognisers are told.
struct hear_manner {
        const char *language;
        const char *prompt;
};

MUST_CHECK bool
hear_manner(const struct turn_room *room, struct uuid interview, struct arena *arena,
            struct hear_manner *manner_out, struct err *err);

// The same, asked for by one thread while another one does something else. Lives as long as the
// request.
struct hear_ahead {
        struct arena arena;
        pthread_mutex_t lock; // of what follows
        pthread_cond_t known;
        bool is_known;
        bool is_well;
        struct hear_manner manner;
        struct err err;
};

void
hear_ahead_open(struct hear_ahead *ahead);

// In the one thread.
void
hear_ahead_ask(struct hear_ahead *ahead, const struct turn_room *room, struct uuid interview);

// In the other: waits until it was asked for, and gives what came of it.
MUST_CHECK bool
hear_ahead_take(struct hear_ahead *ahead, struct hear_manner *manner_out, struct err *err);

void
hear_ahead_close(struct hear_ahead *ahead);

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
