// POST /api/candidate/network: bytes that are read and thrown away, so that a page can tell how
// fast recordings will travel.
#include "route.h"

// Enough to measure by, small enough for a slow phone.
static const uint64_t MOST_BYTES = 256 * 1024;

bool
candidate_network(struct request *request, struct err *err)
{
        char bytes[16 * 1024];
        size_t length = 0;
        if (request->body_length > MOST_BYTES)
                return FAIL(err, ERR_TOO_LARGE, "At most 256 kB are taken to measure by.");
        do {
                if (!request_read(request, bytes, sizeof bytes, &length, err))
                        return false;
        } while (length > 0);
        respond_empty(request, 204);
        return true;
}
