// Reading a resume and a role's description: sections, contact details, terms, lines to ask about.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

struct resume_section {
        const char *name; // summary, experience, education, skills, projects, languages,
                          // certificates, other
        const char *text; // without the heading
};

// The sections in their order; what stands before the first heading is "other". Headings in
// English, German, French and Spanish, also in the first cell of a row. At most 40 sections; none
// for a text without words.
void
resume_sections(const char *text, struct arena *arena, struct resume_section **sections_out,
                size_t *count_out);

// A copy in which e-mail addresses, telephone numbers, links and lines of an address are replaced
// by
// "[email]", "[phone]", "[link]" and "[address]": what goes to a model.
const char *
resume_without_contact(const char *text, struct arena *arena);

// A copy in which the words of the candidate's name (those of at least three bytes, as they are
// written in it) are replaced by "[name]": no evaluator needs it. NULL is "".
const char *
resume_without_name(const char *text, const char *name, struct arena *arena);

// At most 8 of each, as they are written, each once.
struct resume_details {
        const char **items;
        size_t count;
};

// How to reach somebody. `name` is what the first lines seem to call them; NULL where they do not.
struct resume_contact {
        const char *name;
        struct resume_details emails;
        struct resume_details phones;
        struct resume_details links;
        struct resume_details address;
};

void
resume_contact_find(const char *text, struct arena *arena, struct resume_contact *contact_out);

// The language that the text is written in, as a tag of BCP 47: by its script, or by the small
// words of English, German, French, Spanish, Italian, Portuguese and Dutch. NULL where it cannot be
// told.
const char *
resume_language(const char *text);

// Whether its first RESUME_READ_CHARACTERS speak to the machine that reads it ("ignore your
// instructions") and not to a person: something that a person should look at. It earns nothing: no
// score follows from a resume.
enum { RESUME_READ_CHARACTERS = 20000 };
bool
resume_addresses_machine(const char *text, struct arena *arena);

// The terms that a role is about ("PostgreSQL", "incident response"): names known to us, words
// written as names or in capitals, and words that come again. At most `most`, most telling first,
// each once, as they are written in the text.
void
terms_of(const char *text, const char *language, size_t most, struct arena *arena,
         const char *const **terms_out, size_t *count_out);

// Something of the resume to ask about: what was used or done, where, and the line it stands in.
struct resume_mention {
        const char *thing; // "Kafka"
        const char *place; // "Northwind"; NULL where the line names none
        const char *line;
};

void
resume_mentions(const char *text, const char *language, struct arena *arena,
                struct resume_mention **mentions_out, size_t *count_out);
