// From an answer as it was posted to words and measures.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/answer.h"
#include "interview/plan.h"
#include "model/transcript.h"

struct hear_ahead;
struct turn_room;

enum { LISTEN_PEAKS = 240 }; // bars of a player's waveform

struct heard {
        struct transcript transcript;
        enum plan_usability usability;
        struct voice_metrics voice; // all 0 where typed
        const char *mime;           // what the decoder found
        bool has_peaks;
        uint8_t peaks[LISTEN_PEAKS];
};

// Of an answer that is spoken: from a file that holds the recording, whichever it is now. Of the
// answer its interview, type and browser's text are looked at, and of one that was uploaded its id.
// `ahead` may be NULL.
MUST_CHECK bool
listen_recording(const struct turn_room *room, const struct answer *answer, int file,
                 struct hear_ahead *ahead, struct arena *arena, struct heard *heard_out,
                 struct err *err);

// A clip that cannot be decoded is heard as unclear, so that the question is asked again.
// ERR_UPSTREAM where no provider transcribed it.
MUST_CHECK bool
listen_answer(const struct turn_room *room, const struct answer *answer, struct arena *arena,
              struct heard *heard_out, struct err *err);
