/* Usages in API Live: what a customer may use now, and how much of it he uses (contract section 4,
 * 23 to 26). Reading what nobody holds is 404, writing it is 403. */
#ifndef DOMAIN_USAGE_USAGE_LIVE_H
#define DOMAIN_USAGE_USAGE_LIVE_H

#include "domain/usage/usage.h"
#include "platform/http/route.h"

extern const struct field usage_live_query_fields[], usage_live_list_fields[];

handler usage_live_get;  /* of one feature, over all subscriptions */
handler usage_live_list; /* the question that applications ask before every page of theirs */
handler usage_live_post;
handler usage_live_post_list; /* bare arrays both ways, all or nothing */

/* Beyond the contract: up to 10,000 events of consumptions, each taken or refused by itself, and
 * one that is put right. */
extern const struct field usage_live_events_fields[];
handler usage_live_post_events, usage_live_correct;

#endif
