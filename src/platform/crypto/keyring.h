/* The sealing keys: a file outside the database, so that neither the database nor a copy of it
 * gives a secret away. Whoever loses the file loses the secrets: it is backed up apart.
 *
 * One line per key, `id hexkey date`; the last one is the current one, with which everything new is
 * sealed, the others open what was sealed before. An id is the beginning of the key's own digest,
 * so that a damaged line is noticed. The file belongs to its owner alone (mode 0600) and is
 * replaced whole, never written in place.
 *
 * A keyring that was read never changes: threads share it, and a changed file is read anew. */
#ifndef PLATFORM_CRYPTO_KEYRING_H
#define PLATFORM_CRYPTO_KEYRING_H

#include "base/err.h"
#include "base/instant.h"
#include "platform/crypto/crypto.h"

enum { KEY_ID_SIZE = 17, KEYS_MAX = 100 };

struct sealing_key {
    char id[KEY_ID_SIZE];     /* 16 hexadecimal digits */
    char date[DAY_TEXT_SIZE]; /* of its making */
    uint8_t key[SEAL_KEY_SIZE];
    uint8_t link_key[STEADY_KEY_SIZE]; /* derived from it, once: for links */
};

struct keyring {
    const char *path;
    const struct sealing_key *keys; /* oldest first */
    size_t count;                   /* at least one */
};

/* Makes the file with one random key. ERR_CONFLICT if there is one already: it is never replaced.
 */
MUST_CHECK enum err keyring_create(const char *path, struct instant now, struct arena *arena,
                                   const char **why);

/* Reads it. ERR_NOT_FOUND if it is missing, ERR_FORBIDDEN if others than its owner may read or
 * write it, ERR_MALFORMED if it is not such a file; with a sentence in `why` that quotes nothing of
 * it. */
MUST_CHECK enum err keyring_read(const char *path, struct arena *arena, const struct keyring **out,
                                 const char **why);

/* Adds a new random key to the file, the current one from then on for whoever reads it anew.
 * ERR_CONFLICT if the file is no longer the one that was read. */
MUST_CHECK enum err keyring_add(const struct keyring *keyring, struct instant now,
                                struct arena *arena, const char **why);

/* Leaves only the current key in the file; ERR_CONFLICT as above. What is still sealed with another
 * can never be opened again: ask `secret_count_old` (domain/accounts/secret.h) first. */
MUST_CHECK enum err keyring_drop_old(const struct keyring *keyring, struct arena *arena,
                                     const char **why);

const struct sealing_key *keyring_current(const struct keyring *keyring);
/* NULL if it is not, or no longer, in the file. */
const struct sealing_key *keyring_find(const struct keyring *keyring, const char *id);

/* HMAC-SHA-256 with a key that is derived for one purpose: what is signed for one cannot be passed
 * off as something else. */
void keyring_sign(const struct sealing_key *key, const char *purpose, const void *bytes,
                  size_t size, uint8_t signature[SHA256_SIZE]);

#endif
