#include "reading.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/json_write.h"
#include "base/text.h"
#include "cage.h"

// Some programs leave one or two in every line; a message in them takes far more.
static const size_t MOST_HARMLESS_ZERO_WIDTHS = 16;

static const uint32_t FIRST_LIGATURE = 0xFB00;
static const char *const LIGATURES[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};

struct reading
reading_open(void)
{
        return (struct reading){.text = buf_open(DOCUMENT_MOST_TEXT_BYTES),
                                .hidden = buf_open(DOCUMENT_MOST_ASIDE_BYTES),
                                .comments = buf_open(DOCUMENT_MOST_ASIDE_BYTES)};
}

static void
add_aside(struct buf *aside, const char *bytes, size_t length)
{
        size_t room = aside->limit - aside->length;
        bool has_ended =
                aside->length == 0 || isspace((unsigned char)buf_string(aside)[aside->length - 1]);
        // Room for the space, and for the NUL that a buf keeps.
        if (room < 3 || length == 0)
                return;
        if (!has_ended && !isspace((unsigned char)bytes[0]))
                buf_char(aside, ' ');
        buf_add(aside, bytes, length < room - 2 ? length : room - 2);
}

void
reading_hide(struct reading *reading, const char *bytes, size_t length)
{
        add_aside(&reading->hidden, bytes, length);
}

void
reading_comment(struct reading *reading, const char *bytes, size_t length)
{
        add_aside(&reading->comments, bytes, length);
}

static bool
is_between(uint32_t point, uint32_t first, uint32_t last)
{
        return point >= first && point <= last;
}

static bool
is_space(uint32_t point)
{
        return point == 0xA0 || is_between(point, 0x2000, 0x200A) || point == 0x202F ||
               point == 0x205F || point == 0x3000;
}

// Without width and without meaning for the words; the joiners of Persian, Indic and emoji stay.
static bool
is_zero_width(uint32_t point)
{
        return point == 0xAD || point == 0x200B || is_between(point, 0x200E, 0x200F) ||
               is_between(point, 0x202A, 0x202E) || is_between(point, 0x2060, 0x206F) ||
               point == 0xFEFF || point == 0x180E || point == 0x034F;
}

// Invisible letters: U+E0020 to U+E007E stand for ASCII.
static bool
is_tag(uint32_t point)
{
        return is_between(point, 0xE0000, 0xE007F);
}

// Wingdings and Symbol in Word's private places, and fonts of icons.
static bool
is_private(uint32_t point)
{
        return is_between(point, 0xE000, 0xF8FF) || point >= 0xF0000;
}

static bool
is_private_bullet(uint32_t point)
{
        static const uint32_t BULLETS[] = {0xF0B7, 0xF0A7, 0xF0A8, 0xF06C, 0xF06E, 0xF06F, 0xF071,
                                           0xF076, 0xF0D8, 0xF0FC, 0xF09F, 0xF0E0, 0xF0F0, 0xF02D};
        for (size_t i = 0; i < COUNT_OF(BULLETS); i++) {
                if (BULLETS[i] == point)
                        return true;
        }
        return false;
}

static void
add_point(struct buf *plain, uint32_t point)
{
        char bytes[4];
        buf_add(plain, bytes, text_encode(point, bytes));
}

// One flag of an emoji is followed by tags that spell a region; anything else spells to a machine.
struct tags {
        struct buf spelled;
        bool is_flag;
};

static void
take_tag(struct tags *tags, uint32_t point)
{
        if (!tags->is_flag && is_between(point, 0xE0020, 0xE007E))
                buf_char(&tags->spelled, (char)(point - 0xE0000));
}

static void
add_plain(struct buf *plain, uint32_t point)
{
        if (is_between(point, FIRST_LIGATURE, FIRST_LIGATURE + COUNT_OF(LIGATURES) - 1))
                buf_text(plain, LIGATURES[point - FIRST_LIGATURE]);
        else if (is_space(point))
                buf_char(plain, ' ');
        else if (point == 0x2028 || point == 0x2029 || point == '\r' || point == '\f' ||
                 point == '\v')
                buf_char(plain, '\n');
        else if (is_private_bullet(point))
                buf_text(plain, "\xE2\x80\xA2");
        else if (is_private(point))
                buf_char(plain, ' ');
        else
                add_point(plain, point);
}

// No spaces at the ends of lines, one empty line at most, none at the ends of the whole.
static void
tidy_lines(const struct buf *from, struct buf *to)
{
        size_t newlines = 0;
        const char *end = buf_string(from) + from->length;
        for (const char *line = buf_string(from); line < end;) {
                const char *stop = memchr(line, '\n', (size_t)(end - line));
                size_t length = (size_t)((stop == NULL ? end : stop) - line);
                size_t kept = length;
                while (kept > 0 && (line[kept - 1] == ' ' || line[kept - 1] == '\t'))
                        kept--;
                if (kept > 0) {
                        for (size_t i = 0; i < newlines && i < 2 && to->length > 0; i++)
                                buf_char(to, '\n');
                        newlines = 0;
                        buf_add(to, line, kept);
                }
                newlines++;
                line += length + 1;
        }
}

