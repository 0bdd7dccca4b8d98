#include "platform/crypto/totp.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#include "platform/crypto/crypto.h"

enum { SECRET_BYTES = 20, STEP_SECONDS = 30, DIGITS = 6, WINDOW = 1 };

const char *totp_secret(struct arena *arena)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint8_t bytes[SECRET_BYTES / 5 * 8];
    char *text = arena_alloc(arena, sizeof bytes + 1);

    /* Five bits of each: 32 letters, each as likely. */
    random_bytes(bytes, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        text[i] = letters[bytes[i] & 31];
    text[sizeof bytes] = '\0';
    return text;
}

static bool is_of_step(const char *key, size_t size, int64_t step, const char *code)
{
    char right[DIGITS + 1];

    return oath_hotp_generate(key, size, (uint64_t)step, DIGITS, false,
                              OATH_HOTP_DYNAMIC_TRUNCATION, right) == OATH_OK &&
           equal_in_constant_time(right, code, DIGITS);
}

bool totp_is(const char *secret, int64_t unix_seconds, const char *code, int64_t *step)
{
    const int64_t now = unix_seconds / STEP_SECONDS;
    bool is_right = false;
    char *key;
    size_t size;

    if (strlen(code) != DIGITS ||
        oath_base32_decode(secret, strlen(secret), &key, &size) != OATH_OK)
        return false;
    for (int64_t at = now - WINDOW; at <= now + WINDOW && !is_right; at++) {
        is_right = is_of_step(key, size, at, code);
        *step = at;
    }
    free(key);
    return is_right;
}
