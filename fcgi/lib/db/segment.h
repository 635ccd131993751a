// The table segment: what has been understood of an answer while it is spoken.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/transcript.h"

struct db;

struct heard_segment {
        int64_t id;
        int start_ms; // in the recording, as the times of the words
        int end_ms;
        bool is_done; // false: it is being transcribed
        struct transcript transcript;
};

struct heard_segments {
        struct heard_segment *items; // in the order of their places
        size_t count;
};

// Of an answer that was uploaded: those that are done, and those that a living process is at. None
// of one that was posted whole.
MUST_CHECK bool
segment_list(struct db *db, struct uuid answer, struct arena *arena,
             struct heard_segments *segments_out, struct err *err);
