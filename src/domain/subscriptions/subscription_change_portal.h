/* Another plan: which there are, what the change costs, and the change. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_CHANGE_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_CHANGE_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_change_page;

handler subscription_portal_change;         /* GET /portal/subscriptions/{id}/change */
handler subscription_portal_confirm_change; /* POST the same */

#endif
