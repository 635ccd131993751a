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

// What is known of sound besides its bytes.
struct spoken_sound {
        const char *mime;
        struct tts_maker maker;
        int duration_ms;     // 0 where unknown
        const char *visemes; // mouth shapes as JSON, [] where there are none
        // Of the bytes that spoken_find gave; zeros: kept before digests were, or not from there.
        struct digest sha256;
};

// Of what was spoken of the request.
struct spoken_sound
spoken_sound_of(const struct tts_request *request, const struct tts_result *result,
                struct arena *arena);

// Puts what was spoken of this text before, by the same provider with the same voice, under `key`
// of the store. False where there is none; what fails costs nothing but the speaking. The text is
// known (spoken_is_known), or made of what is.
bool
spoken_find(const struct turn_room *room, const struct tts_request *request, const char *key,
            struct arena *arena, struct spoken_sound *sound_out);

// Whether there is such a sound.
bool
spoken_is_there(const struct turn_room *room, const struct tts_request *request,
                struct arena *arena);

// Keeps it for the next one, where it is of the chain's first provider: another one's sound is for
// this time alone.
void
spoken_keep(const struct turn_room *room, const struct tts_request *request,
            const struct tts_result *result, const struct spoken_sound *sound, struct arena *arena);
