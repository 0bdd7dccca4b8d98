/* What providers tell us of themselves, by their webhooks: public, and believed only if it is
 * signed with the gateway's secret. Each event counts once. */
#ifndef DOMAIN_GATEWAYS_NOTICE_LIVE_H
#define DOMAIN_GATEWAYS_NOTICE_LIVE_H

#include "platform/http/http.h"

/* `POST /gateway/{id}/notifications`: 200 for what is signed, whether it means anything to us or
 * not; 401 for a wrong or an old signature, 400 for what cannot be read, 404 for an unknown
 * gateway. */
MUST_CHECK enum err notice_live_post(struct ctx *ctx, const struct request *request,
                                     struct response *response);

#endif
