/* The customer of the demonstration whose portal is worth a look: what her merchant prepares, and
 * what happens to her from day to day beside her subscription. */
#ifndef APP_COMMANDS_DEMO_ADA_H
#define APP_COMMANDS_DEMO_ADA_H

#include "base/ctx.h"

#define ADA "ada"

/* A brand, a seller, a sandbox gateway for cards, an account for transfers, and who may enter. */
MUST_CHECK enum err demo_prepare(struct ctx *ctx);

/* What happens on that day, counted from the first one of the demonstration: mostly nothing. */
MUST_CHECK enum err demo_ada_lives(struct ctx *ctx, int day);

/* Paths on this server that let in whoever has them, for a month: her portal, and the offers as
 * anybody sees them. */
struct demo_links {
    const char *path_portal, *path_offers;
};
MUST_CHECK enum err demo_link(struct ctx *ctx, struct demo_links *out);

#endif
