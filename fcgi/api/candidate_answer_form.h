// What is posted as an answer: a recording, a typed text, or the length of what was uploaded.
#pragma once

#include "request.h"
#include "store/growing.h"
#include "turn/gate.h"
#include "upload.h"

// The longest recording: 13 minutes of any type that browsers record; nginx refuses more of a body.
#define ANSWER_CLIP_BYTES ((uint64_t)64 * 1024 * 1024)

// An answer that was read. Starts with `growing.file` and `put.file` -1.
struct answer_form {
        struct turn_post post;
        struct uuid known;            // taken before: there is nothing to take; else zero
        struct store_put put;         // a recording that was posted, all of it, not yet durable
        struct upload clip;           // the same; its key is NULL until it is kept
        struct store_growing growing; // one that was uploaded, sealed and locked
};

// Reads the form: one of `audio`, `text`, and `clip` (uploaded) with `bytes`; `browser_text` beside
// a recording. multipart/form-data, or application/x-www-form-urlencoded without files.
// The gate, asked for, is taken meanwhile: ERR_SIGN_IN where there is no such session, whatever the
// form is like, ERR_CONFLICT where nothing is taken now; where another length was uploaded the
// header Upload-Offset tells it. What was stored is thrown away on failure.
MUST_CHECK bool
answer_form_read(struct request *request, struct gate_asked *asked, struct answer_form *form,
                 struct err *err);

// Makes a posted recording durable and completes `post`; nothing where there is none. Needs no
// memory of the request's.
MUST_CHECK bool
answer_form_keep(struct answer_form *form, struct err *err);

// Throws a posted recording away that nobody needs.
void
answer_form_forget(struct request *request, const struct answer_form *form);

// Lets what was uploaded go, when the answer is written or is not taken.
void
answer_form_let_go(struct answer_form *form);

// The same, and closes what was posted.
void
answer_form_close(struct answer_form *form);
