/* Pages for the merchant's customers: every page that one of them can open, and what he must be
 * allowed for it (domain/portal/visitor.h). */
#ifndef APP_PORTAL_ROUTES_H
#define APP_PORTAL_ROUTES_H

#include "platform/http/route.h"

extern const struct face portal_face;

#endif
