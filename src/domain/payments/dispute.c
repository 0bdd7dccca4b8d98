#include "domain/payments/dispute.h"

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/balance/balance.h"
#include "domain/event.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/invoices/invoice_settle.h"
#include "domain/payments/payment_parts.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const dispute_outcome_names[] = {NULL, "Won", "Lost", "Settled", NULL};

const struct field dispute_fields[] = {
    FIELD(dispute, id),
    FIELD(dispute, id_invoice),
    FIELD(dispute, reason),
    FIELD(dispute, amount),
    FIELD(dispute, date_dispute),
    FIELD_CHOICE_OF(dispute, outcome, dispute_outcome_names),
    FIELD(dispute, date_outcome),
    FIELD(dispute, id_user_creation),
    FIELDS_END,
};

/* Money of one invoice that goes, negative, or comes back. */
static enum err move_money(struct ctx *ctx, const struct customer *customer,
                           const struct invoice *invoice, int64_t amount, int64_t credited)
{
    struct payment_share share = {
        .id_invoice = invoice->id,
        .full_number = invoice->full_number,
        .amount = amount - credited,
    };
    struct payment payment = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = customer->id_segment,
        .id_customer = customer->id,
        .id_transaction = NONE,
        .type_payment = invoice->type_payment,
        .date_payment = ctx->now,
        .amount = amount,
        .amount_credited = credited,
        .currency = invoice->currency,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
        .shares = {&share, share.amount ? 1 : 0},
    };

    share.id_payment = payment.id;
    TRY(invoice_set_paid(ctx, invoice->id, invoice->amount_paid + share.amount));
    if (credited)
        TRY(balance_add_credit(ctx, customer, credited, ctx->now, NULL, NULL));
    return payment_write(ctx, &payment);
}

/* What can be taken back: what was paid and not given back already. */
static enum err measure(struct ctx *ctx, const struct invoice *invoice, int64_t *out)
{
    int64_t given_back;

    *out = 0;
    if (invoice->state_invoice != INVOICE_PAID)
        return OK;
    TRY(invoice_given_back(ctx, invoice->id, &given_back));
    *out = invoice->amount_paid - given_back;
    return OK;
}

enum err dispute_register(struct ctx *ctx, int64_t id_invoice, const char *reason,
                          struct dispute *out)
{
    struct customer customer;
    struct invoice invoice;
    enum state_invoice state;

    if (text_is_blank(reason))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Reason", "Reason: is missing.");
    TRY(invoice_lock(ctx, id_invoice, &customer, &invoice));
    TRY(invoice_check(ctx, &invoice, INVOICE_DISPUTE, &state));
    *out = (struct dispute){
        .id = db_new_id(ctx, ID_ROW),
        .id_invoice = id_invoice,
        .reason = reason,
        .date_dispute = ctx->now,
        .id_user_creation = ctx->actor.id,
    };
    TRY(measure(ctx, &invoice, &out->amount));
    if (invoice.state_invoice == INVOICE_PAID && !out->amount)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotDisputable", NULL,
                    "%s is an invoice of nothing.", invoice.full_number);
    if (out->amount)
        TRY(move_money(ctx, &customer, &invoice, -out->amount, 0));
    TRY(invoice_close(ctx, id_invoice, state, (struct instant){0}));
    TRY(db_save(ctx, &sql_dispute_add, dispute_fields, out));
    TRY(event_record(ctx, EVENT_INVOICE_DEBIT_DISPUTED, invoice_about(&invoice, state)));
    return audit_record(ctx, "Invoice.Dispute", "invoices", id_invoice, NULL, NULL);
}

/* The money comes back; what was paid anew meanwhile makes the customer's credit of it. */
static enum err win_back(struct ctx *ctx, const struct customer *customer,
                         const struct invoice *invoice, int64_t amount)
{
    int64_t asked = invoice->amount_total - invoice->amount_paid;
    int64_t credited = amount > asked ? amount - asked : 0;

    TRY(move_money(ctx, customer, invoice, amount, credited));
    TRY(invoice_close(ctx, invoice->id, INVOICE_PAID, ctx->now));
    return event_record(ctx, EVENT_INVOICE_DEBIT_PAID, invoice_about(invoice, INVOICE_PAID));
}

static enum err find_open(struct ctx *ctx, const struct invoice *invoice, struct dispute *out)
{
    enum err err = db_get(ctx, &sql_dispute_get_open, ARGS(ARG_AS(id_invoice, invoice->id)),
                          dispute_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.NotDisputed", NULL,
                    "%s is disputed at the gateway, which will tell how that ends.",
                    invoice->full_number);
    return err;
}

enum err dispute_resolve(struct ctx *ctx, int64_t id_invoice, bool is_won, struct dispute *out)
{
    struct customer customer;
    struct invoice invoice;
    enum state_invoice state;

    TRY(invoice_lock(ctx, id_invoice, &customer, &invoice));
    TRY(invoice_check(ctx, &invoice, is_won ? INVOICE_WIN : INVOICE_LOSE, &state));
    TRY(find_open(ctx, &invoice, out));
    out->outcome = is_won ? DISPUTE_WON : DISPUTE_LOST;
    out->date_outcome = ctx->now;
    TRY(db_run(ctx, &sql_dispute_resolve,
               ARGS(ARG_AS(id, out->id), ARG_AS(outcome, dispute_outcome_names[out->outcome]))));
    if (is_won && out->amount)
        TRY(win_back(ctx, &customer, &invoice, out->amount));
    else
        TRY(invoice_make_due(ctx, &invoice, state));
    return audit_record(ctx, is_won ? "Invoice.DisputeWon" : "Invoice.DisputeLost", "invoices",
                        id_invoice, NULL, NULL);
}
