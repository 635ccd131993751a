// The drawing of scores: a row for each criterion, a dot on four worded levels, and around it the
// scores that come out when any one answer is left out.
#pragma once

struct pdf_flow;
struct report_context;
struct summary;

// With a tick at the mean of the posting where `context` (NULL: none) has one. The whole chart as
// items of the flow; it may break between rows.
void
pdf_chart(struct pdf_flow *flow, const struct summary *summary,
          const struct report_context *context);
