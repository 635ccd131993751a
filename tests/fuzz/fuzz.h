// What every fuzz target defines: it is given any bytes at all and comes back; what must hold, it
// asserts. `make fuzz` calls it by libFuzzer, `make test` by replay.c with what lies in
// tests/corpus.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length);

// The bytes up to the next `mark`, copied into the arena; they and the mark are taken away. What is
// left where there is no mark.
static inline const char *
fuzz_piece(struct arena *arena, int mark, const uint8_t **bytes, size_t *left)
{
        size_t length = 0;
        while (length < *left && (*bytes)[length] != mark)
                length++;
        const char *piece = arena_copy(arena, (const char *)*bytes, length);
        length += length < *left;
        *bytes += length;
        *left -= length;
        return piece;
}
