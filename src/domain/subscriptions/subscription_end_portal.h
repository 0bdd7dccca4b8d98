/* Leaving, and the way back until then. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_END_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_END_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_cancel_page;

handler subscription_portal_cancel;         /* GET /portal/subscriptions/{id}/cancel */
handler subscription_portal_confirm_cancel; /* POST the same */
handler subscription_portal_keep; /* POST /portal/subscriptions/{id}/keep: as if nothing had been
                                     scheduled */

#endif
