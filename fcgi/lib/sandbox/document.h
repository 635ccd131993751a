// Reads a stranger's resume or company document in the sandbox: PDF, DOCX, ODT, RTF, Markdown or
// plain text, told apart by content.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "sandbox/sandbox.h"

// The longest document that is read; a longer one is ERR_TOO_LARGE.
enum {
        DOCUMENT_MOST_BYTES = 64 << 20,
        DOCUMENT_MOST_PAGES = 200,
        DOCUMENT_MOST_CHARACTERS = 500000,
        DOCUMENT_MOST_WARNINGS = 10,
        // What a program answers with: the text, then hidden text and comments as far as kept.
        DOCUMENT_MOST_TEXT_BYTES = DOCUMENT_MOST_CHARACTERS * 4,
        DOCUMENT_MOST_ASIDE_BYTES = 16 << 10,
        DOCUMENT_MOST_PAYLOAD_BYTES = DOCUMENT_MOST_TEXT_BYTES + 2 * DOCUMENT_MOST_ASIDE_BYTES,
        // How much of hidden text and of comments is shown to a person.
        DOCUMENT_SHOWN_CHARACTERS = 400,
};

// `text` is what a reader of the document sees, as clean UTF-8: paragraphs end with a newline,
// table cells are parted by tabs, pages and other parts by an empty line. `characters` counts its
// code points. `pages` is at least 1; for formats without pages it is what the writing program
// noted, or an estimate. `hidden` is the beginning of what a reader cannot see and `comments` that
// of its comments, "" where there are none: for a person to look at, never for a model. The
// warnings are sentences for the person who sent the file and for HR; those on hidden text and
// comments quote them. `flags` names those that a person should judge: "hidden_text", "comments".
struct document {
        const char *mime;
        int pages;
        size_t characters;
        const char *text;
        const char *hidden;
        const char *comments;
        const char *const *warnings;
        size_t warning_count;
        const char *const *flags;
        size_t flag_count;
};

// Reads the file open at `fd` (see sandbox_run). ERR_TYPE: of another kind. ERR_INPUT: empty,
// damaged, protected by a password, without text. ERR_TOO_LARGE: too many bytes, pages or
// characters.
MUST_CHECK bool
document_read(const struct sandbox_settings *settings, int fd, struct arena *arena,
              struct document *document_out, struct err *err);
