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

/* Takes an invoice of which nothing is paid back and issues it again in the same step, with the
 * same lines, note and way of payment and the present billing address: `credit` is the credit note,
 * `out` the new invoice. `reason` may be NULL. ERR_CONFLICT for one that is paid, wholly or in
 * part, is being collected or disputed, or has that address; ERR_FORBIDDEN if the customer cannot
 * pay. */
MUST_CHECK enum err invoice_refresh(struct ctx *ctx, int64_t id, const char *reason,
                                    struct invoice *credit, struct invoice *out);

/* Gives up an invoice that nobody will pay: it is Uncollectible, and what it still asks
 * is a loss in the books; the tax on it stays owed until the law says otherwise. ERR_NOT_FOUND,
 * noted; ERR_INVALID without a reason, which is kept in the audit trail; ERR_CONFLICT if it is not
 * to be paid. */
MUST_CHECK enum err invoice_write_off(struct ctx *ctx, int64_t id, const char *reason);

/* Somebody will pay it after all: it is due again, and no loss. ERR_INVALID without a reason;
 * ERR_CONFLICT if it was not given up. */
MUST_CHECK enum err invoice_take_up(struct ctx *ctx, int64_t id, const char *reason);

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

/* The same without money that moves: what is given back, `amount` or, with NONE, the rest, becomes
 * the customer's credit and pays his next invoice. */
MUST_CHECK enum err invoice_credit(struct ctx *ctx, int64_t id, const char *reason, int64_t amount,
                                   struct invoice *out);

/* What credit notes took back of an invoice, with tax. */
MUST_CHECK enum err invoice_given_back(struct ctx *ctx, int64_t id, int64_t *out);

#endif
