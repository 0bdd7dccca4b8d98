/* Promotion codes for the office: what codes there are and how often each was used. Beyond the
 * contract. */
#ifndef DOMAIN_CATALOGUE_PROMOTION_LIVE_H
#define DOMAIN_CATALOGUE_PROMOTION_LIVE_H

#include "domain/catalogue/promotion.h"
#include "platform/http/route.h"

extern const struct field promotion_live_query_fields[], promotion_live_fields[];

handler promotion_live_list;
handler promotion_live_post; /* 201, or 200 if the segment had the code already */

#endif
