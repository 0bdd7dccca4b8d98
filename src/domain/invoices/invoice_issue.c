#include "domain/invoices/invoice_issue.h"

#include "domain/event.h"
#include "domain/invoices/invoice_series.h"
#include "domain/mails/mail.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "rules/collect.h"
#include "rules/schedule.h"
#include "sql.h"

/* numbers -----------------------------------------------------------------------------------------
 */

/* Until when an invoice that is paid offline is to be paid, and what follows. */
struct limits {
    struct instant payment_limit, overdue_at, reminder_at;
};

/* What invoices that are issued together share. */
struct issue {
    struct series series;
    const char *zone;
    int64_t grace_days;
    struct plan reminders;
    bool has_reminders;
    struct limits limits;
    int64_t notice_card, notice_debit; /* days between the issue and the first attempt to collect */
};

/* So many midnights, where the seller is, after the issue. */
static struct limits limits_after(const struct ctx *ctx, const struct issue *issue, int64_t days)
{
    struct instant local = zone_local(issue->zone, issue->series.last_issue_at);
    struct limits limits = {{0}, {0}, {0}};

    local.micros = (local.micros / DAYS(1) + days) * DAYS(1);
    limits.payment_limit = zone_universal(issue->zone, local);
    limits.overdue_at = zone_universal(issue->zone, instant_plus(local, DAYS(issue->grace_days)));
    if (issue->has_reminders)
        limits.reminder_at = reminder_after(&issue->reminders, limits.payment_limit, ctx->now);
    return limits;
}

/* Days begin and end where the seller is: asked once, not for each invoice. */
static enum err begin_issue(struct ctx *ctx, const struct issuing *issuing,
                            const struct draft *first, int64_t count, struct issue *out)
{
    const struct segment *segment = first->segment;
    const struct numbered numbered = {issuing->settings, segment, first->seller,
                                      first->invoice.id_customer, SERIES_INVOICES};
    int64_t days = setting_number(issuing->settings, SETTING_PAYMENT_LIMIT_DAYS, segment->id);
    const char *reminders = setting_text(issuing->settings, SETTING_REMINDER_DAYS, segment->id);

    *out = (struct issue){.zone = first->seller->time_zone};
    TRY(series_take(ctx, &numbered, count, &out->series));
    out->grace_days = setting_number(issuing->settings, SETTING_OVERDUE_GRACE_DAYS, segment->id);
    out->notice_card = setting_number(issuing->settings, SETTING_NOTICE_DAYS_CARD, segment->id);
    out->notice_debit = setting_number(issuing->settings, SETTING_NOTICE_DAYS_DEBIT, segment->id);
    out->has_reminders = reminders && plan_parse(reminders, -PLAN_DAYS_MAX, &out->reminders);
    out->limits = limits_after(ctx, out, days);
    return OK;
}

static void set_payment(const struct issue *issue, const struct limits *limits,
                        struct invoice *invoice)
{
    struct invoice_way way = {.is_automatic = invoice->type_payment >= PAYMENT_CARD};

    invoice->state_invoice = (int)invoice_state_after(INVOICE_DRAFT, INVOICE_ISSUE, way);
    if (invoice->amount_paid == invoice->amount_total) {
        invoice->state_invoice = INVOICE_PAID;
        invoice->date_payment = invoice->date_issue;
    } else if (way.is_automatic) {
        invoice->date_payment_scheduled = instant_plus(
            invoice->date_issue,
            DAYS(invoice->type_payment == PAYMENT_CARD ? issue->notice_card : issue->notice_debit));
        invoice->next_at = invoice->date_payment_scheduled;
    } else {
        invoice->date_payment_limit = limits->payment_limit;
        invoice->next_at = limits->overdue_at;
        invoice->reminder_at = limits->reminder_at;
    }
}

/* What somebody typed of the limit, in days; NONE: nothing. */
static int64_t days_to_pay(const struct issue *issue, const struct composition *composition)
{
    const struct clocks clocks = {issue->zone, zone_local, zone_universal};
    struct instant issued_at = issue->series.last_issue_at, due;

    if (!composition || composition->payment_limit_day == NONE)
        return composition ? composition->payment_limit_days : NONE;
    due = schedule_day_of_month(&clocks, issued_at, composition->payment_limit_day);
    return zone_local(issue->zone, due).micros / DAYS(1) -
           zone_local(issue->zone, issued_at).micros / DAYS(1);
}

