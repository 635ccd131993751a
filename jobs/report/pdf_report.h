// The report as a PDF: a page to decide by, the evidence, the words, and the facts apart.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

struct report;

// Writes the whole file into `out`. A4, numbered, with an outline and selectable text in any script
// that the machine has fonts for. ERR_TOO_LARGE past the limit of `out`; ERR_BROKEN where it cannot
// be drawn.
MUST_CHECK bool
pdf_report(const struct report *report, struct arena *arena, struct buf *out, struct err *err);
