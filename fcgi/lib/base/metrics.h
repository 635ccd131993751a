// What is counted and measured, for all processes of the host together (base/shared.h): one table
// of metrics, each a counter, a histogram of seconds or a gauge, with labels whose values are known
// beforehand. Nothing else can become a label, so that neither a path nor a name nor an address
// ever stands in a metric, and their number is bounded. Counting is one or two atomic additions.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

enum metric {
        METRIC_REQUESTS,         // route, class of the status
        METRIC_REQUEST_SECONDS,  // route
        METRIC_REQUEST_ERRORS,   // kind of error
        METRIC_STAGE_SECONDS,    // stage
        METRIC_ANSWERS,          // outcome of an answer
        METRIC_PROVIDER_CALLS,   // function, provider, outcome
        METRIC_PROVIDER_SECONDS, // function, provider
        METRIC_PROVIDER_ERRORS,  // function, provider, failure
        METRIC_PROVIDER_RETRIES, // function, provider
        METRIC_FALLBACKS,        // function
        METRIC_UNANSWERED,       // function
        METRIC_DATABASE_WAIT,    // -
        METRIC_SANDBOX_RUNS,     // program, outcome
        METRIC_SANDBOX_SECONDS,  // program
        METRIC_JOB_RUNS,         // kind, outcome
        METRIC_JOB_SECONDS,      // kind
        METRIC_STARTS,           // admission
        METRIC_THREADS,          // gauges of this process, summed over those that live
        METRIC_THREADS_BUSY,
        METRIC_DATABASE_CONNECTIONS,
        METRIC_DATABASE_CONNECTIONS_BUSY,
        METRIC_DATABASE_WAITING,
        METRIC_SANDBOXES,
        METRIC_RUNNERS,
        METRIC_COUNT,
};

// The values of labels. Where another room has the list, that room ties the two together.
enum metric_class { CLASS_1XX, CLASS_2XX, CLASS_3XX, CLASS_4XX, CLASS_5XX, CLASS_COUNT };

// Stages of a turn, in the order in which they mostly happen (base/stage_clock.h).
enum turn_stage {
        TURN_STAGE_UPLOAD,     // from the first byte of the answer to its last, by nginx
        TURN_STAGE_STORE,      // until clip and row are durable
        TURN_STAGE_DECODE,     // the clip in the sandbox
        TURN_STAGE_STT,        // waiting for the transcript
        TURN_STAGE_QUESTION,   // choosing and wording the next question
        TURN_STAGE_SOUND,      // until its first sound is there
        TURN_STAGE_EVALUATION, // beside the interview
        TURN_STAGE_WHOLE,      // from the answer's last byte to the next question
        TURN_STAGE_OWN,        // the whole without what providers took of it
        TURN_STAGE_COUNT,
};
extern const char *const TURN_STAGE_NAMES[TURN_STAGE_COUNT];

enum work_outcome { WORK_DONE, WORK_FAILED, WORK_OUTCOME_COUNT };

enum call_outcome {
        CALL_ANSWERED,
        CALL_FAILED,
        CALL_PASSED_OVER, // its breaker was open, or no time was left
        CALL_LEFT,        // nobody waited any more, or it did not know the language
        CALL_OUTCOME_COUNT,
};

enum call_failure {
        FAILURE_CONNECTION, // none, or one that broke
        FAILURE_TIMEOUT,
        FAILURE_LIMITED,    // 429
        FAILURE_DENIED,     // 401, 403
        FAILURE_REFUSED,    // another 4xx
        FAILURE_SERVER,     // 5xx
        FAILURE_UNREADABLE, // an answer that cannot be used
        FAILURE_COUNT,
};

enum sandbox_outcome {
        SANDBOX_READ,
        SANDBOX_REFUSED, // the program said no, or nothing that makes sense
        SANDBOX_KILLED,  // it died, or took too long
        SANDBOX_FAILED,  // it could not be started or locked in
        SANDBOX_OUTCOME_COUNT,
};

enum run_outcome { RUN_DONE, RUN_ELSEWHERE, RUN_TRIED_AGAIN, RUN_GIVEN_UP, RUN_OUTCOME_COUNT };

enum {
        METRICS_FUNCTIONS = 4,        // net/breaker.h
        METRICS_ADMISSIONS = 6,       // interview/admission.h
        METRICS_SANDBOX_PROGRAMS = 7, // sandbox/sandbox.h
        METRICS_ROUTES_MOST = 192,    // 0 is what has no route
};

// The place of a kind of job; the last one stands for those that are not named here.
int
metrics_job_kind(const char *name);

// One more. `a`, `b` and `c` are the values of the metric's labels, 0 for those that it lacks.
void
metrics_count(enum metric metric, int a, int b, int c);

// One that took so long.
void
metrics_observe(enum metric metric, int a, int b, int64_t us);

// A gauge of this process grows by so much, or shrinks. It ends with the process.
void
metrics_gauge(enum metric metric, int change);

// Of all processes that live.
int64_t
metrics_gauge_sum(enum metric metric);

// The text in which they are told.
enum metrics_format {
        METRICS_PROMETHEUS,  // Prometheus' text format 0.0.4
        METRICS_OPENMETRICS, // OpenMetrics 1.0.0
};

// What stands for the label `route`: the method and the template of each, from 1 on.
struct metrics_route {
        const char *method;
        const char *pattern;
};

// Everything of the table.
void
metrics_write(struct buf *buf, enum metrics_format format, const struct metrics_route *routes,
              int route_count);

// The head of a gauge that is not in the table, such as what the database counts, and its values.
// `labels` is NULL, or name="value" pairs as metrics_label makes them.
void
metrics_write_gauge(struct buf *buf, const char *name, const char *help);
void
metrics_write_value(struct buf *buf, const char *name, const char *labels, double value);

// Appends name="value", escaped as both formats say, and a comma before it where there is one.
void
metrics_label(struct buf *labels, const char *name, const char *value);

// The end of the text.
void
metrics_write_end(struct buf *buf, enum metrics_format format);
