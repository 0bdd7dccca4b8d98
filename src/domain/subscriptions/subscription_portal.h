/* What a customer sees of his subscriptions, those he holds and those he pays for, and what he does
 * with those he holds: he changes the plan and the options, ends, starts and restarts. A draft of
 * his own is seen, one that he would only pay for is not.
 *
 * What costs is shown first, line by line, and confirmed with a pledge (quotes/preview.h): what is
 * charged is what was shown, once, or nothing. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_PORTAL_H

#include "domain/html.h"

extern const struct html_page subscription_portal_list_page, subscription_portal_show_page;
extern const struct html_page subscription_portal_change_page, subscription_portal_options_page;
extern const struct html_page subscription_portal_start_page, subscription_portal_cancel_page;

handler subscription_portal_list; /* GET /portal/subscriptions */
handler subscription_portal_show; /* GET /portal/subscriptions/{id} */

handler subscription_portal_change;         /* GET /portal/subscriptions/{id}/change */
handler subscription_portal_confirm_change; /* POST the same */

handler subscription_portal_options;         /* GET /portal/subscriptions/{id}/options */
handler subscription_portal_confirm_options; /* POST the same */

handler subscription_portal_start;           /* GET /portal/subscriptions/{id}/start */
handler subscription_portal_confirm_start;   /* POST the same */
handler subscription_portal_restart;         /* GET /portal/subscriptions/{id}/restart */
handler subscription_portal_confirm_restart; /* POST the same */

handler subscription_portal_cancel;         /* GET /portal/subscriptions/{id}/cancel */
handler subscription_portal_confirm_cancel; /* POST the same */
handler subscription_portal_keep; /* POST /portal/subscriptions/{id}/keep: as if nothing had been
                                     scheduled */

#endif
