/* From balances to invoices, a batch at a time, in two halves: first everything that can fail, then
 * numbers and books, which are only taken for invoices that will exist. Locks are taken in one
 * order: customers by id, series by id, books. */
#include <assert.h>
#include <string.h>

#include "domain/books/book.h"
#include "domain/customers/customer_capping.h"
#include "domain/event.h"
#include "domain/invoices/invoice_content.h"
#include "domain/invoices/invoice_series.h"
#include "domain/invoices/invoice_tax.h"
#include "platform/db/db.h"
#include "platform/zone/zone.h"
#include "rules/collect.h"
#include "rules/numbering.h"
#include "sql.h"

/* When a debtor's next billing is, from his subscriptions and from lines that are not due yet. */
struct upcoming {
    int64_t id_customer;
    struct instant at;
};

static const struct field upcoming_fields[] = {
    FIELD(upcoming, id_customer),
    FIELD(upcoming, at),
    FIELDS_END,
};

struct batch {
    const struct billing *billing;
    struct list debtors, lines, periods, waiting; /* each by customer */
    struct list segments, sellers;
    struct tax_terms taxes;
    struct draft *drafts;
    size_t draft_count;
};

static enum err load_batch(struct ctx *ctx, struct batch *batch)
{
    const struct billing *billing = batch->billing;
    struct args due =
        ARGS(ARG_AS(at, billing->at), ARG_AS(first, billing->first), ARG_AS(last, billing->last),
             ARG_AS(date_start, billing->date_start), ARG_AS(date_end, billing->date_end));

    TRY(db_list(ctx, &sql_billing_debtors, due, debtor_fields, sizeof(struct debtor),
                &batch->debtors));
    if (!batch->debtors.count)
        return OK;
    TRY(db_list(ctx, &sql_billing_lines, due, balance_line_fields, sizeof(struct balance_line),
                &batch->lines));
    TRY(db_list(ctx, &sql_billing_periods, due, upcoming_fields, sizeof(struct upcoming),
                &batch->periods));
    TRY(db_list(ctx, &sql_billing_waiting, due, upcoming_fields, sizeof(struct upcoming),
                &batch->waiting));
    TRY(segment_list(ctx, &batch->segments));
    TRY(tax_terms_load(ctx, billing->settings, &batch->taxes));
    return seller_list(ctx, &batch->sellers);
}

static const struct segment *segment_of(const struct batch *batch, int64_t id)
{
    for (size_t i = 0; i < batch->segments.count; i++)
        if (LIST_AT(batch->segments, struct segment, i)->id == id)
            return LIST_AT(batch->segments, struct segment, i);
    return NULL;
}

static const struct seller *seller_of(const struct batch *batch, int64_t id)
{
    for (size_t i = 0; i < batch->sellers.count; i++)
        if (LIST_AT(batch->sellers, struct seller, i)->id == id)
            return LIST_AT(batch->sellers, struct seller, i);
    return NULL;
}

/* the first half ----------------------------------------------------------------------------------
 */

/* Lines and debtors are both in the order of the customers' ids. */
static struct list lines_of(const struct batch *batch, int64_t id_customer, size_t *at)
{
    struct list list = {LIST_AT(batch->lines, struct balance_line, *at), 0};

    while (*at < batch->lines.count &&
           LIST_AT(batch->lines, struct balance_line, *at)->id_customer == id_customer) {
        (*at)++;
        list.count++;
    }
    return list;
}

static struct instant upcoming_of(const struct list *list, int64_t id_customer, size_t *at)
{
    while (*at < list->count && LIST_AT(*list, struct upcoming, *at)->id_customer < id_customer)
        (*at)++;
    if (*at < list->count && LIST_AT(*list, struct upcoming, *at)->id_customer == id_customer)
        return LIST_AT(*list, struct upcoming, *at)->at;
    return (struct instant){0};
}

static bool is_payable(const struct debtor *debtor)
{
    return debtor->type_payment > PAYMENT_FREE;
}

/* The clock leaves alone who is billed by hand. */
static bool is_wanted(const struct billing *billing, const struct debtor *debtor)
{
    return billing->is_asked_for || debtor->mode_billing == BILLING_AUTO;
}

