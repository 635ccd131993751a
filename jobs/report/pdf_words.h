// Times and lengths as the PDF shows them, in English; all in UTC, as the JSON.
#pragma once

#include "base/arena.h"

// "21 November 2026" of an RFC 3339 time; "" for NULL or what is none.
const char *
pdf_date(const char *rfc3339, struct arena *arena);

// "14:05 UTC"; "" as above.
const char *
pdf_time(const char *rfc3339, struct arena *arena);

// "1 h 2 min", "2 min 5 s", "41 s"; "-" for 0 and less.
const char *
pdf_length(int seconds, struct arena *arena);

// A place in a recording: "1:24"; "" for a negative one.
const char *
pdf_place(int ms, struct arena *arena);

// "6.4", or "-" for NAN.
const char *
pdf_score(double score, struct arena *arena);
