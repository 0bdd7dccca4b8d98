/* How an invoice that was issued comes to its end. Its content never changes; only how it is paid
 * does. Whoever calls has locked the customer. */
#ifndef DOMAIN_INVOICES_INVOICE_SETTLE_H
#define DOMAIN_INVOICES_INVOICE_SETTLE_H

#include "domain/event.h"
#include "domain/invoices/invoice.h"

/* Locks the invoice's customer and reads both. ERR_NOT_FOUND, noted; ERR_CONFLICT for a credit
 * note, which nothing can be done with. */
MUST_CHECK enum err invoice_lock(struct ctx *ctx, int64_t id, struct customer *customer,
                                 struct invoice *out);

/* What the invoice would be after the verb (rules/invoice_state.h); ERR_CONFLICT, noted, if it may
 * not be done. */
MUST_CHECK enum err invoice_check(struct ctx *ctx, const struct invoice *invoice,
                                  enum invoice_verb verb, enum state_invoice *out);

/* It is in another state since now. Nothing is to happen to it at any hour, and no dispute of it is
 * open any more. */
MUST_CHECK enum err invoice_close(struct ctx *ctx, int64_t id, enum state_invoice state,
                                  struct instant date_payment);

/* It is to be paid again, in one of the states Due or Problem. */
MUST_CHECK enum err invoice_make_due(struct ctx *ctx, const struct invoice *invoice,
                                     enum state_invoice state);

/* What of it is paid now. */
MUST_CHECK enum err invoice_set_paid(struct ctx *ctx, int64_t id, int64_t amount_paid);

/* What an event about it is about. */
struct about invoice_about(const struct invoice *invoice, enum state_invoice state);

/* May a customer pay it himself? Not what is on its way or disputed. */
bool invoice_may_be_paid(enum state_invoice state);

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
