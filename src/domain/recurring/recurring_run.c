/* What the clock does: the invoices of the dates that have come. */
#include "domain/invoices/invoice_draft.h"
#include "domain/mails/mail.h"
#include "domain/recurring/recurring.h"
#include "platform/db/db.h"

/* Is the invoice of the last cycle still to be issued or paid? */
static enum err is_last_unpaid(struct ctx *ctx, const struct recurring_invoice *recurring,
                               bool *out)
{
    struct recurring_cycle last;
    enum err err = ERR_NOT_FOUND;

    *out = false;
    if (recurring->cycles_done)
        err = recurring_cycle_last(ctx, recurring, &last);
    if (err == ERR_NOT_FOUND)
        return OK;
    TRY(err);
    *out = last.is_draft || invoice_is_unpaid((enum state_invoice)last.state_invoice);
    return OK;
}

/* The planned date stays; the clock looks again tomorrow. */
static enum err put_off(struct ctx *ctx, struct instant at, struct recurring_invoice *recurring)
{
    recurring->next_at = instant_plus(instant_later(at, ctx->now), DAYS(1));
    return recurring_save(ctx, recurring);
}

/* What would be collected is left to the customer where the template says so. */
static int payment_of(const struct recurring_invoice *recurring, const struct customer *customer)
{
    bool is_automatic = customer->type_payment >= PAYMENT_CARD;

    return is_automatic && !recurring->is_auto_pay ? PAYMENT_EXTERNAL_OTHER : 0;
}

/* The draft is issued by the sweep of drafts, at the same moment, unless it waits for somebody. */
static enum err make_invoice(struct ctx *ctx, struct instant at,
                             const struct recurring_invoice *recurring, int64_t *id_invoice)
{
    const struct recurring_text next = recurring_next(ctx, recurring);
    struct draft_input input = {
        .note = next.note,
        .issue_at = recurring->mode_issue == ISSUE_DRAFT ? (struct instant){0} : at,
        .type_mail = recurring->mode_issue == ISSUE_SEND ? MAIL_RECURRING_INVOICE : MAIL_NONE,
        .composition = next.composition,
    };
    struct held_invoice held;
    struct customer customer;

    TRY(customer_get(ctx, recurring->id_customer, &customer));
    if (customer_is_suspended(&customer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Suspended", NULL,
                    "The customer's access is closed: nothing may be sold to him.");
    input.type_payment = payment_of(recurring, &customer);
    TRY(draft_compose_for(ctx, &customer, &input, &held));
    *id_invoice = held.id;
    return OK;
}

static enum err run_one(struct ctx *ctx, struct instant at, struct recurring_invoice *recurring)
{
    int64_t id_invoice;
    bool is_held = false;

    if (recurring->is_held_while_unpaid)
        TRY(is_last_unpaid(ctx, recurring, &is_held));
    if (is_held)
        return put_off(ctx, at, recurring);
    TRY(make_invoice(ctx, at, recurring, &id_invoice));
    recurring->cycles_done++;
    TRY(recurring_cycle_add(ctx, recurring, id_invoice));
    recurring->count_next++;
    TRY(recurring_enter(ctx, recurring, RECURRING_RUN));
    return recurring_save(ctx, recurring);
}

enum err recurring_run(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                       int64_t *count)
{
    struct list due;

    TRY(recurring_list_due(ctx, at, first, last, &due));
    *count = (int64_t)due.count;
    for (size_t i = 0; i < due.count; i++)
        TRY(run_one(ctx, at, LIST_AT(due, struct recurring_invoice, i)));
    return OK;
}
