// Whether a report agrees with itself: scores, quotes and digests computed again from its file, by
// the functions that made it.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct json_object;

enum report_check {
        CHECK_TRANSCRIPT_DIGESTS,
        CHECK_RUBRIC_DIGEST,
        CHECK_EVIDENCE_DIGEST,
        CHECK_QUOTES,  // of the evidence, in the transcripts; and of the highlights
        CHECK_ANSWERS, // scores of each answer
        CHECK_CRITERIA,
        CHECK_AVERAGES, // dimensions, overall score and why there is none
        CHECK_TOTALS,   // best and worst answer, counts, times
        CHECK_COUNT,
};

// What a person reads of each check.
extern const char *const REPORT_CHECK_NAMES[CHECK_COUNT];

// Of each check so many deviations are told; the rest is counted.
enum { DEVIATIONS_TOLD_MOST = 100 };

struct report_finding {
        size_t checked;
        size_t deviating;
        const char *told[DEVIATIONS_TOLD_MOST]; // one line each, safe on a terminal
};

struct report_findings {
        struct report_finding of[CHECK_COUNT];
        size_t deviating;
        // The version of the program that made the report; NULL where it is ours.
        const char *other_version;
};

// `root` is the JSON of a report. Numbers may differ by what printing rounded off and no more:
// nothing, but for the average pace, which comes of paces printed as whole numbers. What follows is
// not looked at: texts for people (summary, advice, suggestions), the percentile, which needs
// the other reports, and the digests of clips, which need the clips. ERR_INPUT where it is no
// report.
MUST_CHECK bool
report_verify(const struct json_object *root, struct arena *arena,
              struct report_findings *findings_out, struct err *err);
