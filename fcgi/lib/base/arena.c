#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

// A request's usual needs fit one block; larger wishes get a block of their own.
static const size_t BLOCK_BYTES = 16 * 1024;

struct arena_block {
        struct arena_block *older;
        size_t used;
        size_t size;
        alignas(max_align_t) unsigned char bytes[];
};

static struct arena_block *
block_new(size_t size)
{
        if (size > SIZE_MAX - sizeof(struct arena_block))
                memory_none(size);
        struct arena_block *block = memory_new(sizeof *block + size);
        block->size = size;
        return block;
}

void *
arena_alloc(struct arena *arena, size_t count, size_t size)
{
        size_t bytes = 0;
        if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2)
                memory_none(SIZE_MAX);
        size_t rounded = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
        struct arena_block *block = arena->newest;
        if (block != NULL && rounded <= block->size - block->used) {
                void *place = block->bytes + block->used;
                block->used += rounded;
                return place;
        }
        struct arena_block *fresh = block_new(rounded > BLOCK_BYTES / 4 ? rounded : BLOCK_BYTES);
        fresh->used = rounded;
        arena->total_bytes += fresh->size;
        // A large block goes behind the newest one, whose rest stays in use.
        if (block != NULL && fresh->size == rounded) {
                fresh->older = block->older;
                block->older = fresh;
        } else {
                fresh->older = block;
                arena->newest = fresh;
        }
        return fresh->bytes;
}

char *
arena_copy(struct arena *arena, const char *bytes, size_t length)
{
        char *copy = arena_alloc(arena, length + 1, 1);
        if (length > 0)
                memcpy(copy, bytes, length);
        return copy;
}

char *
arena_text(struct arena *arena, const char *text)
{
        return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

char *
arena_print(struct arena *arena, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        int length = vsnprintf(NULL, 0, format, args);
        va_end(args);
        if (length < 0)
                memory_none(0);
        char *text = arena_alloc(arena, (size_t)length + 1, 1);
        va_start(args, format);
        vsnprintf(text, (size_t)length + 1, format, args);
        va_end(args);
        return text;
}

void
arena_done(struct arena *arena)
{
        struct arena_block *block = arena->newest;
        while (block != NULL) {
                struct arena_block *older = block->older;
                free(block);
                block = older;
        }
        *arena = (struct arena){0};
}
