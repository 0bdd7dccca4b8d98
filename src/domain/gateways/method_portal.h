/* A customer's methods of payment: what he has, a new one, which is charged, and none any more.
 * What he types of a card or an account never reaches us: that is a page of the provider's. */
#ifndef DOMAIN_GATEWAYS_METHOD_PORTAL_H
#define DOMAIN_GATEWAYS_METHOD_PORTAL_H

#include "domain/html.h"

extern const struct html_page method_portal_list_page, method_portal_new_page;
extern const struct html_page method_portal_wait_page, method_portal_remove_page;

handler method_portal_list;                          /* GET /portal/methods */
handler method_portal_new, method_portal_add;        /* GET and POST /portal/methods/new */
handler method_portal_page;                          /* GET /portal/methods/{id}/page */
handler method_portal_back;                          /* GET /portal/methods/{id}/back */
handler method_portal_set_default;                   /* POST /portal/methods/{id}/default */
handler method_portal_remove, method_portal_confirm; /* GET and POST /portal/methods/{id}/remove */

#endif
