/* Home: what is to be done now, then the figures, then the last documents. */
#ifndef DOMAIN_PORTAL_HOME_PORTAL_H
#define DOMAIN_PORTAL_HOME_PORTAL_H

#include "domain/html.h"

extern const struct html_page home_portal_page;

handler home_portal_show; /* GET /portal */

#endif
