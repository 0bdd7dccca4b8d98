/* Pages for the merchant's customers. Nobody logs in: a sealed link is the credential, and names
 * the business. Nothing here writes. */
#ifndef APP_PORTAL_ROUTES_H
#define APP_PORTAL_ROUTES_H

#include "platform/http/route.h"

extern const struct face portal_face;

#endif
