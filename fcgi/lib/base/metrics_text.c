// The metrics as text: Prometheus' exposition format 0.0.4, or OpenMetrics 1.0.0.
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/metrics_table.h"

// Of metrics with more series than this only those are told that have counted something.
enum { SERIES_ALWAYS = 16 };

struct page {
        struct buf *buf;
        enum metrics_format format;
        const struct metrics_route *routes;
        int route_count;
};

static const char *const TYPE_NAMES[] = {
        [METRIC_COUNTER] = "counter",
        [METRIC_HISTOGRAM] = "histogram",
        [METRIC_GAUGE] = "gauge",
};

static void
add_escaped(struct buf *buf, const char *text, bool is_label)
{
        for (; *text != '\0'; text++) {
                if (*text == '\\')
                        buf_text(buf, "\\\\");
                else if (*text == '\n')
                        buf_text(buf, "\\n");
                else if (*text == '"' && is_label)
                        buf_text(buf, "\\\"");
                else
                        buf_char(buf, *text);
        }
}

static void
write_head(struct buf *buf, const char *name, const char *suffix, const char *type,
           const char *help)
{
        buf_print(buf, "# HELP %s%s ", name, suffix);
        add_escaped(buf, help, false);
        buf_print(buf, "\n# TYPE %s%s %s\n", name, suffix, type);
}

void
metrics_label(struct buf *labels, const char *name, const char *value)
{
        buf_print(labels, "%s%s=\"", labels->length == 0 ? "" : ",", name);
        add_escaped(labels, value, true);
        buf_char(labels, '"');
}

static void
add_route(const struct page *page, int value, struct buf *labels)
{
        bool is_known = value > 0 && value <= page->route_count;
        metrics_label(labels, "method", is_known ? page->routes[value - 1].method : "");
        metrics_label(labels, "route", is_known ? page->routes[value - 1].pattern : "");
}

static void
add_label(const struct page *page, enum metric_label_name label, int value, struct buf *labels)
{
        if (label == LABEL_NONE)
                return;
        if (label == LABEL_ROUTE)
                add_route(page, value, labels);
        else if (label == LABEL_ERROR)
                metrics_label(labels, METRIC_LABELS[label].name,
                              err_kind_name((enum err_kind)value));
        else
                metrics_label(labels, METRIC_LABELS[label].name,
                              METRIC_LABELS[label].values[value]);
}

static void
add_labels(const struct page *page, const struct metric_facts *facts, int series,
           struct buf *labels)
{
        int values[METRIC_LABELS_MOST];
        for (int i = METRIC_LABELS_MOST - 1; i >= 0; i--) {
                int count = METRIC_LABELS[facts->labels[i]].count;
                values[i] = series % count;
                series /= count;
        }
        for (int i = 0; i < METRIC_LABELS_MOST; i++)
                add_label(page, facts->labels[i], values[i], labels);
}

static void
add_braces(struct buf *buf, const char *labels)
{
        if (labels[0] != '\0')
                buf_print(buf, "{%s}", labels);
}

static uint64_t
read_cell(const metrics_cell *cell)
{
        return atomic_load_explicit(cell, memory_order_relaxed);
}

static void
write_counter(const struct page *page, const struct metric_facts *facts, const metrics_cell *cell,
              const char *labels)
{
        buf_print(page->buf, "%s_total", facts->name);
        add_braces(page->buf, labels);
        buf_print(page->buf, " %" PRIu64 "\n", read_cell(cell));
}

// The count is that of the buckets just read, so that the lines agree with each other.
static void
write_histogram(const struct page *page, const struct metric_facts *facts,
                const metrics_cell *cells, const char *labels)
{
        uint64_t count = 0;
        const char *comma = labels[0] == '\0' ? "" : ",";
        for (int i = 0; i < METRICS_BOUNDS; i++) {
                double bound = (double)METRICS_BOUNDS_US[i] / 1e6;
                count += read_cell(&cells[i]);
                // "1.0", as OpenMetrics has it, and the same in both.
                buf_print(page->buf, "%s_bucket{%s%sle=\"%g%s\"} %" PRIu64 "\n", facts->name,
                          labels, comma, bound, bound == floor(bound) ? ".0" : "", count);
        }
        count += read_cell(&cells[METRICS_BOUNDS]);
        buf_print(page->buf, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", facts->name, labels, comma,
                  count);
        buf_print(page->buf, "%s_sum", facts->name);
        add_braces(page->buf, labels);
        buf_print(page->buf, " %.6f\n%s_count", (double)read_cell(&cells[METRICS_BOUNDS + 1]) / 1e6,
                  facts->name);
        add_braces(page->buf, labels);
        buf_print(page->buf, " %" PRIu64 "\n", count);
}

static bool
has_counted(const struct metric_facts *facts, const metrics_cell *cells)
{
        int count = facts->type == METRIC_HISTOGRAM ? METRICS_BOUNDS + 1 : 1;
        for (int i = 0; i < count; i++) {
                if (read_cell(&cells[i]) != 0)
                        return true;
        }
        return false;
}

static void
write_series(const struct page *page, enum metric metric)
{
        const struct metric_facts *facts = &METRICS[metric];
        int series = metrics_series_of(facts);
        for (int i = 0; i < series; i++) {
                OWN(buf_close) struct buf labels = buf_open(1024);
                const metrics_cell *cells = metrics_cells(metric, i);
                if (facts->labels[0] == LABEL_ERROR && i == ERR_NONE)
                        continue;
                if (series > SERIES_ALWAYS && !has_counted(facts, cells))
                        continue;
                add_labels(page, facts, i, &labels);
                if (facts->type == METRIC_HISTOGRAM)
                        write_histogram(page, facts, cells, buf_string(&labels));
                else
                        write_counter(page, facts, cells, buf_string(&labels));
        }
}

void
metrics_write(struct buf *buf, enum metrics_format format, const struct metrics_route *routes,
              int route_count)
{
        const struct page page = {buf, format, routes, route_count};
        for (int i = 0; i < METRIC_COUNT; i++) {
                const struct metric_facts *facts = &METRICS[i];
                if (facts->type == METRIC_GAUGE) {
                        metrics_write_gauge(buf, facts->name, facts->help);
                        metrics_write_value(buf, facts->name, NULL,
                                            (double)metrics_gauge_sum((enum metric)i));
                        continue;
                }
                // OpenMetrics names the family without the suffix of its samples.
                bool has_suffix = facts->type == METRIC_COUNTER && format == METRICS_PROMETHEUS;
                write_head(buf, facts->name, has_suffix ? "_total" : "", TYPE_NAMES[facts->type],
                           facts->help);
                write_series(&page, (enum metric)i);
        }
}

void
metrics_write_gauge(struct buf *buf, const char *name, const char *help)
{
        write_head(buf, name, "", "gauge", help);
}

void
metrics_write_value(struct buf *buf, const char *name, const char *labels, double value)
{
        buf_text(buf, name);
        add_braces(buf, labels == NULL ? "" : labels);
        buf_print(buf, " %.15g\n", value);
}

void
metrics_write_end(struct buf *buf, enum metrics_format format)
{
        if (format == METRICS_OPENMETRICS)
                buf_text(buf, "# EOF\n");
}
