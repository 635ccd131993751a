#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/resume.h"
#include "interview/words.h"

enum {
        DETAILS_MOST = 8,
        // A line of an address, or with a name, is short.
        ADDRESS_BYTES_MOST = 90,
        ADDRESS_WORDS_MOST = 9,
        NAME_WORDS_MOST = 5,
        // The name stands among the first lines, or nowhere.
        NAME_LINES_MOST = 4,
};

// A resume of ours is never larger; what stands behind is not read.
static const size_t TEXT_BYTES_MOST = 400000;

static bool
is_address_sign(unsigned char c)
{
        return isalnum(c) || c >= 0x80 || strchr("._%+-", c) != NULL;
}

// The length of an e-mail address at `at`, 0 where there is none.
static size_t
email_length(const char *at)
{
        size_t name = 0;
        while (name < 100 && at[name] != '\0' && is_address_sign((unsigned char)at[name]))
                name++;
        if (name == 0 || at[name] != '@')
                return 0;
        size_t host = 0;
        bool has_dot = false;
        const char *place = at + name + 1;
        while (host < 200 && place[host] != '\0' &&
               (isalnum((unsigned char)place[host]) || strchr(".-", place[host]) != NULL)) {
                has_dot = has_dot || (place[host] == '.' && host > 0);
                host++;
        }
        while (host > 0 && place[host - 1] == '.')
                host--;
        return has_dot ? name + 1 + host : 0;
}

static size_t
link_length(const char *at)
{
        static const char *const STARTS[] = {"http://",      "https://",    "www.",
                                             "linkedin.com", "github.com/", "gitlab.com/",
                                             "xing.com"};
        for (size_t i = 0; i < COUNT_OF(STARTS); i++) {
                if (strncasecmp(at, STARTS[i], strlen(STARTS[i])) != 0)
                        continue;
                size_t length = strcspn(at, " \t\r\n,;<>()\"");
                while (length > 0 && at[length - 1] == '.')
                        length--;
                return length;
        }
        return 0;
}

// Digits with the usual signs between them; 7 to 15 digits (ITU-T E.164), and no years such as
// "2019 - 2023".
static size_t
phone_length(const char *at)
{
        size_t digits = 0;
        size_t length = 0;
        size_t last = 0;
        size_t run = 0;
        size_t years = 0;
        bool has_plus = at[0] == '+';
        if (!isdigit((unsigned char)at[0]) && at[0] != '+' && at[0] != '(')
                return 0;
        while (length < 40 && at[length] != '\0' &&
               (isdigit((unsigned char)at[length]) || strchr("+() -/.", at[length]) != NULL)) {
                if (isdigit((unsigned char)at[length])) {
                        digits++;
                        run++;
                        last = length + 1;
                } else {
                        run = 0;
                }
                if (run == 4 && (strncmp(at + length - 3, "19", 2) == 0 ||
                                 strncmp(at + length - 3, "20", 2) == 0))
                        years++;
                length++;
        }
        bool is_phone = digits >= 7 && digits <= 15 && (has_plus || years < 2);
        return is_phone ? last : 0;
}

static size_t
detail_length(const char *at, const char **mask_out)
{
        size_t length = email_length(at);
        *mask_out = "[email]";
        if (length == 0 && (length = link_length(at)) > 0)
                *mask_out = "[link]";
        else if (length == 0 && (length = phone_length(at)) > 0)
                *mask_out = "[phone]";
        return length;
}

// A house's number beside what streets are called, or a postal code before or behind a town.
static bool
is_address(const char *line, size_t length, struct arena *arena)
{
        static const char *const STREETS[] = {
                "street", "st",      "road",      "rd",      "avenue", "ave",   "lane",
                "drive",  "square",  "boulevard", "strasse", "straße", "str",   "weg",
                "platz",  "allee",   "gasse",     "rue",     "avenue", "place", "chemin",
                "calle",  "avenida", "plaza",     "paseo",   "camino"};
        if (length == 0 || length > ADDRESS_BYTES_MOST)
                return false;
        struct words words = words_of(arena_copy(arena, line, length), NULL, arena);
        bool has_street = false, has_number = false, has_code = false;
        if (words.count < 2 || words.count > ADDRESS_WORDS_MOST)
                return false;
        for (size_t i = 0; i < words.count; i++) {
                const char *word = words.items[i].folded;
                size_t digits = strspn(word, "0123456789"), size = strlen(word);
                bool is_year = digits == 4 && size == 4 &&
                               (strncmp(word, "19", 2) == 0 || strncmp(word, "20", 2) == 0);
                if (is_year)
                        return false;
                has_number = has_number || (digits > 0 && digits <= 4 && size <= digits + 1);
                has_code = has_code || (digits == 5 && size == 5);
                for (size_t k = 0; k < COUNT_OF(STREETS); k++) {
                        size_t street = strlen(STREETS[k]);
                        // German streets end with it: "Musterstraße".
                        has_street = has_street || strcmp(word, STREETS[k]) == 0 ||
                                     (street > 3 && size > street &&
                                      strcmp(word + size - street, STREETS[k]) == 0);
                }
        }
        return (has_street && has_number) || (has_code && words.count <= 4);
}

