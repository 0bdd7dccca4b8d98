/* Features in API Live: what the merchant's subscriptions can hold (contract section 4, 12 to 14),
 * and how a feature looks inside an offer or a subscription. */
#ifndef DOMAIN_CATALOGUE_FEATURE_LIVE_H
#define DOMAIN_CATALOGUE_FEATURE_LIVE_H

#include "domain/catalogue/feature.h"
#include "platform/http/route.h"

extern const struct field feature_live_fields[];
extern const struct field feature_live_query_fields[], feature_live_list_fields[];

handler feature_live_get;    /* by reference: 204 if there is none */
handler feature_live_get_id; /* by id: 404 if there is none */
handler feature_live_list;

/* A feature with its parameters. `id` is the feature's in an offer, its own in a subscription. */
struct held_feature_view {
    int64_t id;
    const char *reference_feature;
    bool is_visible;
    const char *title_localized, *description_localized;
    int type_feature;
    const char *pricing_localized, *properties, *metadata;
    int64_t is_included, is_enabled;
    struct quantity quantity_included, quantity_current;
};
extern const struct field held_feature_fields[];

/* `UpdatableBeforeSubscription, FreeInTrial`, or NULL if it has none. */
const char *feature_live_properties(struct ctx *ctx, const struct feature_parameters *parameters);

#endif
