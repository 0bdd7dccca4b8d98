/* Payment links: a public address, `/buy/{key}`, that leads anybody to one offer and may fill in a
 * promotion code and the quantity of one feature. Who opens one without being known says who he is
 * on the way, whether or not customers may register otherwise.
 *
 * A link that is disabled, over, or used as often as it may be leads nowhere, like one that never
 * was. What is taken by it are subscriptions like any other; each counts as a use when it starts to
 * exist, and no longer when its draft was deleted. */
#ifndef DOMAIN_CATALOGUE_PAYMENT_LINK_H
#define DOMAIN_CATALOGUE_PAYMENT_LINK_H

#include "domain/catalogue/offer.h"
#include "domain/page.h"

enum state_payment_link { PAYMENT_LINK_NONE, PAYMENT_LINK_ENABLED, PAYMENT_LINK_DISABLED };
extern const char *const state_payment_link_names[];

struct payment_link {
    int64_t id, id_segment, id_offer;
    const char *reference_segment, *reference_offer;
    const char *key_link, *name;
    int state_payment_link;
    const char *promotion_code;
    const char *reference_feature; /* whose quantity may be chosen, or NULL */
    struct quantity quantity, quantity_max;
    int64_t uses_max, uses; /* NONE: no limit */
    struct instant date_until;
    const char *path; /* "/buy/…" */
    struct trace trace;
};
extern const struct field payment_link_fields[];

/* What is absent is left as it is; the offer and its segment are for good. */
struct payment_link_input {
    const char *reference_segment, *reference_offer, *name;
    int state_payment_link;
    const char *promotion_code, *reference_feature;
    struct quantity quantity, quantity_max;
    int64_t uses_max;
    struct instant date_until;
};
extern const struct field payment_link_input_fields[];

/* ERR_INVALID with every mistake noted: an unknown offer, promotion code or feature of the offer, a
 * quantity above its most. Leaves an audit row. */
MUST_CHECK enum err payment_link_add(struct ctx *ctx, const struct payment_link_input *input,
                                     struct payment_link *out);
MUST_CHECK enum err payment_link_change(struct ctx *ctx, int64_t id,
                                        const struct payment_link_input *input,
                                        struct payment_link *out);
/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err payment_link_get(struct ctx *ctx, int64_t id, struct payment_link *out);
/* The newest first: of struct payment_link. */
MUST_CHECK enum err payment_link_list(struct ctx *ctx, const struct page *page, struct list *out,
                                      int64_t *total);

/* The one of that key, of whatever business, which becomes ctx->id_business. ERR_NOT_FOUND, not
 * noted, also for one that leads nowhere by `now` of the machine. */
MUST_CHECK enum err payment_link_open(struct ctx *ctx, const char *key, struct payment_link *out);
/* The same of an id of this business. */
MUST_CHECK enum err payment_link_living(struct ctx *ctx, int64_t id, struct payment_link *out);
/* Counts the subscription as taken by it, once. */
MUST_CHECK enum err payment_link_use(struct ctx *ctx, int64_t id_payment_link,
                                     int64_t id_subscription);

#endif
