/* Cryptography, all of it libsodium's: digests, random bytes, passwords, comparison in constant time,
 * and a seal that binds a text to the place where it is kept. */
#ifndef PLATFORM_CRYPTO_CRYPTO_H
#define PLATFORM_CRYPTO_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/field.h"

enum { SHA256_SIZE = 32, SEAL_KEY_SIZE = 32, STEADY_KEY_SIZE = 64 };

/* Once, before any other thread exists. Stops the program if the machine has no randomness. */
void crypto_start(void);

void sha256(const void *bytes, size_t size, uint8_t hash[SHA256_SIZE]);
/* Of several pieces, as if they were one. */
void sha256_pieces(const struct bytes *pieces, size_t count, uint8_t hash[SHA256_SIZE]);

const char *hex(struct arena *arena, const uint8_t *bytes, size_t size);
/* `size` random bytes as 2 * size hexadecimal digits. */
const char *random_hex(struct arena *arena, size_t size);
void random_bytes(void *out, size_t size);

/* HMAC-SHA-256 of several pieces, as if they were one. */
void hmac_sha256(struct bytes key, const struct bytes *pieces, size_t count,
                 uint8_t hash[SHA256_SIZE]);

const char *base64(struct arena *arena, const uint8_t *bytes, size_t size);
/* The text that base64 stands for, NUL-terminated; NULL if it is not base64 or contains a NUL. */
char *base64_text(struct arena *arena, const char *base64);
/* The bytes that it stands for, whatever lines it is written in; false if it is not base64. */
bool base64_bytes(struct arena *arena, const char *base64, struct bytes *out);

/* base64 for the inside of a URL: `-` and `_`, no padding. */
const char *base64_url(struct arena *arena, struct bytes bytes);
/* False if it is not such a text. */
bool base64_url_bytes(struct arena *arena, const char *text, struct bytes *out);

/* A password as the text that is kept of it: Argon2id over 19 MiB, twice, with a salt of its own,
 * which takes some hundredths of a second. NULL if there is no memory for it. */
const char *password_hash(struct arena *arena, const char *password);
/* Is it that one? NULL: no, and to find that out takes as long. */
bool password_is(const char *hash, const char *password);

bool equal_in_constant_time(const void *a, const void *b, size_t size);

/* XChaCha20-Poly1305 with a random nonce in front. `place` is authenticated with it: the same bytes
 * do not open anywhere else. */
struct bytes seal(struct arena *arena, const uint8_t key[SEAL_KEY_SIZE], const char *place,
                  struct bytes open);
/* The same, but the same text sealed twice gives the same bytes: the nonce is a keyed digest of the
 * text. For many short texts that need no randomness and may show that two of them are equal. */
struct bytes seal_steady(struct arena *arena, const uint8_t key[STEADY_KEY_SIZE], const char *place,
                         struct bytes open);
/* Opens both; the key of `seal_steady` is longer, and its beginning is what opens.
 * False if key, place or a single bit differ. */
bool unseal(struct arena *arena, const uint8_t key[SEAL_KEY_SIZE], const char *place,
            struct bytes sealed, struct bytes *out);

#endif
