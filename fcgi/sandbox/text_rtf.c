#include "text_rtf.h"

#include <ctype.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"

enum {
        // Groups within groups; deeper ones are read with the state of the last that is kept.
        MOST_DEPTH = 512,
        MOST_FONTS = 1024,
        MOST_COLOURS = 1024,
        MOST_WORD = 32, // letters of a control word
        MOST_NUMBER = 100000000,
        MOST_PENDING = 16 << 10,
        // Half points; below that nobody reads.
        LEAST_SIZE = 4,
        // Of 255, in every channel: paper.
        NEARLY_WHITE = 240,
        LATIN_PAGE = 1252,
};

// Where text goes.
enum place {
        PLACE_SHOWN,
        PLACE_SKIPPED,
        PLACE_COMMENT,
        PLACE_FONTS,
        PLACE_COLOURS,
};

// What a group hands down to the groups in it.
struct state {
        enum place place;
        bool is_hidden;
        bool is_deleted;
        bool is_optional; // after \*: skipped unless it is known
        int size;         // half points; 0: not said
        int colour;       // place in the table
        int behind;
        int font;
        int skip; // how many characters stand for a \u where it is not understood
};

struct colour {
        int red, green, blue;
};

struct rtf {
        const char *at;
        const char *end;
        struct reading *reading;
        struct state states[MOST_DEPTH];
        size_t depth; // of groups that are open
        int page;     // the code page of the file
        int font_pages[MOST_FONTS];
        struct colour colours[MOST_COLOURS];
        size_t colour_count;
        struct colour colour; // being read
        bool has_shades;      // cells, paragraphs or drawings are coloured
        int to_skip;          // what still stands for the last \u
        uint32_t high_surrogate;
        char pending[MOST_PENDING]; // bytes of one code page
        size_t pending_length;
        int pending_page;
};

static const struct {
        int page;
        const char *name;
} PAGES[] = {{1252, "CP1252"}, {1250, "CP1250"},     {1251, "CP1251"}, {1253, "CP1253"},
             {1254, "CP1254"}, {1255, "CP1255"},     {1256, "CP1256"}, {1257, "CP1257"},
             {1258, "CP1258"}, {932, "CP932"},       {936, "GBK"},     {949, "UHC"},
             {950, "BIG5"},    {10000, "MACINTOSH"}, {437, "CP437"},   {850, "CP850"}};

// For the life of the process.
static iconv_t converters[COUNT_OF(PAGES)];

static const struct {
        int charset;
        int page;
} CHARSETS[] = {{0, 1252},   {77, 10000}, {128, 932},  {129, 949},  {134, 936},
                {136, 950},  {161, 1253}, {162, 1254}, {163, 1258}, {177, 1255},
                {178, 1256}, {186, 1257}, {204, 1251}, {238, 1250}, {255, 437}};

void
text_rtf_prepare(void)
{
        for (size_t i = 0; i < COUNT_OF(PAGES); i++)
                converters[i] = iconv_open("UTF-8", PAGES[i].name);
}

static iconv_t
converter_of(int page)
{
        for (size_t i = 0; i < COUNT_OF(PAGES); i++) {
                if (PAGES[i].page == page)
                        return converters[i];
        }
        return converters[0];
}

static struct state *
state_of(struct rtf *rtf)
{
        return &rtf->states[rtf->depth < MOST_DEPTH ? rtf->depth : MOST_DEPTH - 1];
}

static bool
is_white(const struct rtf *rtf, int index)
{
        if (index <= 0 || index >= MOST_COLOURS || (size_t)index >= rtf->colour_count)
                return false;
        const struct colour *colour = &rtf->colours[index];
        return colour->red >= NEARLY_WHITE && colour->green >= NEARLY_WHITE &&
               colour->blue >= NEARLY_WHITE;
}

