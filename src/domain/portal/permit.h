/* Permits: who comes from an offer that anybody may take may become a customer, even where nobody
 * else may. A sealed text in the address, of one segment, good for a day. */
#ifndef DOMAIN_PORTAL_PERMIT_H
#define DOMAIN_PORTAL_PERMIT_H

#include "base/ctx.h"

/* The address at which somebody unknown says who he is and then goes on to `next`. */
const char *permit_path(struct ctx *ctx, int64_t id_segment, const char *next);
/* The segment of ctx->id_business that a permit is for; 0: it is none, or none any more. NULL is
 * none. */
int64_t permit_segment(struct ctx *ctx, const char *permit);

#endif
