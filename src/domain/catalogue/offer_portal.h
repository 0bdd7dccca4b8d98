/* Pricing pages: what a visitor may subscribe to, or change to, by pricing table. For anybody with
 * a link, and for customers; where a button leads is the merchant's to say (look/look.h). */
#ifndef DOMAIN_CATALOGUE_OFFER_PORTAL_H
#define DOMAIN_CATALOGUE_OFFER_PORTAL_H

#include "domain/html.h"

extern const struct html_page offer_portal_list_page;

handler offer_portal_list; /* GET /portal/offers?table=REFERENCE&upgrade=1 */

#endif
