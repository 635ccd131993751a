// Fuzz target for streamed answers of language models: the first byte says how the rest is cut into
// pieces, and the events are the same as without a cut.
#include <assert.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "net/event_stream.h"

enum { LIMIT = 4096, MOST_BYTES = 1 << 20 };

static bool
take_event(void *context, const char *data, size_t length)
{
        struct buf *events = context;
        assert(length <= LIMIT);
        buf_add(events, data, length);
        buf_text(events, "\n--\n");
        // A model's last event.
        return length != 6 || memcmp(data, "[DONE]", 6) != 0;
}

static bool
feed(const uint8_t *bytes, size_t length, size_t step, struct buf *events)
{
        struct event_stream stream = event_stream_open(LIMIT, take_event, events);
        bool goes_on = true;
        for (size_t at = 0; goes_on && at < length; at += step) {
                size_t piece = length - at < step ? length - at : step;
                goes_on = event_stream_feed(&stream, (const char *)bytes + at, piece);
        }
        event_stream_close(&stream);
        return goes_on;
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        struct buf whole = buf_open(MOST_BYTES);
        struct buf cut = buf_open(MOST_BYTES);
        if (length > 1) {
                bool whole_goes_on = feed(bytes + 1, length - 1, length, &whole);
                bool cut_goes_on = feed(bytes + 1, length - 1, (size_t)bytes[0] + 1, &cut);
                assert(whole_goes_on == cut_goes_on);
                assert(strcmp(buf_string(&whole), buf_string(&cut)) == 0);
        }
        buf_close(&cut);
        buf_close(&whole);
        return 0;
}
