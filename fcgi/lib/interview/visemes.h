// Mouth shapes for a sound whose letters or phones are timed: the nine of the Rhubarb set. A and G
// close the lips (p, b, m) or put the teeth on them (f, v), B to D open the mouth ever wider, E and
// F round it, H lifts the tongue (l), X is at rest.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "model/mark.h"

struct json_writer;

struct viseme {
        int start_ms;
        int end_ms;
        char shape; // one of ABCDEFGHX
};

struct visemes {
        const struct viseme *items;
        size_t count;
};

enum {
        // A shorter shape would flicker: three pictures of a screen.
        VISEME_LEAST_MS = 60,
        // The mouth comes to rest in a pause that is no shorter.
        VISEME_PAUSE_MS = 120,
};

// The shapes from the beginning of the sound to its end (`duration_ms`, 0 where unknown: to that of
// the last mark) without a gap between them, no two neighbours alike; none where nothing is marked.
// Phones have their shapes in every language; letters theirs by its spelling (English, German,
// Spanish; `language` is a tag of BCP 47), in others by the letters alone, and those of other
// scripts and digits open the mouth. What the back of the tongue makes leaves the lips as they are.
// A short shape is taken by the one before it, unless it closes the lips: then it takes its time
// from the next.
struct visemes
visemes_of(const struct marks *marks, const char *language, int duration_ms, struct arena *arena);

// [{start_ms, end_ms, viseme}]
void
visemes_write(struct json_writer *json, const struct visemes *visemes);
