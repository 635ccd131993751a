#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static const size_t FIRST_ROOM = 256;

struct buf
buf_open(size_t limit)
{
        return (struct buf){.limit = limit};
}

struct buf
buf_on(char *bytes, size_t size)
{
        bytes[0] = '\0';
        return (struct buf){.bytes = bytes, .room = size, .limit = size - 1};
}

char *
buf_reserve(struct buf *buf, size_t length)
{
        if (buf->is_over || length > buf->limit || buf->length > buf->limit - length) {
                buf->is_over = true;
                return NULL;
        }
        size_t needed = buf->length + length + 1;
        if (needed > buf->room) {
                size_t room = buf->room == 0 ? FIRST_ROOM : buf->room;
                while (room < needed && room <= SIZE_MAX / 2)
                        room *= 2;
                if (room < needed)
                        room = needed;
                char *bytes = realloc(buf->bytes, room);
                if (bytes == NULL)
                        memory_none(room);
                buf->bytes = bytes;
                buf->room = room;
        }
        return buf->bytes + buf->length;
}

void
buf_grown(struct buf *buf, size_t length)
{
        buf->length += length;
        buf->bytes[buf->length] = '\0';
}

void
buf_add(struct buf *buf, const void *bytes, size_t length)
{
        char *place = buf_reserve(buf, length);
        if (place == NULL)
                return;
        if (length > 0)
                memcpy(place, bytes, length);
        buf_grown(buf, length);
}

void
buf_text(struct buf *buf, const char *text)
{
        buf_add(buf, text, strlen(text));
}

void
buf_char(struct buf *buf, char c)
{
        buf_add(buf, &c, 1);
}

void
buf_print(struct buf *buf, const char *format, ...)
{
        va_list args;
        va_start(args, format);
        int length = vsnprintf(NULL, 0, format, args);
        va_end(args);
        char *place = length < 0 ? NULL : buf_reserve(buf, (size_t)length);
        if (place == NULL)
                return;
        va_start(args, format);
        vsnprintf(place, (size_t)length + 1, format, args);
        va_end(args);
        buf_grown(buf, (size_t)length);
}

void
buf_clear(struct buf *buf)
{
        buf->length = 0;
        buf->is_over = false;
        if (buf->bytes != NULL)
                buf->bytes[0] = '\0';
}

const char *
buf_string(const struct buf *buf)
{
        return buf->bytes == NULL ? "" : buf->bytes;
}

bool
buf_check(const struct buf *buf, enum err_kind kind, const char *what, struct err *err)
{
        char sentence[160];
        if (!buf->is_over)
                return true;
        snprintf(sentence, sizeof sentence, "%s is longer than %zu bytes.", what, buf->limit);
        return FAIL(err, kind, sentence);
}

void
buf_close(struct buf *buf)
{
        free(buf->bytes);
        *buf = (struct buf){0};
}
