#include "base/multipart.h"

#include <assert.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static const char BLANK_LINE[] = "\r\n\r\n";

_Static_assert(MULTIPART_WINDOW >= MULTIPART_HEADERS_LIMIT + sizeof BLANK_LINE +
                                           MULTIPART_BOUNDARY_LIMIT + MULTIPART_PADDING_LIMIT + 16,
               "the headers of a part fit into the window whole");

// Header values: RFC 2045, 5.1; RFC 2183.

enum parameter_result { PARAMETER_FOUND, PARAMETER_NONE, PARAMETER_BROKEN };

struct parameter {
        char name[32];
        char value[MULTIPART_HEADERS_LIMIT + 1];
};

static bool
is_token_char(char c)
{
        return isalnum((unsigned char)c) || (c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL);
}

static void
skip_space(const char **place)
{
        while (**place == ' ' || **place == '\t')
                (*place)++;
}

// Behind the opening quote. Only \" and \\ are escapes: a backslash before anything else is one,
// because browsers once sent whole Windows paths.
static bool
read_quoted(const char **place, char *value, size_t room)
{
        size_t length = 0;
        while (**place != '"') {
                if (**place == '\\' && ((*place)[1] == '"' || (*place)[1] == '\\'))
                        (*place)++;
                if (**place == '\0' || length + 1 >= room)
                        return false;
                value[length++] = *(*place)++;
        }
        (*place)++;
        value[length] = '\0';
        return true;
}

// Wider than a token: boundaries with ':', '=' or '/' are often sent without quotes.
static bool
read_bare(const char **place, char *value, size_t room)
{
        size_t length = strcspn(*place, "; \t");
        if (length == 0 || length >= room)
                return false;
        memcpy(value, *place, length);
        value[length] = '\0';
        *place += length;
        return true;
}

// The next `; name=value` of a header's value.
static enum parameter_result
next_parameter(const char **place, struct parameter *parameter_out)
{
        size_t length = 0;
        skip_space(place);
        if (**place == '\0')
                return PARAMETER_NONE;
        if (**place != ';')
                return PARAMETER_BROKEN;
        (*place)++;
        skip_space(place);
        if (**place == '\0') // A lone semicolon at the end is common and harmless.
                return PARAMETER_NONE;
        while (is_token_char(**place) && length + 1 < sizeof parameter_out->name)
                parameter_out->name[length++] = (char)tolower((unsigned char)*(*place)++);
        parameter_out->name[length] = '\0';
        if (length == 0 || **place != '=')
                return PARAMETER_BROKEN;
        (*place)++;
        bool is_quoted = **place == '"';
        *place += is_quoted ? 1 : 0;
        bool is_read =
                is_quoted ? read_quoted(place, parameter_out->value, sizeof parameter_out->value)
                          : read_bare(place, parameter_out->value, sizeof parameter_out->value);
        return is_read ? PARAMETER_FOUND : PARAMETER_BROKEN;
}

// Whether the value begins with this word and nothing but parameters follow; moves behind it.
static bool
starts_with_word(const char **place, const char *word)
{
        size_t length = strlen(word);
        skip_space(place);
        if (strncasecmp(*place, word, length) != 0)
                return false;
        char next = (*place)[length];
        if (next != '\0' && next != ';' && next != ' ' && next != '\t')
                return false;
        *place += length;
        return true;
}

static bool
is_boundary(const char *text)
{
        size_t length = strlen(text);
        if (length == 0 || length > MULTIPART_BOUNDARY_LIMIT || text[length - 1] == ' ')
                return false;
        for (size_t i = 0; i < length; i++) {
                if (!isalnum((unsigned char)text[i]) && strchr("'()+_,-./:=? ", text[i]) == NULL)
                        return false;
        }
        return true;
}

