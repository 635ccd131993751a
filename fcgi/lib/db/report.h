// The table report: one for each interview, replaced when it is made again.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"
#include "base/uuid.h"

struct db;

struct report_row {
        struct uuid id;
        const char *body;              // JSON, byte for byte as it is downloaded
        const char *pdf_key;           // in the media store
        const char *candidate_pdf_key; // NULL where the candidate sees none
        double overall_score;          // NAN where there is none
        const char *criterion_scores;  // JSON: {"story": 6.5, "impact": null}
        const char *generated_at;
        // Of the files; read by nobody but earshot-jobs check: report_find gives none.
        struct digest pdf_sha256;
        struct digest candidate_pdf_sha256;
};

// `organisation` zero: the caller holds the candidate's session for this very interview. `has_out`
// is false where none was made yet; whether one is being made tells the job "report" whose key is
// the interview's id (job_find_by_key).
MUST_CHECK bool
report_find(struct db *db, struct uuid interview, struct uuid organisation, struct arena *arena,
            struct report_row *report_out, bool *has_out, struct err *err);

// The files that a report had.
struct report_files {
        const char *pdf_key; // NULL: none
        const char *candidate_pdf_key;
};

// Puts it in the place of the one before, whose files are told, to be deleted from the store after
// the commit; and writes it into the history.
MUST_CHECK bool
report_set(struct db *db, struct uuid interview, const struct report_row *report,
           struct arena *arena, struct report_files *old_out, struct err *err);

// What stands beside the report; compared is `overall_score`.
struct report_context;
MUST_CHECK bool
report_context_find(struct db *db, struct uuid interview, double overall_score, struct arena *arena,
                    struct report_context *context_out, struct err *err);

// Of that what people did: the scores that they gave, and the history. The rest of `context` stays.
MUST_CHECK bool
report_context_find_people(struct db *db, struct uuid interview, struct arena *arena,
                           struct report_context *context, struct err *err);

// The digest of what was posted to each turn.
struct report_clip {
        int turn;
        struct digest digest;
};
MUST_CHECK bool
report_clips(struct db *db, struct uuid interview, struct arena *arena,
             struct report_clip **clips_out, size_t *count_out, struct err *err);

struct report_resume {
        const char *filename; // NULL: there is no resume
        const char *mime;
        int pages;
        int characters;
        const char *const *warnings; // sentences
        size_t warning_count;
        const char *const *flags; // names, such as "hidden_text"
        size_t flag_count;
        struct digest digest;
};
MUST_CHECK bool
report_resume(struct db *db, struct uuid interview, struct arena *arena,
              struct report_resume *resume_out, struct err *err);
