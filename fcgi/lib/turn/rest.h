// The words of a whole recording, of which some may have been understood while it was spoken.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "db/answer.h"
#include "model/transcript.h"
#include "sandbox/clip.h"

struct turn_room;
struct hear_manner;

// The recording is cut into its pieces (interview/segments.h); those that were transcribed
// meanwhile, at the very same places, are taken as they are, and only the rest goes to the
// recognisers, several at once: where the embedded one has processes that would be idle, long
// pieces in two. Where nothing was, or the rest cannot be had in pieces, the
// recording goes there whole. ERR_UPSTREAM where no provider transcribed it.
MUST_CHECK bool
rest_hear(const struct turn_room *room, const struct answer *answer, const struct clip *clip,
          const struct hear_manner *manner, struct arena *arena, struct transcript *transcript_out,
          struct err *err);
