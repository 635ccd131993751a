// Gives one stranger's file to a process of its own of one of the earshot-sandbox-* programs and
// brings back its answer. The process has no environment, no arguments and no files but the one to
// read and the one to answer into; it is killed when its time is over and always waited for. It is
// forked by a template (template.h). May be called from any thread.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/json_read.h"

struct templates;

// `is_shut`: the sandbox did not prove itself, and no file is opened. The times are wall clock for
// one file, start of the program included where none waits for files; the look at a PDF's pixels
// has half of a document's besides, the recognition of pictures of pages three times as much.
struct sandbox_settings {
        struct templates *templates;
        int document_wall_ms;
        int clip_wall_ms;
        bool is_shut;
};

enum sandbox_program {
        SANDBOX_PDF,
        SANDBOX_LOOK, // a PDF's text that a reader sees and does not see
        SANDBOX_OCR,  // a PDF whose pages are pictures; not on every machine
        SANDBOX_DOCX, // and ODT
        SANDBOX_TEXT, // RTF, Markdown, plain text
        SANDBOX_CLIP,
        SANDBOX_PROOF, // tries to break out: see proof.h
        SANDBOX_PROGRAM_COUNT,
};

// What a program said: the line as JSON and the bytes behind it, both still a stranger's. The bytes
// live as long as the arena and have a NUL behind them.
struct sandbox_answer {
        struct json_document line;
        const char *payload;
        size_t payload_bytes;
};

// Lets `program` read the regular file open at `fd`, whose offset is neither used nor moved; the
// file must not be changed meanwhile. Where somebody else kills the program, another gets the file,
// twice at most. ERR_INPUT where the program died, took too long or answered nonsense, with why in
// the detail; ERR_TYPE, ERR_INPUT or ERR_TOO_LARGE where it refused the file;
// ERR_BROKEN where it could not be started or could not lock itself in; ERR_BUSY where this process
// has no descriptors or processes left, or the program got hardly any of the processor in its time.
// Needs SIGCHLD not to be ignored and nobody else to wait for all children at once.
MUST_CHECK bool
sandbox_run(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
            struct arena *arena, struct sandbox_answer *answer_out, struct err *err);

// Runs the program as sandbox_run does, tells how it ended as waitpid tells it, and asks for no
// answer. Not refused where the sandbox is shut.
MUST_CHECK bool
sandbox_end(const struct sandbox_settings *settings, enum sandbox_program program, int fd,
            int *status_out, struct err *err);

void
sandbox_answer_close(struct sandbox_answer *answer);
