// multipart/form-data (RFC 7578, RFC 2046), pulled part by part from bytes that come as they come.
// Memory is fixed: nothing here grows with the input, and nothing is allocated.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
        MULTIPART_BOUNDARY_LIMIT = 70,  // RFC 2046, 5.1.1
        MULTIPART_HEADERS_LIMIT = 8192, // all header lines of one part together
        MULTIPART_PARTS_LIMIT = 32,     // no form of ours has more than a handful
        MULTIPART_PADDING_LIMIT = 64,   // white space that may stand behind a boundary
        MULTIPART_NAME_LIMIT = 127,
        MULTIPART_FILENAME_LIMIT = 1023, // 255 UTF-16 units, as desktop systems allow, in UTF-8
        MULTIPART_TYPE_LIMIT = 255,
        MULTIPART_WINDOW = 32768, // holds the headers of a part and a boundary on both sides
};

// Where the bytes come from. `read` gives 1 to `room` bytes, or length 0 at the end; it fails with
// *err filled, and that failure is handed on as it is.
struct multipart_source {
        bool (*read)(void *context, char *bytes, size_t room, size_t *length_out, struct err *err);
        void *context;
};

// What the headers of a part say: well-formed UTF-8 without control characters. `filename` is what
// the sender wrote, with any path in it: a text to show, never a path to open. `content_type` is ""
// where none was sent.
struct multipart_part {
        char name[MULTIPART_NAME_LIMIT + 1];
        char filename[MULTIPART_FILENAME_LIMIT + 1];
        char content_type[MULTIPART_TYPE_LIMIT + 1];
        bool is_file; // a filename was sent, if only an empty one
};

enum multipart_state {
        MULTIPART_IN_DATA,     // before the first boundary, or inside a part
        MULTIPART_AT_BOUNDARY, // multipart_read has given the whole part
        MULTIPART_ENDED,       // multipart_next_part has met the closing boundary
};

// The caller's storage; its members are for multipart.c alone.
struct multipart {
        struct multipart_source source;
        enum multipart_state state;
        bool source_ended;
        int part_count;
        size_t delimiter_length;
        size_t start;       // the first byte in the window that was not used yet
        size_t end;         // behind the last one
        size_t data_length; // how many bytes from `start` are known to be the part's
        char delimiter[MULTIPART_BOUNDARY_LIMIT + 5];
        char window[MULTIPART_WINDOW];
};

// Begins with the Content-Type of the request (NULL is refused as any other type). ERR_TYPE where
// it is not multipart/form-data, ERR_MALFORMED where its boundary is missing or wrong.
MUST_CHECK bool
multipart_open(struct multipart *multipart, const char *content_type,
               struct multipart_source source, struct err *err);

// Goes to the next part, over what is left of this one. `has_part_out` is false at the closing
// boundary; what follows it is not read. ERR_MALFORMED where headers are broken or too long, where
// there are too many parts, and where the input ends before the closing boundary.
MUST_CHECK bool
multipart_next_part(struct multipart *multipart, struct multipart_part *part_out,
                    bool *has_part_out, struct err *err);

// Gives the next bytes of the part, at most `room` (at least 1); length 0 is the end of the part.
// ERR_MALFORMED where the input ends before a boundary.
MUST_CHECK bool
multipart_read(struct multipart *multipart, char *bytes, size_t room, size_t *length_out,
               struct err *err);
