#include "domain/invoices/invoice_settle.h"

#include <assert.h>

#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

static const struct field payable_fields[] = {
    FIELD(payable, id),
    FIELD(payable, id_segment),
    FIELD(payable, id_customer),
    FIELD(payable, full_number),
    FIELD(payable, amount_total),
    FIELD(payable, amount_paid),
    FIELDS_END,
};

enum err invoice_list_payable(struct ctx *ctx, int64_t id_customer, struct list *out)
{
    return db_list(ctx, &sql_invoice_list_payable, ARGS(ARG(id_customer)), payable_fields,
                   sizeof(struct payable), out);
}

enum err invoice_settle(struct ctx *ctx, const struct payable *payable, int64_t amount,
                        struct instant date)
{
    int64_t amount_paid = payable->amount_paid + amount;

    assert(amount > 0 && amount_paid <= payable->amount_total);
    TRY(db_run(ctx, &sql_invoice_set_paid, ARGS(ARG_AS(id, payable->id), ARG(amount_paid))));
    if (amount_paid < payable->amount_total)
        return OK;
    TRY(db_run(ctx, &sql_invoice_close,
               ARGS(ARG_AS(id, payable->id), ARG_AS(date_payment, date),
                    ARG_AS(state_invoice, state_invoice_names[INVOICE_PAID]))));
    return event_record(ctx, EVENT_INVOICE_DEBIT_PAID,
                        (struct about){.id_segment = payable->id_segment,
                                       .id_customer = payable->id_customer,
                                       .id_invoice = payable->id,
                                       .state = state_invoice_names[INVOICE_PAID]});
}

enum err invoice_reopen(struct ctx *ctx, const struct payable *payable, int64_t amount,
                        enum state_invoice state)
{
    enum event_type type = state == INVOICE_PROBLEM_DISPUTED
                               ? EVENT_INVOICE_DEBIT_DISPUTED
                               : EVENT_INVOICE_DEBIT_PAYMENT_AUTO_FAILED;

    assert(amount > 0 && amount <= payable->amount_paid);
    TRY(db_run(ctx, &sql_invoice_set_paid,
               ARGS(ARG_AS(id, payable->id),
                    ARG_AS(amount_paid, payable->amount_paid - amount))));
    TRY(db_run(ctx, &sql_invoice_close,
               ARGS(ARG_AS(id, payable->id), ARG_AS(date_payment, (struct instant){0}),
                    ARG_AS(state_invoice, state_invoice_names[state]))));
    return event_record(ctx, type,
                        (struct about){.id_segment = payable->id_segment,
                                       .id_customer = payable->id_customer,
                                       .id_invoice = payable->id,
                                       .state = state_invoice_names[state]});
}
