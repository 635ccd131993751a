// What a batch's archive says of all its reports: a table for spreadsheets, and a page to print.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "db/batch.h"

// One interview's line.
struct index_entry {
        struct batch_report report; // without its body
        const char *interview;      // the id
        const char *level;          // "Meets"; "Not shown"
        double scores[4];           // technical, clarity, confidence, behavioral; NAN
        const char *json_name;      // in the archive; NULL where there is no report
        const char *pdf_name;
};

// The entry of a report, read from its JSON; everything is copied into the arena. ERR_BROKEN where
// that is no report.
MUST_CHECK bool
index_entry_of(const struct batch_report *report, struct arena *arena,
               struct index_entry *entry_out, struct err *err);

// CSV (RFC 4180): a header, then a line each. A cell that a spreadsheet would take for a formula
// begins with an apostrophe.
void
index_csv(const struct index_entry *entries, size_t count, struct buf *out);

// A PDF that lists them in their order, without a rank; ERR_BROKEN where it cannot be drawn.
MUST_CHECK bool
index_pdf(const struct batch *batch, const struct index_entry *entries, size_t count,
          const char *made_at, struct arena *arena, struct buf *out, struct err *err);
