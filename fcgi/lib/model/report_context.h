// What stands beside a report and changes without its being made again: how it compares with the
// others of its posting, the scores that people give, the decision, and its history.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/uuid.h"

struct interview;
struct json_writer;

// A place among fewer others says nothing; nor does a mean of fewer.
enum { COMPARED_LEAST = 5, AVERAGED_LEAST = 3 };
// Below this a person's score is as good as the machine's, and needs no reason.
#define HUMAN_SCORE_DIFFERENCE 1.0

// The overall score among the other reports of the posting that were made by the same rubric.
struct standing {
        int compared_to_count;
        int lower_count;
        int equal_count;
};

// Their mean score of a criterion, of those that have one.
struct posting_average {
        const char *criterion;
        double mean;
        int count;
};

struct human_score {
        const char *criterion;
        double score;         // 0 to 10 in halves; NAN: by this person, too, nothing was shown
        double machine_score; // that stood beside it; NAN
        const char *reason;   // NULL
        bool holds;           // the newest of its criterion
};

// The scores that one person gave at one time.
struct human_scoring {
        struct uuid id;
        const char *by; // NULL: a user who is gone
        const char *at;
        const char *note; // NULL
        const struct human_score *scores;
        size_t score_count;
};

struct report_event {
        const char *kind; // made, requested, decided, scored
        const char *by;   // NULL: the machine, or a user who is gone
        const char *at;
        const char *decision; // where decided
        const char *reason;
};

struct report_context {
        struct standing standing;
        const struct posting_average *averages;
        size_t average_count;
        const struct human_scoring *scorings; // the newest first
        size_t scoring_count;
        const struct report_event *events; // in their order
        size_t event_count;
};

// The part of the others that the score is above, ties counted half, as a whole number of percent;
// NAN where `has_score` is false or fewer than COMPARED_LEAST are compared.
double
standing_percentile(const struct standing *standing, bool has_score);

// NULL where nobody scored the criterion.
const struct human_score *
human_score_holding(const struct report_context *context, const char *criterion);

// Whether the two differ so much that a reason is asked for: by HUMAN_SCORE_DIFFERENCE, or one is a
// score and the other is none.
bool
human_score_needs_reason(double score, double machine_score);

// The list of scorings, newest first.
void
human_scores_write(struct json_writer *json, const struct report_context *context);

// The members of a report that are put behind the kept ones when it is read: percentile_rank,
// compared_to_count, compared_lower_count, compared_equal_count, posting_averages, human_scores,
// decision, history. Without `context` (for the candidate) nothing of others is told: null, 0, [].
void
report_context_write_members(struct json_writer *json, const struct interview *interview,
                             const struct report_context *context);

struct buf;

// The report as it is downloaded: the kept JSON, which is one object, with those members before its
// last brace. ERR_BROKEN where `kept` is no object, ERR_TOO_LARGE past the limit of `out`.
MUST_CHECK bool
report_write_joined(struct buf *out, const char *kept, const struct interview *interview,
                    const struct report_context *context, struct err *err);
