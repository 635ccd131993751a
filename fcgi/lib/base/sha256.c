// SHA-256 by libcrypto, which uses the processor's own instructions: five times as fast as portable
// code where there are some, and every recording passes through it. Its plain functions are
// deprecated in favour of ones that allocate; these keep their state in the caller's storage.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>

#include "base/crypto.h"

_Static_assert(sizeof(SHA256_CTX) <= sizeof(struct sha256), "the state has room");
_Static_assert(SHA256_DIGEST_LENGTH == sizeof(struct digest), "SHA-256 has 256 bits");

static SHA256_CTX *
state_of(struct sha256 *sha)
{
        return (SHA256_CTX *)(void *)sha->state;
}

struct sha256
sha256_open(void)
{
        struct sha256 sha = {{0}};
        SHA256_Init(state_of(&sha));
        return sha;
}

void
sha256_add(struct sha256 *sha, const void *bytes, size_t length)
{
        SHA256_Update(state_of(sha), bytes, length);
}

struct digest
sha256_close(struct sha256 *sha)
{
        struct digest digest;
        SHA256_Final(digest.bytes, state_of(sha));
        return digest;
}

struct digest
sha256_of(const void *bytes, size_t length)
{
        // SHA256() in one call allocates, and gives what was there before where it cannot.
        struct sha256 sha = sha256_open();
        sha256_add(&sha, bytes, length);
        return sha256_close(&sha);
}