static bool
is_seen(const struct rtf *rtf, const struct state *state)
{
        bool is_on_colour = rtf->has_shades || (state->behind > 0 && !is_white(rtf, state->behind));
        bool is_tiny = state->size > 0 && state->size < LEAST_SIZE;
        return !state->is_hidden && !is_tiny && (is_on_colour || !is_white(rtf, state->colour));
}

static void
add(struct rtf *rtf, const char *bytes, size_t length)
{
        const struct state *state = state_of(rtf);
        if (state->is_deleted || length == 0)
                return;
        if (state->place == PLACE_COMMENT)
                reading_comment(rtf->reading, bytes, length);
        else if (state->place == PLACE_SHOWN && is_seen(rtf, state))
                buf_add(&rtf->reading->text, bytes, length);
        else if (state->place == PLACE_SHOWN)
                reading_hide(rtf->reading, bytes, length);
}

// Bytes of a code page are turned together: some take two of them for one letter.
static void
flush(struct rtf *rtf)
{
        iconv_t converter = converter_of(rtf->pending_page);
        char *from = rtf->pending;
        size_t left = rtf->pending_length;
        rtf->pending_length = 0;
        if (left == 0 || converter == (iconv_t)-1)
                return;
        iconv(converter, NULL, NULL, NULL, NULL);
        while (left > 0) {
                char out[1024], *to = out;
                size_t room = sizeof out;
                bool is_stuck = iconv(converter, &from, &left, &to, &room) == (size_t)-1;
                add(rtf, out, sizeof out - room);
                if (is_stuck && room == sizeof out) {
                        from++;
                        left--;
                }
        }
}

static int
page_of(struct rtf *rtf)
{
        int font = state_of(rtf)->font;
        int page = font >= 0 && font < MOST_FONTS ? rtf->font_pages[font] : 0;
        return page != 0 ? page : rtf->page;
}

static void
take_byte(struct rtf *rtf, char byte)
{
        if (rtf->to_skip > 0) {
                rtf->to_skip--;
                return;
        }
        if (state_of(rtf)->place != PLACE_SHOWN && state_of(rtf)->place != PLACE_COMMENT)
                return;
        int page = page_of(rtf);
        if (page != rtf->pending_page || rtf->pending_length == sizeof rtf->pending)
                flush(rtf);
        rtf->pending_page = page;
        rtf->pending[rtf->pending_length++] = byte;
}

static void
take_text(struct rtf *rtf, const char *text)
{
        flush(rtf);
        add(rtf, text, strlen(text));
}

static void
take_point(struct rtf *rtf, int number)
{
        char bytes[4];
        uint32_t point = (uint32_t)number & 0xFFFF;
        flush(rtf);
        rtf->to_skip = state_of(rtf)->skip;
        if (point >= 0xD800 && point < 0xDC00) {
                rtf->high_surrogate = point;
                return;
        }
        if (point >= 0xDC00 && point < 0xE000) {
                uint32_t high = rtf->high_surrogate;
                point = high == 0 ? 0xFFFD : 0x10000 + ((high - 0xD800) << 10) + (point - 0xDC00);
        }
        rtf->high_surrogate = 0;
        add(rtf, bytes, text_encode(point, bytes));
}

enum action {
        ACTION_TEXT,
        ACTION_CELL,
        ACTION_SKIP,
        ACTION_SHOW, // a destination that is text, also after \*
        ACTION_COMMENT,
        ACTION_FONTS,
        ACTION_COLOURS,
        ACTION_PLAIN,
        ACTION_HIDDEN,
        ACTION_DELETED,
        ACTION_SIZE,
        ACTION_COLOUR,
        ACTION_BEHIND,
        ACTION_SHADES,
        ACTION_FONT,
        ACTION_CHARSET,
        ACTION_PAGE,
        ACTION_RED,
        ACTION_GREEN,
        ACTION_BLUE,
        ACTION_POINT,
        ACTION_POINT_SKIP,
        ACTION_BINARY,
};

