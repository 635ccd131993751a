#include "interview/resume.h"

#include <stdbool.h>
#include <string.h>

#include "base/own.h"
#include "base/text.h"
#include "interview/answer_machine.h"
#include "interview/words.h"

enum { SECTIONS_MOST = 40, HEADING_WORDS_MOST = 4, HEADING_BYTES_MOST = 60 };

// A resume of ours is never larger; what stands behind is not read.
static const size_t TEXT_BYTES_MOST = 400000;

static const struct {
        const char *name;
        const char *headings[32];
} SECTIONS[] = {
        {"summary",
         {"summary",
          "profile",
          "about",
          "about me",
          "objective",
          "professional summary",
          "career summary",
          "personal profile",
          "profil",
          "zusammenfassung",
          "über mich",
          "kurzprofil",
          "perfil",
          "resumen",
          "sobre mí",
          "objetivo",
          "à propos",
          "à propos de moi",
          "résumé",
          "présentation",
          "objectif",
          "profil professionnel",
          "perfil profesional"}},
        {"experience",
         {"experience",
          "work experience",
          "professional experience",
          "employment",
          "employment history",
          "work history",
          "career",
          "career history",
          "berufserfahrung",
          "erfahrung",
          "beruflicher werdegang",
          "werdegang",
          "praxis",
          "experiencia",
          "experiencia laboral",
          "experiencia profesional",
          "expérience",
          "expériences",
          "expérience professionnelle",
          "expériences professionnelles",
          "parcours professionnel",
          "emplois",
          "relevant experience",
          "beruflicher hintergrund",
          "berufspraxis",
          "trayectoria profesional"}},
        {"education",
         {"education",
          "education and training",
          "academic background",
          "studies",
          "ausbildung",
          "bildung",
          "studium",
          "schulbildung",
          "formación",
          "educación",
          "estudios",
          "formación académica",
          "formation",
          "formations",
          "études",
          "diplômes",
          "formation académique",
          "parcours scolaire",
          "schule und studium",
          "qualifications",
          "studium und ausbildung"}},
        {"skills",
         {"skills",
          "technical skills",
          "core skills",
          "key skills",
          "technologies",
          "competencies",
          "tools",
          "kenntnisse",
          "fähigkeiten",
          "kompetenzen",
          "it kenntnisse",
          "habilidades",
          "competencias",
          "conocimientos",
          "tecnologías",
          "compétences",
          "compétences techniques",
          "compétences clés",
          "savoir faire",
          "outils",
          "fachkenntnisse",
          "edv kenntnisse",
          "competencias técnicas"}},
        {"projects",
         {"projects", "selected projects", "personal projects", "side projects", "projekte",
          "ausgewählte projekte", "proyectos", "projets", "projets personnels",
          "referenzprojekte"}},
        {"languages",
         {"languages", "language skills", "sprachen", "sprachkenntnisse", "idiomas", "lenguas",
          "langues", "langues parlées", "sprachkompetenz"}},
        {"certificates",
         {"certificates", "certifications", "certification", "licenses", "courses",
          "certificates and courses", "zertifikate", "zertifizierungen", "weiterbildung",
          "weiterbildungen", "certificados", "certificaciones", "cursos", "certificats",
          "qualifikationen", "training"}},
        {"other",
         {"other",
          "interests",
          "hobbies",
          "references",
          "publications",
          "awards",
          "volunteering",
          "contact",
          "personal details",
          "interessen",
          "referenzen",
          "kontakt",
          "persönliche daten",
          "intereses",
          "referencias",
          "contacto",
          "datos personales",
          "centres dintérêt",
          "loisirs",
          "références",
          "contactez moi",
          "coordonnées",
          "informations personnelles",
          "veröffentlichungen",
          "ehrenamt",
          "contact details",
          "contact information"}},
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
                size_t length = (size_t)((stop == NULL ? end : stop) - line);
                // In a table the heading is the first cell, and the section begins beside it.
                const char *tab = memchr(line, '\t', length);
                const char *found = section_of(line, tab == NULL ? length : (size_t)(tab - line));
                if (found != NULL) {
                        close_section(sections, &count, name, from, line, arena);
                        name = found;
                        from = tab == NULL ? next : tab + 1;
                }
                line = next;
        }
        close_section(sections, &count, name, from, end, arena);
        *sections_out = sections;
        *count_out = count;
}

bool
resume_addresses_machine(const char *text, struct arena *arena)
{
        const char *read = text_cut(arena, text, RESUME_READ_CHARACTERS);
        const char *language = resume_language(read);
        struct words words = words_of(read, language == NULL ? "en" : language, arena);
        const bool *is_for_machine = words_for_machine(&words, language == NULL ? "en" : language,
                                                       MACHINE_TEXT_DOCUMENT, arena);
        for (size_t i = 0; i < words.count; i++) {
                if (is_for_machine[i])
                        return true;
        }
        return false;
}
