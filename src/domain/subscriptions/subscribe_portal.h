/* Subscribing on a page: the options of an offer and a promotion code, what that costs, who it is
 * for, and the draft that the visitor then starts (subscription_portal.h).
 *
 * Anybody may choose; who is not known says who he is first (portal/register_portal.h) and comes
 * back to the same choice. A customer has one draft of an offer at most: choosing again replaces
 * it, so that nothing is left of what was given up. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIBE_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIBE_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscribe_portal_page;

handler subscribe_portal_show;    /* GET /portal/subscribe/{id}: an offer's */
handler subscribe_portal_choose;  /* POST the same: the draft */
handler subscribe_portal_by_link; /* GET /buy/{key} */

#endif
