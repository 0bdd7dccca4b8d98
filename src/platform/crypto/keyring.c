#include "platform/crypto/keyring.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"

_Static_assert(SHA256_SIZE == crypto_auth_hmacsha256_BYTES, "libsodium's size");
_Static_assert(SEAL_KEY_SIZE == crypto_auth_hmacsha256_KEYBYTES, "libsodium's size");
_Static_assert(STEADY_KEY_SIZE == SEAL_KEY_SIZE + SHA256_SIZE, "two derived keys");

/* A line has 16 + 1 + 64 + 1 + 10 characters; a much longer file is something else. */
enum { FILE_SIZE_MAX = 16 * 1024 };

static void id_of_key(const uint8_t key[SEAL_KEY_SIZE], char id[KEY_ID_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    sha256(key, SEAL_KEY_SIZE, digest);
    sodium_bin2hex(id, KEY_ID_SIZE, digest, KEY_ID_SIZE / 2);
}

const struct sealing_key *keyring_current(const struct keyring *keyring)
{
    return &keyring->keys[keyring->count - 1];
}

const struct sealing_key *keyring_find(const struct keyring *keyring, const char *id)
{
    for (size_t i = 0; i < keyring->count; i++)
        if (strcmp(keyring->keys[i].id, id) == 0)
            return &keyring->keys[i];
    return NULL;
}

static void derive(const struct sealing_key *key, const char *purpose, uint8_t out[SHA256_SIZE])
{
    crypto_auth_hmacsha256(out, (const uint8_t *)purpose, strlen(purpose), key->key);
}

void keyring_sign(const struct sealing_key *key, const char *purpose, const void *bytes,
                  size_t size, uint8_t signature[SHA256_SIZE])
{
    uint8_t derived[SHA256_SIZE];

    derive(key, purpose, derived);
    crypto_auth_hmacsha256(signature, bytes, size, derived);
    sodium_memzero(derived, sizeof derived);
}

/* reading -----------------------------------------------------------------------------------------
 */

/* `id hexkey date`, and nothing else. */
static bool read_line(const char *line, size_t size, struct sealing_key *out)
{
    enum { ID = KEY_ID_SIZE - 1, HEX = 2 * SEAL_KEY_SIZE, DATE = 10 };
    char id[KEY_ID_SIZE];
    struct instant date;
    size_t got;

    if (size != ID + 1 + HEX + 1 + DATE || line[ID] != ' ' || line[ID + 1 + HEX] != ' ')
        return false;
    memcpy(out->id, line, ID);
    memcpy(out->date, line + ID + 1 + HEX + 1, DATE);
    if (sodium_hex2bin(out->key, sizeof out->key, line + ID + 1, HEX, NULL, &got, NULL) != 0 ||
        got != sizeof out->key || !instant_parse(out->date, &date))
        return false;
    derive(out, "link", out->link_key);
    derive(out, "link nonce", out->link_key + SEAL_KEY_SIZE);
    id_of_key(out->key, id);
    return strcmp(id, out->id) == 0;
}

/* The number of the first line that is not one, or 0. */
static size_t read_lines(const char *text, struct sealing_key *keys, size_t *count)
{
    for (*count = 0; *text && *count < KEYS_MAX; ++*count) {
        size_t size = strcspn(text, "\n");

        if (!read_line(text, size, &keys[*count]))
            return *count + 1;
        text += size + (text[size] == '\n');
    }
    return *text || !*count ? *count + 1 : 0;
}

static enum err check_mode(int file, const char *path, struct arena *arena, const char **why)
{
    struct stat status;

    if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
        *why = arena_printf(arena, "the key file %s is not a file", path);
        return ERR_MALFORMED;
    }
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0)
        return OK;
    *why = arena_printf(arena,
                        "the key file %s is open to others than its owner (mode %04o): "
                        "`chmod 600 %s`, and if it was exposed, rotate the keys",
                        path, (unsigned)status.st_mode & 07777U, path);
    return ERR_FORBIDDEN;
}

static enum err read_keys(int file, const char *path, struct arena *arena, struct keyring *out,
                          const char **why)
{
    struct sealing_key *keys = ARENA_ARRAY(arena, struct sealing_key, KEYS_MAX);
    char text[FILE_SIZE_MAX + 1];
    ssize_t size = read(file, text, sizeof text - 1);
    size_t line = 1;

    if (size >= 0) {
        text[size] = '\0';
        line = read_lines(text, keys, &out->count);
    }
    sodium_memzero(text, sizeof text);
    out->keys = keys;
    out->path = arena_copy(arena, path);
    if (!line)
        return OK;
    *why = arena_printf(arena,
                        "the key file %s is damaged: line %zu is not `id key date`, or its "
                        "key does not belong to its id; restore it from its backup",
                        path, line);
    return ERR_MALFORMED;
}

