#include "domain/payments/payment_unused.h"

#include "domain/invoices/invoice.h"

/* More than its invoice asked for cannot be given back: a price that changed meanwhile is on
 * another one. */
static int64_t at_most(int64_t amount, int64_t most)
{
    return amount < most ? amount : most;
}

enum err payment_refund_unused(struct ctx *ctx, const struct unused *unused)
{
    struct invoice_shown invoice;
    struct payment payment;
    struct refund refund = {.reason = unused->reason};
    bool is_new;

    if (unused->amount_total <= 0)
        return OK;
    TRY(invoice_show(ctx, unused->id_invoice, &invoice));
    if (invoice.state_invoice != INVOICE_PAID)
        return fail(ctx, ERR_CONFLICT, "Error.Subscription.NotRefundable", "UnusedPart",
                    "UnusedPart: the invoice %s of this period is not paid, so that no money can "
                    "be given back; Credit lowers what the customer owes next.",
                    invoice.full_number);
    refund.amount = at_most(unused->amount_total, invoice.amount_paid);
    return payment_refund(ctx, unused->id_invoice, &refund, &payment, &is_new);
}
