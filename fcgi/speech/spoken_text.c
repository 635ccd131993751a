#include "spoken_text.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"

// Saying a thing takes at most this many times the room of writing it; the longest is "=".
enum { GROWTH_LIMIT = 16 };

// Accents that stand behind their letter as code points of their own.
enum { FIRST_MARK = 0x300, LAST_MARK = 0x36F };

struct reading {
        const char *written;
        const char *spoken;
};

// Whole words as they are written, upper and lower case as given, and how flite says them right.
// Found by listening to its phones (`flite -ps`): it says "API" as one word, "C#" as "c hash", and
// "e.g." ends its sentence.
static const struct reading WORDS[] = {
        {"e.g.", "for example"},
        {"i.e.", "that is"},
        {"etc.", "et cetera"},
        {"etc", "et cetera"},
        {"vs.", "versus"},
        {"vs", "versus"},
        {"w/o", "without"},
        {"24/7", "twenty four seven"},
        {"CI/CD", "C I C D"},
        {"A/B", "A B"},
        {"TCP/IP", "T C P I P"},
        {"C++", "C plus plus"},
        {"C#", "C sharp"},
        {"F#", "F sharp"},
        {".NET", "dot net"},
        {"ASP.NET", "A S P dot net"},
        {"SQL", "S Q L"},
        {"MySQL", "my S Q L"},
        {"NoSQL", "no S Q L"},
        {"PostgreSQL", "post gress Q L"},
        {"Postgres", "post gress"},
        {"SQLite", "S Q light"},
        {"MongoDB", "mongo D B"},
        {"GraphQL", "graph Q L"},
        {"Kubernetes", "koo ber netteez"},
        {"k8s", "koo ber netteez"},
        {"nginx", "engine X"},
        {"Nginx", "engine X"},
        {"NGINX", "engine X"},
        {"GitHub", "git hub"},
        {"DevOps", "dev ops"},
        {"OAuth", "O auth"},
        {"JSON", "jason"},
        {"SaaS", "sass"},
        {"async", "ay sink"},
        {"schema", "skeema"},
        {"Jira", "jeera"},
        {"iOS", "eye O S"},
        {"macOS", "mac O S"},
        {"API", "A P I"},
        {"APIs", "A P eyes"},
        {"AWS", "A W S"},
        {"AI", "A I"},
        {"UI", "U I"},
        {"UX", "U X"},
        {"QA", "Q A"},
        {"IT", "I T"},
        {"ID", "I D"},
        {"IDs", "I Dees"},
        {"URL", "U R L"},
        {"URLs", "U R ells"},
        {"CLI", "C L I"},
        {"CEO", "C E O"},
        {"OOP", "O O P"},
        {"FAQ", "F A Q"},
        {"KPIs", "K P eyes"},
};

// Signs alone. A comma makes a short pause.
static const struct reading SIGNS[] = {
        {"&", " and "}, {"@", " at "}, {"->", " to "}, {"=>", " to "},    {"/", " "}, {"\\", " "},
        {"<", " "},     {">", " "},    {"==", " "},    {"=", " equals "}, {"_", " "}, {"*", " "},
        {"`", " "},     {"^", " "},    {"|", ", "},    {"~", " about "},  {"[", " "}, {"]", " "},
        {"{", " "},     {"}", " "},    {"#", " "},     {"\"", " "},
};

// Code points outside ASCII that have a reading: punctuation of typesetters, signs, letters that
// are more than a letter with an accent.
struct sign_reading {
        uint32_t point;
        const char *spoken;
};

static const struct sign_reading POINTS[] = {
        {0x2018, "'"},       {0x2019, "'"},        {0x201C, " "},         {0x201D, " "},
        {0x2013, ", "},      {0x2014, ", "},       {0x2026, ". "},        {0x2022, ", "},
        {0x20AC, " euros "}, {0x00A3, " pounds "}, {0x00B0, " degrees "}, {0x00D7, " times "},
        {0x2192, " to "},    {0x00DF, "ss"},       {0x00C6, "Ae"},        {0x00E6, "ae"},
        {0x0152, "Oe"},      {0x0153, "oe"},       {0x00DE, "Th"},        {0x00FE, "th"},
};

// The base letters of U+00C0 to U+017F, a space where there is none.
static const char BASE_LETTERS[] =
        "AAAAAA CEEEEIIIIDNOOOOO OUUUUY  aaaaaa ceeeeiiiidnooooo ouuuuy y"
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi  JjKkkLlLlLlL"
        "lLlNnNnNnnNnOoOoOo  RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";
_Static_assert(sizeof BASE_LETTERS == 0x180 - 0xC0 + 1, "one base letter for each code point");

