/* Segments, offers and features by name, as automation programs fill their menus with them
 * (contract section 8). An empty list is a list too. */
#ifndef DOMAIN_CATALOGUE_MENU_LIVE_H
#define DOMAIN_CATALOGUE_MENU_LIVE_H

#include "platform/http/route.h"

extern const struct field menu_live_query_fields[], menu_live_feature_query_fields[];
extern const struct field menu_live_segment_fields[], menu_live_offer_fields[];
extern const struct field menu_live_feature_fields[];

handler menu_live_segments, menu_live_offers, menu_live_features;

#endif
