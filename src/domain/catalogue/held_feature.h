/* How a feature looks inside an offer or a subscription (contract section 3). */
#ifndef DOMAIN_CATALOGUE_HELD_FEATURE_H
#define DOMAIN_CATALOGUE_HELD_FEATURE_H

#include "domain/catalogue/feature.h"

/* A feature with its parameters. `id` is the feature's in an offer, its own in a subscription. */
struct held_feature_view {
    int64_t id;
    const char *reference_feature;
    bool is_visible;
    const char *title_localized, *description_localized;
    int type_feature;
    int mode_quantity;       /* only what is not a Sum says so */
    int64_t is_carried_over; /* and only what is says so */
    const char *pricing_localized, *properties, *metadata;
    int64_t is_included, is_enabled;
    struct quantity quantity_included, quantity_current;
    /* Beyond the contract: what the price is made of. */
    int mode_pricing;
    struct list steps; /* of struct step */
    int timing;
    int64_t amount_min, amount_max;
};
extern const struct field held_feature_fields[];

/* Both, from the parameters of a feature. */
void held_feature_describe(const struct feature_parameters *parameters,
                           struct held_feature_view *view);

/* `UpdatableBeforeSubscription, FreeInTrial`, or NULL if it has none. */
const char *properties_in_words(struct ctx *ctx, const struct feature_parameters *parameters);

#endif
