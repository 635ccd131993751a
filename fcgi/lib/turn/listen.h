// From an answer as it was posted to words and measures.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/answer.h"
#include "interview/plan.h"
#include "model/transcript.h"

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

// A clip that cannot be decoded is heard as unclear, so that the question is asked again.
// ERR_UPSTREAM where no provider transcribed it.
MUST_CHECK bool
listen_answer(const struct turn_room *room, const struct answer *answer, struct arena *arena,
              struct heard *heard_out, struct err *err);
