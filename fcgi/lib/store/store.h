// The media store: recordings, question sound, resumes, reports. What put_close says is durable
// survives a crash of the machine. A directory; one file a thing, never changed.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/crypto.h"
#include "base/err.h"

struct store {
        const char *dir; // absolute, without '/' at the end
};

// A thing being written. Starts as {.file = -1}.
struct store_put {
        const struct store *store;
        int file;
        char temp_path[512];
        uint64_t size_bytes;
        uint64_t limit_bytes;
        struct sha256 sha;
};

// Keys are made by us: letters, digits, '-', '_', '.', parted by '/', such as
// "interviews/0192.../answer-2-0193....webm".
MUST_CHECK bool
store_put_open(const struct store *store, uint64_t limit_bytes, struct store_put *put_out,
               struct err *err);

// ERR_TOO_LARGE past the limit, ERR_FULL where the disk is full.
MUST_CHECK bool
store_put_add(struct store_put *put, const void *bytes, size_t length, struct err *err);

// Makes it durable under the key: fsync, rename, fsync of the directory. `digest_out` may be NULL.
MUST_CHECK bool
store_put_finish(struct store_put *put, const char *key, struct digest *digest_out,
                 struct err *err);

// Throws away what was not finished; nothing after store_put_finish.
void
store_put_close(struct store_put *put);

// All at once.
MUST_CHECK bool
store_put(const struct store *store, const char *key, const void *bytes, size_t length,
          struct digest *digest_out, struct err *err);

// The same bytes under a second key, which lives on when the first is deleted. What stands under it
// already is replaced. As durable as store_flow_finish (store/flow.h). ERR_MISSING where there is
// no `from`.
MUST_CHECK bool
store_twin(const struct store *store, const char *from, const char *key, struct err *err);

// A descriptor for reading (O_CLOEXEC), owned by the caller. ERR_MISSING where there is no such
// key.
MUST_CHECK bool
store_open(const struct store *store, const char *key, int *file_out, uint64_t *size_bytes_out,
           struct err *err);

// Everything, at most `limit` bytes.
MUST_CHECK bool
store_read(const struct store *store, const char *key, size_t limit, struct arena *arena,
           const char **bytes_out, size_t *length_out, struct err *err);

// What is not there is deleted already.
MUST_CHECK bool
store_delete(const struct store *store, const char *key, struct err *err);

// Everything whose key begins with `under` and a '/', such as "interviews/0192...": one directory
// of files. What is not there is deleted already.
MUST_CHECK bool
store_delete_under(const struct store *store, const char *under, struct err *err);

// What store_each tells of a thing.
struct store_entry {
        const char *key;
        int64_t age_seconds; // since it was written
};

// Calls `each` for every group of things, such as "interviews/0192...", and `each_thing` for the
// things of one. Either is called without order, and ends the walk by returning false, with *err
// filled. What comes or goes meanwhile may be told or not.
MUST_CHECK bool
store_each_group(const struct store *store, const char *kind,
                 bool (*each)(const char *group, void *context, struct err *err), void *context,
                 struct err *err);
MUST_CHECK bool
store_each(const struct store *store, const char *group,
           bool (*each)(const struct store_entry *entry, void *context, struct err *err),
           void *context, struct err *err);

// Whether a file can be written and read back now: for /readyz.
MUST_CHECK bool
store_check(const struct store *store, struct err *err);

// How many bytes can still be written.
MUST_CHECK bool
store_free(const struct store *store, uint64_t *bytes_out, struct err *err);

// The bytes of a file descriptor, closed at the end of a scope.
void
store_file_close(int *file);
