/* Credits as their customer sees them: what waits in his favour (balance/balance_credit.h) and what
 * is used up or has lapsed, where each came from and what it was used for. What is withdrawn, or is
 * no credit any more because an invoice was taken back, is not there. */
#ifndef DOMAIN_STATEMENTS_CREDIT_HISTORY_H
#define DOMAIN_STATEMENTS_CREDIT_HISTORY_H

#include "domain/customers/customer.h"

enum state_credit {
    CREDIT_NONE,
    CREDIT_WAITING, /* all of it */
    CREDIT_PARTLY_USED,
    CREDIT_USED,
    CREDIT_LAPSED, /* with what was left */
};
extern const char *const state_credit_names[];

/* An invoice that was lowered by it, or paid with it. */
struct credit_spent {
    int64_t id_credit, id_invoice;
    const char *full_number;
    struct instant date;
    int64_t amount;
};

struct credit_seen {
    int64_t id, id_customer;
    int type_line; /* enum type_line: LINE_BILLING_REPORT is money */
    const char *label;
    struct instant date_creation, date_expiry;
    int64_t amount_given, amount_remaining; /* without tax, if it is no money */
    const char *currency;
    int state_credit;   /* enum state_credit */
    int64_t id_payment; /* whose rest it was, or NONE */
    int64_t id_origin;  /* the invoice that was given back, or NONE */
    const char *origin; /* its number */
    struct list spent;  /* of struct credit_spent, the oldest first */
};
extern const struct field credit_seen_fields[];

/* A page of them, of `struct credit_seen`, the newest first; `total` counts them all, `available`
 * is what is left of all that wait: what his next invoices can use. */
MUST_CHECK enum err credit_history(struct ctx *ctx, int64_t id_customer, const struct page *page,
                                   struct list *out, int64_t *total, int64_t *available);
/* ERR_NOT_FOUND, not noted. */
MUST_CHECK enum err credit_history_get(struct ctx *ctx, int64_t id, struct credit_seen *out);

#endif
