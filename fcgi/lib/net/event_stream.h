// Server-sent events (WHATWG HTML, 9.2) as language models stream them: fed piece by piece,
// wherever the pieces are cut, it gives the data of each event. For this room alone.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct event_stream {
        struct buf line;
        struct buf data;
        bool has_data;
        bool was_return; // the last byte was a CR: a LF behind it belongs to it
        // The data of one event, its lines joined; false from it ends the feeding.
        bool (*event)(void *context, const char *data, size_t length);
        void *context;
};

// `limit` is the largest line and the largest event.
struct event_stream
event_stream_open(size_t limit, bool (*event)(void *context, const char *data, size_t length),
                  void *context);

// False where `event` was false, or a line or an event passed the limit.
MUST_CHECK bool
event_stream_feed(struct event_stream *stream, const char *bytes, size_t length);

// Forgets what was fed: for a new answer.
void
event_stream_clear(struct event_stream *stream);

void
event_stream_close(struct event_stream *stream);
