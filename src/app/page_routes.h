/* Pages for people on one page: the public welcome, and the office of a business, whose caller is
 * known by the same key pair as the API's. Nothing here writes. */
#ifndef APP_PAGE_ROUTES_H
#define APP_PAGE_ROUTES_H

#include "platform/http/route.h"

extern const struct face page_face;

#endif
