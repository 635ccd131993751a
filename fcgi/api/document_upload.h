// A document that is sent as the part `file`: stored, and read in the sandbox.
#pragma once

#include "request.h"
#include "sandbox/document.h"
#include "upload.h"

// Stores the file under a new key that begins with `key_start` and reads it. On failure nothing is
// left in the store. Whoever does not keep it afterwards calls upload_forget.
MUST_CHECK bool
document_take(struct request *request, const char *key_start, struct upload *upload_out,
              struct document *document_out, struct err *err);

// A document's warnings or flags as a JSON list.
const char *
document_texts_json(const char *const *texts, size_t count, struct arena *arena);
