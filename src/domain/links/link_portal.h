/* What customers see of their merchant, each page behind a link (link.h) that is its only
 * credential. Pages show and do nothing yet: what a link promises to do is explained, and the
 * merchant named as the one to ask. Whatever is not theirs looks like a link that leads nowhere. */
#ifndef DOMAIN_LINKS_LINK_PORTAL_H
#define DOMAIN_LINKS_LINK_PORTAL_H

#include "domain/html.h"

extern const struct html_page link_portal_account_page, link_portal_offers_page;
extern const struct html_page link_portal_subscription_page, link_portal_invoice_page;

handler link_portal_show; /* GET /portal/{segment}/{query} */

#endif
