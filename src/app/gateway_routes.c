#include "app/gateway_routes.h"

#include "base/count.h"
#include "domain/gateways/notice_live.h"
#include "domain/live.h"

static const struct route routes[] = {
    {POST, "/gateway/{id}/notifications", MAY_ANYONE, WRITES, notice_live_post,
     "What a provider tells", NULL, NULL},
};

/* Whose time it is shows only when the gateway is known. */
static enum err leave_time(struct ctx *ctx)
{
    (void)ctx;
    return OK;
}

const struct face gateway_face = {
    .name = "gateway",
    .routes = routes,
    .count = COUNT_OF(routes),
    .takes_any_body = true,
    .set_time = leave_time,
    .respond_error = live_face_error,
};
