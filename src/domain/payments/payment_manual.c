#include "domain/payments/payment_manual.h"

#include <inttypes.h>

#include "domain/invoices/invoice_draft.h"
#include "platform/db/db.h"
#include "sql.h"

static int type_for(const struct customer *customer, const struct manual_payment *input)
{
    if (input->type_payment)
        return input->type_payment;
    return customer->type_payment > PAYMENT_FREE && customer->type_payment < PAYMENT_CARD
               ? customer->type_payment
               : PAYMENT_EXTERNAL_BANK;
}

/* `manual S2-00000004`, and `manual S2-00000004/2` where something was paid of it before. */
static enum err reference_for(struct ctx *ctx, const struct invoice *invoice, const char **out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_payment_count_of_invoice, ARGS(ARG_AS(id_invoice, invoice->id)),
                  &count));
    *out = arena_printf(ctx->arena, "manual %s", invoice->full_number);
    if (count)
        *out = arena_printf(ctx->arena, "%s/%" PRId64, *out, count + 1);
    return OK;
}

static enum err pay_rest(struct ctx *ctx, const struct customer *customer,
                         const struct invoice *invoice, const struct manual_payment *input)
{
    struct payment_share named = {.id_invoice = invoice->id};
    struct receipt receipt = {
        .amount = invoice->amount_total - invoice->amount_paid,
        .type_payment = type_for(customer, input),
        .label_payment = input->label_payment,
        .date_payment = input->date_payment,
        .invoices = {&named, 1},
        .is_prepaid = NONE,
    };
    struct payment payment;
    bool is_new;

    TRY(reference_for(ctx, invoice, &receipt.reference_payment));
    return payment_record(ctx, &receipt, &payment, &is_new);
}

enum err payment_mark_paid(struct ctx *ctx, int64_t id_invoice, const struct manual_payment *input)
{
    struct customer customer;
    struct invoice invoice;

    TRY(invoice_mark_sent(ctx, id_invoice, &invoice));
    if (invoice.state_invoice == INVOICE_PAID)
        return OK;
    TRY(customer_get(ctx, invoice.id_customer, &customer));
    return pay_rest(ctx, &customer, &invoice, input);
}
