// Reading a resume and a role's description: sections, contact details, terms, lines to ask about.
#pragma once

#include <stddef.h>

#include "base/arena.h"

struct resume_section {
        const char *name; // summary, experience, education, skills, projects, languages,
                          // certificates, other
        const char *text; // without the heading
};

// The sections in their order; what stands before the first heading is "other". Headings in
// English, German and Spanish. At most 40 sections; none for a text without words.
void
resume_sections(const char *text, struct arena *arena, struct resume_section **sections_out,
                size_t *count_out);

// A copy in which e-mail addresses, telephone numbers and links are replaced by "[email]",
// "[phone]" and "[link]": what goes to a model.
const char *
resume_without_contact(const char *text, struct arena *arena);

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
