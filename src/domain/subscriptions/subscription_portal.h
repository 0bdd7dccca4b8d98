/* What a customer sees of his subscriptions, those he holds and those he pays for, and what he does
 * with them. A draft of his own is seen, one that he would only pay for is not. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_list_page, subscription_portal_show_page;

handler subscription_portal_list; /* GET /portal/subscriptions */
handler subscription_portal_show; /* GET /portal/subscriptions/{id} */

#endif
