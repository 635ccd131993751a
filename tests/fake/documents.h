// Documents that tests send: made on the spot, on disk without a name, so that closing the
// descriptor is all there is to tidy.
#pragma once

#include <stddef.h>

struct fake_part {
        const char *name;
        const char *content;
};

// An archive of these parts, open for reading; with a password their content is encrypted.
int
fake_archive(const struct fake_part *parts, size_t count, const char *password);

// A PDF file whose pages all have these lines in letters of this many points, or one grey picture
// each where there are no lines.
int
fake_pdf(int pages, const char *const *lines, size_t line_count, double points);

// Gives back what drawing keeps for the next time; to be called once, before the leak check.
void
fake_documents_done(void);
