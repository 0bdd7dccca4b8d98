#include "domain/invoices/invoice_draft.h"

#include <inttypes.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/invoices/invoice_settle.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "rules/composition.h"
#include "sql.h"

const struct field held_invoice_fields[] = {
    FIELD(held_invoice, id),
    FIELD(held_invoice, id_segment),
    FIELD(held_invoice, id_customer),
    FIELD(held_invoice, reference_segment),
    FIELD(held_invoice, reference_customer),
    FIELD(held_invoice, currency),
    FIELD(held_invoice, id_recurring_invoice),
    FIELD(held_invoice, issue_at),
    FIELD(held_invoice, note),
    FIELD_CHOICE_OF(held_invoice, type_payment, type_payment_names),
    FIELD_JSON_OF(held_invoice, composition),
    FIELD_CHOICE_OF(held_invoice, type_mail, mail_type_names),
    FIELD(held_invoice, composed_subtotal),
    FIELD(held_invoice, composed_total),
    FIELD(held_invoice, date_creation),
    FIELD(held_invoice, id_user_creation),
    FIELD(held_invoice, date_update),
    FIELD(held_invoice, amount_subtotal),
    FIELD(held_invoice, amount_total),
    FIELDS_END,
};

/* for the billing ---------------------------------------------------------------------------------
 */

static enum err hold(struct ctx *ctx, int64_t id_draft, const struct list *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        TRY(db_run(ctx, &sql_draft_hold,
                   ARGS(ARG(id_draft), ARG_AS(id, LIST_AT(*lines, struct balance_line, i)->id))));
    return OK;
}

enum err draft_make(struct ctx *ctx, const struct draft *draft, const struct list *lines,
                    struct instant issue_at)
{
    const struct held_invoice held = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = draft->invoice.id_segment,
        .id_customer = draft->invoice.id_customer,
        .issue_at = issue_at,
        .composed_subtotal = NONE,
        .composed_total = NONE,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
        .date_update = ctx->now,
    };

    TRY(db_save(ctx, &sql_draft_add, held_invoice_fields, &held));
    return hold(ctx, held.id, lines);
}

enum err draft_put_off(struct ctx *ctx, int64_t id, struct instant issue_at)
{
    return db_run(ctx, &sql_draft_put_off, ARGS(ARG(id), ARG(issue_at)));
}

enum err draft_dissolve(struct ctx *ctx, int64_t id)
{
    TRY(db_run(ctx, &sql_draft_release, ARGS(ARG(id))));
    return db_run(ctx, &sql_draft_delete, ARGS(ARG(id)));
}

/* reading -----------------------------------------------------------------------------------------
 */

static enum err load(struct ctx *ctx, int64_t id, struct held_invoice *out)
{
    enum err err = db_get(ctx, &sql_draft_get, ARGS(ARG(id)), held_invoice_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such draft.");
    return err;
}

/* The composed lines before those that it holds. */
static struct list joined(struct ctx *ctx, const struct list *first, const struct list *second)
{
    size_t count = first->count + second->count;
    struct list out = {ARENA_ARRAY(ctx->arena, struct balance_line, count + 1), count};

    for (size_t i = 0; i < count; i++)
        *LIST_AT(out, struct balance_line, i) =
            i < first->count ? *LIST_AT(*first, struct balance_line, i)
                             : *LIST_AT(*second, struct balance_line, i - first->count);
    return out;
}

/* As it would be issued now, and not as it was typed. */
static enum err show_composed(struct ctx *ctx, struct held_invoice *out)
{
    struct worked_out worked_out;
    struct customer customer;

    TRY(composition_read(ctx, out->composition, &out->typed));
    TRY(customer_get(ctx, out->id_customer, &customer));
    TRY(composition_work_out(ctx, &out->typed, &customer, &worked_out));
    out->lines = joined(ctx, &worked_out.lines, &out->lines);
    out->amount_subtotal += worked_out.amount_subtotal - out->composed_subtotal;
    out->amount_total += worked_out.amount_total - out->composed_total;
    out->amount_deposit = composition_deposit((enum type_off)out->typed.type_deposit,
                                              out->typed.value_deposit, out->amount_total);
    return OK;
}

enum err draft_show(struct ctx *ctx, int64_t id, struct held_invoice *out)
{
    TRY(load(ctx, id, out));
    TRY(db_list(ctx, &sql_draft_held_lines, ARGS(ARG(id)), balance_line_fields,
                sizeof(struct balance_line), &out->lines));
    fields_clear(composition_fields, &out->typed);
    out->amount_deposit = NONE;
    return out->composition ? show_composed(ctx, out) : OK;
}

enum err draft_list(struct ctx *ctx, const struct draft_filter *filter, const struct page *page,
                    struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_customer, filter->id_customer), ARG_AS(id_segment, filter->id_segment),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_draft_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_draft_list, args, held_invoice_fields, sizeof(struct held_invoice),
                   out);
}

