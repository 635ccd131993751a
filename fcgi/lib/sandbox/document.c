#include "sandbox/document.h"

#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "sandbox/answer.h"

static const char *const SENTENCES[] = {
        [DOCUMENT_HIDDEN_TEXT] = "The file has text that a reader cannot see.",
        [DOCUMENT_COMMENTS] = "The file has comments, which were left out.",
        [DOCUMENT_MACROS] = "The file has macros, which were not looked at.",
        [DOCUMENT_IS_DAMAGED] = "The file is damaged; what could be read was kept.",
        [DOCUMENT_PICTURES] = "Some pages have no text, only pictures, and were not read.",
        [DOCUMENT_SCAN] = "The text was read from the text layer of scanned pages.",
        [DOCUMENT_RECOGNISED] =
                "The text was recognised in pictures of pages and may have mistakes.",
        [DOCUMENT_PAGES_ESTIMATED] = "The number of pages is an estimate.",
        [DOCUMENT_NOT_LOOKED_AT] =
                "It could not be looked at whether a reader sees all text of the file.",
        [DOCUMENT_ENCODING_GUESSED] = "The encoding of the file was guessed.",
};
_Static_assert(COUNT_OF(SENTENCES) == DOCUMENT_WARNING_COUNT, "every warning has its sentence");
_Static_assert((int)DOCUMENT_WARNING_COUNT <= (int)DOCUMENT_MOST_WARNINGS, "all warnings fit");

enum {
        // How far into a file poppler and other readers look for a PDF's first line.
        PDF_MARK_WITHIN = 1024,
};

// What each program may say that a file is; the first where it says nothing.
static const unsigned FORMATS[] = {
        [SANDBOX_PDF] = 1u << DOCUMENT_PDF,
        [SANDBOX_LOOK] = 1u << DOCUMENT_PDF,
        [SANDBOX_OCR] = 1u << DOCUMENT_PDF,
        [SANDBOX_DOCX] = 1u << DOCUMENT_DOCX | 1u << DOCUMENT_ODT,
        [SANDBOX_TEXT] = 1u << DOCUMENT_RTF | 1u << DOCUMENT_PLAIN | 1u << DOCUMENT_MARKDOWN,
};

// Our own copy of the name.
static const char *
mime_of(enum sandbox_program program, const char *said)
{
        const char *first = NULL;
        for (size_t i = 0; i < DOCUMENT_FORMAT_COUNT; i++) {
                if ((FORMATS[program] & 1u << i) == 0)
                        continue;
                if (text_equals(DOCUMENT_MIMES[i], said))
                        return DOCUMENT_MIMES[i];
                first = first == NULL ? DOCUMENT_MIMES[i] : first;
        }
        return first;
}

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
                *program_out = SANDBOX_TEXT;
        return true;
}

// Some words in place of the full stop: what a person is to look at.
static const char *
quoting(const char *sentence, const char *words, struct arena *arena)
{
        if (*words == '\0')
                return sentence;
        return arena_print(arena, "%.*s: \"%s\"", (int)strlen(sentence) - 1, sentence, words);
}

static const char *
sentence_of(enum document_warning warning, const struct document *document, struct arena *arena)
{
        const char *words = warning == DOCUMENT_HIDDEN_TEXT ? document->hidden
                            : warning == DOCUMENT_COMMENTS  ? document->comments
                                                            : "";
        return quoting(SENTENCES[warning], words, arena);
}

// Names that are not known are left out: the program is not believed.
static void
read_warnings(const struct json_object *list, struct arena *arena, struct document *document)
{
        const char **sentences = arena_alloc(arena, DOCUMENT_WARNING_COUNT, sizeof *sentences);
        const char **flags = arena_alloc(arena, DOCUMENT_WARNING_COUNT, sizeof *flags);
        for (size_t i = 0; i < DOCUMENT_WARNING_COUNT; i++) {
                bool is_given = false;
                for (size_t k = 0; k < json_count(list); k++)
                        is_given = is_given ||
                                   text_equals(json_text_at(list, k), DOCUMENT_WARNING_NAMES[i]);
                if (!is_given)
                        continue;
                sentences[document->warning_count++] = sentence_of(i, document, arena);
                if (i == DOCUMENT_HIDDEN_TEXT || i == DOCUMENT_COMMENTS)
                        flags[document->flag_count++] = DOCUMENT_WARNING_NAMES[i];
        }
        document->warnings = sentences;
        document->flags = flags;
}

