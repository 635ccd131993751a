// The tables document and passage: what questions and evaluations are grounded in.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/uuid.h"
#include "model/passage.h"

struct db;

// Where passages come from: a document of a posting, or the resume of an interview. The ids that do
// not apply are zero.
struct passage_owner {
        struct uuid posting;
        struct uuid document;
        struct uuid interview;
};

// Adds the passages in their order, inside the caller's transaction. `language` is a tag of BCP 47,
// by which the words are stemmed; NULL for that of the owner's interview.
MUST_CHECK bool
passage_add(struct db *db, struct passage_owner owner, const char *language,
            const struct passage *passages, size_t count, struct err *err);

// The passages of an interview's resume are replaced by these, cut from its text without contact
// details; inside the caller's transaction.
MUST_CHECK bool
passage_set_resume(struct db *db, struct uuid interview, const struct passage *passages,
                   size_t count, struct err *err);

// The passages, at most `limit`, that speak of the text, best first, among those of the posting's
// documents and of the interview's resume (either id may be zero). None where no word of the text
// stands in one.
MUST_CHECK bool
passage_find(struct db *db, struct uuid posting, struct uuid interview, const char *language,
             const char *text, int limit, struct arena *arena, struct passage **passages_out,
             size_t *count_out, struct err *err);