const char *
resume_without_contact(const char *text, struct arena *arena)
{
        if (text == NULL)
                return "";
        OWN(buf_close) struct buf buf = buf_open(TEXT_BYTES_MOST * 2);
        OWN(arena_done) struct arena scratch = {0};
        const char *clean = text_clean(arena, text, strnlen(text, TEXT_BYTES_MOST));
        bool is_word_start = true, is_line_start = true;
        for (const char *at = clean; *at != '\0';) {
                const char *mask = "[address]";
                size_t line = is_line_start ? strcspn(at, "\n\t") : 0;
                size_t length = is_address(at, line, &scratch) ? line : 0;
                if (length == 0 && is_word_start)
                        length = detail_length(at, &mask);
                if (length > 0) {
                        buf_text(&buf, mask);
                        at += length;
                        is_word_start = is_line_start = false;
                        continue;
                }
                is_word_start = !is_address_sign((unsigned char)*at);
                is_line_start = *at == '\n' || *at == '\t';
                buf_char(&buf, *at);
                at++;
        }
        return arena_text(arena, buf_string(&buf));
}

static void
keep(struct resume_details *details, const char *at, size_t length, struct arena *arena)
{
        const char *text = text_trim(arena, arena_copy(arena, at, length));
        for (size_t i = 0; i < details->count; i++) {
                if (text_equals(details->items[i], text))
                        return;
        }
        if (details->count < DETAILS_MOST)
                details->items[details->count++] = text;
}

// Two to five words with capitals and without digits, which are the first thing that the resume
// says.
static bool
is_name(const char *line, size_t length, struct arena *arena)
{
        static const char *const TITLES[] = {"curriculum", "vitae",    "cv",     "resume",
                                             "lebenslauf", "profile",  "profil", "perfil",
                                             "résumé",     "bewerbung"};
        const char *sign = strpbrk(line, "@:/|");
        if (length == 0 || length > ADDRESS_BYTES_MOST || (sign != NULL && sign < line + length))
                return false;
        struct words words = words_of(arena_copy(arena, line, length), NULL, arena);
        if (words.count < 2 || words.count > NAME_WORDS_MOST)
                return false;
        for (size_t i = 0; i < words.count; i++) {
                if (words.items[i].is_figure)
                        return false;
                for (size_t k = 0; k < COUNT_OF(TITLES); k++) {
                        if (strcmp(words.items[i].folded, TITLES[k]) == 0)
                                return false;
                }
                unsigned char first = (unsigned char)line[words.items[i].offset];
                if (i == 0 && islower(first))
                        return false;
        }
        return true;
}

static void
find_in_line(const char *line, size_t length, struct resume_contact *contact, struct arena *arena)
{
        bool is_word_start = true;
        if (is_address(line, length, arena)) {
                keep(&contact->address, line, length, arena);
                return;
        }
        for (size_t i = 0; i < length;) {
                size_t email = is_word_start ? email_length(line + i) : 0;
                size_t link = is_word_start && email == 0 ? link_length(line + i) : 0;
                size_t phone = is_word_start && email + link == 0 ? phone_length(line + i) : 0;
                if (email > 0)
                        keep(&contact->emails, line + i, email, arena);
                else if (link > 0)
                        keep(&contact->links, line + i, link, arena);
                else if (phone > 0)
                        keep(&contact->phones, line + i, phone, arena);
                is_word_start = !is_address_sign((unsigned char)line[i]);
                i += email + link + phone > 0 ? email + link + phone : 1;
        }
}

void
resume_contact_find(const char *text, struct arena *arena, struct resume_contact *contact_out)
{
        struct resume_contact contact = {0};
        struct resume_details *const LISTS[] = {&contact.emails, &contact.phones, &contact.links,
                                                &contact.address};
        size_t lines = 0;
        for (size_t i = 0; i < COUNT_OF(LISTS); i++)
                LISTS[i]->items = arena_alloc(arena, DETAILS_MOST, sizeof *LISTS[i]->items);
        const char *clean =
                text == NULL ? "" : text_clean(arena, text, strnlen(text, TEXT_BYTES_MOST));
        for (const char *line = clean; *line != '\0';) {
                OWN(arena_done) struct arena scratch = {0};
                size_t length = strcspn(line, "\n\t");
                lines += length > 0;
                if (contact.name == NULL && length > 0 && lines <= NAME_LINES_MOST &&
                    is_name(line, length, &scratch))
                        contact.name = text_trim(arena, arena_copy(arena, line, length));
                find_in_line(line, length, &contact, arena);
                line += length + (line[length] != '\0');
        }
        *contact_out = contact;
}

static bool
is_name_gap(unsigned char c)
{
        return c < 0x80 && !isalnum(c);
}

// The length of a word of the name that begins the text; 0 where none does.
static size_t
name_length(const char *text, const char *name)
{
        static const size_t SHORTEST = 3;
        for (const char *part = name; *part != '\0';) {
                size_t length = 0;
                while (part[length] != '\0' && !is_name_gap((unsigned char)part[length]))
                        length++;
                if (length >= SHORTEST && strncmp(text, part, length) == 0 &&
                    is_name_gap((unsigned char)text[length]))
                        return length;
                part += length > 0 ? length : 1;
        }
        return 0;
}

const char *
resume_without_name(const char *text, const char *name, struct arena *arena)
{
        if (text == NULL || name == NULL)
                return text == NULL ? "" : text;
        OWN(buf_close) struct buf buf = buf_open(TEXT_BYTES_MOST * 4);
        bool is_word_start = true;
        for (const char *at = text; *at != '\0';) {
                size_t length = is_word_start ? name_length(at, name) : 0;
                if (length > 0)
                        buf_text(&buf, "[name]");
                else
                        buf_char(&buf, *at);
                is_word_start = length == 0 && is_name_gap((unsigned char)*at);
                at += length > 0 ? length : 1;
        }
        return arena_text(arena, buf_string(&buf));
}
