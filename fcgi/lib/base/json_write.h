// JSON out (RFC 8259): written piece by piece into a buffer, commas and quotes set here. What is
// written must be nested properly; that is the caller's promise and is asserted.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

// Starts on a buffer, which it does not own.
struct json_writer {
        struct buf *buf;
        int depth;
        bool needs_comma;
        bool has_name;
};

struct json_writer
json_writer_on(struct buf *buf);

void
json_open_object(struct json_writer *json);
void
json_close_object(struct json_writer *json);
void
json_open_list(struct json_writer *json);
void
json_close_list(struct json_writer *json);

// The name of the next value in an object.
void
json_name(struct json_writer *json, const char *name);

// Values: in lists, at the top, or after json_name. NULL text is written as null. Malformed UTF-8
// is replaced by U+FFFD.
void
json_add_text(struct json_writer *json, const char *text);
void
json_add_int(struct json_writer *json, int64_t value);
void
json_add_bool(struct json_writer *json, bool value);
void
json_add_null(struct json_writer *json);
// With a fixed number of decimals, 0 to 9; what is not finite is written as null.
void
json_add_number(struct json_writer *json, double value, int decimals);
// Text that is JSON already, such as a jsonb column; NULL is written as null.
void
json_add_raw(struct json_writer *json, const char *value);

// A name and its value at once.
void
json_put_text(struct json_writer *json, const char *name, const char *text);
void
json_put_int(struct json_writer *json, const char *name, int64_t value);
void
json_put_bool(struct json_writer *json, const char *name, bool value);
void
json_put_null(struct json_writer *json, const char *name);
void
json_put_number(struct json_writer *json, const char *name, double value, int decimals);
void
json_put_raw(struct json_writer *json, const char *name, const char *value);