static bool
read_boundary(const char *content_type, char *boundary, size_t room, struct err *err)
{
        static const char BROKEN[] = "The Content-Type of the upload cannot be read.";
        struct parameter parameter;
        enum parameter_result result = PARAMETER_NONE;
        boundary[0] = '\0';
        if (content_type == NULL || !starts_with_word(&content_type, "multipart/form-data"))
                return FAIL(err, ERR_TYPE, "The upload must be sent as multipart/form-data.");
        while ((result = next_parameter(&content_type, &parameter)) == PARAMETER_FOUND) {
                if (strcmp(parameter.name, "boundary") != 0)
                        continue;
                if (boundary[0] != '\0' || !is_boundary(parameter.value))
                        return FAIL(err, ERR_MALFORMED, BROKEN);
                memcpy(boundary, parameter.value, strnlen(parameter.value, room - 1) + 1);
        }
        if (result == PARAMETER_BROKEN)
                return FAIL(err, ERR_MALFORMED, BROKEN);
        if (boundary[0] == '\0')
                return FAIL(err, ERR_MALFORMED,
                            "The Content-Type of the upload names no boundary.");
        return true;
}

bool
multipart_open(struct multipart *multipart, const char *content_type,
               struct multipart_source source, struct err *err)
{
        char boundary[MULTIPART_BOUNDARY_LIMIT + 1];
        if (!read_boundary(content_type, boundary, sizeof boundary, err))
                return false;
        multipart->source = source;
        multipart->state = MULTIPART_IN_DATA;
        multipart->source_ended = false;
        multipart->part_count = 0;
        multipart->data_length = 0;
        memcpy(multipart->delimiter, "\r\n--", 4);
        memcpy(multipart->delimiter + 4, boundary, strlen(boundary) + 1);
        multipart->delimiter_length = 4 + strlen(boundary);
        // The first boundary may stand at the very beginning: with a line end put before the input
        // it is found as all others are.
        memcpy(multipart->window, "\r\n", 2);
        multipart->start = 0;
        multipart->end = 2;
        return true;
}

// Reads once more. The window is never full here: its users stop at their limits before.
static bool
fill(struct multipart *multipart, struct err *err)
{
        size_t length = 0;
        if (multipart->source_ended)
                return FAIL(err, ERR_MALFORMED, "The upload ended before its end.");
        if (multipart->start > 0) {
                memmove(multipart->window, multipart->window + multipart->start,
                        multipart->end - multipart->start);
                multipart->end -= multipart->start;
                multipart->start = 0;
        }
        size_t room = sizeof multipart->window - multipart->end;
        assert(room > 0);
        if (!multipart->source.read(multipart->source.context, multipart->window + multipart->end,
                                    room, &length, err))
                return false;
        assert(length <= room);
        multipart->source_ended = length == 0;
        multipart->end += length;
        return true;
}

enum delimiter_kind {
        DELIMITER_NEXT,    // a part follows
        DELIMITER_CLOSING, // "--" follows
        DELIMITER_NONE,    // it only begins like one: it is data
        DELIMITER_UNKNOWN, // too little has been read to tell
};

// What the delimiter at `start` is. `length_out` counts it and its padding, not its line end.
static enum delimiter_kind
look_behind_delimiter(const struct multipart *multipart, size_t *length_out)
{
        const char *begin = multipart->window + multipart->start;
        size_t left = multipart->end - multipart->start;
        size_t at = multipart->delimiter_length;
        if (left >= at + 2 && begin[at] == '-' && begin[at + 1] == '-')
                return DELIMITER_CLOSING;
        while (at < left && at < multipart->delimiter_length + MULTIPART_PADDING_LIMIT &&
               (begin[at] == ' ' || begin[at] == '\t'))
                at++;
        *length_out = at;
        if (left >= at + 2)
                return begin[at] == '\r' && begin[at + 1] == '\n' ? DELIMITER_NEXT : DELIMITER_NONE;
        if (left == at + 1 && begin[at] != '\r' && begin[at] != '-')
                return DELIMITER_NONE;
        return DELIMITER_UNKNOWN;
}

// Finds out how many bytes at `start` are data, or that a boundary stands there.
static bool
find_data(struct multipart *multipart, struct err *err)
{
        size_t ignored = 0;
        while (multipart->state == MULTIPART_IN_DATA && multipart->data_length == 0) {
                const char *begin = multipart->window + multipart->start;
                size_t left = multipart->end - multipart->start;
                const char *found =
                        memmem(begin, left, multipart->delimiter, multipart->delimiter_length);
                if (found != NULL && found > begin) {
                        multipart->data_length = (size_t)(found - begin);
                } else if (found == NULL && left >= multipart->delimiter_length) {
                        multipart->data_length = left - (multipart->delimiter_length - 1);
                } else {
                        enum delimiter_kind kind =
                                found == NULL ? DELIMITER_UNKNOWN
                                              : look_behind_delimiter(multipart, &ignored);
                        // A delimiter has a line end at its beginning alone, so that no other one
                        // begins inside it.
                        if (kind == DELIMITER_NONE)
                                multipart->data_length = multipart->delimiter_length;
                        else if (kind != DELIMITER_UNKNOWN)
                                multipart->state = MULTIPART_AT_BOUNDARY;
                        else if (!fill(multipart, err))
                                return false;
                }
        }
        return true;
}

