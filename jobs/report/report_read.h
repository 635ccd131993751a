// A report's file, as it was downloaded, back into what the report was made of.
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "report/report.h"

struct json_object;

// Bounds of what an interview can hold (model/posting.h), with room to spare; a file beyond them is
// no report of ours.
enum { REPORT_TURNS_MOST = 200 };

// Of the root of the JSON: the rubric, the consent to evaluation, type and title of the posting,
// and the turns with question, transcript, voice metrics and evaluation. What no score, quote or
// digest depends on stays empty. Copies into the arena. ERR_INPUT says what keeps it from being a
// report.
MUST_CHECK bool
report_read(const struct json_object *root, struct arena *arena, struct report_matter *matter_out,
            struct err *err);
