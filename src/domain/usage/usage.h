/* Usages: the present value of each feature for a customer, and how it changes.
 *
 * Only active subscriptions give usages. An OnOff is switched, a Limitation is a stock whose change
 * is charged for the rest of the period, a Consumption is a flow that is counted in the period and
 * rated when that is over; how its quantity is made of what is reported says rules/aggregation.h.
 * What is reported is kept for ever as an event; one with an id of the client's counts once,
 * however often it is sent.
 *
 * A report of a Consumption counts in the period that its moment lies in, in the order of moments.
 * If that period was rated already, the difference of its price becomes a line, for a while
 * (setting usage_late_days). */
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

/* Why a report was not taken, in words that a program knows and in a sentence. */
struct usage_refusal {
    int64_t index; /* of the report, from 0 */
    const char *code, *message, *target;
};

/* One report of several. */
struct usage_report {
    struct usage_input input;
    const struct usage_refusal *refusal; /* NULL: it was taken */
    bool is_known;                       /* and counted before */
    /* From before every period it counts at the beginning of the running one: a client's clock may
     * be behind, and the contract's own example is older than its subscription. */
    bool may_be_too_early;
};

/* Counts reports of Consumptions, `struct usage_report`, each by itself: what makes no sense is
 * refused, what was refused already is passed over, and the others are taken. */
MUST_CHECK enum err usage_report_all(struct ctx *ctx, const struct list *reports);

/* What is right instead of what an event of the client's says: exactly one of the last three. */
struct usage_correction {
    const char *reference_feature, *reference_customer, *event_id;
    int64_t id_customer, id_subscription;
    struct quantity increment, quantity_current;
    int64_t is_withdrawn; /* a flag: it never happened */
};
extern const struct field usage_correction_fields[];

struct usage_event {
    int64_t id_subscription, id_feature;
    const char *reference_feature, *event_id;
    struct instant date_stamp;
    struct quantity increment, quantity_current;
    bool is_withdrawn;
    struct instant date_correction;
};
extern const struct field usage_event_fields[];

/* Puts one event right, with an audit row; it keeps its moment and its id, and is counted as if it
 * had been reported so. ERR_NOT_FOUND if there is no such event; ERR_INVALID for what makes no
 * sense, or if its period was rated too long ago. */
MUST_CHECK enum err usage_correct(struct ctx *ctx, const struct usage_correction *input,
                                  struct usage_event *out);

/* Applies one change. ERR_FORBIDDEN `Error.Api.Usage.NoneMatching` if no active subscription has
 * the feature, or if the change costs and the buyer cannot pay; ERR_INVALID for what makes no
 * sense. */
MUST_CHECK enum err usage_write(struct ctx *ctx, const struct usage_input *input,
                                struct usage *out);

#endif