static const char *note_of(struct ctx *ctx, const struct debtor *debtor, const char *own)
{
    if (debtor->note_invoice && own)
        return arena_printf(ctx->arena, "%s\n%s", debtor->note_invoice, own);
    return own ? own : debtor->note_invoice;
}

/* `has_content` is false if there is nothing to issue. */
static enum err prepare_draft(struct ctx *ctx, struct batch *batch, const struct debtor *debtor,
                              struct list lines, struct draft *draft, bool *has_content)
{
    *draft = (struct draft){
        .debtor = debtor,
        .segment = segment_of(batch, debtor->id_segment),
        .lines = lines,
        .invoice =
            {
                      .id_segment = debtor->id_segment,
                      .id_customer = debtor->id,
                      .type_payment = batch->billing->is_offline && debtor->type_payment >= PAYMENT_CARD
                                    ? PAYMENT_EXTERNAL_OTHER
                                    : debtor->type_payment,
                      .language = debtor->language,
                      .note = note_of(ctx, debtor, batch->billing->note),
                      .id_corrects = NONE,
                      .id_address_customer = debtor->id_address_billing,
                      },
    };
    assert(draft->segment);
    draft->seller = seller_of(batch, draft->segment->id_seller);
    assert(draft->seller);
    draft->invoice.currency = draft->segment->currency;
    draft->invoice.id_seller = draft->seller->id;
    draft->invoice.id_address_seller = draft->seller->id_address;
    if (lines.count)
        TRY(draft_tax(ctx, &batch->taxes, draft));
    draft_add_up(ctx, draft);
    *has_content = lines.count && draft->invoice.amount_total >= 0;
    return OK;
}

/* A debtor whose lines cannot be billed is looked at again tomorrow. */
static enum err postpone(struct ctx *ctx, const struct debtor *debtor)
{
    TRY(event_record(ctx, EVENT_CUSTOMER_BILLING_FAILED,
                     (struct about){.id_segment = debtor->id_segment, .id_customer = debtor->id}));
    return customer_set_billing(ctx, debtor->id, instant_plus(ctx->now, DAYS(1)), false);
}

static enum err set_next_billing(struct ctx *ctx, const struct debtor *debtor,
                                 struct instant period_end, struct instant waiting)
{
    struct instant at = instant_earlier(period_end, waiting);

    if (instant_is_set(at))
        at = instant_plus(at, BILLING_DELAY);
    return customer_set_billing(ctx, debtor->id, at, false);
}

static enum err prepare(struct ctx *ctx, struct batch *batch)
{
    size_t line_at = 0, period_at = 0, waiting_at = 0;

    batch->drafts = ARENA_ARRAY(ctx->arena, struct draft, batch->debtors.count);
    for (size_t i = 0; i < batch->debtors.count; i++) {
        const struct debtor *debtor = LIST_AT(batch->debtors, struct debtor, i);
        struct list lines = lines_of(batch, debtor->id, &line_at);
        struct instant period_end = upcoming_of(&batch->periods, debtor->id, &period_at);
        struct instant waiting = upcoming_of(&batch->waiting, debtor->id, &waiting_at);
        bool has_content = false;

        if (lines.count && is_wanted(batch->billing, debtor) && !is_payable(debtor)) {
            TRY(postpone(ctx, debtor));
            continue;
        }
        if (is_wanted(batch->billing, debtor)) {
            TRY(prepare_draft(ctx, batch, debtor, lines, &batch->drafts[batch->draft_count],
                              &has_content));
            batch->draft_count += has_content;
        }
        TRY(set_next_billing(ctx, debtor, period_end, waiting));
    }
    return OK;
}

/* the second half ---------------------------------------------------------------------------------
 */

/* What the invoices of one segment share when they are issued together. */
struct issue {
    struct series series;
    const char *issued_on;
    struct instant payment_limit, overdue_at, reminder_at;
    int64_t notice_card, notice_debit; /* days between the issue and the first attempt to collect */
};

