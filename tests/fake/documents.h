// Documents that tests send: made on the spot, on disk without a name, so that closing the
// descriptor is all there is to tidy.
#pragma once

#include <stdbool.h>
#include <stddef.h>

// WordprocessingML, written short.
#define NAMESPACES                                                                                 \
        "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "                \
        "xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\""
#define WORD(body) "<w:document " NAMESPACES "><w:body>" body "</w:body></w:document>"
#define P(text) "<w:p><w:r><w:t>" text "</w:t></w:r></w:p>"
#define CELL(content) "<w:tc>" content "</w:tc>"
#define ROW(cells) "<w:tr>" cells "</w:tr>"
#define TYPE(part, type)                                                                           \
        "<Override PartName=\"/word/" part ".xml\" ContentType=\"application/"                     \
        "vnd.openxmlformats-officedocument.wordprocessingml." type "+xml\"/>"

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

// A PDF file of one page that is the picture of these two lines, with the same lines over it as
// text that is drawn invisibly: what scanners make. Without a layer it is the
// picture alone.
int
fake_scan(const char *first, const char *second, bool has_layer);

// Gives back what drawing keeps for the next time; to be called once, before the leak check.
void
fake_documents_done(void);
