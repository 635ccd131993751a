// Memory that lives exactly as long as one request or one job: taken piece by piece, given back
// all at once. Where there is none, the request or job ends (base/memory.h).
#pragma once

#include <stddef.h>

#include "base/own.h"

struct arena_block;

// Starts as {0}. Not shared between threads.
struct arena {
        struct arena_block *newest;
        size_t total_bytes;
};

// Zeroed memory, aligned for any type, valid until arena_done. `count * size` is checked for
// overflow. Never NULL.
void *
arena_alloc(struct arena *arena, size_t count, size_t size);

// A copy of `length` bytes with a NUL behind them.
char *
arena_copy(struct arena *arena, const char *bytes, size_t length);

// A copy of a string. NULL gives NULL.
char *
arena_text(struct arena *arena, const char *text);

// A string made as printf makes it.
char *
arena_print(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

// Gives everything back; the arena is empty again and can be used on. Under AddressSanitizer what
// was given back is poisoned by the allocator.
void
arena_done(struct arena *arena);