/* An invoice that was a draft keeps its id. */
static enum err number_draft(struct ctx *ctx, struct issue *issue, struct draft *draft)
{
    int64_t id_draft = draft->debtor->id_draft, days = days_to_pay(issue, draft->composition);
    struct limits limits = days == NONE ? issue->limits : limits_after(ctx, issue, days);
    struct invoice *invoice = &draft->invoice;

    TRY(series_next(ctx, &issue->series, &invoice->number, &invoice->full_number));
    invoice->id = id_draft == NONE ? db_new_id(ctx, ID_PUBLIC) : id_draft;
    invoice->id_series = issue->series.id;
    invoice->date_issue = issue->series.last_issue_at;
    invoice->date_update = ctx->now;
    invoice->issued_on = issue->series.issued_on;
    set_payment(issue, &limits, invoice);
    draft_freeze(ctx, draft);
    return OK;
}

/* Each customer has a series: his invoices, one after the other. */
static enum err number_customers(struct ctx *ctx, const struct issuing *issuing,
                                 const struct segment *segment)
{
    for (size_t i = 0; i < issuing->count; i++) {
        struct issue issue;

        if (issuing->drafts[i].segment != segment)
            continue;
        TRY(begin_issue(ctx, issuing, &issuing->drafts[i], 1, &issue));
        TRY(number_draft(ctx, &issue, &issuing->drafts[i]));
    }
    return OK;
}

/* Numbers for the drafts of one segment, in the order of the customers. */
static enum err number_segment(struct ctx *ctx, const struct issuing *issuing,
                               const struct segment *segment)
{
    const struct draft *first = NULL;
    struct issue issue;
    int64_t count = 0;

    for (size_t i = issuing->count; i-- > 0;)
        if (issuing->drafts[i].segment == segment) {
            first = &issuing->drafts[i];
            count++;
        }
    if (!first)
        return OK;
    if (series_is_of_customer(issuing->settings, segment->id))
        return number_customers(ctx, issuing, segment);
    TRY(begin_issue(ctx, issuing, first, count, &issue));
    for (size_t i = 0; i < issuing->count; i++)
        if (issuing->drafts[i].segment == segment)
            TRY(number_draft(ctx, &issue, &issuing->drafts[i]));
    return OK;
}

/* rows --------------------------------------------------------------------------------------------
 */

/* What was composed, and a part of a larger credit, are lines that begin here; all others were
 * there. */
static enum err save_lines(struct ctx *ctx, struct draft *draft)
{
    for (size_t i = 0; i < draft->lines.count; i++) {
        struct balance_line *line = LIST_AT(draft->lines, struct balance_line, i);

        line->id_invoice = draft->invoice.id;
        line->position = (int64_t)i + 1;
        if (line_is_composed(line))
            line->id = db_new_id(ctx, ID_ROW);
        if (line_is_composed(line) || line->id_credit != NONE)
            TRY(balance_add_lines(ctx, &(struct list){line, 1}));
        else
            TRY(db_run(
                ctx, &sql_billing_line_freeze,
                ARGS(ARG_AS(id, line->id), ARG_AS(id_invoice, line->id_invoice),
                     ARG_AS(position, line->position), ARG_AS(amount_total, line->amount_total),
                     ARG_AS(rate_tax, line->rate_tax), ARG_AS(category_tax, line->category_tax),
                     ARG_AS(country_tax, line->country_tax))));
    }
    for (size_t i = 0; i < draft->rests.count; i++) {
        const struct credit_rest *rest = LIST_AT(draft->rests, struct credit_rest, i);

        TRY(db_run(ctx, &sql_billing_credit_rest,
                   ARGS(ARG_AS(id, rest->id), ARG_AS(amount_subtotal, rest->amount_subtotal),
                        ARG_AS(amount_total, rest->amount_total))));
    }
    return OK;
}

