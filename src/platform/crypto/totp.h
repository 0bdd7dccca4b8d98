/* Codes of six digits that a device makes of a shared secret and the time, new every thirty
 * seconds: TOTP, RFC 6238, by liboath. What authenticator apps do by default. */
#ifndef PLATFORM_CRYPTO_TOTP_H
#define PLATFORM_CRYPTO_TOTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* A new secret, as people type it: 160 random bits in Base32, 32 letters and digits. */
const char *totp_secret(struct arena *arena);

/* Is it the code of this moment, or of the thirty seconds before or after, since clocks differ?
 * `step` is the one it is of: whoever accepts no step twice and none before it accepts no code
 * twice. */
bool totp_is(const char *secret, int64_t unix_seconds, const char *code, int64_t *step);

#endif
