/* Offers in API Live: what can be subscribed to, with prices in words and in numbers (contract
 * section 4, 10 and 11). */
#ifndef DOMAIN_CATALOGUE_OFFER_LIVE_H
#define DOMAIN_CATALOGUE_OFFER_LIVE_H

#include "domain/catalogue/offer.h"
#include "platform/http/route.h"

extern const struct field offer_live_fields[];
extern const struct field offer_live_query_fields[];

handler offer_live_get;
handler offer_live_list;

#endif
