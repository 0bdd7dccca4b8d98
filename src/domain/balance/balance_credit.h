/* Credits: what waits in a balance in the customer's favour.
 *
 * Money that he paid beyond his invoices (AutoBillingReport) lowers no price: the next invoice is
 * paid with it. Everything else is a lower price, without tax: a promotion, what came back of a
 * subscription. It lowers the next invoice to zero at most, the one that lapses first before the
 * others, then the oldest; what is left waits, until it lapses if it does. */
#ifndef DOMAIN_BALANCE_BALANCE_CREDIT_H
#define DOMAIN_BALANCE_BALANCE_CREDIT_H

#include "domain/balance/balance.h"

struct credit_line {
    int64_t id, id_customer;
    const char *reference_customer;
    int type_line;
    const char *label;
    int64_t amount;       /* positive: what is left, without tax */
    int64_t amount_given; /* at first */
    const char *currency;
    struct instant date_expiry, date_creation;
};
extern const struct field credit_line_fields[];

/* A page of a customer's `struct credit_line`, or of everybody's if `id_customer` is NONE, in the
 * order in which they are used; `total` counts them all. */
MUST_CHECK enum err credit_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                                struct list *out, int64_t *total);

/* A promotion of `amount`, which is positive and without tax. */
struct credit_gift {
    const char *reference_customer, *reference_segment;
    int64_t amount;
    const char *label, *key_charge;
    struct instant date_expiry; /* not set: never */
};
/* ERR_INVALID and ERR_FORBIDDEN as for any manual line. */
MUST_CHECK enum err credit_grant(struct ctx *ctx, const struct credit_gift *input,
                                 struct credit_line *out);

/* What is left of a promotion, or of another credit that a person gave, is taken back.
 * ERR_NOT_FOUND, noted, for anything else; money is the customer's. */
MUST_CHECK enum err credit_withdraw(struct ctx *ctx, int64_t id);

#endif
