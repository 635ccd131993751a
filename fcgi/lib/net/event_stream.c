#include "net/event_stream.h"

#include <string.h>

#include "base/text.h"

struct event_stream
event_stream_open(size_t limit, bool (*event)(void *context, const char *data, size_t length),
                  void *context)
{
        return (struct event_stream){
                .line = buf_open(limit),
                .data = buf_open(limit),
                .event = event,
                .context = context,
        };
}

// An event ends at an empty line; of its fields only the data is wanted.
static bool
end_line(struct event_stream *stream)
{
        static const char FIELD[] = "data";
        const char *line = buf_string(&stream->line);
        if (stream->line.length == 0) {
                bool has_data = stream->has_data;
                stream->has_data = false;
                bool goes_on =
                        !has_data || stream->event(stream->context, buf_string(&stream->data),
                                                   stream->data.length);
                buf_clear(&stream->data);
                return goes_on;
        }
        if (text_starts(line, FIELD) && (line[4] == ':' || line[4] == '\0')) {
                const char *value = line[4] == '\0' ? line + 4 : line + 5;
                if (value[0] == ' ')
                        value++;
                if (stream->has_data)
                        buf_char(&stream->data, '\n');
                buf_text(&stream->data, value);
                stream->has_data = true;
        }
        buf_clear(&stream->line);
        return !stream->data.is_over;
}

bool
event_stream_feed(struct event_stream *stream, const char *bytes, size_t length)
{
        for (size_t at = 0; at < length;) {
                if (stream->was_return && bytes[at] == '\n') {
                        stream->was_return = false;
                        at++;
                        continue;
                }
                stream->was_return = false;
                size_t rest = 0;
                while (at + rest < length && bytes[at + rest] != '\n' && bytes[at + rest] != '\r')
                        rest++;
                buf_add(&stream->line, bytes + at, rest);
                at += rest;
                if (stream->line.is_over)
                        return false;
                if (at == length)
                        return true;
                stream->was_return = bytes[at++] == '\r';
                if (!end_line(stream))
                        return false;
        }
        return true;
}

void
event_stream_clear(struct event_stream *stream)
{
        buf_clear(&stream->line);
        buf_clear(&stream->data);
        stream->has_data = false;
        stream->was_return = false;
}

void
event_stream_close(struct event_stream *stream)
{
        buf_close(&stream->line);
        buf_close(&stream->data);
}
