// The tables document and passage: what questions and evaluations are grounded in.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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

// The same by the nearness of their vectors to one, the cosine being the rank. Compared are at most
// 2000 passages that have a vector of this model and length.
MUST_CHECK bool
passage_find_near(struct db *db, struct uuid posting, struct uuid interview, const char *model,
                  const float *vector, size_t dimensions, int limit, struct arena *arena,
                  struct passage **passages_out, size_t *count_out, struct err *err);

// Whether there is one to be found so.
MUST_CHECK bool
passage_has_vectors(struct db *db, struct uuid posting, struct uuid interview, const char *model,
                    bool *has_out, struct err *err);

// Passages of one organisation, at most `limit`, without a vector of the model, the first behind
// the id `after` (0: from the start).
MUST_CHECK bool
passage_unembedded(struct db *db, const char *model, int64_t after, int limit, struct arena *arena,
                   struct passage **passages_out, size_t *count_out, struct uuid *organisation_out,
                   struct err *err);

// Keeps the passages' vectors: `vectors` has `dimensions` numbers for each.
MUST_CHECK bool
passage_embed(struct db *db, const char *model, const struct passage *passages, size_t count,
              const float *vectors, size_t dimensions, struct err *err);

// Makes the job needed that gives every passage a vector; inside the caller's transaction.
MUST_CHECK bool
passage_enqueue_embedding(struct db *db, struct err *err);

// The same where passages have no vector of the model and no such job is open, nor one was given up
// in the last hour.
MUST_CHECK bool
passage_enqueue_missing(struct db *db, const char *model, struct err *err);
