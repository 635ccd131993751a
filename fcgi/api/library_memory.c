#include "library_memory.h"

#include <locale.h>
#include <malloc.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
        // libfcgi's three streams with their buffers; parameters of 64 kB, more than which nginx
        // does not send, each with a header of ours; the list of them, which grows by copying
        // itself.
        RESERVE_BYTES = (20 + 64 + 12) * 1024,
};

// Before each lent piece.
struct lent {
        alignas(max_align_t) size_t size;
};

struct reserve {
        size_t used;
        size_t count; // of pieces that are lent; at none all is free again
        bool may_lend;
        alignas(max_align_t) unsigned char bytes[RESERVE_BYTES];
};

static _Thread_local struct reserve *reserve;
static char nothing[1];

void *
__real_malloc(size_t size);
void *
__real_calloc(size_t count, size_t size);
void *
__real_realloc(void *memory, size_t size);
void
__real_free(void *memory);
char *
__real_strdup(const char *text);
int
__real___vasprintf_chk(char **text_out, int flag, const char *format, va_list args);
locale_t
__real_duplocale(locale_t locale);
locale_t
__real_newlocale(int mask, const char *name, locale_t base);

void *
__wrap_malloc(size_t size);
void *
__wrap_calloc(size_t count, size_t size);
void *
__wrap_realloc(void *memory, size_t size);
void
__wrap_free(void *memory);
// The name of a member, which json-c does not look at before it reads it. The whole document is
// thrown away afterwards.
char *
__wrap_strdup(const char *text);
int
__wrap___vasprintf_chk(char **text_out, int flag, const char *format, va_list args);
locale_t
__wrap_duplocale(locale_t locale);
locale_t
__wrap_newlocale(int mask, const char *name, locale_t base);

void
library_memory_reserve(void)
{
        reserve = memory_new(sizeof *reserve);
}

void
library_memory_lend(bool may_lend)
{
        reserve->may_lend = may_lend;
}

static void *
lend(size_t size)
{
        size_t whole = sizeof(struct lent) +
                       ((size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1));
        memory_note();
        if (reserve == NULL || !reserve->may_lend || size > RESERVE_BYTES ||
            whole > RESERVE_BYTES - reserve->used)
                return NULL;
        struct lent *lent = (struct lent *)(void *)(reserve->bytes + reserve->used);
        lent->size = size;
        reserve->used += whole;
        reserve->count++;
        return lent + 1;
}

static bool
is_lent(const void *memory)
{
        uintptr_t place = (uintptr_t)memory;
        uintptr_t begin = (uintptr_t)reserve + offsetof(struct reserve, bytes);
        return reserve != NULL && place >= begin && place < begin + RESERVE_BYTES;
}

void *
__wrap_malloc(size_t size)
{
        void *memory = __real_malloc(size);
        return memory == NULL ? lend(size) : memory;
}

void *
__wrap_calloc(size_t count, size_t size)
{
        void *memory = __real_calloc(count, size);
        if (memory == NULL)
                memory_note();
        return memory;
}

void *
__wrap_realloc(void *memory, size_t size)
{
        bool was_lent = is_lent(memory);
        void *moved = was_lent ? __real_malloc(size) : __real_realloc(memory, size);
        if (moved != NULL && !was_lent)
                return moved;
        if (moved == NULL)
                moved = lend(size);
        if (moved == NULL || memory == NULL)
                return moved;
        size_t length = was_lent ? ((struct lent *)memory - 1)->size : malloc_usable_size(memory);
        memcpy(moved, memory, length < size ? length : size);
        __wrap_free(memory);
        return moved;
}

void
__wrap_free(void *memory)
{
        if (memory == nothing)
                return;
        if (!is_lent(memory)) {
                __real_free(memory);
                return;
        }
        reserve->count--;
        if (reserve->count == 0)
                reserve->used = 0;
}

// What json-c calls besides, each of which allocates.

char *
__wrap_strdup(const char *text)
{
        char *copy = __real_strdup(text);
        if (copy != NULL)
                return copy;
        memory_note();
        return nothing;
}

int
__wrap___vasprintf_chk(char **text_out, int flag, const char *format, va_list args)
{
        int length = __real___vasprintf_chk(text_out, flag, format, args);
        if (length < 0)
                memory_note();
        return length;
}

locale_t
__wrap_duplocale(locale_t locale)
{
        locale_t copy = __real_duplocale(locale);
        if (copy == (locale_t)0)
                memory_note();
        return copy;
}

locale_t
__wrap_newlocale(int mask, const char *name, locale_t base)
{
        locale_t locale = __real_newlocale(mask, name, base);
        if (locale == (locale_t)0)
                memory_note();
        return locale;
}
