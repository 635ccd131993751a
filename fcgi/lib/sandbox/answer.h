// What the sandbox programs and their caller agree on. A program finds the stranger's file at
// ANSWER_FILE_FD, writes its answer into the memory file at ANSWER_FD, says by the eventfd at
// DONE_FD that it is whole, and ends, for which nobody waits. Of the answer, in the first
// ANSWER_LINE_BYTES one line of JSON, and behind them the payload (UTF-8 text or samples), whose
// length is that of the file. The line says {"error": <name of the refusal>} or what the file
// holds. A document's payload is its text, then what a reader cannot see, then its comments; the
// line says how long the first two are.
//
// A program is started once for many files and is then a template: it finds a socket
// (SOCK_SEQPACKET) at TEMPLATE_FD and forks a process beside itself (a child of the caller, not of
// the template) that waits there for a sandbox_request with the descriptors of one file. The
// process answers with a pid_t, its own, and reads the file, while the template forks the next one.
// Where it cannot fork when a request is there, it answers that one with -errno. Both end when
// nobody holds the other end any more.
#pragma once

#include <sys/types.h>

#include "base/err.h"

// A program of this name goes on with the locks that close, where the setting SANDBOX says so.
#define ANSWER_OPEN_NAME "earshot-sandbox-unlocked"

enum {
        ANSWER_FILE_FD = 3,
        ANSWER_FD = 4,
        DONE_FD = 5,
        ANSWER_LINE_BYTES = 4096,
        // Where the forked process finds its file the template has its socket; where the others,
        // nothing.
        TEMPLATE_FD = ANSWER_FILE_FD,
        // How a program ends that could not lock itself in: it has not read one byte of the file.
        ANSWER_EXIT_OPEN = 71,
};

// The descriptors that come with a request, in this order.
enum request_fd {
        REQUEST_FILE,
        REQUEST_ANSWER,
        REQUEST_COMPLAINT, // becomes standard error
        REQUEST_DONE,
        REQUEST_FD_COUNT,
};

// `caller` is whose child the forked process must be: it ends at once where that one is gone.
struct sandbox_request {
        pid_t caller;
};

// Why a file is not read.
enum refusal {
        REFUSAL_NOT_A_DOCUMENT,
        REFUSAL_DOCUMENT_OLD_WORD,
        REFUSAL_DOCUMENT_EMPTY,
        REFUSAL_DOCUMENT_DAMAGED,
        REFUSAL_DOCUMENT_LOCKED,
        REFUSAL_DOCUMENT_WITHOUT_TEXT,
        REFUSAL_DOCUMENT_PICTURES,
        REFUSAL_DOCUMENT_HIDDEN,
        REFUSAL_DOCUMENT_BYTES,
        REFUSAL_DOCUMENT_PAGES,
        REFUSAL_DOCUMENT_CHARACTERS,
        REFUSAL_DOCUMENT_INFLATED,
        REFUSAL_DOCUMENT_FORBIDDEN,
        REFUSAL_NO_EYES, // of earshot-sandbox-look, which then judges nothing
        REFUSAL_NOT_A_CLIP,
        REFUSAL_CLIP_EMPTY,
        REFUSAL_CLIP_DAMAGED,
        REFUSAL_CLIP_WITHOUT_SOUND,
        REFUSAL_CLIP_TOO_LONG,
        REFUSAL_COUNT,
};

// What a document is.
enum document_format {
        DOCUMENT_PDF,
        DOCUMENT_DOCX,
        DOCUMENT_ODT,
        DOCUMENT_RTF,
        DOCUMENT_PLAIN,
        DOCUMENT_MARKDOWN,
        DOCUMENT_FORMAT_COUNT,
};

// The mime type, which stands in the answer's line.
extern const char *const DOCUMENT_MIMES[DOCUMENT_FORMAT_COUNT];

// What is worth knowing of a document that was read.
enum document_warning {
        DOCUMENT_HIDDEN_TEXT,
        DOCUMENT_COMMENTS,
        DOCUMENT_MACROS,
        DOCUMENT_IS_DAMAGED,
        DOCUMENT_PICTURES,
        DOCUMENT_SCAN,
        DOCUMENT_RECOGNISED,
        DOCUMENT_PAGES_ESTIMATED,
        DOCUMENT_NOT_LOOKED_AT,
        DOCUMENT_ENCODING_GUESSED,
        DOCUMENT_WARNING_COUNT,
};

// The name that stands in the answer's line, such as "hidden_text".
extern const char *const DOCUMENT_WARNING_NAMES[DOCUMENT_WARNING_COUNT];

// The name that stands in the answer's line, such as "document_locked".
const char *
refusal_name(enum refusal refusal);

// Always false: *err gets the kind and the sentence of the refusal of that name, and the detail,
// which is a stranger's and is cleaned; ERR_INPUT where there is no such name.
bool
refusal_fail(const char *name, const char *detail, struct err *err);
