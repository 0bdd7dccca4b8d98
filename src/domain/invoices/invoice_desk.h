/* Invoices as the merchant's staff looks for them: by state, customer, date and number, with their
 * lines and what is still to be paid. */
#ifndef DOMAIN_INVOICES_INVOICE_DESK_H
#define DOMAIN_INVOICES_INVOICE_DESK_H

#include "domain/balance/balance.h"
#include "domain/invoices/invoice.h"

struct desk_line {
    int64_t position;
    int type_line;
    int64_t id_customer; /* whose it is; in a group not always the invoice's */
    const char *reference_customer;
    int64_t id_subscription;
    const char *key_charge, *label;
    struct quantity quantity_billed;
    int64_t amount_subtotal, rate_tax;
    struct instant date_move, date_period_start, date_period_end;
};

struct desk_invoice {
    int64_t id, id_segment, id_customer;
    const char *reference_segment, *reference_customer, *full_number;
    int state_invoice;
    struct instant date_issue, date_update, date_payment, date_payment_scheduled;
    struct instant date_payment_limit;
    int type_payment;
    int64_t amount_subtotal, amount_total, amount_paid;
    const char *currency, *note_localized, *type_credit, *reason;
    int64_t id_corrects;
    int64_t id_recurring_invoice; /* that made it, or NONE */
    const char *reference_order;
    int64_t amount_deposit;
    struct list lines, taxes; /* of struct desk_line and struct invoice_tax; not in a list */
};

/* ERR_NOT_FOUND, noted. */
MUST_CHECK enum err desk_invoice_show(struct ctx *ctx, int64_t id, struct desk_invoice *out);

struct desk_filter {
    int64_t id_customer, id_segment;               /* NONE: any */
    int state_invoice;                             /* 0: any */
    const char *full_number;                       /* NULL: any */
    struct instant date_issue_min, date_issue_max; /* [min, max); not set: no limit */
};
/* A page of `struct desk_invoice`, newest first; `total` counts all that match. */
MUST_CHECK enum err desk_invoice_list(struct ctx *ctx, const struct desk_filter *filter,
                                      const struct page *page, struct list *out, int64_t *total);

#endif
