// Things of the media store that are read while they are written, by whatever process: speech.
#pragma once

#include "store/store.h"

// A thing that others read while it is being written (store_follow_open). Not synced: for what can
// be made again, such as speech. Starts as {.file = -1}.
struct store_flow {
        const struct store *store;
        int file;
        char path[512]; // where it will be
        struct sha256 sha;
};
MUST_CHECK bool
store_flow_open(const struct store *store, const char *key, struct store_flow *flow_out,
                struct err *err);
MUST_CHECK bool
store_flow_add(struct store_flow *flow, const void *bytes, size_t length, struct err *err);

// It is whole: from now on it stands under its key like any other thing. The digest is of what was
// added.
MUST_CHECK bool
store_flow_finish(struct store_flow *flow, struct digest *digest_out, struct err *err);

// Throws away what was not finished; those who follow it see that it ended.
void
store_flow_close(struct store_flow *flow);

// Reads a thing that may still be growing. Starts as {.file = -1}.
struct store_follow {
        const struct store *store;
        int file;
        char path[512];
        bool is_whole; // nothing is added to it any more
};

// ERR_MISSING where it is neither there nor being written.
MUST_CHECK bool
store_follow_open(const struct store *store, const char *key, struct store_follow *follow_out,
                  struct err *err);

// What has come since the last call, at most `room` bytes; 0 where there is nothing now. `is_over`:
// nothing more will come, because it is whole or was thrown away.
MUST_CHECK bool
store_follow_read(struct store_follow *follow, char *bytes, size_t room, size_t *length_out,
                  bool *is_over_out, struct err *err);

void
store_follow_close(struct store_follow *follow);
