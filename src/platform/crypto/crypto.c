#include "platform/crypto/crypto.h"

#include <liboath/oath.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(SHA256_SIZE == crypto_hash_sha256_BYTES, "libsodium's size");
_Static_assert(SEAL_KEY_SIZE == crypto_aead_xchacha20poly1305_ietf_KEYBYTES, "libsodium's size");

enum {
    NONCE_SIZE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_SIZE = crypto_aead_xchacha20poly1305_ietf_ABYTES,
};

/* What OWASP's cheat sheet of password storage asks of Argon2id. */
enum { PASSWORD_PASSES = 2, PASSWORD_MEMORY = 19 * 1024 * 1024 };

void crypto_start(void)
{
    if (sodium_init() < 0 || oath_init() != OATH_OK) {
        fputs("tacite: libsodium or liboath cannot start\n", stderr);
        abort();
    }
}

void sha256(const void *bytes, size_t size, uint8_t hash[SHA256_SIZE])
{
    crypto_hash_sha256(hash, bytes, size);
}

void sha256_pieces(const struct bytes *pieces, size_t count, uint8_t hash[SHA256_SIZE])
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++)
        crypto_hash_sha256_update(&state, pieces[i].at, pieces[i].size);
    crypto_hash_sha256_final(&state, hash);
}

void hmac_sha256(struct bytes key, const struct bytes *pieces, size_t count,
                 uint8_t hash[SHA256_SIZE])
{
    crypto_auth_hmacsha256_state state;

    crypto_auth_hmacsha256_init(&state, key.at, key.size);
    for (size_t i = 0; i < count; i++)
        crypto_auth_hmacsha256_update(&state, pieces[i].at, pieces[i].size);
    crypto_auth_hmacsha256_final(&state, hash);
}

const char *hex(struct arena *arena, const uint8_t *bytes, size_t size)
{
    char *text = arena_alloc(arena, size * 2 + 1);

    return sodium_bin2hex(text, size * 2 + 1, bytes, size);
}

void random_bytes(void *out, size_t size)
{
    randombytes_buf(out, size);
}

const char *random_hex(struct arena *arena, size_t size)
{
    uint8_t *bytes = arena_alloc(arena, size);

    randombytes_buf(bytes, size);
    return hex(arena, bytes, size);
}

const char *base64(struct arena *arena, const uint8_t *bytes, size_t size)
{
    size_t room = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);

    return sodium_bin2base64(arena_alloc(arena, room), room, bytes, size,
                             sodium_base64_VARIANT_ORIGINAL);
}

char *base64_text(struct arena *arena, const char *base64)
{
    size_t room = strlen(base64), size;
    char *text = arena_alloc(arena, room + 1);

    if (sodium_base642bin((unsigned char *)text, room, base64, room, NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        strlen(text) != size)
        return NULL;
    return text;
}

bool base64_bytes(struct arena *arena, const char *base64, struct bytes *out)
{
    size_t room = strlen(base64);
    uint8_t *bytes = arena_alloc(arena, room + 1);

    out->at = bytes;
    return sodium_base642bin(bytes, room, base64, room, "\r\n", &out->size, NULL,
                             sodium_base64_VARIANT_ORIGINAL) == 0;
}

const char *base64_url(struct arena *arena, struct bytes bytes)
{
    size_t size = sodium_base64_ENCODED_LEN(bytes.size, sodium_base64_VARIANT_URLSAFE_NO_PADDING);

    return sodium_bin2base64(arena_alloc(arena, size), size, bytes.at, bytes.size,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool base64_url_bytes(struct arena *arena, const char *text, struct bytes *out)
{
    size_t room = strlen(text);
    uint8_t *bytes = arena_alloc(arena, room + 1);

    out->at = bytes;
    return sodium_base642bin(bytes, room, text, room, NULL, &out->size, NULL,
                             sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
}

const char *password_hash(struct arena *arena, const char *password)
{
    char *hash = arena_alloc(arena, crypto_pwhash_STRBYTES);

    return crypto_pwhash_str(hash, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY) ==
                   0
               ? hash
               : NULL;
}

bool password_is(const char *hash, const char *password)
{
    char unused[crypto_pwhash_STRBYTES];

    if (hash)
        return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
    /* As much work, and never right: it answers 0 or -1. */
    return crypto_pwhash_str(unused, password, strlen(password), PASSWORD_PASSES, PASSWORD_MEMORY) >
           0;
}

bool equal_in_constant_time(const void *a, const void *b, size_t size)
{
    return sodium_memcmp(a, b, size) == 0;
}

static size_t sealed_size(struct bytes open)
{
    return NONCE_SIZE + open.size + TAG_SIZE;
}

/* Behind the nonce, which is there already. */
static struct bytes seal_behind(uint8_t *sealed, const uint8_t key[SEAL_KEY_SIZE],
                                const char *place, struct bytes open)
{
    crypto_aead_xchacha20poly1305_ietf_encrypt(sealed + NONCE_SIZE, NULL, open.at, open.size,
                                               (const uint8_t *)place, strlen(place), NULL, sealed,
                                               key);
    return (struct bytes){sealed, sealed_size(open)};
}

struct bytes seal(struct arena *arena, const uint8_t key[SEAL_KEY_SIZE], const char *place,
                  struct bytes open)
{
    uint8_t *sealed = arena_alloc(arena, sealed_size(open));

    randombytes_buf(sealed, NONCE_SIZE);
    return seal_behind(sealed, key, place, open);
}

struct bytes seal_steady(struct arena *arena, const uint8_t key[STEADY_KEY_SIZE], const char *place,
                         struct bytes open)
{
    uint8_t *sealed = arena_alloc(arena, sealed_size(open));

    crypto_generichash(sealed, NONCE_SIZE, open.at, open.size, key + SEAL_KEY_SIZE,
                       STEADY_KEY_SIZE - SEAL_KEY_SIZE);
    return seal_behind(sealed, key, place, open);
}

bool unseal(struct arena *arena, const uint8_t key[SEAL_KEY_SIZE], const char *place,
            struct bytes sealed, struct bytes *out)
{
    const uint8_t *at = sealed.at;
    uint8_t *open;

    if (sealed.size < NONCE_SIZE + TAG_SIZE)
        return false;
    out->size = sealed.size - NONCE_SIZE - TAG_SIZE;
    out->at = open = arena_alloc(arena, out->size + 1);
    return crypto_aead_xchacha20poly1305_ietf_decrypt(
               open, NULL, NULL, at + NONCE_SIZE, sealed.size - NONCE_SIZE, (const uint8_t *)place,
               strlen(place), at, key) == 0;
}