// One line of the beginning of a part of the payload.
static const char *
shown(struct arena *arena, const char *bytes, size_t length)
{
        char *line = text_trim(arena, text_clean(arena, bytes, length));
        for (char *c = line; *c != '\0'; c++)
                *c = *c == '\n' || *c == '\t' ? ' ' : *c;
        return text_cut(arena, line, DOCUMENT_SHOWN_CHARACTERS);
}

// The payload's three parts. Lengths that do not fit are a program's lie.
static bool
take_apart(const struct sandbox_answer *answer, struct arena *arena, struct document *document)
{
        int64_t most = (int64_t)answer->payload_bytes;
        int64_t text = json_int_or(answer->line.root, "text_bytes", most);
        int64_t hidden = json_int_or(answer->line.root, "hidden_bytes", 0);
        if (text < 0 || text > most || hidden < 0 || hidden > most - text)
                return false;
        const char *aside = answer->payload + text;
        document->text = text_clean(arena, answer->payload, (size_t)text);
        document->hidden = shown(arena, aside, (size_t)hidden);
        document->comments = shown(arena, aside + hidden, (size_t)(most - text - hidden));
        document->characters = text_length(document->text);
        return true;
}

static bool
take_answer(const struct sandbox_answer *answer, const char *mime, struct arena *arena,
            struct document *document_out, struct err *err)
{
        struct document document = {.mime = mime};
        int64_t pages = json_int_or(answer->line.root, "pages", 0);
        if (!take_apart(answer, arena, &document))
                return FAIL_DETAIL(err, ERR_INPUT, "This file could not be read.",
                                   "the program's lengths do not fit its answer");
        if (pages < 1 || pages > DOCUMENT_MOST_PAGES)
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_PAGES), "", err);
        if (document.characters > DOCUMENT_MOST_CHARACTERS)
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_CHARACTERS), "", err);
        if (*text_trim(arena, document.text) == '\0')
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_WITHOUT_TEXT), "", err);
        document.pages = (int)pages;
        read_warnings(json_get(answer->line.root, "warnings"), arena, &document);
        *document_out = document;
        return true;
}

static bool
run(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
    struct arena *arena, struct document *document_out, struct err *err)
{
        OWN(sandbox_answer_close) struct sandbox_answer answer = {0};
        return sandbox_run(settings, program, fd, arena, &answer, err) &&
               take_answer(&answer, mime_of(program, json_text_or(answer.line.root, "mime", "")),
                           arena, document_out, err);
}

// Only pixels tell what a reader of a PDF sees. Where they do not, the text stands as it was read.
static bool
look_at(const struct sandbox_settings *settings, int fd, struct arena *arena,
        struct document *document, struct err *err)
{
        struct err look_err = {0};
        struct document seen = {0};
        if (run(settings, SANDBOX_LOOK, fd, arena, &seen, &look_err)) {
                *document = seen;
                return true;
        }
        if (text_equals(look_err.detail, refusal_name(REFUSAL_DOCUMENT_HIDDEN)))
                return refusal_fail(refusal_name(REFUSAL_DOCUMENT_HIDDEN), "", err);
        const char **sentences = arena_alloc(arena, document->warning_count + 1, sizeof *sentences);
        for (size_t i = 0; i < document->warning_count; i++)
                sentences[i] = document->warnings[i];
        sentences[document->warning_count++] = SENTENCES[DOCUMENT_NOT_LOOKED_AT];
        document->warnings = sentences;
        return true;
}

// Pages that are pictures are read where tesseract is installed; where it is not, or finds nothing,
// the error stays that they are pictures.
static bool
recognise(const struct sandbox_settings *settings, int fd, struct arena *arena,
          struct document *document, const struct err *err)
{
        struct err ocr_err = {0};
        return text_equals(err->detail, refusal_name(REFUSAL_DOCUMENT_PICTURES)) &&
               run(settings, SANDBOX_OCR, fd, arena, document, &ocr_err);
}

bool
document_read(const struct sandbox_settings *settings, int fd, struct arena *arena,
              struct document *document_out, struct err *err)
{
        enum sandbox_program program = SANDBOX_PROGRAM_COUNT;
        struct document document = {0};
        if (!choose(fd, &program, err))
                return false;
        if (!run(settings, program, fd, arena, &document, err)) {
                bool is_recognised = recognise(settings, fd, arena, &document, err);
                if (is_recognised)
                        *document_out = document;
                return is_recognised;
        }
        if (program == SANDBOX_PDF && !look_at(settings, fd, arena, &document, err))
                return false;
        *document_out = document;
        return true;
}
