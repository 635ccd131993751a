#include "base/json_write.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>

#include "base/text.h"

struct json_writer
json_writer_on(struct buf *buf)
{
        return (struct json_writer){.buf = buf};
}

static void
before_value(struct json_writer *json)
{
        if (json->needs_comma && !json->has_name)
                buf_char(json->buf, ',');
        json->has_name = false;
        json->needs_comma = true;
}

static void
open_with(struct json_writer *json, char c)
{
        before_value(json);
        buf_char(json->buf, c);
        json->depth++;
        json->needs_comma = false;
}

static void
close_with(struct json_writer *json, char c)
{
        assert(json->depth > 0 && !json->has_name);
        buf_char(json->buf, c);
        json->depth--;
        json->needs_comma = true;
}

void
json_open_object(struct json_writer *json)
{
        open_with(json, '{');
}

void
json_close_object(struct json_writer *json)
{
        close_with(json, '}');
}

void
json_open_list(struct json_writer *json)
{
        open_with(json, '[');
}

void
json_close_list(struct json_writer *json)
{
        close_with(json, ']');
}

// How many bytes from here on are plain ASCII, which most text is and which is copied at once.
static size_t
plain_length(const char *text)
{
        size_t length = 0;
        while (text[length] >= 0x20 && text[length] < 0x7F && text[length] != '"' &&
               text[length] != '\\')
                length++;
        return length;
}

static void
add_quoted(struct buf *buf, const char *text)
{
        char bytes[4];
        uint32_t point = 0;
        buf_char(buf, '"');
        for (;;) {
                size_t plain = plain_length(text);
                buf_add(buf, text, plain);
                text += plain;
                point = text_next(&text);
                if (point == 0)
                        break;
                if (point == '"' || point == '\\') {
                        buf_char(buf, '\\');
                        buf_char(buf, (char)point);
                } else if (point == '\n') {
                        buf_text(buf, "\\n");
                } else if (point < 0x20 || point == 0x7F) {
                        buf_print(buf, "\\u%04x", (unsigned)point);
                } else {
                        buf_add(buf, bytes, text_encode(point, bytes));
                }
        }
        buf_char(buf, '"');
}

void
json_name(struct json_writer *json, const char *name)
{
        assert(!json->has_name);
        before_value(json);
        add_quoted(json->buf, name);
        buf_char(json->buf, ':');
        json->has_name = true;
}

void
json_add_text(struct json_writer *json, const char *text)
{
        if (text == NULL) {
                json_add_null(json);
                return;
        }
        before_value(json);
        add_quoted(json->buf, text);
}

enum { INT64_DIGITS = 19 };

void
json_add_int(struct json_writer *json, int64_t value)
{
        // A report has thousands of times in it; printf takes a tenth of making one.
        char digits[INT64_DIGITS + 1];
        char *at = digits + sizeof digits;
        uint64_t left = value < 0 ? -(uint64_t)value : (uint64_t)value;
        do {
                *--at = (char)('0' + left % 10);
                left /= 10;
        } while (left > 0);
        if (value < 0)
                *--at = '-';
        before_value(json);
        buf_add(json->buf, at, (size_t)(digits + sizeof digits - at));
}

void
json_add_bool(struct json_writer *json, bool value)
{
        before_value(json);
        buf_text(json->buf, value ? "true" : "false");
}

void
json_add_null(struct json_writer *json)
{
        before_value(json);
        buf_text(json->buf, "null");
}

void
json_add_number(struct json_writer *json, double value, int decimals)
{
        if (!isfinite(value)) {
                json_add_null(json);
                return;
        }
        before_value(json);
        buf_print(json->buf, "%.*f", decimals, value);
}

void
json_add_raw(struct json_writer *json, const char *value)
{
        before_value(json);
        buf_text(json->buf, value == NULL ? "null" : value);
}

void
json_put_text(struct json_writer *json, const char *name, const char *text)
{
        json_name(json, name);
        json_add_text(json, text);
}

void
json_put_int(struct json_writer *json, const char *name, int64_t value)
{
        json_name(json, name);
        json_add_int(json, value);
}

void
json_put_bool(struct json_writer *json, const char *name, bool value)
{
        json_name(json, name);
        json_add_bool(json, value);
}

void
json_put_null(struct json_writer *json, const char *name)
{
        json_name(json, name);
        json_add_null(json);
}

void
json_put_number(struct json_writer *json, const char *name, double value, int decimals)
{
        json_name(json, name);
        json_add_number(json, value, decimals);
}

void
json_put_raw(struct json_writer *json, const char *name, const char *value)
{
        json_name(json, name);
        json_add_raw(json, value);
}
