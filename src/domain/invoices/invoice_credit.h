/* Credit notes: how an invoice that was issued is taken back, since it can never be changed.
 *
 * A credit note mirrors the invoice, or a part of it, line by line with negative amounts; it has a
 * number of its own series, says which invoice it corrects and why, and is entered into the books
 * as the invoice was. It asks for nothing, so it is Paid. */
#ifndef DOMAIN_INVOICES_INVOICE_CREDIT_H
#define DOMAIN_INVOICES_INVOICE_CREDIT_H

#include "domain/invoices/invoice.h"

#define CREDIT_VOIDING "Voiding"
#define CREDIT_REFUND  "Refund"

struct cancellation {
    const char *reason;   /* is on the credit note; must be given */
    int64_t keep_content; /* 1: the lines go back into the balance, to be invoiced anew */
};

/* Cancels an invoice of which nothing is paid: it is Void, and `out` is its credit note. What the
 * customer had paid before and it had used up is his credit again, whether lines go back or not.
 * ERR_NOT_FOUND, noted; ERR_INVALID without a reason; ERR_CONFLICT if it is paid, wholly or in
 * part, or void. */
MUST_CHECK enum err invoice_cancel(struct ctx *ctx, int64_t id, const struct cancellation *input,
                                   struct invoice *out);

/* Gives up an invoice that nobody will pay: it is Uncollectible, for good, and what it still asks
 * is a loss in the books; the tax on it stays owed until the law says otherwise. ERR_NOT_FOUND,
 * noted; ERR_INVALID without a reason, which is kept in the audit trail; ERR_CONFLICT if it is not
 * to be paid. */
MUST_CHECK enum err invoice_write_off(struct ctx *ctx, int64_t id, const char *reason);

struct refunding {
    const char *reason;  /* as above */
    int64_t amount;      /* with tax; NONE: all that was not given back yet */
    struct instant date; /* when the money goes back */
};

/* Gives an invoice that is Paid back, wholly or in part; `out` is its credit note, as paid: whoever
 * calls records that payment (domain/payments). When nothing is left it is PaidRefunded.
 * ERR_NOT_FOUND, noted; ERR_INVALID without a reason or for more than is left; ERR_CONFLICT if it
 * was not paid. */
MUST_CHECK enum err invoice_refund(struct ctx *ctx, int64_t id, const struct refunding *input,
                                   struct invoice *out);

/* What credit notes took back of an invoice, with tax. */
MUST_CHECK enum err invoice_given_back(struct ctx *ctx, int64_t id, int64_t *out);

#endif
