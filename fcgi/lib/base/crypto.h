// Randomness, digests, tokens and passwords: the one door to libsodium.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

// To be called once at the start of a program, before anything else here.
MUST_CHECK bool
crypto_open(struct err *err);

void
crypto_random(void *bytes, size_t length);

// SHA-256 (FIPS 180-4), piece by piece or at once.
struct sha256 {
        _Alignas(16) unsigned char state[128];
};
struct digest {
        uint8_t bytes[32];
};
struct digest_text {
        char text[65];
};

struct sha256
sha256_open(void);

void
sha256_add(struct sha256 *sha, const void *bytes, size_t length);

struct digest
sha256_close(struct sha256 *sha);

struct digest
sha256_of(const void *bytes, size_t length);

struct digest_text
digest_to_text(struct digest digest);

bool
digest_equals(struct digest a, struct digest b);

// One of zeros stands for one that is not known.
bool
digest_is_known(struct digest digest);

// Adds what base64 (RFC 4648, padded or not, line breaks passed over) says to the buffer; false
// where it is none.
bool
base64_decode(const char *text, struct buf *bytes);

// Bytes in base64 (RFC 4648), padded, on one line.
const char *
base64_encode(const void *bytes, size_t length, struct arena *arena);

// The installation's secret, from which the keys below are made.
struct secret {
        uint8_t bytes[32];
};

// Any text of at least 16 characters makes a secret.
MUST_CHECK bool
secret_from_text(const char *text, struct secret *secret_out, struct err *err);

// 256 random bits in base64url without padding (RFC 4648): 43 characters.
struct token {
        char text[44];
};

struct token
token_new(void);

// Keyed BLAKE2b of the token: what stands in the database in its place.
struct digest
token_hash(const struct secret *secret, const char *token);

// Argon2id (RFC 9106) with libsodium's interactive limits: 64 MiB and some 50 ms each.
struct password_hash {
        char text[128];
};

MUST_CHECK bool
password_hash(const char *password, struct password_hash *hash_out, struct err *err);

bool
password_matches(const struct password_hash *hash, const char *password);

// A random password of 20 letters and digits that are not mistaken for each other.
struct password {
        char text[24];
};
struct password
password_new(void);

// XSalsa20-Poly1305 under a key made from the secret, for small things that may be read again by
// us alone. Opening fails with ERR_BROKEN where the box was made with another secret or damaged.
void
crypto_seal(const struct secret *secret, const void *bytes, size_t length, struct buf *box);

MUST_CHECK bool
crypto_unseal(const struct secret *secret, const void *box, size_t length, struct buf *bytes,
              struct err *err);
