// The table of metrics as base/metrics.c has it and base/metrics_text.c writes it: for these two
// alone.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "base/metrics.h"

enum metric_type { METRIC_COUNTER, METRIC_HISTOGRAM, METRIC_GAUGE };

enum metric_label_name {
        LABEL_NONE,
        LABEL_ROUTE,
        LABEL_CLASS,
        LABEL_ERROR,
        LABEL_STAGE,
        LABEL_WORK,
        LABEL_FUNCTION,
        LABEL_PROVIDER,
        LABEL_CALL,
        LABEL_FAILURE,
        LABEL_SANDBOX,
        LABEL_SANDBOX_OUTCOME,
        LABEL_JOB,
        LABEL_RUN,
        LABEL_START,
        LABEL_COUNT,
};

struct metric_label {
        const char *name;
        const char *const *values; // NULL where they are known elsewhere
        int count;
};
extern const struct metric_label METRIC_LABELS[LABEL_COUNT];

enum { METRIC_LABELS_MOST = 3 };

struct metric_facts {
        const char *name; // without the suffix of its type
        const char *help;
        enum metric_type type;
        enum metric_label_name labels[METRIC_LABELS_MOST];
};
extern const struct metric_facts METRICS[METRIC_COUNT];

enum { METRICS_BOUNDS = 16 };
extern const int64_t METRICS_BOUNDS_US[METRICS_BOUNDS];

typedef _Atomic uint64_t metrics_cell;

// How many series a metric has.
int
metrics_series_of(const struct metric_facts *facts);

// The cells of one series: one, or those of a histogram: one for each bound, one for what is beyond
// them, and the sum in microseconds.
metrics_cell *
metrics_cells(enum metric metric, int series);
