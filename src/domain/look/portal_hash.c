#include "domain/look/portal_hash.h"

#include <string.h>

#include "domain/accounts/secret.h"
#include "platform/crypto/crypto.h"

enum { SECRET_BYTES = 32 };

#define PORTAL_SECRET "segments", id_segment, "portal_secret"

enum err portal_hash(struct ctx *ctx, int64_t id_segment, const char *reference_customer,
                     const char **out)
{
    const struct bytes message = {reference_customer, strlen(reference_customer)};
    uint8_t hash[SHA256_SIZE];
    const char *secret;
    enum err err = secret_get(ctx, PORTAL_SECRET, &secret);

    if (err == ERR_NOT_FOUND)
        return fail(
            ctx, ERR_NOT_FOUND, "Error.Api.NotFound", NULL,
            "The segment has no portal secret; POST /Organization/Portal/Secret makes one.");
    TRY(err);
    hmac_sha256((struct bytes){secret, strlen(secret)}, &message, 1, hash);
    *out = hex(ctx->arena, hash, sizeof hash);
    return OK;
}

enum err portal_hash_check(struct ctx *ctx, int64_t id_segment, const char *reference_customer,
                           const char *hash, bool *is_right)
{
    const char *expected;

    TRY(portal_hash(ctx, id_segment, reference_customer, &expected));
    *is_right = hash && strlen(hash) == strlen(expected) &&
                equal_in_constant_time(hash, expected, strlen(expected));
    return OK;
}

enum err portal_secret_rotate(struct ctx *ctx, int64_t id_segment, const char **out)
{
    *out = random_hex(ctx->arena, SECRET_BYTES);
    return secret_put(ctx, PORTAL_SECRET, *out);
}
