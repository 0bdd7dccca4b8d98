/* What a customer pays himself: some of his invoices, or all that are due, now.
 *
 * Of each invoice that is asked for which is next: of a deposit what is left of that, else all the
 * rest. Where the merchant allows it (setting `portal_partial_payments`) he may choose an amount
 * instead, with which the oldest is paid first. Invoices of which a charge is on its way are not
 * paid again: that charge is shown.
 *
 * What he orders carries the digest of what he was shown (`pay_digest`) and a key: the same order
 * twice is one charge, and one for figures that are not true any more is refused. */
#ifndef DOMAIN_GATEWAYS_PAY_H
#define DOMAIN_GATEWAYS_PAY_H

#include "domain/gateways/transaction.h"

struct pay_invoice {
    int64_t id, id_segment, id_customer;
    const char *full_number, *currency;
    int state_invoice;
    struct instant date_payment_limit;
    int64_t amount_total, amount_paid, amount_deposit;
    int64_t id_transaction; /* the charge that is on its way; NONE: there is none */
};
/* What is asked of it next, and all the rest. */
int64_t pay_amount_due(const struct pay_invoice *invoice);
int64_t pay_amount_rest(const struct pay_invoice *invoice);

/* All that a customer is still asked for, the oldest first: of struct pay_invoice. */
MUST_CHECK enum err pay_list(struct ctx *ctx, int64_t id_customer, struct list *out);

/* What stands for these invoices with these amounts; not negative. */
int64_t pay_digest(const struct list *invoices);

/* A method as its owner sees it. */
struct pay_method {
    int64_t id;
    int type_payment, state_permission;
    bool is_default;
    const char *name_display, *brand, *mandate;
    const char *name_last; /* the last four digits, or what is known of it */
    struct instant date_expiration, date_creation;
    bool is_usable;
};
extern const struct field pay_method_fields[];
/* The default first, then the newest: of struct pay_method. Those that were deleted, that failed or
 * whose page waits are not among them. */
MUST_CHECK enum err pay_methods(struct ctx *ctx, int64_t id_customer, struct list *out);
/* The gateways with which a customer of the segment can register a method: of struct gateway. */
MUST_CHECK enum err pay_gateways(struct ctx *ctx, int64_t id_segment, struct list *out);

/* Begins a registration with one of them; `next` is where he goes when it is done, NULL: to his
 * methods, and `path` where he goes now. ERR_INVALID, noted, for any other gateway. */
MUST_CHECK enum err pay_begin_method(struct ctx *ctx, const struct customer *customer,
                                     int64_t id_gateway, const char *next, const char **path);
/* `?next=` of a path, or nothing. */
const char *pay_next_query(struct ctx *ctx, const char *next);

struct pay_order {
    const struct customer *customer; /* locked */
    const struct list *invoices;     /* of struct pay_invoice: none has a charge on its way */
    int64_t id_permission;
    int64_t amount; /* of all together; NONE: what is asked next of each */
    const char *idempotency_key;
};
/* ERR_INVALID, noted, for a method that is not his or cannot be charged, and for an amount that is
 * too small or more than all the rest. */
MUST_CHECK enum err pay_charge(struct ctx *ctx, const struct pay_order *order,
                               struct transaction *out);

#endif
