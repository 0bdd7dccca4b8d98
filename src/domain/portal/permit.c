#include "domain/portal/permit.h"

#include <inttypes.h>

#include "base/count.h"
#include "base/text.h"
#include "domain/links/numbers.h"
#include "platform/http/uri.h"

/* What the seal of a permit says of its purpose. */
#define PERMIT_PLACE "portal permit"
#define PERMIT_HOURS 24

const char *permit_path(struct ctx *ctx, int64_t id_segment, const char *next)
{
    const int64_t numbers[] = {ctx->id_business, id_segment,
                               ctx->machine_now.micros / HOURS(1) + PERMIT_HOURS};
    struct text path = {.arena = ctx->arena};

    text_appendf(&path, "/portal/register/%" PRId64 "?permit=%s&next=", ctx->id_business,
                 numbers_seal(ctx, PERMIT_PLACE, numbers, COUNT_OF(numbers)));
    uri_encode(&path, next);
    return text_done(&path);
}

int64_t permit_segment(struct ctx *ctx, const char *permit)
{
    int64_t numbers[NUMBERS_MAX];

    if (!permit || numbers_unseal(ctx, PERMIT_PLACE, permit, numbers) != 3)
        return 0;
    return numbers[0] == ctx->id_business && numbers[2] > ctx->machine_now.micros / HOURS(1)
               ? numbers[1]
               : 0;
}