/* Days begin and end where the seller is: asked once, not for each invoice. */
static enum err begin_issue(struct ctx *ctx, const struct batch *batch,
                            const struct segment *segment, int64_t count, struct issue *out)
{
    const char *zone = seller_of(batch, segment->id_seller)->time_zone;
    const struct settings *settings = batch->billing->settings;
    int64_t days = setting_number(settings, SETTING_PAYMENT_LIMIT_DAYS, segment->id);
    int64_t grace = setting_number(settings, SETTING_OVERDUE_GRACE_DAYS, segment->id);
    const char *reminders = setting_text(settings, SETTING_REMINDER_DAYS, segment->id);
    char *day = arena_alloc(ctx->arena, DAY_TEXT_SIZE);
    struct instant local;
    struct plan plan;

    *out = (struct issue){0};
    TRY(series_take(ctx, segment->id, "Invoice", count, &out->series));
    local = zone_local(zone, out->series.last_issue_at);
    day_format(local, day);
    out->issued_on = day;
    /* Midnights, so many days later. */
    local.micros = (local.micros / DAYS(1) + days) * DAYS(1);
    out->payment_limit = zone_universal(zone, local);
    out->overdue_at = zone_universal(zone, instant_plus(local, DAYS(grace)));
    out->notice_card = setting_number(settings, SETTING_NOTICE_DAYS_CARD, segment->id);
    out->notice_debit = setting_number(settings, SETTING_NOTICE_DAYS_DEBIT, segment->id);
    out->reminder_at = (struct instant){0};
    if (reminders && plan_parse(reminders, -PLAN_DAYS_MAX, &plan))
        out->reminder_at = reminder_after(&plan, out->payment_limit, ctx->now);
    return OK;
}

static void set_payment(const struct issue *issue, struct invoice *invoice)
{
    if (invoice->amount_total == 0) {
        invoice->state_invoice = INVOICE_PAID;
        invoice->date_payment = invoice->date_issue;
    } else if (invoice->type_payment >= PAYMENT_CARD) {
        invoice->state_invoice = INVOICE_DUE_AUTO;
        invoice->date_payment_scheduled = instant_plus(
            invoice->date_issue, DAYS(invoice->type_payment == PAYMENT_CARD ? issue->notice_card
                                                                            : issue->notice_debit));
        invoice->next_at = invoice->date_payment_scheduled;
    } else {
        invoice->state_invoice = INVOICE_DUE_OFFLINE;
        invoice->date_payment_limit = issue->payment_limit;
        invoice->next_at = issue->overdue_at;
        invoice->reminder_at = issue->reminder_at;
    }
}

static void number_draft(struct ctx *ctx, const struct issue *issue, int64_t number,
                         struct draft *draft)
{
    struct invoice *invoice = &draft->invoice;
    char *text = arena_alloc(ctx->arena, FULL_NUMBER_SIZE);

    full_number(issue->series.prefix, number, text);
    invoice->id = db_new_id(ctx, ID_PUBLIC);
    invoice->id_series = issue->series.id;
    invoice->number = number;
    invoice->full_number = text;
    invoice->date_issue = issue->series.last_issue_at;
    invoice->date_update = ctx->now;
    invoice->issued_on = issue->issued_on;
    set_payment(issue, invoice);
    draft_freeze(ctx, draft);
}

/* Numbers for the drafts of one segment, in the order of the customers. */
static enum err number_segment(struct ctx *ctx, const struct batch *batch,
                               const struct segment *segment)
{
    struct issue issue;
    int64_t count = 0;

    for (size_t i = 0; i < batch->draft_count; i++)
        count += batch->drafts[i].segment == segment;
    if (!count)
        return OK;
    TRY(begin_issue(ctx, batch, segment, count, &issue));
    for (size_t i = 0; i < batch->draft_count; i++)
        if (batch->drafts[i].segment == segment)
            number_draft(ctx, &issue, issue.series.first_number++, &batch->drafts[i]);
    return OK;
}

