#include "base/text.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const uint32_t REPLACEMENT = 0xFFFD;

// One code point of at most `left` bytes; 0 bytes where it is malformed.
static size_t
decode(const unsigned char *bytes, size_t left, uint32_t *point_out)
{
        static const uint32_t LEAST[] = {0, 0, 0x80, 0x800, 0x10000};
        unsigned char first = bytes[0];
        size_t size = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
        if (size == 1) {
                *point_out = first;
                return 1;
        }
        if (first < 0xC2 || first > 0xF4 || size > left)
                return 0;
        uint32_t point = first & (0x7Fu >> size);
        for (size_t i = 1; i < size; i++) {
                if ((bytes[i] & 0xC0) != 0x80)
                        return 0;
                point = point << 6 | (bytes[i] & 0x3F);
        }
        if (point < LEAST[size] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF))
                return 0;
        *point_out = point;
        return size;
}

bool
text_is_utf8(const char *bytes, size_t length)
{
        const unsigned char *place = (const unsigned char *)bytes;
        size_t left = length;
        while (left > 0) {
                uint32_t point = 0;
                size_t size = decode(place, left, &point);
                if (size == 0 || point == 0)
                        return false;
                place += size;
                left -= size;
        }
        return true;
}

uint32_t
text_next(const char **place)
{
        const unsigned char *bytes = (const unsigned char *)*place;
        size_t left = strnlen(*place, 4);
        uint32_t point = 0;
        if (left == 0)
                return 0;
        size_t size = decode(bytes, left, &point);
        *place += size == 0 ? 1 : size;
        return size == 0 ? REPLACEMENT : point;
}

size_t
text_length(const char *text)
{
        size_t count = 0;
        while (text_next(&text) != 0)
                count++;
        return count;
}

size_t
text_encode(uint32_t point, char out[4])
{
        if (point < 0x80) {
                out[0] = (char)point;
                return 1;
        }
        if (point < 0x800) {
                out[0] = (char)(0xC0 | point >> 6);
                out[1] = (char)(0x80 | (point & 0x3F));
                return 2;
        }
        if (point < 0x10000) {
                out[0] = (char)(0xE0 | point >> 12);
                out[1] = (char)(0x80 | (point >> 6 & 0x3F));
                out[2] = (char)(0x80 | (point & 0x3F));
                return 3;
        }
        out[0] = (char)(0xF0 | point >> 18);
        out[1] = (char)(0x80 | (point >> 12 & 0x3F));
        out[2] = (char)(0x80 | (point >> 6 & 0x3F));
        out[3] = (char)(0x80 | (point & 0x3F));
        return 4;
}

static size_t
space_at(const char *text)
{
        if (isspace((unsigned char)*text))
                return 1;
        return memcmp(text, "\xC2\xA0", strnlen(text, 2)) == 0 && text[0] != '\0' ? 2 : 0;
}

char *
text_trim(struct arena *arena, const char *text)
{
        size_t skip = 0;
        while ((skip = space_at(text)) > 0)
                text += skip;
        size_t length = strlen(text);
        while (length > 0) {
                if (isspace((unsigned char)text[length - 1]))
                        length -= 1;
                else if (length > 1 && memcmp(text + length - 2, "\xC2\xA0", 2) == 0)
                        length -= 2;
                else
                        break;
        }
        return arena_copy(arena, text, length);
}

char *
text_clean(struct arena *arena, const char *bytes, size_t length)
{
        char *copy = arena_copy(arena, bytes, length);
        const unsigned char *place = (const unsigned char *)bytes;
        for (size_t at = 0; at < length;) {
                uint32_t point = 0;
                size_t size = decode(place + at, length - at, &point);
                if (size == 0 || (point < 0x20 && point != '\t' && point != '\n') ||
                    (point >= 0x7F && point < 0xA0)) {
                        size = size == 0 ? 1 : size;
                        memset(copy + at, ' ', size);
                }
                at += size;
        }
        return copy;
}

char *
text_cut(struct arena *arena, const char *text, size_t points)
{
        const char *end = text;
        const char *space = NULL; // the last one in the second half: words stay whole
        for (size_t i = 0; i < points; i++) {
                if (*end == ' ' && i > points / 2)
                        space = end;
                if (text_next(&end) == 0)
                        return arena_text(arena, text);
        }
        if (*end == '\0')
                return arena_text(arena, text);
        if (space != NULL && *end != ' ')
                end = space;
        return arena_print(arena, "%.*s…", (int)(end - text), text);
}

char *
text_file_name(struct arena *arena, const char *text)
{
        enum { FILE_NAME_MOST = 60 };
        char name[FILE_NAME_MOST + 1] = "";
        size_t used = 0;
        for (const char *c = text; *c != '\0' && used < FILE_NAME_MOST; c++) {
                bool is_plain = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') ||
                                (*c >= '0' && *c <= '9');
                if (is_plain)
                        name[used++] = *c;
                else if (used > 0 && name[used - 1] != '-')
                        name[used++] = '-';
        }
        while (used > 0 && name[used - 1] == '-')
                used--;
        return arena_copy(arena, name, used);
}

bool
text_equals(const char *a, const char *b)
{
        return a != NULL && b != NULL && strcmp(a, b) == 0;
}

bool
text_starts(const char *text, const char *start)
{
        return strncmp(text, start, strlen(start)) == 0;
}

bool
text_equals_folded(const char *a, const char *b)
{
        return strcasecmp(a, b) == 0;
}

bool
text_to_int(const char *text, int64_t least, int64_t most, int64_t *value_out)
{
        char *end = NULL;
        if (text[0] != '-' && !isdigit((unsigned char)text[0]))
                return false;
        errno = 0;
        long long value = strtoll(text, &end, 10);
        if (errno != 0 || end == text || *end != '\0' || value < least || value > most)
                return false;
        *value_out = value;
        return true;
}

void
text_hex(const void *bytes, size_t length, char *hex)
{
        static const char DIGITS[] = "0123456789abcdef";
        const unsigned char *place = bytes;
        for (size_t i = 0; i < length; i++) {
                hex[2 * i] = DIGITS[place[i] >> 4];
                hex[2 * i + 1] = DIGITS[place[i] & 15];
        }
        hex[2 * length] = '\0';
}

static int
hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c = (char)tolower((unsigned char)c);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *
text_url_decoded(struct arena *arena, const char *text, size_t length, bool plus_is_space)
{
        char *decoded = arena_alloc(arena, length + 1, 1);
        size_t used = 0;
        for (size_t i = 0; i < length; i++) {
                char c = text[i];
                if (c == '%') {
                        int high = length - i > 2 ? hex_digit(text[i + 1]) : -1;
                        int low = length - i > 2 ? hex_digit(text[i + 2]) : -1;
                        if (high < 0 || low < 0)
                                return NULL;
                        c = (char)(high << 4 | low);
                        i += 2;
                } else if (c == '+' && plus_is_space) {
                        c = ' ';
                }
                decoded[used++] = c;
        }
        return text_is_utf8(decoded, used) ? decoded : NULL;
}
