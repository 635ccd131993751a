// Completed interviews of one posting with reports, as rows alone: what a report is compared with.
#pragma once

#include "base/err.h"
#include "base/uuid.h"

struct db;

// The organisation, the posting and the rubric that they have, once. As the owner.
MUST_CHECK bool
peers_begin(struct db *db, struct err *err);

// Makes the interviews number `from` to `to` with a report each: scores of two criteria, of which
// some have none, that follow from the number.
MUST_CHECK bool
peers_add(struct db *db, int from, int to, struct err *err);

struct uuid
peers_id(int number);