static const struct {
        const char *word;
        enum action action;
        const char *text;
} WORDS[] = {
        {"par", ACTION_TEXT, "\n"},
        {"line", ACTION_TEXT, "\n"},
        {"sect", ACTION_TEXT, "\n\n"},
        {"page", ACTION_TEXT, "\n\n"},
        {"column", ACTION_TEXT, "\n"},
        {"row", ACTION_TEXT, "\n"},
        {"nestrow", ACTION_TEXT, "\n"},
        {"cell", ACTION_CELL, "\t"},
        {"nestcell", ACTION_CELL, "\t"},
        {"tab", ACTION_TEXT, "\t"},
        {"bullet", ACTION_TEXT, "\xE2\x80\xA2"},
        {"emdash", ACTION_TEXT, "\xE2\x80\x94"},
        {"endash", ACTION_TEXT, "\xE2\x80\x93"},
        {"lquote", ACTION_TEXT, "\xE2\x80\x98"},
        {"rquote", ACTION_TEXT, "\xE2\x80\x99"},
        {"ldblquote", ACTION_TEXT, "\xE2\x80\x9C"},
        {"rdblquote", ACTION_TEXT, "\xE2\x80\x9D"},
        {"emspace", ACTION_TEXT, " "},
        {"enspace", ACTION_TEXT, " "},
        {"qmspace", ACTION_TEXT, " "},
        {"fonttbl", ACTION_FONTS, NULL},
        {"colortbl", ACTION_COLOURS, NULL},
        {"stylesheet", ACTION_SKIP, NULL},
        {"info", ACTION_SKIP, NULL},
        {"pict", ACTION_SKIP, NULL},
        {"nonshppict", ACTION_SKIP, NULL},
        {"objdata", ACTION_SKIP, NULL},
        {"fldinst", ACTION_SKIP, NULL},
        {"listtable", ACTION_SKIP, NULL},
        {"listoverridetable", ACTION_SKIP, NULL},
        {"revtbl", ACTION_SKIP, NULL},
        {"filetbl", ACTION_SKIP, NULL},
        {"xe", ACTION_SKIP, NULL},
        {"tc", ACTION_SKIP, NULL},
        {"rxe", ACTION_SKIP, NULL},
        {"bkmkstart", ACTION_SKIP, NULL},
        {"bkmkend", ACTION_SKIP, NULL},
        {"sp", ACTION_SKIP, NULL},
        {"atnid", ACTION_SKIP, NULL},
        {"atnauthor", ACTION_SKIP, NULL},
        {"atnref", ACTION_SKIP, NULL},
        {"atndate", ACTION_SKIP, NULL},
        {"atntime", ACTION_SKIP, NULL},
        {"footnotesep", ACTION_SKIP, NULL},
        {"ftnsep", ACTION_SKIP, NULL},
        {"ftnsepc", ACTION_SKIP, NULL},
        {"annotation", ACTION_COMMENT, NULL},
        {"shpinst", ACTION_SHOW, NULL},
        {"shptxt", ACTION_SHOW, NULL},
        {"shppict", ACTION_SKIP, NULL},
        {"shprslt", ACTION_SKIP, NULL},
        {"pntext", ACTION_SHOW, NULL},
        {"listtext", ACTION_SHOW, NULL},
        {"fldrslt", ACTION_SHOW, NULL},
        {"plain", ACTION_PLAIN, NULL},
        {"v", ACTION_HIDDEN, NULL},
        {"deleted", ACTION_DELETED, NULL},
        {"fs", ACTION_SIZE, NULL},
        {"cf", ACTION_COLOUR, NULL},
        {"cb", ACTION_BEHIND, NULL},
        {"chcbpat", ACTION_BEHIND, NULL},
        {"highlight", ACTION_BEHIND, NULL},
        {"clcbpat", ACTION_SHADES, NULL},
        {"clcfpat", ACTION_SHADES, NULL},
        {"cbpat", ACTION_SHADES, NULL},
        {"shp", ACTION_SHADES, NULL},
        {"f", ACTION_FONT, NULL},
        {"fcharset", ACTION_CHARSET, NULL},
        {"ansicpg", ACTION_PAGE, NULL},
        {"red", ACTION_RED, NULL},
        {"green", ACTION_GREEN, NULL},
        {"blue", ACTION_BLUE, NULL},
        {"u", ACTION_POINT, NULL},
        {"uc", ACTION_POINT_SKIP, NULL},
        {"bin", ACTION_BINARY, NULL},
};

