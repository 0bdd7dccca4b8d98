/* Subscriptions in API Live: what was subscribed to, in which state it is and what comes next
 * (contract section 4, 15 to 22). */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_LIVE_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_LIVE_H

#include "domain/subscriptions/subscription.h"
#include "platform/http/route.h"

extern const struct field subscription_live_fields[];
extern const struct field subscription_live_query_fields[], subscription_live_list_fields[];
extern const struct field subscription_live_term_fields[], subscription_live_suspension_fields[];

handler subscription_live_get;    /* by customer or id, whichever the query names */
handler subscription_live_get_id; /* by the id in the path */
handler subscription_live_list;
handler subscription_live_post, subscription_live_start;
handler subscription_live_upgrade; /* answers the new one */
handler subscription_live_terminate, subscription_live_suspend, subscription_live_set_term;

#endif
