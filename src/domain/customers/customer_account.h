/* A customer as the merchant's staff sees him: how he pays, who pays for him, what waits.
 *
 * A group is a payer with members: their lines are on his invoices, and they have none. A payer has
 * no payer himself, and is of the same segment, which is to say of the same currency. */
#ifndef DOMAIN_CUSTOMERS_CUSTOMER_ACCOUNT_H
#define DOMAIN_CUSTOMERS_CUSTOMER_ACCOUNT_H

#include "domain/customers/customer.h"

struct customer_account {
    struct customer customer;
    const char *reference_customer_payer;
    int64_t member_count;  /* of the customers for whom he pays */
    int64_t amount_open;   /* not invoiced yet, without tax and without the following */
    int64_t amount_credit; /* money that waits to pay for something */
};
extern const struct field customer_account_fields[];

/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err customer_account_get(struct ctx *ctx, int64_t id, struct customer_account *out);

struct account_filter {
    int64_t id_segment, id_customer_payer; /* NONE: any */
    int type_payment, mode_billing;        /* 0: any */
    const char *reference_customer;        /* NULL: any */
};
/* A page of `struct customer_account`, oldest first; `total` counts all that match. */
MUST_CHECK enum err customer_account_list(struct ctx *ctx, const struct account_filter *filter,
                                          const struct page *page, struct list *out,
                                          int64_t *total);

/* Lets another customer of the segment pay, or, with a blank reference, the customer himself again.
 * What waits in his balance goes along, but for his own money. ERR_INVALID, noted, for one that
 * cannot be the payer: unknown, the customer himself, one for whom another pays, or without payment
 * settings; and if the customer pays for others. */
MUST_CHECK enum err customer_set_payer(struct ctx *ctx, struct customer *customer,
                                       const char *reference_customer_payer);

#endif
