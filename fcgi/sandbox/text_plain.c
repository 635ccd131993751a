#include "text_plain.h"

#include <ctype.h>
#include <iconv.h>
#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "cage.h"

enum {
        // Of so many bytes at the beginning it is told what a file is.
        LOOKED_AT = 4096,
};

// For the life of the process.
static iconv_t western;

void
text_plain_prepare(void)
{
        western = iconv_open("UTF-8", "CP1252");
}

// Units of two bytes, the lower one first or last.
static void
add_utf16(const unsigned char *bytes, size_t length, bool is_little, struct buf *text)
{
        uint32_t high = 0;
        for (size_t i = 0; i + 1 < length; i += 2) {
                char out[4];
                uint32_t unit = is_little ? bytes[i] | (uint32_t)bytes[i + 1] << 8
                                          : bytes[i + 1] | (uint32_t)bytes[i] << 8;
                if (unit >= 0xD800 && unit < 0xDC00) {
                        high = unit;
                        continue;
                }
                uint32_t point = unit;
                if (unit >= 0xDC00 && unit < 0xE000)
                        point = high == 0 ? 0xFFFD
                                          : 0x10000 + ((high - 0xD800) << 10) + (unit - 0xDC00);
                high = 0;
                if (point != 0)
                        buf_add(text, out, text_encode(point, out));
        }
}

static void
add_western(const char *bytes, size_t length, struct buf *text)
{
        char *from = (char *)(uintptr_t)bytes;
        while (length > 0 && western != (iconv_t)-1) {
                char out[4096], *to = out;
                size_t room = sizeof out;
                bool is_stuck = iconv(western, &from, &length, &to, &room) == (size_t)-1;
                buf_add(text, out, sizeof out - room);
                // Five bytes stand for nothing.
                if (is_stuck && room == sizeof out) {
                        from++;
                        length--;
                }
        }
}

// Texts in Latin letters have a NUL in every second byte.
static bool
is_utf16_without_mark(const unsigned char *bytes, size_t length, bool *is_little_out)
{
        size_t looked_at = length < LOOKED_AT ? length : LOOKED_AT, even = 0, odd = 0;
        for (size_t i = 0; i < looked_at; i++)
                *(i % 2 == 0 ? &even : &odd) += bytes[i] == 0;
        *is_little_out = odd > even;
        size_t most = odd > even ? odd : even, least = odd > even ? even : odd;
        return looked_at >= 4 && most * 10 >= looked_at * 4 && least * 100 <= looked_at;
}

// Control characters that no text has: what is full of them is something else.
static void
refuse_binary(const char *bytes, size_t length)
{
        size_t looked_at = length < LOOKED_AT ? length : LOOKED_AT, strange = 0;
        for (size_t i = 0; i < looked_at; i++) {
                unsigned char byte = (unsigned char)bytes[i];
                strange += byte < 0x20 && strchr("\t\n\r\f\v\b\x1A\x1B", byte) == NULL;
                if (byte == 0)
                        cage_refuse(REFUSAL_NOT_A_DOCUMENT, "binary data");
        }
        if (strange * 50 > looked_at)
                cage_refuse(REFUSAL_NOT_A_DOCUMENT, "binary data");
}

// What is text to an editor, but not to a reader.
static void
refuse_markup(const char *bytes, size_t length)
{
        static const char *const STARTS[] = {"<!doctype", "<html", "<?xml", "<svg", "%!ps"};
        size_t blank = 0;
        while (blank < length && isspace((unsigned char)bytes[blank]))
                blank++;
        for (size_t i = 0; i < COUNT_OF(STARTS); i++) {
                size_t size = strlen(STARTS[i]);
                if (length - blank >= size && strncasecmp(bytes + blank, STARTS[i], size) == 0)
                        cage_refuse(REFUSAL_NOT_A_DOCUMENT, "markup");
        }
}

static void
decode(const char *bytes, size_t length, struct buf *text, struct reading *reading)
{
        const unsigned char *first = (const unsigned char *)bytes;
        bool is_little = length >= 2 && first[0] == 0xFF && first[1] == 0xFE;
        bool is_big = length >= 2 && first[0] == 0xFE && first[1] == 0xFF;
        if (is_little || is_big) {
                add_utf16(first + 2, length - 2, is_little, text);
                return;
        }
        if (is_utf16_without_mark(first, length, &is_little)) {
                add_utf16(first, length, is_little, text);
                reading->warnings[DOCUMENT_ENCODING_GUESSED] = true;
                return;
        }
        if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
                bytes += 3;
                length -= 3;
        }
        refuse_binary(bytes, length);
        refuse_markup(bytes, length);
        if (text_is_utf8(bytes, length)) {
                buf_add(text, bytes, length);
                return;
        }
        add_western(bytes, length, text);
        reading->warnings[DOCUMENT_ENCODING_GUESSED] = true;
}