static void
take_charset(struct rtf *rtf, int charset)
{
        int font = state_of(rtf)->font;
        if (state_of(rtf)->place != PLACE_FONTS || font < 0 || font >= MOST_FONTS)
                return;
        for (size_t i = 0; i < COUNT_OF(CHARSETS); i++) {
                if (CHARSETS[i].charset == charset)
                        rtf->font_pages[font] = CHARSETS[i].page;
        }
}

// The last paragraph of a cell may be ended by itself besides.
static void
end_cell(struct rtf *rtf)
{
        struct buf *text = &rtf->reading->text;
        flush(rtf);
        if (text->length > 0 && text->bytes[text->length - 1] == '\n')
                text->bytes[--text->length] = '\0';
        add(rtf, "\t", 1);
}

static void
set_place(struct rtf *rtf, enum place place)
{
        struct state *state = state_of(rtf);
        // What is within something skipped stays skipped; comments keep their parts to themselves.
        if (state->place == PLACE_SHOWN || (place == PLACE_SKIPPED))
                state->place = place;
}

static void
act(struct rtf *rtf, size_t word, bool has_number, int number)
{
        struct state *state = state_of(rtf);
        int value = has_number ? number : 1;
        switch (WORDS[word].action) {
        case ACTION_TEXT:
                take_text(rtf, WORDS[word].text);
                break;
        case ACTION_CELL:
                end_cell(rtf);
                break;
        case ACTION_SKIP:
                set_place(rtf, PLACE_SKIPPED);
                break;
        case ACTION_SHOW:
                break;
        case ACTION_COMMENT:
                set_place(rtf, PLACE_COMMENT);
                break;
        case ACTION_FONTS:
                set_place(rtf, PLACE_FONTS);
                break;
        case ACTION_COLOURS:
                set_place(rtf, PLACE_COLOURS);
                break;
        case ACTION_PLAIN:
                state->is_hidden = state->is_deleted = false;
                state->size = state->colour = state->behind = 0;
                break;
        case ACTION_HIDDEN:
                state->is_hidden = value != 0;
                break;
        case ACTION_DELETED:
                state->is_deleted = value != 0;
                break;
        case ACTION_SIZE:
                state->size = value;
                break;
        case ACTION_COLOUR:
                state->colour = value;
                break;
        case ACTION_BEHIND:
                state->behind = value;
                break;
        case ACTION_SHADES:
                rtf->has_shades = rtf->has_shades || !is_white(rtf, value);
                break;
        case ACTION_FONT:
                state->font = value;
                break;
        case ACTION_CHARSET:
                take_charset(rtf, value);
                break;
        case ACTION_PAGE:
                rtf->page = value;
                break;
        case ACTION_RED:
                rtf->colour.red = value;
                break;
        case ACTION_GREEN:
                rtf->colour.green = value;
                break;
        case ACTION_BLUE:
                rtf->colour.blue = value;
                break;
        case ACTION_POINT:
                take_point(rtf, value);
                break;
        case ACTION_POINT_SKIP:
                state->skip = value < 0 ? 0 : value;
                break;
        case ACTION_BINARY:
                if (value > 0)
                        rtf->at += value < rtf->end - rtf->at ? value : rtf->end - rtf->at;
                break;
        }
}

