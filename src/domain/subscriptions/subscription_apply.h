/* A change of the catalogue, brought to the subscriptions that were copied from an offer before it.
 *
 * They never change by themselves. Somebody asks for it, looks at who pays what before and after,
 * and applies it page by page; a page that is applied again finds nothing left to do, so that it
 * may be interrupted, repeated and raced. What applies: the recurring fee, the termination fee, and
 * features with their prices; those that are new are added, and none is taken away. Discounts,
 * rhythm and commitment stay.
 *
 * What was edited for one subscription stays, too: a price or a feature changes only if the
 * subscription has what the offer said at some time before (domain/catalogue/offer.h,
 * offer_version). */
#ifndef DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_APPLY_H
#define DOMAIN_SUBSCRIPTIONS_SUBSCRIPTION_APPLY_H

#include "domain/subscriptions/subscription.h"

struct application {
    const char *reference_offer, *reference_segment; /* the segment may be left out */
    bool is_preview;
    bool is_now;   /* with the difference for the rest of the period; else at each renewal */
    int64_t after; /* the id behind which the page begins; 0 at first */
    int64_t size_page;
};

/* One subscription: what a whole period costs before and after, without tax and discounts. */
struct applied_row {
    int64_t id;
    const char *reference_customer, *reference_customer_buyer;
    int state_subscription;
    bool is_changed, has_own_prices;
    int64_t amount_before, amount_after;
};
extern const struct field applied_row_fields[];

struct applied {
    const char *currency;
    int64_t count, count_changed, count_own; /* of the page, as the sums */
    int64_t amount_before, amount_after;
    int64_t id_next;  /* where the next page begins; NONE: this was the last */
    struct list rows; /* of struct applied_row */
};
extern const struct field applied_fields[];

/* The most that one transaction should have to do. */
enum { APPLICATION_SIZE_PAGE = 1000 };

/* A page of the offer's subscriptions that run or are suspended, by id. ERR_INVALID for an unknown
 * offer. */
MUST_CHECK enum err subscription_apply_offer(struct ctx *ctx, const struct application *input,
                                             struct applied *out);

#endif
