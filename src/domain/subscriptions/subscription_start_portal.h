/* A draft that starts, and a suspended one that goes on: what that costs, and the start. Where an
 * address or a method of payment is missing, these come first. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_START_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_START_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_start_page;

handler subscription_portal_start;           /* GET /portal/subscriptions/{id}/start */
handler subscription_portal_confirm_start;   /* POST the same */
handler subscription_portal_restart;         /* GET /portal/subscriptions/{id}/restart */
handler subscription_portal_confirm_restart; /* POST the same */

#endif