static enum err save_uses(struct ctx *ctx, struct draft *draft)
{
    for (size_t i = 0; i < draft->uses.count; i++) {
        struct credit_use *use = LIST_AT(draft->uses, struct credit_use, i);

        use->id_invoice = draft->invoice.id;
        use->date_use = draft->invoice.date_issue;
        TRY(db_run(ctx, &sql_billing_money_use,
                   ARGS(ARG_AS(id_line, use->id_line), ARG_AS(amount, use->amount))));
    }
    return db_save_list(ctx, &sql_credit_use_add, credit_use_fields, sizeof(struct credit_use),
                        &draft->uses);
}

static enum err save_draft(struct ctx *ctx, struct draft *draft)
{
    TRY(db_save(ctx, &sql_invoice_add, invoice_fields, &draft->invoice));
    for (size_t i = 0; i < draft->taxes.count; i++)
        LIST_AT(draft->taxes, struct invoice_tax, i)->id_invoice = draft->invoice.id;
    TRY(db_save_list(ctx, &sql_invoice_tax_add, invoice_tax_fields, sizeof(struct invoice_tax),
                     &draft->taxes));
    TRY(save_lines(ctx, draft));
    TRY(save_uses(ctx, draft));
    if (draft->debtor->id_draft == NONE)
        return OK;
    TRY(db_run(ctx, &sql_draft_release, ARGS(ARG_AS(id, draft->invoice.id))));
    return db_run(ctx, &sql_draft_delete, ARGS(ARG_AS(id, draft->invoice.id)));
}

/* books -------------------------------------------------------------------------------------------
 */

static enum err enter_uses(struct ctx *ctx, struct book *book, const struct invoice *invoice)
{
    const struct posting postings[] = {
        {ACCOUNT_CREDIT,     invoice->id_customer, invoice->amount_paid,  invoice->currency},
        {ACCOUNT_RECEIVABLE, invoice->id_customer, -invoice->amount_paid, invoice->currency},
    };

    if (!invoice->amount_paid)
        return OK;
    return book_enter(ctx, book, "CreditUsed", invoice->id, invoice->content_hash.at, postings, 2);
}

static enum err enter_draft(struct ctx *ctx, struct book *book, const struct draft *draft)
{
    struct posting postings[INVOICE_POSTINGS];
    size_t count = draft_postings(draft, postings);

    TRY(book_enter(ctx, book, "InvoiceIssued", draft->invoice.id, draft->invoice.content_hash.at,
                   postings, count));
    return enter_uses(ctx, book, &draft->invoice);
}

static enum event_type event_of(const struct invoice *invoice)
{
    if (invoice->state_invoice == INVOICE_DUE_AUTO)
        return EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_AUTO;
    return invoice->state_invoice == INVOICE_PAID ? EVENT_INVOICE_DEBIT_PAID
                                                  : EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE;
}

/* Who composed it may have wanted that it is sent; nobody gets two mails of one invoice. */
static enum err send(struct ctx *ctx, const struct draft *draft)
{
    const struct mail_about about = {.id_customer = draft->invoice.id_customer,
                                     .id_object = draft->invoice.id};
    enum mail_type type = (enum mail_type)draft->debtor->type_mail;
    bool follows;

    if (type == MAIL_NONE)
        return OK;
    TRY(mail_follows(ctx, event_of(&draft->invoice), &follows));
    return follows ? OK : mail_tell(ctx, type, &about);
}

static enum err tell(struct ctx *ctx, const struct invoice *invoice)
{
    const struct about about = {.id_segment = invoice->id_segment,
                                .id_customer = invoice->id_customer,
                                .id_invoice = invoice->id,
                                .state = state_invoice_names[invoice->state_invoice]};

    TRY(event_record(ctx, EVENT_CUSTOMER_BILLING_SUCCEEDED, about));
    return event_record(ctx, event_of(invoice), about);
}

enum err drafts_issue(struct ctx *ctx, const struct issuing *issuing)
{
    struct book book;

    for (size_t i = 0; i < issuing->segments->count; i++)
        TRY(number_segment(ctx, issuing, LIST_AT(*issuing->segments, struct segment, i)));
    TRY(book_open(ctx, &book));
    for (size_t i = 0; i < issuing->count; i++) {
        TRY(save_draft(ctx, &issuing->drafts[i]));
        TRY(enter_draft(ctx, &book, &issuing->drafts[i]));
        TRY(tell(ctx, &issuing->drafts[i].invoice));
        TRY(send(ctx, &issuing->drafts[i]));
    }
    return book_close(ctx, &book);
}
