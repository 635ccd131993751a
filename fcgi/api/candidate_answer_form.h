// What is posted as an answer: a recording, a typed text, or the length of what was uploaded.
#pragma once

#include "request.h"
#include "store/growing.h"
#include "upload.h"

// The longest recording: 13 minutes of any type that browsers record; nginx refuses more of a body.
#define ANSWER_CLIP_BYTES ((uint64_t)64 * 1024 * 1024)

// An answer, at rest. Starts with `growing.file` -1.
struct answer_form {
        struct turn_post post;
        struct uuid known;            // taken before: there is nothing to take; else zero
        struct upload clip;           // a recording that was posted; its key is NULL where not
        struct store_growing growing; // one that was uploaded, sealed and locked
};

// Reads the form: one of `audio`, `text`, and `clip` (uploaded) with `bytes`; `browser_text` beside
// a recording. multipart/form-data, or application/x-www-form-urlencoded without files.
// ERR_CONFLICT where nothing is taken now; where another length was uploaded the header
// Upload-Offset tells it. What was stored is thrown away on failure.
MUST_CHECK bool
answer_form_read(struct request *request, int number, struct answer_form *form, struct err *err);

// Throws a posted recording away that nobody needs.
void
answer_form_forget(struct request *request, const struct answer_form *form);

// Lets what was uploaded go, when the answer is written or is not taken.
void
answer_form_close(struct answer_form *form);
