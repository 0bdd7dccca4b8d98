#include "app/portal_routes.h"

#include "base/count.h"
#include "domain/links/link_portal.h"

static const struct route routes[] = {
    {GET, "/portal/{segment}/{query}", MAY_ANYONE, READS, link_portal_show, "What a link leads to",
     NULL, NULL},
};

const struct face portal_face = {
    .name = "portal",
    .routes = routes,
    .count = COUNT_OF(routes),
    .has_secret_paths = true,
    .respond_error = html_portal_error,
};
