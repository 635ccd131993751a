// Bytes that grow, up to a limit set at the start. Adding never fails by itself: a buffer that
// would pass its limit stays as it was and remembers it; the one who opened it asks once, at the
// end. Where there is no memory, the request or job ends (base/memory.h).
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/own.h"

// `bytes` always has a NUL behind `length` once anything was added (NULL before).
struct buf {
        char *bytes;
        size_t length;
        size_t room;
        size_t limit;
        bool is_over;
};

// An empty buffer that holds at most `limit` bytes. Nothing is allocated yet.
struct buf
buf_open(size_t limit);

// An empty buffer on the caller's `size` bytes, at least one, for what must not allocate. It is not
// closed.
struct buf
buf_on(char *bytes, size_t size);

void
buf_add(struct buf *buf, const void *bytes, size_t length);

void
buf_text(struct buf *buf, const char *text);

void
buf_char(struct buf *buf, char c);

void
buf_print(struct buf *buf, const char *format, ...) PRINTF_LIKE(2, 3);

// Makes room for `length` more bytes and returns where they go; NULL past the limit. The caller
// writes at most that many and then says with buf_grown how many it wrote.
char *
buf_reserve(struct buf *buf, size_t length);

void
buf_grown(struct buf *buf, size_t length);

// Empties the buffer, keeps its memory and its limit.
void
buf_clear(struct buf *buf);

// The content as a string, "" when nothing was added. Valid until the next change.
const char *
buf_string(const struct buf *buf);

// False with ERR_INPUT (or the kind given) when the limit was passed; `what` begins the sentence,
// such as "The request body": "... is longer than 65536 bytes."
MUST_CHECK bool
buf_check(const struct buf *buf, enum err_kind kind, const char *what, struct err *err);

void
buf_close(struct buf *buf);
