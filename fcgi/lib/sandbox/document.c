#include "sandbox/document.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/answer.h"

// The names that stand in the answer's line.
static const struct {
        const char *name;
        const char *sentence;
} WARNINGS[] = {
        {"hidden_text", "The file has text that a reader cannot see."},
        {"macros", "The file has macros, which were not looked at."},
        {"damaged", "The file is damaged; what could be read was kept."},
        {"pictures", "Some pages have no text, only pictures, and were not read."},
        {"pages_estimated", "The number of pages is an estimate."},
};
_Static_assert(COUNT_OF(WARNINGS) <= DOCUMENT_MOST_WARNINGS, "all warnings fit");

enum {
        // How far into a file poppler and other readers look for a PDF's first line.
        PDF_MARK_WITHIN = 1024,
};

static const char *const MIMES[] = {
        [SANDBOX_PDF] = "application/pdf",
        [SANDBOX_DOCX] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
};

// A plain look at the first bytes chooses the program; the program decides for real.
static bool
choose(int fd, enum sandbox_program *program_out, struct err *err)
{
        char start[PDF_MARK_WITHIN];
        ssize_t length = pread(fd, start, sizeof start, 0);
        if (length < 0)
                return FAIL_DETAIL(err, ERR_BROKEN, "Files cannot be read at the moment.",
                                   "pread of a document: %m");
        if (length == 0)
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_EMPTY), "", err);
        // The second is how a DOCX file with a password begins, and any old Word file.
        if ((length >= 4 && memcmp(start, "PK\3\4", 4) == 0) ||
            (length >= 8 && memcmp(start, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0))
                *program_out = SANDBOX_DOCX;
        else if (memmem(start, (size_t)length, "%PDF-", 5) != NULL)
                *program_out = SANDBOX_PDF;
        else
                return refusal_fail(refusal_name(REFUSAL_NOT_A_DOCUMENT), "no known first bytes",
                                    err);
        return true;
}

// Names that are not known are left out: the program is not believed.
static void
read_warnings(const struct json_object *list, struct arena *arena, struct document *document)
{
        const char **sentences = arena_alloc(arena, COUNT_OF(WARNINGS), sizeof *sentences);
        for (size_t i = 0; i < COUNT_OF(WARNINGS); i++) {
                bool is_given = false;
                for (size_t k = 0; k < json_count(list); k++)
                        is_given = is_given || text_equals(json_text_at(list, k), WARNINGS[i].name);
                if (is_given)
                        sentences[document->warning_count++] = WARNINGS[i].sentence;
        }
        document->warnings = sentences;
}

bool
document_read(const struct sandbox_settings *settings, int fd, struct arena *arena,
              struct document *document_out, struct err *err)
{
        OWN(sandbox_answer_close) struct sandbox_answer answer = {0};
        enum sandbox_program program = SANDBOX_PROGRAM_COUNT;

        if (!choose(fd, &program, err) || !sandbox_run(settings, program, fd, arena, &answer, err))
                return false;
        int64_t pages = json_int_or(answer.line.root, "pages", 0);
        const char *text = text_clean(arena, answer.payload, answer.payload_bytes);
        size_t characters = text_length(text);
        if (pages < 1 || pages > DOCUMENT_MOST_PAGES)
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_PAGES), "", err);
        if (characters > DOCUMENT_MOST_CHARACTERS)
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_CHARACTERS), "", err);
        if (*text_trim(arena, text) == '\0')
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_WITHOUT_TEXT), "", err);
        struct document document = {.mime = MIMES[program],
                                    .pages = (int)pages,
                                    .characters = characters,
                                    .text = text};
        read_warnings(json_get(answer.line.root, "warnings"), arena, &document);
        *document_out = document;
        return true;
}