static bool
is_letter_or_digit(char c)
{
        // Bytes of other scripts belong to words too.
        return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

// How many bytes of an address stand here, scheme and path included; 0 where none does.
static size_t
address_length(const char *text, const char **host_out, size_t *host_length_out)
{
        static const char *const STARTS[] = {"https://www.", "http://www.", "https://", "http://",
                                             "www."};
        for (size_t i = 0; i < COUNT_OF(STARTS); i++) {
                if (!text_starts(text, STARTS[i]))
                        continue;
                const char *host = text + strlen(STARTS[i]);
                size_t length = strcspn(host, " \t\r\n<>\"'");
                // A full stop behind an address ends the sentence.
                while (length > 0 && strchr(".,;:!?)", host[length - 1]) != NULL)
                        length--;
                *host_out = host;
                *host_length_out = strcspn(host, "/?#: \t\r\n<>\"'");
                if (*host_length_out > length)
                        *host_length_out = length;
                return length == 0 ? 0 : strlen(STARTS[i]) + length;
        }
        return 0;
}

static void
say_host(const char *host, size_t length, struct buf *out)
{
        for (size_t i = 0; i < length; i++) {
                if (host[i] == '.')
                        buf_text(out, " dot ");
                else if (isalnum((unsigned char)host[i]))
                        buf_char(out, host[i]);
                else
                        buf_char(out, ' ');
        }
}

static const struct reading *
find_word(const char *text)
{
        const struct reading *found = NULL;
        size_t longest = 0;
        for (size_t i = 0; i < COUNT_OF(WORDS); i++) {
                size_t length = strlen(WORDS[i].written);
                if (length <= longest || strncmp(text, WORDS[i].written, length) != 0 ||
                    (is_letter_or_digit(WORDS[i].written[length - 1]) &&
                     is_letter_or_digit(text[length])))
                        continue;
                found = &WORDS[i];
                longest = length;
        }
        return found;
}

static const struct reading *
find_sign(const char *text)
{
        for (size_t i = 0; i < COUNT_OF(SIGNS); i++) {
                if (text_starts(text, SIGNS[i].written))
                        return &SIGNS[i];
        }
        return NULL;
}

// The abbreviation's full stop ends the sentence too where nothing or a new line follows.
static bool
ends_sentence(const char *written, const char *behind)
{
        return written[strlen(written) - 1] == '.' && (*behind == '\0' || *behind == '\n');
}

static void
say_point(uint32_t point, struct buf *out)
{
        if (point == '\n' || (point >= 0x20 && point < 0x7F)) {
                buf_char(out, (char)point);
                return;
        }
        if (point >= FIRST_MARK && point <= LAST_MARK)
                return;
        for (size_t i = 0; i < COUNT_OF(POINTS); i++) {
                if (POINTS[i].point == point) {
                        buf_text(out, POINTS[i].spoken);
                        return;
                }
        }
        buf_char(out, point >= 0xC0 && point < 0x180 ? BASE_LETTERS[point - 0xC0] : ' ');
}

char *
spoken_english(struct arena *arena, const char *text)
{
        size_t limit = strlen(text) * GROWTH_LIMIT + 1;
        OWN(buf_close) struct buf out = buf_open(limit);
        bool is_word_start = true;
        while (*text != '\0') {
                const char *host = NULL;
                size_t host_length = 0;
                size_t address = is_word_start ? address_length(text, &host, &host_length) : 0;
                const struct reading *word = is_word_start ? find_word(text) : NULL;
                const struct reading *sign = find_sign(text);
                if (address > 0) {
                        say_host(host, host_length, &out);
                        text += address;
                } else if (word != NULL) {
                        buf_text(&out, word->spoken);
                        text += strlen(word->written);
                        if (ends_sentence(word->written, text))
                                buf_char(&out, '.');
                } else if (sign != NULL) {
                        buf_text(&out, sign->spoken);
                        text += strlen(sign->written);
                } else {
                        is_word_start = !is_letter_or_digit(*text);
                        say_point(text_next(&text), &out);
                        continue;
                }
                is_word_start = sign != NULL && word == NULL && address == 0;
        }
        return arena_copy(arena, buf_string(&out), out.length);
}

char *
spoken_plain(struct arena *arena, const char *text)
{
        return text_clean(arena, text, strlen(text));
}

static bool
ends_here(const char *text)
{
        if (*text == '\n')
                return true;
        return strchr(".!?", *text) != NULL && (text[1] == ' ' || text[1] == '\n');
}

// Where a sentence that is too long is cut: behind the last comma, or the last space, in its second
// half.
static size_t
cut_long(const char *text, size_t most)
{
        static const char *const PLACES[] = {",;:", " "};
        for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
                for (size_t at = most; at > most / 2; at--) {
                        if (strchr(PLACES[i], text[at - 1]) != NULL)
                                return at;
                }
        }
        // Never inside a UTF-8 sequence.
        while (most > 1 && ((unsigned char)text[most] & 0xC0) == 0x80)
                most--;
        return most;
}

bool
spoken_next_sentence(const char **place, char sentence[SPOKEN_SENTENCE_LIMIT])
{
        while (**place != '\0') {
                const char *text = *place + strspn(*place, " \n");
                size_t length = 0;
                bool can_be_heard = false;
                while (length < SPOKEN_SENTENCE_LIMIT - 1 && text[length] != '\0') {
                        can_be_heard = can_be_heard || is_letter_or_digit(text[length]);
                        if (ends_here(text + length++))
                                break;
                }
                if (length == SPOKEN_SENTENCE_LIMIT - 1 && !ends_here(text + length - 1) &&
                    text[length] != '\0')
                        length = cut_long(text, length);
                *place = text + length;
                if (!can_be_heard)
                        continue;
                memcpy(sentence, text, length);
                sentence[length] = '\0';
                return true;
        }
        return false;
}
