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

bool invoice_may_be_paid(enum state_invoice state)
{
    return state == INVOICE_DUE_AUTO || state == INVOICE_DUE_OFFLINE ||
           state == INVOICE_PROBLEM_AUTO || state == INVOICE_PROBLEM_OVERDUE;
}

enum err invoice_list_payable(struct ctx *ctx, int64_t id_customer, struct list *out)
{
    return db_list(ctx, &sql_invoice_list_payable, ARGS(ARG(id_customer)), payable_fields,
                   sizeof(struct payable), out);
}

enum err invoice_lock(struct ctx *ctx, int64_t id, struct customer *customer, struct invoice *out)
{
    struct invoice_shown shown;
    enum err err = invoice_show(ctx, id, &shown);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    TRY(customer_lock(ctx, shown.id_customer, customer));
    TRY(db_get(ctx, &sql_invoice_get, ARGS(ARG(id)), invoice_fields, out));
    if (out->type_credit)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.IsCredit", NULL,
                    "%s is a credit note, which cannot be corrected.", out->full_number);
    return OK;
}

/* Why a verb is refused, and what could not be done. */
static const struct {
    const char *code, *participle;
} refusals[INVOICE_VERB_COUNT] = {
    [INVOICE_EDIT] = {"Error.Invoice.NotDraft",         "changed"                          },
    [INVOICE_ISSUE] = {"Error.Invoice.NotDraft",         "issued"                           },
    [INVOICE_SETTLE] = {"Error.Invoice.NotDue",           "paid"                             },
    [INVOICE_LAPSE] = {"Error.Invoice.NotDue",           "declared overdue"                 },
    [INVOICE_CANCEL] = {"Error.Invoice.NotDue",           "cancelled"                        },
    [INVOICE_REFRESH] = {"Error.Invoice.NotRefreshable",   "issued again with another address"},
    [INVOICE_REFUND_PART] = {"Error.Invoice.NotPaid",          "refunded"                         },
    [INVOICE_REFUND_WHOLE] = {"Error.Invoice.NotPaid",          "refunded"                         },
    [INVOICE_DISPUTE] = {"Error.Invoice.NotDisputable",    "disputed"                         },
    [INVOICE_WIN] = {"Error.Invoice.NotDisputed",      "won"                              },
    [INVOICE_LOSE] = {"Error.Invoice.NotDisputed",      "lost"                             },
    [INVOICE_WRITE_OFF] = {"Error.Invoice.NotDue",           "given up"                         },
    [INVOICE_REOPEN] = {"Error.Invoice.NotUncollectible", "opened again"                     },
};

enum err invoice_check(struct ctx *ctx, const struct invoice *invoice, enum invoice_verb verb,
                       enum state_invoice *out)
{
    struct invoice_way way = {
        .is_automatic = invoice->type_payment >= PAYMENT_CARD,
        .is_late = instant_is_set(invoice->date_payment_limit) &&
                   invoice->date_payment_limit.micros <= ctx->now.micros,
    };

    *out = invoice_state_after((enum state_invoice)invoice->state_invoice, verb, way);
    if (*out != INVOICE_NONE)
        return OK;
    return fail(ctx, ERR_CONFLICT, refusals[verb].code, NULL, "%s cannot be %s; it is %s.",
                invoice->full_number, refusals[verb].participle,
                state_invoice_names[invoice->state_invoice]);
}

enum err invoice_close(struct ctx *ctx, int64_t id, enum state_invoice state,
                       struct instant date_payment)
{
    TRY(db_run(ctx, &sql_invoice_end_dispute, ARGS(ARG(id))));
    return db_run(
        ctx, &sql_invoice_close,
        ARGS(ARG(id), ARG(date_payment), ARG_AS(state_invoice, state_invoice_names[state])));
}

enum err invoice_make_due(struct ctx *ctx, const struct invoice *invoice, enum state_invoice state)
{
    struct instant scheduled = {0}, next_at = {0};
    struct settings settings;
    int64_t grace;

    TRY(settings_load(ctx, &settings));
    grace = setting_number(&settings, SETTING_OVERDUE_GRACE_DAYS, invoice->id_segment);
    if (state == INVOICE_DUE_AUTO)
        scheduled = next_at = ctx->now;
    else if (state == INVOICE_DUE_OFFLINE)
        next_at = instant_plus(invoice->date_payment_limit, DAYS(grace));
    TRY(db_run(ctx, &sql_invoice_end_dispute, ARGS(ARG_AS(id, invoice->id))));
    return db_run(ctx, &sql_invoice_make_due,
                  ARGS(ARG_AS(id, invoice->id), ARG_AS(date_payment_scheduled, scheduled),
                       ARG(next_at), ARG_AS(state_invoice, state_invoice_names[state])));
}

enum err invoice_set_paid(struct ctx *ctx, int64_t id, int64_t amount_paid)
{
    return db_run(ctx, &sql_invoice_set_paid, ARGS(ARG(id), ARG(amount_paid)));
}

struct about invoice_about(const struct invoice *invoice, enum state_invoice state)
{
    return (struct about){.id_segment = invoice->id_segment,
                          .id_customer = invoice->id_customer,
                          .id_invoice = invoice->id,
                          .state = state_invoice_names[state]};
}

enum err invoice_settle(struct ctx *ctx, const struct payable *payable, int64_t amount,
                        struct instant date)
{
    int64_t amount_paid = payable->amount_paid + amount;

    assert(amount > 0 && amount_paid <= payable->amount_total);
    TRY(db_run(ctx, &sql_invoice_set_paid, ARGS(ARG_AS(id, payable->id), ARG(amount_paid))));
    if (amount_paid < payable->amount_total)
        return OK;
    TRY(invoice_close(ctx, payable->id, INVOICE_PAID, date));
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
               ARGS(ARG_AS(id, payable->id), ARG_AS(amount_paid, payable->amount_paid - amount))));
    TRY(invoice_close(ctx, payable->id, state, (struct instant){0}));
    return event_record(ctx, type,
                        (struct about){.id_segment = payable->id_segment,
                                       .id_customer = payable->id_customer,
                                       .id_invoice = payable->id,
                                       .state = state_invoice_names[state]});
}