static void
take_word(struct rtf *rtf)
{
        char word[MOST_WORD + 1] = "";
        size_t length = 0;
        bool has_number = false, is_minus = false;
        int64_t number = 0;
        for (; rtf->at < rtf->end && isalpha((unsigned char)*rtf->at); rtf->at++) {
                if (length < MOST_WORD)
                        word[length++] = *rtf->at;
        }
        if (rtf->at + 1 < rtf->end && *rtf->at == '-' && isdigit((unsigned char)rtf->at[1])) {
                is_minus = true;
                rtf->at++;
        }
        for (; rtf->at < rtf->end && isdigit((unsigned char)*rtf->at); rtf->at++) {
                has_number = true;
                if (number < MOST_NUMBER)
                        number = number * 10 + (*rtf->at - '0');
        }
        if (rtf->at < rtf->end && *rtf->at == ' ')
                rtf->at++;
        flush(rtf);
        for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
                if (WORDS[i].word[0] != word[0] || strcmp(WORDS[i].word, word) != 0)
                        continue;
                state_of(rtf)->is_optional = false;
                act(rtf, i, has_number, (int)(is_minus ? -number : number));
                return;
        }
        if (state_of(rtf)->is_optional)
                set_place(rtf, PLACE_SKIPPED);
        state_of(rtf)->is_optional = false;
}

static int
hex(char digit)
{
        return isdigit((unsigned char)digit)    ? digit - '0'
               : isxdigit((unsigned char)digit) ? tolower((unsigned char)digit) - 'a' + 10
                                                : -1;
}

static void
take_symbol(struct rtf *rtf)
{
        char symbol = *rtf->at++;
        if (symbol == '\'' && rtf->end - rtf->at >= 2) {
                int high = hex(rtf->at[0]), low = hex(rtf->at[1]);
                rtf->at += 2;
                if (high >= 0 && low >= 0)
                        take_byte(rtf, (char)(high << 4 | low));
        } else if (symbol == '*')
                state_of(rtf)->is_optional = true;
        else if (symbol == '~')
                take_text(rtf, " ");
        else if (symbol == '_')
                take_text(rtf, "-");
        else if (symbol == '\n' || symbol == '\r')
                take_text(rtf, "\n");
        else if (symbol == '\\' || symbol == '{' || symbol == '}')
                take_byte(rtf, symbol);
}

static void
open_group(struct rtf *rtf)
{
        struct state state = *state_of(rtf);
        flush(rtf);
        rtf->to_skip = 0;
        rtf->depth++;
        if (rtf->depth < MOST_DEPTH)
                rtf->states[rtf->depth] = state;
}

static void
close_group(struct rtf *rtf)
{
        flush(rtf);
        rtf->to_skip = 0;
        if (rtf->depth > 0)
                rtf->depth--;
}

static void
take_plain(struct rtf *rtf, char byte)
{
        enum place place = state_of(rtf)->place;
        if (byte == '\n' || byte == '\r' || byte == '\0')
                return;
        if (place == PLACE_COLOURS && byte == ';') {
                if (rtf->colour_count < MOST_COLOURS)
                        rtf->colours[rtf->colour_count++] = rtf->colour;
                rtf->colour = (struct colour){0};
        }
        take_byte(rtf, byte);
}

void
text_rtf_read(const char *bytes, size_t length, struct reading *reading)
{
        static struct rtf rtf;
        rtf = (struct rtf){.at = bytes, .end = bytes + length, .reading = reading};
        rtf.page = rtf.pending_page = LATIN_PAGE;
        rtf.states[0].skip = 1;
        bool is_whole = false;
        while (rtf.at < rtf.end && !is_whole && !reading->text.is_over) {
                char byte = *rtf.at++;
                if (byte == '{')
                        open_group(&rtf);
                else if (byte == '}') {
                        close_group(&rtf);
                        is_whole = rtf.depth == 0;
                } else if (byte != '\\')
                        take_plain(&rtf, byte);
                else if (rtf.at < rtf.end && isalpha((unsigned char)*rtf.at))
                        take_word(&rtf);
                else if (rtf.at < rtf.end)
                        take_symbol(&rtf);
        }
        flush(&rtf);
        reading->warnings[DOCUMENT_IS_DAMAGED] = !is_whole;
}
