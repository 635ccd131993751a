#include "base/crypto.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

_Static_assert(crypto_hash_sha256_BYTES == sizeof(struct digest), "SHA-256 has 256 bits");
_Static_assert(crypto_pwhash_STRBYTES <= sizeof(struct password_hash), "the hash has room");

// What crypto_pwhash_str makes of a password.
enum { HASH_BYTES = 32 };

// Names of the keys derived from the one secret (crypto_kdf contexts are 8 bytes).
static const char TOKEN_CONTEXT[] = "esTokens";
static const char SEAL_CONTEXT[] = "esSealed";

bool
crypto_open(struct err *err)
{
        if (sodium_init() < 0)
                return FAIL(err, ERR_BROKEN, "The cryptography library cannot start.");
        return true;
}

void
crypto_random(void *bytes, size_t length)
{
        randombytes_buf(bytes, length);
}

struct digest_text
digest_to_text(struct digest digest)
{
        struct digest_text out = {""};
        text_hex(digest.bytes, sizeof digest.bytes, out.text);
        return out;
}

bool
digest_equals(struct digest a, struct digest b)
{
        return sodium_memcmp(a.bytes, b.bytes, sizeof a.bytes) == 0;
}

bool
digest_is_known(struct digest digest)
{
        return !digest_equals(digest, (struct digest){{0}});
}

const char *
base64_encode(const void *bytes, size_t length, struct arena *arena)
{
        size_t room = sodium_base64_encoded_len(length, sodium_base64_VARIANT_ORIGINAL);
        char *coded = arena_alloc(arena, room, 1);
        return sodium_bin2base64(coded, room, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

bool
base64_decode(const char *text, struct buf *bytes)
{
        size_t length = strlen(text);
        size_t room = length / 4 * 3 + 3;
        size_t written = 0;
        const char *end = NULL;
        char *place = buf_reserve(bytes, room);
        // Padding that the text does not need must not fail it.
        while (length > 0 && (text[length - 1] == '=' || text[length - 1] == '\n'))
                length--;
        if (place == NULL ||
            sodium_base642bin((unsigned char *)place, room, text, length, "\r\n", &written, &end,
                              sodium_base64_VARIANT_ORIGINAL_NO_PADDING) != 0 ||
            end != text + length)
                return false;
        buf_grown(bytes, written);
        return true;
}

bool
secret_from_text(const char *text, struct secret *secret_out, struct err *err)
{
        if (strlen(text) < 16)
                return FAIL(err, ERR_INPUT, "SECRET_KEY needs at least 16 characters.");
        crypto_generichash(secret_out->bytes, sizeof secret_out->bytes, (const unsigned char *)text,
                           strlen(text), NULL, 0);
        return true;
}

struct token
token_new(void)
{
        struct token token;
        unsigned char bytes[32];
        randombytes_buf(bytes, sizeof bytes);
        sodium_bin2base64(token.text, sizeof token.text, bytes, sizeof bytes,
                          sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        sodium_memzero(bytes, sizeof bytes);
        return token;
}

struct digest
token_hash(const struct secret *secret, const char *token)
{
        unsigned char key[32];
        struct digest digest;
        crypto_kdf_derive_from_key(key, sizeof key, 1, TOKEN_CONTEXT, secret->bytes);
        crypto_generichash(digest.bytes, sizeof digest.bytes, (const unsigned char *)token,
                           strlen(token), key, sizeof key);
        sodium_memzero(key, sizeof key);
        return digest;
}

bool
password_hash(const char *password, struct password_hash *hash_out, struct err *err)
{
        struct password_hash hash = {""};
        if (crypto_pwhash_str(hash.text, password, strlen(password),
                              crypto_pwhash_OPSLIMIT_INTERACTIVE,
                              crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
                return FAIL(err, ERR_BUSY, "There is not enough memory to check a password now.");
        *hash_out = hash;
        return true;
}

// Exactly `size` bytes, as the Password Hashing Competition's format writes them.
static bool
from_base64(const char *text, unsigned char *bytes, size_t size)
{
        size_t length = 0;
        return sodium_base642bin(bytes, size, text, strlen(text), NULL, &length, NULL,
                                 sodium_base64_VARIANT_ORIGINAL_NO_PADDING) == 0 &&
               length == size;
}

bool
password_matches(const struct password_hash *hash, const char *password)
{
        unsigned char salt[crypto_pwhash_SALTBYTES];
        unsigned char wanted[HASH_BYTES];
        unsigned char made[HASH_BYTES];
        char salt_text[32] = "";
        char hash_text[64] = "";
        unsigned kilobytes = 0;
        unsigned passes = 0;
        // As crypto_pwhash_str writes it. Its own verifying calls it a wrong password where there
        // was no memory to find out.
        if (sscanf(hash->text, "$argon2id$v=19$m=%u,t=%u,p=1$%31[^$]$%63[^$]", &kilobytes, &passes,
                   salt_text, hash_text) != 4 ||
            !from_base64(salt_text, salt, sizeof salt) ||
            !from_base64(hash_text, wanted, sizeof wanted))
                return false;
        if (crypto_pwhash(made, sizeof made, password, strlen(password), salt, passes,
                          (size_t)kilobytes * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0)
                memory_none((size_t)kilobytes * 1024);
        return sodium_memcmp(made, wanted, sizeof made) == 0;
}

struct password
password_new(void)
{
        static const char LETTERS[] = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
        struct password password = {""};
        for (int i = 0; i < 20; i++)
                password.text[i] = LETTERS[randombytes_uniform(sizeof LETTERS - 1)];
        return password;
}

void
crypto_seal(const struct secret *secret, const void *bytes, size_t length, struct buf *box)
{
        unsigned char key[crypto_secretbox_KEYBYTES];
        unsigned char nonce[crypto_secretbox_NONCEBYTES];
        crypto_kdf_derive_from_key(key, sizeof key, 1, SEAL_CONTEXT, secret->bytes);
        randombytes_buf(nonce, sizeof nonce);
        buf_add(box, nonce, sizeof nonce);
        char *place = buf_reserve(box, length + crypto_secretbox_MACBYTES);
        if (place != NULL) {
                crypto_secretbox_easy((unsigned char *)place, bytes, length, nonce, key);
                buf_grown(box, length + crypto_secretbox_MACBYTES);
        }
        sodium_memzero(key, sizeof key);
}

bool
crypto_unseal(const struct secret *secret, const void *box, size_t length, struct buf *bytes,
              struct err *err)
{
        const unsigned char *place = box;
        unsigned char key[crypto_secretbox_KEYBYTES];
        if (length < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES)
                return FAIL(err, ERR_BROKEN, "A sealed value is damaged.");
        size_t inner = length - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES;
        char *room = buf_reserve(bytes, inner);
        if (room == NULL)
                return buf_check(bytes, ERR_BROKEN, "A sealed value", err);
        crypto_kdf_derive_from_key(key, sizeof key, 1, SEAL_CONTEXT, secret->bytes);
        int failed = crypto_secretbox_open_easy((unsigned char *)room,
                                                place + crypto_secretbox_NONCEBYTES,
                                                length - crypto_secretbox_NONCEBYTES, place, key);
        sodium_memzero(key, sizeof key);
        if (failed != 0)
                return FAIL(err, ERR_BROKEN, "A sealed value was made with another secret.");
        buf_grown(bytes, inner);
        return true;
}
