#include "interview/sentences.h"

#include <stdint.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/word_lists.h"

// Behind these a name or a number follows, never a new sentence. Folded to ASCII's small letters,
// without the last full stop.
static const char *const ENGLISH[] = {"mr",  "mrs", "ms",  "dr",   "prof", "st",    "e.g",
                                      "i.e", "vs",  "cf",  "fig",  "no",   "vol",   "dept",
                                      "gen", "rev", "hon", "capt", "sen",  "rep",   "al",
                                      "viz", "ref", "p.s", "pp",   "ed",   "approx"};
static const char *const GERMAN[] = {
        "dr",   "prof", "hr",   "fr",   "z.b",  "d.h",  "u.a",  "bzw",    "ca",  "nr",
        "str",  "evtl", "ggf",  "inkl", "vgl",  "bzgl", "mio",  "mrd",    "tel", "abs",
        "sog",  "s.o",  "s.u",  "o.g",  "i.d",  "v.a",  "z.t",  "m.e",    "u.u", "st",
        "dipl", "ing",  "zzgl", "abb",  "zb",   "insb", "max",  "min",    "geb", "mind",
        "gem",  "lt",   "art",  "bd",   "hrsg", "jh",   "allg", "einschl"};
static const char *const SPANISH[] = {"sr",  "sra", "srta", "sres",  "dr",    "dra",  "ud",
                                      "uds", "vd",  "vds",  "d",     "prof",  "p.ej", "ej",
                                      "núm", "pág", "tel",  "aprox", "ee.uu", "fig",  "av",
                                      "art", "cap", "lic",  "ing",   "vol",   "máx",  "mín"};
// These may also be the last word of a sentence: a capital letter decides.
static const char *const EITHER[] = {"etc", "inc", "ltd", "jr",  "sr",  "co",  "corp", "usw",
                                     "usf", "o.ä", "u.ä", "a.m", "p.m", "u.s", "s.a",  "gmbh"};

static bool
is_space(uint32_t point)
{
        return point == ' ' || point == '\t' || point == '\n' || point == '\r' || point == 0xA0 ||
               point == 0x3000;
}

// Ends a sentence where white space follows.
static bool
is_mark(uint32_t point)
{
        static const uint32_t MARKS[] = {'.',    '!',    '?',    0x2026, 0x203D, 0x061F,
                                         0x0964, 0x0965, 0x06D4, 0x0589, 0x1362, 0x037E};
        for (size_t i = 0; i < COUNT_OF(MARKS); i++) {
                if (point == MARKS[i])
                        return true;
        }
        return false;
}

// Ends a sentence whatever follows: of scripts that put no space between sentences.
static bool
is_wide_mark(uint32_t point)
{
        return point == 0x3002 || point == 0xFF01 || point == 0xFF1F || point == 0xFF0E ||
               point == 0xFF61;
}

static bool
is_closer(uint32_t point)
{
        static const uint32_t CLOSERS[] = {'"',    '\'',   ')',    ']',    '}',    0xBB,   0xAB,
                                           0x201C, 0x201D, 0x2019, 0x2018, 0x203A, 0x2039, 0x300D,
                                           0x300F, 0xFF09, 0x3011, '*',    '_'};
        for (size_t i = 0; i < COUNT_OF(CLOSERS); i++) {
                if (point == CLOSERS[i])
                        return true;
        }
        return false;
}

static bool
is_digit(uint32_t point)
{
        return point >= '0' && point <= '9';
}

// The letters of Latin, Greek and Cyrillic; others have no capitals.
static bool
is_small(uint32_t point)
{
        if (point == 0xD7 || point == 0xF7)
                return false;
        return (point >= 'a' && point <= 'z') || (point >= 0xDF && point <= 0xFF) ||
               (point >= 0x3AC && point <= 0x3CE) || (point >= 0x430 && point <= 0x45F) ||
               (point >= 0x100 && point <= 0x17F && (point & 1) != 0);
}

static bool
is_listed(const char *const *words, size_t count, const char *word)
{
        for (size_t i = 0; i < count; i++) {
                if (strcmp(words[i], word) == 0)
                        return true;
        }
        return false;
}

// What stands before a full stop: a word, the letters of "z. B." drawn together, or a number.
struct before {
        char word[24]; // folded; "" where it is longer than any abbreviation
        size_t points; // behind its last full stop
        size_t digits; // of these
        bool is_first; // of the sentence
};

