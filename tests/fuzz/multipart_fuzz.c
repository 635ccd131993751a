// Fuzz target for the multipart parser: the first byte says how the rest is cut into reads, then
// come the Content-Type, a line feed, and the body.
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "base/multipart.h"
#include "base/text.h"
#include "fuzz.h"

struct feed {
        const uint8_t *bytes;
        size_t left;
        size_t step;
};

static bool
feed_read(void *context, char *bytes, size_t room, size_t *length_out, struct err *err)
{
        struct feed *feed = context;
        size_t length = feed->step == 0 || feed->step > room ? room : feed->step;
        (void)err;
        length = length > feed->left ? feed->left : length;
        if (length > 0)
                memcpy(bytes, feed->bytes, length);
        feed->bytes += length;
        feed->left -= length;
        *length_out = length;
        return true;
}

static void
check_text(const char *text, size_t room)
{
        size_t length = strnlen(text, room);
        assert(length < room && text_is_utf8(text, length));
}

static void
parse(const char *type, struct feed feed)
{
        struct multipart multipart;
        struct multipart_part part;
        struct err err = {0};
        char data[1000];
        size_t input = feed.left;
        size_t total = 0;
        bool has_part = true;
        int parts = 0;
        if (!multipart_open(&multipart, type, (struct multipart_source){feed_read, &feed}, &err))
                return;
        while (has_part) {
                size_t given = 1;
                if (!multipart_next_part(&multipart, &part, &has_part, &err)) {
                        // A caller that does not stop must do itself no harm either.
                        if (parts > 0 && multipart_read(&multipart, data, 1, &given, &err))
                                assert(given <= 1);
                        return;
                }
                if (!has_part)
                        break;
                assert(++parts <= MULTIPART_PARTS_LIMIT);
                check_text(part.name, sizeof part.name);
                check_text(part.filename, sizeof part.filename);
                check_text(part.content_type, sizeof part.content_type);
                while (given > 0) {
                        if (!multipart_read(&multipart, data, 1 + feed.step * 3, &given, &err))
                                return;
                        total += given;
                        assert(total <= input);
                }
        }
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t length)
{
        char type[512];
        const uint8_t *line = length < 2 ? NULL : memchr(bytes + 1, '\n', length - 1);
        size_t type_length = line == NULL ? 0 : (size_t)(line - bytes) - 1;
        if (line == NULL || type_length >= sizeof type)
                return 0;
        memcpy(type, bytes + 1, type_length);
        type[type_length] = '\0';
        parse(type,
              (struct feed){.bytes = line + 1, .left = length - type_length - 2, .step = bytes[0]});
        return 0;
}
