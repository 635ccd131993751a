// Which request something is done for: its id and its place in a trace, as W3C's Trace Context
// level 1 says (traceparent). A thread carries it; log lines, calls of providers and jobs take it
// from there. tracestate is other vendors' data and goes no further than to us.
#pragma once

#include <stdbool.h>

#include "base/err.h"

enum { TRACE_REQUEST_ID_ROOM = 64, TRACE_PARENT_ROOM = 56 };

struct trace {
        char request_id[TRACE_REQUEST_ID_ROOM];
        char trace_id[33]; // "" where there is none
        char span_id[17];  // what is done here
        bool is_sampled;
};

// "00-<32 hex>-<16 hex>-<2 hex>", in a later version perhaps with more behind it. False where it is
// anything else.
bool
trace_parse(const char *traceparent, char trace_id_out[33], char span_id_out[17],
            bool *is_sampled_out);

// From here on this thread works for the request. A traceparent (NULL: none) that is good is gone
// on with, under a new span; else there is a new trace. `request_id` is cut to what there is room
// for.
void
trace_begin(const char *request_id, const char *traceparent);

// The same for a thread that helps another one; NULL ends it.
void
trace_use(const struct trace *trace);

// Never NULL; all "" where this thread works for no request.
const struct trace *
trace_of_thread(void);

// The traceparent for what is called or queued from here: with a new span id for a call
// (`is_call`), else with this thread's own. "" where there is no trace.
struct trace_parent {
        char text[TRACE_PARENT_ROOM];
};
struct trace_parent
trace_parent(bool is_call);