enum err keyring_read(const char *path, struct arena *arena, const struct keyring **out,
                      const char **why)
{
    struct keyring *keyring = ARENA_NEW(arena, struct keyring);
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    enum err err;

    if (file < 0 && errno == ENOENT) {
        *why = arena_printf(arena, "the key file %s is missing; restore it from its backup", path);
        return ERR_NOT_FOUND;
    }
    if (file < 0) {
        *why = arena_printf(arena, "the key file %s cannot be read: %s", path, strerror(errno));
        return ERR_FORBIDDEN;
    }
    err = check_mode(file, path, arena, why);
    if (err == OK)
        err = read_keys(file, path, arena, keyring, why);
    close(file);
    *out = keyring;
    return err;
}

/* writing -----------------------------------------------------------------------------------------
 */

static void write_key(struct text *out, const struct sealing_key *key)
{
    char digits[2 * SEAL_KEY_SIZE + 1];

    sodium_bin2hex(digits, sizeof digits, key->key, sizeof key->key);
    text_appendf(out, "%s %s %s\n", key->id, digits, key->date);
    sodium_memzero(digits, sizeof digits);
}

static void write_new_key(struct text *out, struct instant now)
{
    struct sealing_key key;

    random_bytes(key.key, sizeof key.key);
    id_of_key(key.key, key.id);
    day_format(now, key.date);
    write_key(out, &key);
    sodium_memzero(&key, sizeof key);
}

static bool write_whole(int file, const struct text *text)
{
    return write(file, text->at, text->size) == (ssize_t)text->size && fsync(file) == 0;
}

/* A name lasts when its folder was synced. */
static void sync_folder(const char *path, struct arena *arena)
{
    int folder = open(dirname(arena_copy(arena, path)), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (folder < 0)
        return;
    (void)!fsync(folder);
    close(folder);
}

/* Written beside and then given its name, so that no half of it is ever seen. A link, unlike a
 * rename, replaces nothing. */
static enum err write_file(const char *path, const struct text *text, bool may_replace,
                           struct arena *arena, const char **why)
{
    char *beside = arena_printf(arena, "%s.XXXXXX", path);
    int file = mkostemp(beside, O_CLOEXEC); /* mode 0600 */
    bool is_done = file >= 0 && write_whole(file, text) &&
                   (may_replace ? rename(beside, path) : link(beside, path)) == 0;
    enum err err = errno == EEXIST ? ERR_CONFLICT : ERR_FAILED;

    if (!is_done)
        *why = arena_printf(arena, "the key file %s cannot be written: %s", path, strerror(errno));
    if (file >= 0)
        close(file);
    if (file >= 0 && !(is_done && may_replace))
        unlink(beside);
    if (!is_done)
        return err;
    sync_folder(path, arena);
    return OK;
}

enum err keyring_create(const char *path, struct instant now, struct arena *arena, const char **why)
{
    struct text text = {.arena = arena};

    write_new_key(&text, now);
    return write_file(path, &text, false, arena, why);
}

/* What is in the file now, as long as it is still the keyring that the caller knows. */
static enum err read_again(const struct keyring *known, struct arena *arena,
                           const struct keyring **out, const char **why)
{
    TRY(keyring_read(known->path, arena, out, why));
    if (strcmp(keyring_current(*out)->id, keyring_current(known)->id) == 0)
        return OK;
    *why = arena_printf(arena, "the key file %s was changed meanwhile; try again", known->path);
    return ERR_CONFLICT;
}

enum err keyring_add(const struct keyring *keyring, struct instant now, struct arena *arena,
                     const char **why)
{
    struct text text = {.arena = arena};

    TRY(read_again(keyring, arena, &keyring, why));
    if (keyring->count == KEYS_MAX) {
        *why = arena_printf(arena, "the key file %s is full: drop old keys first", keyring->path);
        return ERR_CONFLICT;
    }
    for (size_t i = 0; i < keyring->count; i++)
        write_key(&text, &keyring->keys[i]);
    write_new_key(&text, now);
    return write_file(keyring->path, &text, true, arena, why);
}

enum err keyring_drop_old(const struct keyring *keyring, struct arena *arena, const char **why)
{
    struct text text = {.arena = arena};

    TRY(read_again(keyring, arena, &keyring, why));
    write_key(&text, keyring_current(keyring));
    return write_file(keyring->path, &text, true, arena, why);
}
