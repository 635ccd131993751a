// A recording in the media store that grows while it is spoken: bytes are added at its end by one
// at a time, of whatever process or host, and then it is sealed.
#pragma once

#include "store/store.h"

// Holds the thing's lock while it is open. Starts as {.file = -1}.
struct store_growing {
        const struct store *store;
        const char *key; // borrowed
        int file;
        uint64_t size_bytes;
        bool is_new;    // nothing of it is durable yet, not even its name
        bool is_sealed; // nothing is added any more
};

// Opens and locks it; `makes` also where it is not there yet. ERR_MISSING where it is not there, or
// was deleted meanwhile; ERR_BUSY where somebody else has held it for 10 s.
MUST_CHECK bool
store_growing_open(const struct store *store, const char *key, bool makes,
                   struct store_growing *growing_out, struct err *err);

// Adds at the end. ERR_FULL, ERR_BUSY: some of the bytes may be there; see store_growing_shorten.
MUST_CHECK bool
store_growing_add(struct store_growing *growing, const void *bytes, size_t length, struct err *err);

// Takes away what is behind the size, which was reached before.
void
store_growing_shorten(struct store_growing *growing, uint64_t size_bytes);

// Makes everything that was added durable.
MUST_CHECK bool
store_growing_sync(struct store_growing *growing, struct err *err);

// The first bytes, at most `room`; how many.
size_t
store_growing_head(const struct store_growing *growing, void *head, size_t room);

// Seals it, durably, and digests it. Sealing twice is sealing once.
MUST_CHECK bool
store_growing_seal(struct store_growing *growing, struct digest *digest_out, struct err *err);

// It may grow again, when it is opened anew: for a seal whose answer was never written.
MUST_CHECK bool
store_growing_unseal(struct store_growing *growing, struct err *err);

// Lets it go; accepts one that was never opened.
void
store_growing_close(struct store_growing *growing);

// Deletes it when whoever holds it is done; what is not there is deleted already.
MUST_CHECK bool
store_growing_delete(const struct store *store, const char *key, struct err *err);
