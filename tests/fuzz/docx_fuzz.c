// Fuzz target for the walk through a DOCX file. Bytes that begin with "PK" are the archive itself;
// any others are parts of a well-formed one, divided by NUL: the body, the header, the footnotes,
// the styles, the numbering, the properties.
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "documents.h"
#include "fuzz.h"
#include "sandbox_main.h"

enum { MOST_ARCHIVE_BYTES = 1 << 20 };

static const char TYPES[] =
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">" TYPE(
                "document", "document.main") TYPE("header1", "header")
                TYPE("footnotes", "footnotes") TYPE("styles", "styles")
                        TYPE("numbering", "numbering") "</Types>";
static const char *const NAMES[] = {
        "word/document.xml", "word/header1.xml",   "word/footnotes.xml",
        "word/styles.xml",   "word/numbering.xml", "docProps/app.xml",
};

static size_t
pack(const uint8_t *bytes, size_t length, uint8_t *archive)
{
        struct arena arena = {0};
        struct fake_part parts[COUNT_OF(NAMES) + 1] = {{"[Content_Types].xml", TYPES}};
        size_t count = 1;
        for (size_t i = 0; i < COUNT_OF(NAMES) && (length > 0 || i == 0); i++)
                parts[count++] =
                        (struct fake_part){NAMES[i], fuzz_piece(&arena, 0, &bytes, &length)};
        int file = fake_archive(parts, count, NULL);
        ssize_t size = read(file, archive, MOST_ARCHIVE_BYTES);
        assert(size > 0);
        close(file);
        arena_done(&arena);
        return (size_t)size;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        static uint8_t archive[MOST_ARCHIVE_BYTES];
        if (length >= 2 && memcmp(bytes, "PK", 2) == 0)
                sandbox_run(bytes, length);
        else
                sandbox_run(archive, pack(bytes, length, archive));
        return 0;
}
