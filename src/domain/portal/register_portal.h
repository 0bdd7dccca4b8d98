/* Making a customer of oneself: an e-mail, the code that proves it, a name and an address.
 *
 * It is open if the merchant says so (look.h, `may_register`); and for whoever comes from an offer
 * that anybody may take, which his permit says (permit.h). Where neither is the case there is
 * nothing at these paths. Who is known by the e-mail signs in with the same code instead: what is
 * answered before that is the same for both. */
#ifndef DOMAIN_PORTAL_REGISTER_PORTAL_H
#define DOMAIN_PORTAL_REGISTER_PORTAL_H

#include "domain/html.h"

extern const struct html_page register_portal_page, register_portal_details_page;

handler register_portal_show;    /* GET /portal/register/{business} */
handler register_portal_send;    /* POST the same: a code is sent */
handler register_portal_details; /* GET /portal/register/{sent}/details */
handler register_portal_create;  /* POST the same: the customer */

#endif
