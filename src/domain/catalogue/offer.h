/* Offers, discounts and pricing tables: the templates that subscriptions are copied from. Changing
 * one never touches a running subscription. */
#ifndef DOMAIN_CATALOGUE_OFFER_H
#define DOMAIN_CATALOGUE_OFFER_H

#include "domain/catalogue/feature.h"
#include "rules/discount.h"
#include "rules/lifecycle.h"
#include "rules/period.h"

struct offer {
    int64_t id, id_segment;
    const char *reference_segment, *currency; /* of the segment */
    int64_t rate_tax;
    const char *reference_offer, *name;
    bool is_visible;
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial; /* enum unit */
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences; /* periods; NONE: for ever, no commitment */
    int64_t amount_termination;
    int anchor;          /* enum anchor; 0: the segment's setting, and so the next two */
    int64_t billing_day; /* 1..31 of the month, or 1..7 of the week from Monday; NONE */
    int first_period;    /* enum first_period */
    int timing_recurrence; /* enum timing */
    int64_t amount_minimum, amount_threshold;
    int64_t position;
    const char *metadata;
    const char *title_localized, *description_localized;
    bool has_discounts;
    struct trace trace;
};
extern const struct field offer_fields[];

/* A feature inside an offer. */
struct offer_feature {
    int64_t id_offer, id_feature;
    const char *reference_feature;
    int type_feature;
    bool is_visible; /* the feature's */
    const char *title_localized, *description_localized, *metadata;
    int64_t position;
    struct feature_parameters parameters;
};
extern const struct field offer_feature_fields[];

struct discount {
    int64_t id, id_segment;
    const char *reference_discount, *name;
    int state_discount;       /* a Draft cannot be used yet */
    int type_off, target_fee; /* rules/discount.h */
    int64_t value_off;        /* minor units, or 1/10000 */
    int64_t count_periods;
    struct trace trace;
};
extern const struct field discount_fields[];
enum state_discount { DISCOUNT_NONE, DISCOUNT_DRAFT, DISCOUNT_ENABLED };
extern const char *const state_discount_names[];

/* A discount as an offer gives it. */
struct offer_discount {
    int64_t id_discount, id_feature; /* id_feature 0: not aimed at one */
    const char *name;
    int type_off;
    int64_t value_off;
    int target_fee;
    int64_t count_periods;
};
/* Those that are enabled, of `struct offer_discount`. */
MUST_CHECK enum err offer_discount_list(struct ctx *ctx, int64_t id_offer, struct list *out);
/* The same of a promotion code. */
MUST_CHECK enum err promotion_discount_list(struct ctx *ctx, int64_t id_promotion,
                                            struct list *out);
/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err discount_find(struct ctx *ctx, int64_t id_segment,
                                  const char *reference_discount, struct discount *out);

/* The offer of that reference in the segment, or in any if `id_segment` is 0: ERR_NOT_FOUND, not
 * noted. Texts are in `language`. */
MUST_CHECK enum err offer_find(struct ctx *ctx, const char *reference_offer, int64_t id_segment,
                               const char *language, struct offer *out);
/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err offer_get(struct ctx *ctx, int64_t id, const char *language, struct offer *out);
/* NONE or NULL where it does not matter. */
struct offer_filter {
    int64_t id_segment, is_visible;
    const char *prefix_reference_offer, *reference_pricing_table;
    int64_t id_customer_upgrade; /* without the offers that this customer holds already */
};
/* A page of `struct offer`, with texts in `language`; `total` counts all that match. */
MUST_CHECK enum err offer_list(struct ctx *ctx, const struct offer_filter *filter,
                               const char *language, const struct page *page, struct list *out,
                               int64_t *total);
/* Of `struct offer_feature`, in the offer's order. */
MUST_CHECK enum err offer_feature_list(struct ctx *ctx, int64_t id_offer, const char *language,
                                       struct list *out);

/* What an offer said before it was changed, as far as running subscriptions copied it. */
struct offer_version {
    int64_t amount_recurrence, amount_termination;
    struct list features; /* of struct offer_feature: ids and parameters */
};
/* Keeps what the offer, as it was read, says now: before it is changed. */
MUST_CHECK enum err offer_remember(struct ctx *ctx, const struct offer *offer);
/* Of `struct offer_version`: what it ever said before. */
MUST_CHECK enum err offer_version_list(struct ctx *ctx, int64_t id_offer, struct list *out);

#endif