static enum err save_draft(struct ctx *ctx, struct draft *draft)
{
    TRY(db_save(ctx, &sql_invoice_add, invoice_fields, &draft->invoice));
    for (size_t i = 0; i < draft->taxes.count; i++)
        LIST_AT(draft->taxes, struct invoice_tax, i)->id_invoice = draft->invoice.id;
    TRY(db_save_list(ctx, &sql_invoice_tax_add, invoice_tax_fields, sizeof(struct invoice_tax),
                     &draft->taxes));
    for (size_t i = 0; i < draft->lines.count; i++) {
        const struct balance_line *line = LIST_AT(draft->lines, struct balance_line, i);

        TRY(db_run(ctx, &sql_billing_line_freeze,
                   ARGS(ARG_AS(id, line->id), ARG_AS(id_invoice, draft->invoice.id),
                        ARG_AS(position, (int64_t)i + 1), ARG_AS(amount_total, line->amount_total),
                        ARG_AS(rate_tax, line->rate_tax), ARG_AS(category_tax, line->category_tax),
                        ARG_AS(country_tax, line->country_tax))));
    }
    return OK;
}

static enum err enter_draft(struct ctx *ctx, struct book *book, const struct draft *draft)
{
    struct posting postings[INVOICE_POSTINGS];
    size_t count = draft_postings(draft, postings);

    return book_enter(ctx, book, "InvoiceIssued", draft->invoice.id, draft->invoice.content_hash.at,
                      postings, count);
}

static enum err tell(struct ctx *ctx, const struct invoice *invoice)
{
    struct about about = {.id_segment = invoice->id_segment,
                          .id_customer = invoice->id_customer,
                          .id_invoice = invoice->id,
                          .state = state_invoice_names[invoice->state_invoice]};
    enum event_type type = EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE;

    if (invoice->state_invoice == INVOICE_DUE_AUTO)
        type = EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_AUTO;
    else if (invoice->state_invoice == INVOICE_PAID)
        type = EVENT_INVOICE_DEBIT_PAID;
    TRY(event_record(ctx, EVENT_CUSTOMER_BILLING_SUCCEEDED, about));
    return event_record(ctx, type, about);
}

static enum err issue(struct ctx *ctx, struct batch *batch)
{
    struct book book;

    for (size_t i = 0; i < batch->segments.count; i++)
        TRY(number_segment(ctx, batch, LIST_AT(batch->segments, struct segment, i)));
    TRY(book_open(ctx, &book));
    for (size_t i = 0; i < batch->draft_count; i++) {
        TRY(save_draft(ctx, &batch->drafts[i]));
        TRY(enter_draft(ctx, &book, &batch->drafts[i]));
        TRY(tell(ctx, &batch->drafts[i].invoice));
    }
    return book_close(ctx, &book);
}

enum err invoice_bill(struct ctx *ctx, const struct billing *billing, struct list *issued,
                      int64_t *count)
{
    struct batch batch = {.billing = billing};

    *issued = (struct list){0};
    TRY(load_batch(ctx, &batch));
    *count = (int64_t)batch.debtors.count;
    TRY(prepare(ctx, &batch));
    if (!batch.draft_count)
        return OK;
    TRY(issue(ctx, &batch));
    issued->items = ARENA_ARRAY(ctx->arena, struct invoice, batch.draft_count);
    issued->count = batch.draft_count;
    for (size_t i = 0; i < batch.draft_count; i++)
        *LIST_AT(*issued, struct invoice, i) = batch.drafts[i].invoice;
    return OK;
}

/* Made due now, then billed as the clock would: one way for both. */
enum err invoice_bill_customer(struct ctx *ctx, struct customer *customer,
                               const struct billing *how, struct invoice *out, bool *is_issued)
{
    struct billing billing = *how;
    struct settings settings;
    struct list issued;
    int64_t count;

    *is_issued = false;
    TRY(customer_lock(ctx, customer->id, customer));
    TRY(settings_load(ctx, &settings));
    TRY(customer_check_billable(ctx, &settings, customer));
    TRY(customer_set_billing(ctx, customer->id, ctx->now, false));
    billing.at = ctx->now;
    billing.first = billing.last = customer->id;
    billing.settings = &settings;
    billing.is_asked_for = true;
    TRY(invoice_bill(ctx, &billing, &issued, &count));
    *is_issued = issued.count == 1;
    if (*is_issued)
        *out = *LIST_AT(issued, struct invoice, 0);
    return OK;
}
