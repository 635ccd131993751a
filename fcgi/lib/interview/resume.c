#include "interview/resume.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/own.h"
#include "base/text.h"
#include "interview/words.h"

enum { SECTIONS_MOST = 40, HEADING_WORDS_MOST = 4, HEADING_BYTES_MOST = 60 };

// A resume of ours is never larger; what stands behind is not read.
static const size_t TEXT_BYTES_MOST = 400000;

static const struct {
        const char *name;
        const char *headings[20];
} SECTIONS[] = {
        {"summary",
         {"summary", "profile", "about", "about me", "objective", "professional summary",
          "career summary", "personal profile", "profil", "zusammenfassung", "über mich",
          "kurzprofil", "perfil", "resumen", "sobre mí", "objetivo"}},
        {"experience",
         {"experience", "work experience", "professional experience", "employment",
          "employment history", "work history", "career", "career history", "berufserfahrung",
          "erfahrung", "beruflicher werdegang", "werdegang", "praxis", "experiencia",
          "experiencia laboral", "experiencia profesional"}},
        {"education",
         {"education", "education and training", "academic background", "studies", "ausbildung",
          "bildung", "studium", "schulbildung", "formación", "educación", "estudios",
          "formación académica"}},
        {"skills",
         {"skills", "technical skills", "core skills", "key skills", "technologies", "competencies",
          "tools", "kenntnisse", "fähigkeiten", "kompetenzen", "it kenntnisse", "habilidades",
          "competencias", "conocimientos", "tecnologías"}},
        {"projects",
         {"projects", "selected projects", "personal projects", "side projects", "projekte",
          "ausgewählte projekte", "proyectos"}},
        {"languages",
         {"languages", "language skills", "sprachen", "sprachkenntnisse", "idiomas", "lenguas"}},
        {"certificates",
         {"certificates", "certifications", "certification", "licenses", "courses",
          "certificates and courses", "zertifikate", "zertifizierungen", "weiterbildung",
          "weiterbildungen", "certificados", "certificaciones", "cursos"}},
        {"other",
         {"other", "interests", "hobbies", "references", "publications", "awards", "volunteering",
          "contact", "personal details", "interessen", "referenzen", "kontakt", "persönliche daten",
          "intereses", "referencias", "contacto", "datos personales"}},
};

static size_t
words_in_heading(const char *heading)
{
        size_t count = 1;
        for (const char *at = heading; *at != '\0'; at++)
                count += *at == ' ' ? 1 : 0;
        return count;
}

static const char *
section_by_heading(const struct words *words)
{
        for (size_t i = 0; i < COUNT_OF(SECTIONS); i++) {
                for (size_t k = 0; k < COUNT_OF(SECTIONS[i].headings); k++) {
                        const char *heading = SECTIONS[i].headings[k];
                        if (heading == NULL)
                                break;
                        if (words_in_heading(heading) == words->count &&
                            words_find(words, 0, heading) == 0)
                                return SECTIONS[i].name;
                }
        }
        return NULL;
}

// The section that a line opens; NULL where it is no heading.
static const char *
section_of(const char *line, size_t length)
{
        OWN(arena_done) struct arena scratch = {0};
        if (length == 0 || length > HEADING_BYTES_MOST)
                return NULL;
        struct words words = words_of(arena_copy(&scratch, line, length), NULL, &scratch);
        if (words.count == 0 || words.count > HEADING_WORDS_MOST)
                return NULL;
        return section_by_heading(&words);
}

static void
close_section(struct resume_section *sections, size_t *count, const char *name, const char *from,
              const char *to, struct arena *arena)
{
        const char *text = text_trim(arena, text_clean(arena, from, (size_t)(to - from)));
        struct words words = words_of(text, NULL, arena);
        if (words.count > 0 && *count < SECTIONS_MOST)
                sections[(*count)++] = (struct resume_section){.name = name, .text = text};
}

void
resume_sections(const char *text, struct arena *arena, struct resume_section **sections_out,
                size_t *count_out)
{
        struct resume_section *sections = arena_alloc(arena, SECTIONS_MOST, sizeof *sections);
        size_t count = 0;
        const char *name = "other";
        const char *from = text == NULL ? "" : text;
        const char *end = from + strnlen(from, TEXT_BYTES_MOST);
        for (const char *line = from; line < end;) {
                const char *stop = memchr(line, '\n', (size_t)(end - line));
                const char *next = stop == NULL ? end : stop + 1;
                const char *found = section_of(line, (size_t)((stop == NULL ? end : stop) - line));
                if (found != NULL) {
                        close_section(sections, &count, name, from, line, arena);
                        name = found;
                        from = next;
                }
                line = next;
        }
        close_section(sections, &count, name, from, end, arena);
        *sections_out = sections;
        *count_out = count;
}

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

const char *
resume_without_contact(const char *text, struct arena *arena)
{
        if (text == NULL)
                return "";
        OWN(buf_close) struct buf buf = buf_open(TEXT_BYTES_MOST * 2);
        const char *clean = text_clean(arena, text, strnlen(text, TEXT_BYTES_MOST));
        bool is_word_start = true;
        for (const char *at = clean; *at != '\0';) {
                size_t length = is_word_start ? email_length(at) : 0;
                const char *mask = "[email]";
                if (length == 0 && is_word_start && (length = link_length(at)) > 0)
                        mask = "[link]";
                else if (length == 0 && is_word_start && (length = phone_length(at)) > 0)
                        mask = "[phone]";
                if (length > 0) {
                        buf_text(&buf, mask);
                        at += length;
                        is_word_start = false;
                        continue;
                }
                is_word_start = !is_address_sign((unsigned char)*at);
                buf_char(&buf, *at);
                at++;
        }
        return arena_text(arena, buf_string(&buf));
}
