/* The BackOffice API on one page, as far as automation programs use it (contract section 8): same
 * credentials as API Live, paths without /v1, the business named once more as IdBusiness. */
#ifndef APP_BACKOFFICE_ROUTES_H
#define APP_BACKOFFICE_ROUTES_H

#include "platform/http/route.h"

extern const struct face backoffice_face;

#endif
