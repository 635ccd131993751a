// Files that are sent as multipart/form-data, on their way into the media store.
#pragma once

#include "base/multipart.h"
#include "request.h"

// Opens the body as multipart. `multipart` is the caller's storage.
MUST_CHECK bool
upload_open(struct request *request, struct multipart *multipart, struct err *err);

// What the first bytes of a recording tell its type by.
enum { UPLOAD_HEAD_BYTES = 32 };

// A file at rest in the store.
struct upload {
        const char *key;
        const char *filename; // as it was sent, shortened; "" where none was
        uint64_t size_bytes;
        struct digest sha256;
        unsigned char head[UPLOAD_HEAD_BYTES];
        size_t head_length;
};

// Reads the part to its end and makes it durable under the key.
MUST_CHECK bool
upload_store(struct request *request, struct multipart *multipart,
             const struct multipart_part *part, const char *key, uint64_t limit_bytes,
             struct upload *upload_out, struct err *err);

// The same but for the last step: what was read is in `put`, which is the caller's, and has no
// digest and no key yet. upload_keep makes it durable under the key.
MUST_CHECK bool
upload_receive(struct request *request, struct multipart *multipart,
               const struct multipart_part *part, uint64_t limit_bytes, struct store_put *put,
               struct upload *upload_out, struct err *err);
MUST_CHECK bool
upload_keep(struct store_put *put, const char *key, struct upload *upload, struct err *err);

// A short text part, whole: at most `limit` bytes of UTF-8.
MUST_CHECK bool
upload_text(struct request *request, struct multipart *multipart, const char *name, size_t limit,
            const char **text_out, struct err *err);

// Throws a stored file away that nobody needs; what cannot be deleted is left to the sweep.
void
upload_forget(struct request *request, const struct upload *upload);

// The type that the first bytes of a recording speak of; NULL where it is none that is read here.
const char *
upload_sound_type(const unsigned char *head, size_t length);

// ERR_TYPE, as a sentence says which types are read.
MUST_CHECK bool
upload_fail_sound_type(struct err *err);