bool
multipart_read(struct multipart *multipart, char *bytes, size_t room, size_t *length_out,
               struct err *err)
{
        assert(room > 0 && multipart->part_count > 0);
        if (!find_data(multipart, err))
                return false;
        size_t length = multipart->data_length < room ? multipart->data_length : room;
        memcpy(bytes, multipart->window + multipart->start, length);
        multipart->start += length;
        multipart->data_length -= length;
        *length_out = length;
        return true;
}

static int
hex_value(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        c = (char)tolower((unsigned char)c);
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// Decodes %XX in place; false where that is broken or hides a NUL.
static bool
decode_percent(char *text)
{
        char *to = text;
        for (const char *from = text; *from != '\0'; from++) {
                if (*from != '%') {
                        *to++ = *from;
                        continue;
                }
                int high = hex_value(from[1]);
                int low = high < 0 ? -1 : hex_value(from[2]);
                if (low < 0 || (high == 0 && low == 0))
                        return false;
                *to++ = (char)(high << 4 | low);
                from += 2;
        }
        *to = '\0';
        return true;
}

// The HTML Standard has browsers write a quote in a name as %22 and leaves every other '%' alone.
static void
decode_quotes(char *text)
{
        char *to = text;
        for (const char *from = text; *from != '\0'; from++) {
                bool is_quote = strncmp(from, "%22", 3) == 0;
                *to++ = is_quote ? '"' : *from;
                from += is_quote ? 2 : 0;
        }
        *to = '\0';
}

// Copies a name where it fits and can be shown.
static bool
copy_name(const char *value, char *to, size_t room)
{
        size_t length = strlen(value);
        if (length >= room || !text_is_utf8(value, length))
                return false;
        for (const char *place = value; *place != '\0'; place++) {
                if ((unsigned char)*place < 0x20 || *place == 0x7F)
                        return false;
        }
        memcpy(to, value, length + 1);
        return true;
}

// filename* (RFC 8187), such as UTF-8''na%C3%AFve.pdf. RFC 7578 asks senders not to use it, some
// do; it then says the name better than filename does. Other character sets are passed over.
static bool
read_extended_filename(char *value, struct multipart_part *part, bool *is_used_out)
{
        char *language = strchr(value, '\'');
        char *name = language == NULL ? NULL : strchr(language + 1, '\'');
        if (name == NULL)
                return false;
        *is_used_out = strncasecmp(value, "UTF-8'", 6) == 0;
        return !*is_used_out || (decode_percent(name + 1) &&
                                 copy_name(name + 1, part->filename, sizeof part->filename));
}

static bool
read_disposition(const char *value, struct multipart_part *part)
{
        struct parameter parameter;
        enum parameter_result result = PARAMETER_NONE;
        bool has_name = false;
        bool has_filename = false;
        bool has_extended = false;
        if (!starts_with_word(&value, "form-data"))
                return false;
        while ((result = next_parameter(&value, &parameter)) == PARAMETER_FOUND) {
                if (strcmp(parameter.name, "name") == 0) {
                        decode_quotes(parameter.value);
                        if (has_name || !copy_name(parameter.value, part->name, sizeof part->name))
                                return false;
                        has_name = true;
                } else if (strcmp(parameter.name, "filename") == 0) {
                        char unused[sizeof part->filename] = "";
                        decode_quotes(parameter.value);
                        if (has_filename ||
                            !copy_name(parameter.value, has_extended ? unused : part->filename,
                                       sizeof part->filename))
                                return false;
                        has_filename = true;
                } else if (strcmp(parameter.name, "filename*") == 0) {
                        if (has_extended ||
                            !read_extended_filename(parameter.value, part, &has_extended))
                                return false;
                }
        }
        part->is_file = has_filename || has_extended;
        return result == PARAMETER_NONE && has_name;
}

// One header line, NUL-terminated; `has_disposition` is kept between the lines of a part.
static bool
read_header_line(char *line, struct multipart_part *part, bool *has_disposition)
{
        char *colon = line;
        while (is_token_char(*colon))
                colon++;
        if (colon == line || *colon != ':')
                return false;
        *colon = '\0';
        char *value = colon + 1 + strspn(colon + 1, " \t");
        size_t length = strlen(value);
        while (length > 0 && (value[length - 1] == ' ' || value[length - 1] == '\t'))
                value[--length] = '\0';
        if (text_equals_folded(line, "content-disposition")) {
                if (*has_disposition || !read_disposition(value, part))
                        return false;
                *has_disposition = true;
        } else if (text_equals_folded(line, "content-type")) {
                if (part->content_type[0] != '\0' ||
                    !copy_name(value, part->content_type, sizeof part->content_type))
                        return false;
        }
        return true;
}

// The header lines, `length` bytes with room for a NUL behind them.
static bool
read_headers(char *bytes, size_t length, struct multipart_part *part)
{
        bool has_disposition = false;
        bytes[length] = '\0';
        if (!text_is_utf8(bytes, length))
                return false;
        // Folded lines (RFC 5322, 2.2.3) become long ones.
        for (size_t i = 0; i + 2 < length; i++) {
                if (bytes[i] == '\r' && bytes[i + 1] == '\n' &&
                    (bytes[i + 2] == ' ' || bytes[i + 2] == '\t'))
                        memcpy(bytes + i, "  ", 2);
        }
        for (char *line = bytes; line < bytes + length;) {
                char *line_end = strstr(line, "\r\n");
                size_t line_length = line_end == NULL ? strlen(line) : (size_t)(line_end - line);
                line[line_length] = '\0';
                for (size_t i = 0; i < line_length; i++) {
                        if (((unsigned char)line[i] < 0x20 && line[i] != '\t') || line[i] == 0x7F)
                                return false;
                }
                if (!read_header_line(line, part, &has_disposition))
                        return false;
                line += line_length + 2;
        }
        return has_disposition;
}

// From the line end behind a boundary to behind the blank line.
static bool
take_headers(struct multipart *multipart, struct multipart_part *part_out, struct err *err)
{
        struct multipart_part part = {0};
        const char *found = NULL;
        for (;;) {
                const char *begin = multipart->window + multipart->start;
                size_t left = multipart->end - multipart->start;
                found = memmem(begin, left, BLANK_LINE, 4);
                size_t length = found != NULL ? (size_t)(found - begin) : left;
                if (length > 2 + MULTIPART_HEADERS_LIMIT + (found == NULL ? 4 : 0))
                        return FAIL(err, ERR_MALFORMED,
                                    "The headers of a part of the upload are too long.");
                if (found != NULL)
                        break;
                if (!fill(multipart, err))
                        return false;
        }
        char *headers = multipart->window + multipart->start + 2;
        size_t length = found > headers ? (size_t)(found - headers) : 0;
        multipart->start = (size_t)(found - multipart->window) + 4;
        if (!read_headers(headers, length, &part))
                return FAIL(err, ERR_MALFORMED,
                            "The headers of a part of the upload cannot be read.");
        *part_out = part;
        return true;
}

bool
multipart_next_part(struct multipart *multipart, struct multipart_part *part_out,
                    bool *has_part_out, struct err *err)
{
        size_t length = 0;
        while (multipart->state == MULTIPART_IN_DATA) {
                if (!find_data(multipart, err))
                        return false;
                multipart->start += multipart->data_length;
                multipart->data_length = 0;
        }
        if (multipart->state == MULTIPART_AT_BOUNDARY &&
            look_behind_delimiter(multipart, &length) == DELIMITER_CLOSING)
                multipart->state = MULTIPART_ENDED;
        if (multipart->state == MULTIPART_ENDED) {
                *has_part_out = false;
                return true;
        }
        if (multipart->part_count == MULTIPART_PARTS_LIMIT)
                return FAIL(err, ERR_MALFORMED, "The upload has too many parts.");
        multipart->start += length;
        multipart->state = MULTIPART_IN_DATA;
        if (!take_headers(multipart, part_out, err))
                return false;
        multipart->part_count++;
        *has_part_out = true;
        return true;
}
