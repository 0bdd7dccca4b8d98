/* API Live on one page: what an application of the merchant can ask, and with which permission. */
#ifndef APP_LIVE_ROUTES_H
#define APP_LIVE_ROUTES_H

#include "platform/http/route.h"

extern const struct face live_face;

#endif
