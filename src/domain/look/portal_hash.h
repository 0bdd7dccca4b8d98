/* What a page of the merchant's says of its visitor, and the proof of it (docs/integration.md): the
 * HMAC-SHA-256 of the customer's reference with the segment's portal secret, in small hexadecimal
 * digits. Only the merchant's own server can make it. */
#ifndef DOMAIN_LOOK_PORTAL_HASH_H
#define DOMAIN_LOOK_PORTAL_HASH_H

#include <stdbool.h>

#include "base/ctx.h"

/* ERR_NOT_FOUND, noted, if the segment has no secret. */
MUST_CHECK enum err portal_hash(struct ctx *ctx, int64_t id_segment, const char *reference_customer,
                                const char **out);
/* Compared in constant time; `hash` may be NULL. */
MUST_CHECK enum err portal_hash_check(struct ctx *ctx, int64_t id_segment,
                                      const char *reference_customer, const char *hash,
                                      bool *is_right);
/* A new random secret, of which every hash of before is wrong. Shown here and never again. */
MUST_CHECK enum err portal_secret_rotate(struct ctx *ctx, int64_t id_segment, const char **out);

#endif