/* the verbs of a person ---------------------------------------------------------------------------
 */

static enum err audit_change(struct ctx *ctx, const char *action, int64_t id,
                             const struct held_invoice *before, const struct held_invoice *after)
{
    struct text was = {.arena = ctx->arena}, is = {.arena = ctx->arena};

    if (before)
        json_write(&was, held_invoice_fields, before);
    if (after)
        json_write(&is, held_invoice_fields, after);
    return audit_record(ctx, action, "invoice_drafts", id, before ? text_done(&was) : NULL,
                        after ? text_done(&is) : NULL);
}

static enum err check_hour(struct ctx *ctx, struct instant issue_at)
{
    if (instant_is_set(issue_at) && issue_at.micros < ctx->now.micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IssueAt",
                    "IssueAt: is in the past.");
    return OK;
}

/* Who has no payment settings pays what was composed for him by bank. A deposit is his to pay: who
 * is charged by us would be charged for all of it. */
static int payment_for(const struct customer *customer, const struct composition *composition,
                       int type_payment)
{
    bool is_automatic = customer->type_payment >= PAYMENT_CARD;

    if (type_payment || (customer->type_payment > PAYMENT_FREE &&
                         !(is_automatic && composition->type_deposit)))
        return type_payment;
    return PAYMENT_EXTERNAL_BANK;
}

/* What was typed, as it is kept, and what it comes to at present. */
static enum err keep_composition(struct ctx *ctx, const struct composition *composition,
                                 const struct customer *customer, struct held_invoice *out)
{
    struct worked_out worked_out;

    TRY(composition_work_out(ctx, composition, customer, &worked_out));
    out->composition = composition_write(ctx, composition);
    out->type_payment = payment_for(customer, composition, out->type_payment);
    out->composed_subtotal = worked_out.amount_subtotal;
    out->composed_total = worked_out.amount_total;
    return OK;
}

enum err draft_compose_for(struct ctx *ctx, const struct customer *customer,
                           const struct draft_input *input, struct held_invoice *out)
{
    struct held_invoice held = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = customer->id_segment,
        .id_customer = customer->id,
        .issue_at = input->issue_at,
        .note = text_is_blank(input->note) ? NULL : input->note,
        .type_payment = input->type_payment,
        .type_mail = input->type_mail,
        .date_creation = ctx->now,
        .id_user_creation = ctx->actor.id,
        .date_update = ctx->now,
    };

    TRY(keep_composition(ctx, &input->composition, customer, &held));
    TRY(db_save(ctx, &sql_draft_add, held_invoice_fields, &held));
    return draft_show(ctx, held.id, out);
}

enum err draft_compose(struct ctx *ctx, const struct draft_input *input, struct held_invoice *out)
{
    struct draft_input tidied = *input;
    struct customer customer;

    TRY(customer_access(ctx, input->reference_customer, input->reference_segment, &customer));
    TRY(customer_lock(ctx, customer.id, &customer));
    if (customer_is_suspended(&customer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Suspended", NULL,
                    "The customer's access is closed: nothing may be sold to him.");
    TRY(check_hour(ctx, input->issue_at));
    type_payment_check(ctx, input->type_payment);
    composition_change(&tidied.composition, &input->composition);
    TRY(composition_check(ctx, &tidied.composition, &customer, true));
    TRY(draft_compose_for(ctx, &customer, &tidied, out));
    return audit_change(ctx, "Draft.Compose", out->id, NULL, out);
}

/* Customer first, then the draft, which may have been issued meanwhile. */
static enum err lock(struct ctx *ctx, int64_t id, struct customer *customer,
                     struct held_invoice *out)
{
    TRY(load(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, customer));
    return load(ctx, id, out);
}

/* What is given of the composition, into the rest. */
static enum err compose_anew(struct ctx *ctx, const struct composition *change,
                             const struct customer *customer, struct held_invoice *draft)
{
    bool had_lines;

    if (!draft->composition && composition_is_empty(ctx, change))
        return OK;
    TRY(composition_read(ctx, draft->composition, &draft->typed));
    had_lines = draft->typed.lines.count > 0;
    composition_change(&draft->typed, change);
    TRY(composition_check(ctx, &draft->typed, customer, had_lines));
    return keep_composition(ctx, &draft->typed, customer, draft);
}

enum err draft_edit(struct ctx *ctx, int64_t id, const struct draft_change *change,
                    struct held_invoice *out)
{
    struct held_invoice before;
    struct customer customer;

