// Erasing what an interview holds of a person.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/uuid.h"

struct db;

// Inside the caller's transaction, in which the interview's row is held (interview_lock): answers,
// turns, evaluations, resume, report, and the words of requests go, name and address are blotted
// out, links and sessions open nothing any more, and jobs take the files
// away and count the figures anew. What stays is a
// row with the status "erased", its times, its consent and its decision without the reason.
// ERR_CONFLICT while the interview runs: it is ended first.
MUST_CHECK bool
interview_erase(struct db *db, struct uuid interview, struct uuid organisation, const char *status,
                struct err *err);