static struct before
look_before(const char *sentence, const char *stop)
{
        struct before before = {.is_first = true};
        const char *start = stop;
        // Two letters with full stops are one abbreviation, a space between them or not.
        while (start > sentence) {
                const char *at = start - 1;
                bool is_inner = *at == ' ' && start < stop && at - sentence >= 2 && at[-1] == '.' &&
                                (at - sentence == 2 || at[-3] == ' ') && stop - start <= 2;
                if (!is_inner && ((unsigned char)*at <= ' ' || strchr("(\"'[{", *at) != NULL))
                        break;
                start = at;
        }
        for (const char *at = sentence; at < start; at++)
                before.is_first = before.is_first && ((unsigned char)*at <= ' ');
        size_t length = 0;
        for (const char *at = start; at < stop; at++) {
                if (*at == '.' || *at == ' ')
                        before.points = before.digits = 0;
                else
                        before.points += ((unsigned char)*at & 0xC0) != 0x80 ? 1 : 0;
                before.digits += is_digit((unsigned char)*at) ? 1 : 0;
                if (*at != ' ' && length + 1 < sizeof before.word)
                        before.word[length++] =
                                (char)(*at >= 'A' && *at <= 'Z' ? *at + ('a' - 'A') : *at);
        }
        if ((size_t)(stop - start) >= sizeof before.word)
                length = 0;
        before.word[length] = '\0';
        return before;
}

// What is decided behind a full stop at `stop`, knowing the next letter (0: the text is over).
static bool
stop_ends(const char *sentence, const char *stop, uint32_t next, const char *language)
{
        struct before before = look_before(sentence, stop);
        // Spanish says where a question begins.
        if (next == 0 || next == 0xBF || next == 0xA1)
                return true;
        if (is_small(next))
                return false;
        bool is_german = language_is(language, "de");
        bool is_spanish = language_is(language, "es");
        const char *const *words = is_german ? GERMAN : is_spanish ? SPANISH : ENGLISH;
        size_t count = is_german    ? COUNT_OF(GERMAN)
                       : is_spanish ? COUNT_OF(SPANISH)
                                    : COUNT_OF(ENGLISH);
        // "No." is an answer, too.
        if (strcmp(before.word, "no") == 0 && !is_digit(next))
                return true;
        if (is_listed(words, count, before.word))
                return false;
        if (is_listed(EITHER, COUNT_OF(EITHER), before.word))
                return !is_digit(next);
        if (before.points == 1 && before.digits == 0)
                return strcmp(before.word, "i") == 0;
        if (before.digits > 0 && before.digits == before.points)
                return !before.is_first && (!is_german || before.digits > 2);
        return true;
}

size_t
sentence_length(const char *text, const char *language, bool is_whole)
{
        const char *at = text;
        for (;;) {
                const char *here = at;
                uint32_t point = text_next(&at);
                if (point == 0)
                        return is_whole ? (size_t)(here - text) : 0;
                bool is_wide = is_wide_mark(point);
                if (!is_wide && !is_mark(point))
                        continue;
                bool is_stop = point == '.';
                bool is_dots = point == 0x2026;
                bool has_closer = false;
                const char *behind = at;
                for (;;) {
                        const char *next = behind;
                        uint32_t more = text_next(&next);
                        bool is_more = is_mark(more) || is_wide_mark(more);
                        if (more == 0 || (!is_more && !is_closer(more)))
                                break;
                        is_dots = is_dots || (is_stop && more == '.');
                        is_stop = is_stop && !is_more;
                        has_closer = has_closer || !is_more;
                        behind = next;
                }
                const char *end = behind;
                const char *rest = behind;
                uint32_t next = text_next(&rest);
                bool has_space = is_space(next);
                while (is_space(next)) {
                        end = rest;
                        next = text_next(&rest);
                }
                at = behind;
                if (next == 0 && !is_whole)
                        return 0;
                if (next == 0 || is_wide)
                        return (size_t)(end - text);
                if (!has_space)
                        continue;
                if (is_stop ? !stop_ends(text, here, next, language)
                            : (is_dots || has_closer) && is_small(next))
                        continue;
                return (size_t)(end - text);
        }
}

size_t
sentence_piece(const char *rest, const char *language)
{
        size_t space = strspn(rest, " \t\r\n");
        size_t length = space + sentence_length(rest + space, language, true);
        if (rest[length] == '\0')
                return length;
        while (length > space && strchr(" \t\r\n", rest[length - 1]) != NULL)
                length--;
        return length;
}
