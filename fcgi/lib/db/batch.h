// The table batch: many reports in one file.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/uuid.h"

struct db;

// Times are RFC 3339; texts are NULL where there is nothing.
struct batch {
        struct uuid id;
        struct uuid organisation;
        struct uuid posting;
        const char *posting_title;
        const char *from_at;
        const char *to_at;
        const char *status; // queued, running, done, failed, expired
        int total;          // interviews that ended in the time
        int done;           // of them, those with a report
        int failed;         // and those whose report could not be made
        const char *archive_key;
        int64_t archive_bytes;
        const char *problem; // a sentence
        const char *created_at;
        const char *finished_at;
        const char *expires_at;
};

// Makes a batch of the interviews of a posting that ended from `from_at` on and before `to_at`
// (NULL: no bound), and its job; inside the caller's transaction. `user` may be zero. ERR_MISSING
// where the organisation has no such posting.
MUST_CHECK bool
batch_make(struct db *db, struct uuid organisation, struct uuid posting, const char *from_at,
           const char *to_at, struct uuid user, struct uuid *id_out, struct err *err);

// ERR_MISSING where there is none, or it is another organisation's (zero: anybody's).
MUST_CHECK bool
batch_find(struct db *db, struct uuid id, struct uuid organisation, struct arena *arena,
           struct batch *batch_out, struct err *err);

// Of one posting (zero: of all), newest first, behind `before` (zero: from the start).
MUST_CHECK bool
batch_list(struct db *db, struct uuid organisation, struct uuid posting, struct uuid before,
           int limit, struct arena *arena, struct batch **batches_out, size_t *count_out,
           struct err *err);

struct batch_member {
        struct uuid interview;
        const char *candidate_name;
        bool has_report;
        const char *job_state; // of its newest report job; NULL where there never was one
};

// By the time at which the interviews ended.
MUST_CHECK bool
batch_members(struct db *db, struct uuid batch, struct arena *arena,
              struct batch_member **members_out, size_t *count_out, struct err *err);

// What the archive says of one interview: what its line in the index has, and its
// report. Texts are NULL where there is nothing.
struct batch_report {
        const char *candidate_name;
        const char *candidate_email;
        const char *title;
        const char *language;
        const char *decision;
        const char *decision_reason;
        const char *started_at;
        const char *ended_at;
        const char *body;    // the report's JSON; NULL where there is no report
        const char *pdf_key; // in the media store
        double overall_score;
        const char *rubric_id;
        const char *criterion_scores; // JSON, as in report_row (db/report.h); NULL
};

// `has_out` is false where it was erased meanwhile.
MUST_CHECK bool
batch_report_find(struct db *db, struct uuid interview, struct arena *arena,
                  struct batch_report *report_out, bool *has_out, struct err *err);

// How all reports of the batch's posting compare, asked for once: what each of them shows of the
// others is then no search through all.
struct batch_standing;
struct batch_average;
struct batch_peers {
        const struct batch_standing *standings; // by the interviews' ids
        size_t standing_count;
        const struct batch_average *averages;
        size_t average_count;
};
MUST_CHECK bool
batch_peers_find(struct db *db, struct uuid batch, struct arena *arena,
                 struct batch_peers *peers_out, struct err *err);

// report_context_find (db/report.h) for a report of the batch, as its peers were when they were
// found.
struct report_context;
MUST_CHECK bool
batch_context_find(struct db *db, const struct batch_peers *peers, struct uuid interview,
                   const struct batch_report *report, struct arena *arena,
                   struct report_context *context_out, struct err *err);

MUST_CHECK bool
batch_progress(struct db *db, struct uuid batch, int total, int done, int failed, struct err *err);

// The archive is there; inside the transaction that finishes the job.
MUST_CHECK bool
batch_finish(struct db *db, struct uuid batch, const char *archive_key, int64_t archive_bytes,
             const struct digest *archive_sha256, int done, int failed, struct err *err);

MUST_CHECK bool
batch_fail(struct db *db, struct uuid batch, const char *problem, struct err *err);
