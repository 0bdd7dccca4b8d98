/* Options: the switches and quantities that a customer may set himself. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_OPTIONS_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_OPTIONS_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_options_page;

handler subscription_portal_options;         /* GET /portal/subscriptions/{id}/options */
handler subscription_portal_confirm_options; /* POST the same */

#endif
