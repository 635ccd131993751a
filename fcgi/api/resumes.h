// A resume: stored, read in the sandbox, kept as text.
#pragma once

#include "request.h"

// Takes the part `file` of the request's body as the interview's resume and answers with what was
// read: {filename, mime, pages, characters, text, sections, warnings}.
MUST_CHECK bool
resume_upload(struct request *request, struct uuid interview, struct err *err);
