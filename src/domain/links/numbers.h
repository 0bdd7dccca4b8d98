/* Whole numbers as a sealed text of the letters that a URL and a cookie may hold, which only this
 * program can write and read. The same numbers in the same place make the same text.
 *
 * Sealed with a key that is derived from the sealing key (platform/crypto/keyring.h); what an older
 * key sealed still opens while it is in the file. */
#ifndef DOMAIN_LINKS_NUMBERS_H
#define DOMAIN_LINKS_NUMBERS_H

#include "base/ctx.h"

enum { NUMBERS_MAX = 12 };

/* None may be negative. `place` says what they are: the text opens in no other. */
const char *numbers_seal(struct ctx *ctx, const char *place, const int64_t *numbers, size_t count);
/* How many there are; 0: it is no text of ours, or of another place. */
size_t numbers_unseal(struct ctx *ctx, const char *place, const char *text,
                      int64_t numbers[NUMBERS_MAX]);

#endif
