/* API Live: every operation that an integrator may call, one row each. */
#ifndef APP_LIVE_ROUTES_H
#define APP_LIVE_ROUTES_H

#include "platform/http/route.h"

extern const struct route live_routes[];
extern const size_t live_route_count;

/* The routes with how a caller is known and how an error looks. */
extern const struct face live_face;

#endif
