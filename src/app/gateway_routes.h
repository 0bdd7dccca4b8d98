/* What providers of payments call, and the pages of the sandbox's: without a key. */
#ifndef APP_GATEWAY_ROUTES_H
#define APP_GATEWAY_ROUTES_H

#include "platform/http/route.h"

extern const struct face gateway_face, sandbox_face;

#endif
