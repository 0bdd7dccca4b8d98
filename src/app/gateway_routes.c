#include "app/gateway_routes.h"

#include "base/count.h"
#include "domain/gateways/notice_live.h"
#include "domain/gateways/sandbox_page.h"
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
    .takes = BODY_ANY,
    .set_time = leave_time,
    .respond_error = live_face_error,
};

/* clang-format off */
static const struct route sandbox_routes[] = {
    {GET,  "/sandbox/{business}/method/{token}", MAY_ANYONE, READS, sandbox_page_method,
     "Where a test number is typed", NULL, NULL},
    {POST, "/sandbox/{business}/method/{token}", MAY_ANYONE, WRITES, sandbox_page_register,
     "Type a test number", NULL, NULL},
    {GET,  "/sandbox/{business}/charge/{token}", MAY_ANYONE, READS, sandbox_page_charge,
     "Where a charge is authenticated", NULL, NULL},
    {POST, "/sandbox/{business}/charge/{token}", MAY_ANYONE, WRITES, sandbox_page_authenticate,
     "Authenticate a charge, or do not", NULL, NULL},
};
/* clang-format on */

const struct face sandbox_face = {
    .name = "sandbox",
    .routes = sandbox_routes,
    .count = COUNT_OF(sandbox_routes),
    .has_secret_paths = true,
    .takes = BODY_FORM,
    .set_time = leave_time,
    .respond_error = html_portal_error,
};
