/* Usages: the present value of each feature for a customer, and how it changes.
 *
 * Only active subscriptions give usages. An OnOff is switched, a Limitation is a stock whose change
 * is charged for the rest of the period, a Consumption is a flow that is counted in the period and
 * rated when that is over. What is reported is kept for ever as an event; one with an id of the
 * client's counts once, however often it is sent. An event dated before the running period counts
 * in the running one. */
#ifndef DOMAIN_USAGE_USAGE_H
#define DOMAIN_USAGE_USAGE_H

#include "domain/customers/customer.h"
#include "domain/subscriptions/subscription_plan.h"

/* As the contract shows it. */
struct usage {
    int64_t id_segment, id_feature, id_customer, id_subscription;
    const char *reference_segment, *reference_feature, *reference_customer;
    int type_feature;
    int64_t is_included, is_enabled;                     /* OnOff */
    struct quantity quantity_included, quantity_current; /* counted; current NONE: unlimited */
    struct instant date_period_start, date_period_end;
};
extern const struct field usage_fields[];

/* What to look for; NONE or NULL where it does not matter. A customer is known by his reference,
 * his id or one of his subscriptions. */
struct usage_filter {
    const char *reference_customer, *reference_segment;
    int64_t id_customer, id_subscription, id_segment;
    const char *reference_feature;
    int64_t id_feature;
};
#define USAGE_FILTER_NONE                                                                          \
    (struct usage_filter)                                                                          \
    {                                                                                              \
        .id_customer = NONE, .id_subscription = NONE, .id_segment = NONE, .id_feature = NONE       \
    }

/* A page of `struct usage`, by subscription; `total` counts all that match, none if the customer is
 * not known. Aggregated, it has one per customer and feature: a switch is on if any is, quantities
 * add up, unlimited wins, and there is no id_subscription if there were several. */
MUST_CHECK enum err usage_list(struct ctx *ctx, const struct usage_filter *filter,
                               bool is_aggregate, const struct page *page, struct list *out,
                               int64_t *total);

struct usage_input {
    const char *reference_feature, *reference_customer;
    int64_t id_customer, id_subscription;
    struct instant date_stamp, date_time; /* n8n sends DateTime; absent: now */
    struct quantity increment, quantity_current;
    int64_t is_enabled;
    const char *event_id; /* the client's own, without a # at its beginning */
};
extern const struct field usage_input_fields[];

/* What a change of usage costs. */
struct usage_cost {
    struct payer payer;
    struct subscription_parts parts; /* as they will be */
    int64_t id_feature;
    struct charge charges[2]; /* of a flow its discount is the second */
    size_t charge_count;
    bool is_accrued; /* it is in arrears: what it came to before the change */
    struct accrual accrued;
};

/* The cost of usage_write, with its errors but for what a payer would be refused. Writes nothing.
 */
MUST_CHECK enum err usage_quote(struct ctx *ctx, const struct usage_input *input,
                                struct usage_cost *out);

/* Applies one change. ERR_FORBIDDEN `Error.Api.Usage.NoneMatching` if no active subscription has
 * the feature, or if the change costs and the buyer cannot pay; ERR_INVALID for what makes no
 * sense. */
MUST_CHECK enum err usage_write(struct ctx *ctx, const struct usage_input *input,
                                struct usage *out);

#endif
