/* What a customer sees of his subscriptions, those he holds and those he pays for. A draft of his
 * own is seen, one that he would only pay for is not. What he does with those he holds is on pages
 * of their own: subscription_change_portal.h and its neighbours.
 *
 * What costs is shown first, line by line, and confirmed with a pledge (quotes/preview.h): what is
 * charged is what was shown, once, or nothing. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_list_page, subscription_portal_show_page;

handler subscription_portal_list; /* GET /portal/subscriptions */
handler subscription_portal_show; /* GET /portal/subscriptions/{id} */

#endif
