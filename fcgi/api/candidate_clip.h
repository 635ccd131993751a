// The recording that is uploaded while it is spoken, when its answer is posted.
#pragma once

#include "candidate_answer_form.h"

// Takes what was uploaded to the turn as the answer: sealed, locked, digested. Where so many bytes
// were taken before, it is that answer again. ERR_CONFLICT with the header Upload-Offset where
// another length has been uploaded; ERR_TYPE where it is no recording.
MUST_CHECK bool
candidate_clip_take(struct request *request, int number, uint64_t size_bytes,
                    struct answer_form *form, struct err *err);