static void
make_plain(struct reading *reading, struct buf *tidy)
{
        OWN(buf_close) struct buf plain = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        struct tags tags = {.spelled = buf_open(DOCUMENT_MOST_ASIDE_BYTES)};
        size_t zero_widths = 0;
        for (const char *at = buf_string(&reading->text); *at != '\0';) {
                uint32_t point = text_next(&at);
                tags.is_flag = point == 0x1F3F4 || (tags.is_flag && is_tag(point));
                zero_widths += is_zero_width(point) && point != 0xAD;
                if (is_tag(point))
                        take_tag(&tags, point);
                else if (!is_zero_width(point) && !(point == '\r' && *at == '\n'))
                        add_plain(&plain, point);
        }
        reading_hide(reading, buf_string(&tags.spelled), tags.spelled.length);
        // Hebrew and Arabic need some of them, and some editors put one into every word.
        if (zero_widths > MOST_HARMLESS_ZERO_WIDTHS && zero_widths > plain.length / 4)
                reading_hide(reading, "(characters without width)", 26);
        buf_close(&tags.spelled);
        tidy_lines(&plain, tidy);
        tidy->is_over = tidy->is_over || plain.is_over;
}

// A stray sign or two is nothing to tell a person of.
static bool
has_words(const char *text)
{
        static const size_t LEAST_LETTERS = 4;
        size_t letters = 0;
        for (const char *at = text; *at != '\0';) {
                uint32_t point = text_next(&at);
                letters += point >= 0x80 || isalnum((int)point);
        }
        return letters >= LEAST_LETTERS;
}

static const char *
clean_aside(struct arena *arena, const struct buf *aside)
{
        const char *clean = text_trim(arena, text_clean(arena, buf_string(aside), aside->length));
        return has_words(clean) ? clean : "";
}

static int
pages_of(struct reading *reading, size_t characters)
{
        if (reading->pages > 0)
                return reading->pages;
        reading->warnings[DOCUMENT_PAGES_ESTIMATED] = true;
        int by_length = (int)(characters / READING_CHARACTERS_A_PAGE) + 1;
        return by_length > reading->least_pages ? by_length : reading->least_pages;
}

// The detail tells the caller which of the two programs that read PDF files to believe.
static _Noreturn void
refuse_nothing_seen(const struct reading *reading, bool has_hidden)
{
        enum refusal refusal = has_hidden ? REFUSAL_DOCUMENT_HIDDEN
                               : reading->warnings[DOCUMENT_PICTURES]
                                       ? REFUSAL_DOCUMENT_PICTURES
                                       : REFUSAL_DOCUMENT_WITHOUT_TEXT;
        cage_refuse(refusal, refusal_name(refusal));
}

_Noreturn void
reading_answer(struct reading *reading)
{
        OWN(arena_done) struct arena arena = {0};
        struct buf tidy = buf_open(DOCUMENT_MOST_TEXT_BYTES);
        make_plain(reading, &tidy);
        const char *clean = text_clean(&arena, buf_string(&tidy), tidy.length);
        size_t characters = text_length(clean);
        if (reading->text.is_over || tidy.is_over || characters > DOCUMENT_MOST_CHARACTERS)
                cage_refuse(REFUSAL_DOCUMENT_CHARACTERS, "");
        int pages = pages_of(reading, characters);
        if (pages > DOCUMENT_MOST_PAGES)
                cage_refuse(REFUSAL_DOCUMENT_PAGES, "");
        const char *hidden = clean_aside(&arena, &reading->hidden);
        const char *comments = clean_aside(&arena, &reading->comments);
        if (*text_trim(&arena, clean) == '\0')
                refuse_nothing_seen(reading, *hidden != '\0');
        reading->warnings[DOCUMENT_HIDDEN_TEXT] = *hidden != '\0';
        reading->warnings[DOCUMENT_COMMENTS] = *comments != '\0';
        struct buf line = buf_open(ANSWER_LINE_BYTES - 1);
        struct json_writer json = json_writer_on(&line);
        json_open_object(&json);
        json_put_text(&json, "mime", DOCUMENT_MIMES[reading->format]);
        json_put_int(&json, "pages", pages);
        json_put_int(&json, "text_bytes", (int64_t)strlen(clean));
        json_put_int(&json, "hidden_bytes", (int64_t)strlen(hidden));
        json_name(&json, "warnings");
        json_open_list(&json);
        for (size_t i = 0; i < DOCUMENT_WARNING_COUNT; i++) {
                if (reading->warnings[i])
                        json_add_text(&json, DOCUMENT_WARNING_NAMES[i]);
        }
        json_close_list(&json);
        json_close_object(&json);
        cage_payload(clean, strlen(clean));
        cage_payload(hidden, strlen(hidden));
        cage_payload(comments, strlen(comments));
        cage_answer(&line);
}
