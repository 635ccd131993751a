// Text from outside: UTF-8 checked (RFC 3629), measured, trimmed, encoded.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

// Whether the bytes are well-formed UTF-8 without NUL.
bool
text_is_utf8(const char *bytes, size_t length);

// How many code points well-formed UTF-8 has.
size_t
text_length(const char *text);

// The next code point of well-formed UTF-8 and moves *place behind it; 0 at the end. Malformed
// bytes come as U+FFFD, one each.
uint32_t
text_next(const char **place);

// Writes the code point as UTF-8 (at most 4 bytes, no NUL) and returns how many bytes.
size_t
text_encode(uint32_t point, char out[4]);

// A copy without white space (ASCII and U+00A0) at both ends.
char *
text_trim(struct arena *arena, const char *text);

// A copy in which every malformed byte and every control character but tab and newline is replaced
// by a space. For provider answers and documents.
char *
text_clean(struct arena *arena, const char *bytes, size_t length);

// A copy of at most `points` code points. Where something was cut an ellipsis comes behind them,
// and the last word is whole if that is possible.
char *
text_cut(struct arena *arena, const char *text, size_t points);

// A copy for file names that every system takes: letters and digits of ASCII, at most 60, what
// stands between them as one '-'. "" where there are none.
char *
text_file_name(struct arena *arena, const char *text);

bool
text_equals(const char *a, const char *b);

bool
text_starts(const char *text, const char *start);

// ASCII letters only: for header names, file types, protocol words.
bool
text_equals_folded(const char *a, const char *b);

// A whole decimal number between the limits, nothing before or behind it.
bool
text_to_int(const char *text, int64_t least, int64_t most, int64_t *value_out);

// Lower-case hexadecimal of `length` bytes; `hex` has room for 2 * length + 1.
void
text_hex(const void *bytes, size_t length, char *hex);

// Decodes %XX and, in queries, '+'. NULL where the encoding is broken or the result has a NUL or is
// not UTF-8 (RFC 3986).
char *
text_url_decoded(struct arena *arena, const char *text, size_t length, bool plus_is_space);
