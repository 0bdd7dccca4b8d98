/* How an invoice that was issued comes to its end. Its content never changes; only how it is paid
 * does. Whoever calls has locked the customer. */
#ifndef DOMAIN_INVOICES_INVOICE_SETTLE_H
#define DOMAIN_INVOICES_INVOICE_SETTLE_H

#include "domain/invoices/invoice.h"

/* An invoice that still asks for money. */
struct payable {
    int64_t id, id_segment, id_customer;
    const char *full_number;
    int64_t amount_total, amount_paid;
};

/* What a customer has to pay: of `struct payable`, the oldest first. */
MUST_CHECK enum err invoice_list_payable(struct ctx *ctx, int64_t id_customer, struct list *out);

/* So much of it was paid, at most what it asks. When nothing is left it is Paid since `date`, which
 * is an event; what was to happen to it at some hour is off. */
MUST_CHECK enum err invoice_settle(struct ctx *ctx, const struct payable *payable, int64_t amount,
                                   struct instant date);

/* So much of what was paid of it went back: it asks for it again, in the `state` given, which is an
 * event. */
MUST_CHECK enum err invoice_reopen(struct ctx *ctx, const struct payable *payable, int64_t amount,
                                   enum state_invoice state);

#endif
