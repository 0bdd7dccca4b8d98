/* Features in API Live: what the merchant's subscriptions can hold (contract section 4, 12 to 14).
 */
#ifndef DOMAIN_CATALOGUE_FEATURE_LIVE_H
#define DOMAIN_CATALOGUE_FEATURE_LIVE_H

#include "domain/catalogue/feature.h"
#include "platform/http/route.h"

extern const struct field feature_live_fields[];
extern const struct field feature_live_query_fields[], feature_live_list_fields[];

handler feature_live_get;    /* by reference: 204 if there is none */
handler feature_live_get_id; /* by id: 404 if there is none */
handler feature_live_list;

#endif
