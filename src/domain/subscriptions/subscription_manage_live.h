/* Subscriptions as those see them who look after them: all that is settled about one, editing it,
 * and a change of the catalogue for those that run. Beyond the published contract. */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_MANAGE_LIVE_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_MANAGE_LIVE_H

#include "domain/subscriptions/subscription.h"
#include "platform/http/route.h"

/* A subscription with what its settings are; also for the command line. */
struct subscription_sheet;
extern const struct field subscription_sheet_fields[];
MUST_CHECK enum err subscription_sheet_load(struct ctx *ctx, int64_t id,
                                            struct subscription_sheet **out);

extern const struct field application_live_fields[];

handler subscription_manage_get, subscription_manage_edit;
handler application_live_get, application_live_post;

#endif
