/* What concerns the machine rather than a business: is the server well, and what has it done. */
#ifndef APP_SYSTEM_ROUTES_H
#define APP_SYSTEM_ROUTES_H

#include "platform/http/route.h"

struct server;
struct work;

extern const struct face system_face;

/* Whose numbers /metrics tells; NULL while there are none. */
void system_routes_use(struct server *server, struct work *work);

#endif