    TRY(lock(ctx, id, &customer, &before));
    TRY(check_hour(ctx, change->issue_at));
    type_payment_check(ctx, change->type_payment);
    *out = before;
    if (change->note)
        out->note = text_is_blank(change->note) ? NULL : change->note;
    if (instant_is_set(change->issue_at))
        out->issue_at = change->issue_at;
    if (change->type_payment)
        out->type_payment = change->type_payment;
    TRY(compose_anew(ctx, &change->composition, &customer, out));
    out->date_update = ctx->now;
    TRY(db_save(ctx, &sql_draft_save, held_invoice_fields, out));
    TRY(audit_change(ctx, "Draft.Edit", id, &before, out));
    return draft_show(ctx, id, out);
}

enum err draft_take_line(struct ctx *ctx, int64_t id, int64_t id_line, struct held_invoice *out)
{
    struct customer customer;
    int64_t changed;

    TRY(lock(ctx, id, &customer, out));
    TRY(db_change(ctx, &sql_draft_take,
                  ARGS(ARG_AS(id, id_line), ARG_AS(id_draft, id), ARG_AS(id_customer, customer.id)),
                  &changed));
    if (!changed)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IdLine",
                    "IdLine: no line of that id waits in the customer's balance.");
    return draft_show(ctx, id, out);
}

enum err draft_add_line(struct ctx *ctx, int64_t id, const struct manual_line *input,
                        struct held_invoice *out)
{
    struct balance_line line;
    struct customer customer;

    TRY(lock(ctx, id, &customer, out));
    if (input->reference_customer)
        TRY(customer_access(ctx, input->reference_customer, out->reference_segment, &customer));
    TRY(balance_add_manual(ctx, input, &customer, &line));
    return draft_take_line(ctx, id, line.id, out);
}

enum err draft_drop_line(struct ctx *ctx, int64_t id, int64_t id_line, struct held_invoice *out)
{
    struct held_invoice before;
    struct customer customer;
    int64_t changed;

    TRY(lock(ctx, id, &customer, &before));
    TRY(db_change(ctx, &sql_draft_drop, ARGS(ARG_AS(id, id_line), ARG_AS(id_draft, id)), &changed));
    if (!changed)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.BalanceLine.NotFound", NULL,
                    "The draft has no such line.");
    TRY(draft_show(ctx, id, out));
    return audit_change(ctx, "Draft.DropLine", id, &before, out);
}

enum err draft_delete(struct ctx *ctx, int64_t id)
{
    struct held_invoice before;
    struct customer customer;

    TRY(lock(ctx, id, &customer, &before));
    TRY(draft_dissolve(ctx, id));
    return audit_change(ctx, "Draft.Delete", id, &before, NULL);
}

/* Made due now, then billed as the clock would: one way for both. */
enum err draft_issue(struct ctx *ctx, int64_t id, struct invoice *out)
{
    struct billing billing = {.at = ctx->now, .first = id, .last = id, .is_of_drafts = true};
    struct settings settings;
    struct customer customer;
    struct held_invoice held;
    struct list issued;
    int64_t count;

    TRY(lock(ctx, id, &customer, &held));
    if (!customer_can_pay(&customer) && !held.type_payment)
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.PaymentSettings.Missing", NULL,
                    "The customer has no payment settings.");
    TRY(settings_load(ctx, &settings));
    billing.settings = &settings;
    TRY(draft_put_off(ctx, id, ctx->now));
    TRY(invoice_bill(ctx, &billing, &issued, &count));
    if (!issued.count)
        return fail(ctx, ERR_CONFLICT, "Error.Invoice.Draft.Empty", NULL,
                    "Nothing in the draft is to be billed.");
    *out = *LIST_AT(issued, struct invoice, 0);
    return OK;
}

/* making it visible -------------------------------------------------------------------------------
 */

/* Is it still a draft, now that nobody else can issue it? */
static enum err is_draft(struct ctx *ctx, int64_t id, bool *out)
{
    struct held_invoice held;
    struct customer customer;
    enum err err = db_get(ctx, &sql_draft_get, ARGS(ARG(id)), held_invoice_fields, &held);

    if (err == OK) {
        TRY(customer_lock(ctx, held.id_customer, &customer));
        err = db_get(ctx, &sql_draft_get, ARGS(ARG(id)), held_invoice_fields, &held);
    }
    *out = err == OK;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err invoice_mark_sent(struct ctx *ctx, int64_t id, struct invoice *out)
{
    struct customer customer;
    bool is_waiting;

    TRY(is_draft(ctx, id, &is_waiting));
    return is_waiting ? draft_issue(ctx, id, out) : invoice_lock(ctx, id, &customer, out);
}

enum err invoice_send(struct ctx *ctx, int64_t id, const struct invoice_sending *sending,
                      struct invoice *out)
{
    struct mail_about about = {.id_object = id, .message = sending->message};

    TRY(invoice_mark_sent(ctx, id, out));
    about.id_customer = out->id_customer;
    about.id_contact = sending->id_contact == NONE ? 0 : sending->id_contact;
    return mail_queue(ctx, MAIL_INVOICE, &about);
}