static size_t
heading_marks(const char *line)
{
        size_t marks = strspn(line, "#");
        return marks >= 1 && marks <= 6 && (line[marks] == ' ' || line[marks] == '\t') ? marks : 0;
}

// A heading with marks, or words in marks of weight, or a link: one is chance in no text but
// Markdown; a list alone is not.
static bool
is_markdown(const char *text)
{
        size_t headings = 0, marks = 0;
        for (const char *line = text; *line != '\0';) {
                size_t length = strcspn(line, "\n");
                headings += heading_marks(line) > 0;
                marks += memmem(line, length, "](", 2) != NULL;
                marks += length > 4 && memmem(line, length, "**", 2) != NULL;
                line += length + (line[length] != '\0');
        }
        return headings > 0 && headings + marks >= 2;
}

// "[words](address)" and "![...](...)": the words, and the address behind them. The length of the
// whole; 0 where it is none.
static size_t
add_link(const char *at, struct buf *out)
{
        bool is_picture = at[0] == '!';
        const char *words = at + is_picture + 1;
        if (at[is_picture] != '[')
                return 0;
        size_t length = strcspn(words, "[]\n");
        if (words[length] != ']' || words[length + 1] != '(')
                return 0;
        const char *address = words + length + 2;
        size_t address_length = strcspn(address, "()\n ");
        size_t rest = strcspn(address, ")\n");
        if (address[rest] != ')')
                return 0;
        if (!is_picture) {
                buf_add(out, words, length);
                if (address_length != length || strncmp(address, words, length) != 0) {
                        buf_text(out, " (");
                        buf_add(out, address, address_length);
                        buf_char(out, ')');
                }
        }
        return (size_t)(address + rest + 1 - at);
}

// Comments show nothing.
static size_t
hide_comment(const char *at, struct reading *reading)
{
        static const size_t MARK = 4;
        if (strncmp(at, "<!--", MARK) != 0)
                return 0;
        const char *end = strstr(at + MARK, "-->");
        size_t length = end == NULL ? strlen(at + MARK) : (size_t)(end - at) - MARK;
        reading_hide(reading, at + MARK, length);
        return MARK + length + (end == NULL ? 0 : 3);
}

static bool
is_word(char c)
{
        return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

// Marks of weight: "**" and "__" anywhere beside a word, one "*" or "_" at a word's edge alone.
static size_t
weight_marks(const char *text, const char *at)
{
        char before = at == text ? ' ' : at[-1];
        if ((at[0] != '*' && at[0] != '_') || (!is_word(before) && isspace((unsigned char)at[1])))
                return 0;
        if (at[0] == at[1])
                return 2;
        bool is_inside = is_word(before) && is_word(at[1]);
        return is_inside ? 0 : 1;
}

static void
add_markdown(const char *text, struct reading *reading)
{
        struct buf *out = &reading->text;
        bool is_line_start = true;
        for (const char *at = text; *at != '\0';) {
                size_t marks = is_line_start ? heading_marks(at) : 0;
                if (marks > 0)
                        at += marks + strspn(at + marks, " \t");
                if (is_line_start && strncmp(at, "```", 3) == 0)
                        at += strcspn(at, "\n");
                if (is_line_start && (at[0] == '*' || at[0] == '-') && at[1] == ' ') {
                        buf_text(out, "\xE2\x80\xA2 ");
                        at += 2;
                }
                size_t length = hide_comment(at, reading);
                length = length > 0 ? length : add_link(at, out);
                length = length > 0 ? length : weight_marks(text, at);
                length = length > 0 ? length : *at == '`';
                if (length == 0 && *at != '\0') {
                        is_line_start = *at == '\n';
                        buf_char(out, *at++);
                        continue;
                }
                is_line_start = is_line_start && length == 0;
                at += length;
        }
}

void
text_plain_read(const char *bytes, size_t length, struct reading *reading, bool *is_markdown_out)
{
        OWN(buf_close) struct buf text = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        decode(bytes, length, &text, reading);
        bool is_marked = is_markdown(buf_string(&text));
        if (is_marked)
                add_markdown(buf_string(&text), reading);
        else
                buf_add(&reading->text, buf_string(&text), text.length);
        reading->text.is_over = reading->text.is_over || text.is_over;
        *is_markdown_out = is_marked;
}
