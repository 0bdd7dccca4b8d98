/* What a visitor may subscribe to or change to: anybody with a link, and customers. */
#ifndef DOMAIN_CATALOGUE_OFFER_PORTAL_H
#define DOMAIN_CATALOGUE_OFFER_PORTAL_H

#include "domain/html.h"

extern const struct html_page offer_portal_list_page;

handler offer_portal_list; /* GET /portal/offers?upgrade=1 */
handler offer_portal_show; /* GET /portal/offers/{id} */

#endif
