/* Credit notes: how an invoice that was issued is taken back, since it can never be changed.
 *
 * A credit note mirrors the invoice, or a part of it, line by line with negative amounts; it has a
 * number of its own series, says which invoice it corrects and why, and is entered into the books
 * as the invoice was. It asks for nothing, so it is Paid. */
#ifndef DOMAIN_INVOICES_INVOICE_CREDIT_H
#define DOMAIN_INVOICES_INVOICE_CREDIT_H

#include "domain/invoices/invoice.h"

#define CREDIT_VOIDING "Voiding"

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

#endif
