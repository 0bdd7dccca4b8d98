/* tacite invoice: invoices and credit notes, and what happens to them after their issue. */
#include <string.h>

#include "app/commands/draft.h"
#include "app/commands/receipt.h"
#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/gateways/collect.h"
#include "domain/invoices/invoice_credit.h"
#include "domain/payments/dispute.h"
#include "domain/wording.h"
#include "platform/work/work.h"

/* For people; scripts get the amounts as numbers. */
struct row {
    struct invoice_shown invoice;
    const char *total, *paid;
};

#define OF_INVOICE(member)                                                                         \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct invoice_shown *)0)->member),                  \
        .offset = offsetof(struct row, invoice.member)                                             \
    }

static const struct field row_fields[] = {
    OF_INVOICE(full_number),
    OF_INVOICE(reference_customer),
    OF_INVOICE(date_issue),
    {.name = "state_invoice",
                  .kind = FIELD_CHOICE,
                  .offset = offsetof(struct row, invoice.state_invoice),
                  .choices = state_invoice_names},
    FIELD(row, total),
    FIELD(row, paid),
    OF_INVOICE(date_payment_limit),
    OF_INVOICE(date_payment),
    OF_INVOICE(reason),
    FIELDS_END,
};

/* What is told of a credit note that was made. */
static const struct field credit_fields[] = {
    FIELD(invoice_shown, id),           FIELD(invoice_shown, full_number),
    FIELD(invoice_shown, type_credit),  FIELD(invoice_shown, reason),
    FIELD(invoice_shown, currency),     FIELD(invoice_shown, amount_subtotal),
    FIELD(invoice_shown, amount_total), FIELDS_END,
};

static enum err load_list(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];
    struct list *invoices = ((void **)data)[1];
    const struct options *options = &job->console->options;
    struct invoice_filter filter = {NONE, NONE, NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    struct segment segment;
    int64_t total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        filter.id_customer = customer.id;
    }
    TRY(segment_choose(ctx, options->segment, &segment));
    filter.id_segment = segment.id;
    return invoice_list(ctx, &filter, &page, invoices, &total);
}

static struct row row_of(struct ctx *ctx, const struct invoice_shown *invoice)
{
    return (struct row){
        .invoice = *invoice,
        .total = amount_in_words(ctx, "en", invoice->currency, invoice->amount_total),
        .paid = amount_in_words(ctx, "en", invoice->currency, invoice->amount_paid),
    };
}

static int list(struct job *job)
{
    struct list invoices, rows;
    enum err err = app_read(job->app, &job->ctx, load_list, (void *[]){job, &invoices});

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json) {
        console_list(job->console, invoice_shown_fields, sizeof(struct invoice_shown), &invoices);
        return EXIT_FINE;
    }
    rows =
        (struct list){ARENA_ARRAY(job->ctx.arena, struct row, invoices.count + 1), invoices.count};
    for (size_t i = 0; i < invoices.count; i++)
        *LIST_AT(rows, struct row, i) =
            row_of(&job->ctx, LIST_AT(invoices, struct invoice_shown, i));
    console_list(job->console, row_fields, sizeof(struct row), &rows);
    return EXIT_FINE;
}

static enum err load(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];
    enum err err =
        invoice_show_number(ctx, console_argument(job->console, 1), NULL, ((void **)data)[1]);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    return err;
}

static int show(struct job *job)
{
    struct invoice_shown invoice;
    struct row row;
    enum err err = app_read(job->app, &job->ctx, load, (void *[]){job, &invoice});

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    row = row_of(&job->ctx, &invoice);
    if (job->console->options.json)
        console_object(job->console, invoice_shown_fields, &invoice);
    else
        console_object(job->console, row_fields, &row);
    return EXIT_FINE;
}

static int pay(struct job *job)
{
    return receipt_record(job, 1);
}

/* what corrects it --------------------------------------------------------------------------------
 */

struct correction {
    struct job *job;
    struct invoice_shown shown; /* the credit note, or the invoice while it waits */
    bool is_waiting;
};

static enum err find(struct ctx *ctx, struct job *job, struct invoice_shown *out)
{
    return load(ctx, (void *[]){job, out});
}

static enum err do_cancel(struct ctx *ctx, void *data)
{
    struct correction *correction = data;
    const struct options *options = &correction->job->console->options;
    const struct cancellation input = {options->reason, options->keep_content};
    int64_t id;

    TRY(clock_read(ctx));
    TRY(find(ctx, correction->job, &correction->shown));
    TRY(collect_cancel(ctx, correction->shown.id, &input, &id, &correction->is_waiting));
    return invoice_show(ctx, id, &correction->shown);
}

/* Does it, and shows the credit note. */
static int cancel(struct job *job)
{
    struct correction correction = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_cancel, &correction);

    if (err == OK && correction.is_waiting)
        console_print(job->console,
                      "The charge that is on its way is being called off; then %s is cancelled.\n",
                      correction.shown.full_number);
    else if (err == OK)
        console_object(job->console, credit_fields, &correction.shown);
    return console_failures(job->console, &job->ctx, err);
}

static int refund(struct job *job)
{
    return receipt_give_back(job);
}

static enum err do_write_off(struct ctx *ctx, void *data)
{
    struct correction *correction = data;
    struct invoice_shown shown;

    TRY(clock_read(ctx));
    TRY(find(ctx, correction->job, &shown));
    return invoice_write_off(ctx, shown.id, correction->job->console->options.reason);
}

static int write_off(struct job *job)
{
    struct correction correction = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_write_off, &correction);

    return err == OK ? show(job) : console_failures(job->console, &job->ctx, err);
}

/* What a verb does to the invoice that is named; it may leave another document in `shown`. */
typedef enum err invoice_change(struct ctx *ctx, int64_t id, struct correction *correction);

struct change {
    struct correction correction;
    invoice_change *verb;
};

static enum err do_change(struct ctx *ctx, void *data)
{
    struct change *change = data;
    struct invoice_shown shown;

    TRY(clock_read(ctx));
    TRY(find(ctx, change->correction.job, &shown));
    return change->verb(ctx, shown.id, &change->correction);
}

/* Shows the document that came of it, else the invoice. */
static int change(struct job *job, invoice_change *verb, bool has_document)
{
    struct change change = {.correction = {.job = job}, .verb = verb};
    enum err err = work_do(job->app->work, &job->ctx, do_change, &change);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (!has_document)
        return show(job);
    console_object(job->console, credit_fields, &change.correction.shown);
    return EXIT_FINE;
}

static const struct options *options_of(const struct correction *correction)
{
    return &correction->job->console->options;
}

static enum err give_credit(struct ctx *ctx, int64_t id, struct correction *correction)
{
    const struct options *options = options_of(correction);
    struct invoice_shown shown;
    int64_t amount = NONE;
    struct invoice note;

    TRY(find(ctx, correction->job, &shown));
    if (options->amount)
        TRY(amount_typed(ctx, options->amount, shown.currency, &amount));
    TRY(invoice_credit(ctx, id, options->reason, amount, &note));
    return invoice_show(ctx, note.id, &correction->shown);
}

static int credit(struct job *job)
{
    return change(job, give_credit, true);
}

static enum err refresh_address(struct ctx *ctx, int64_t id, struct correction *correction)
{
    struct invoice note, issued;

    TRY(invoice_refresh(ctx, id, options_of(correction)->reason, &note, &issued));
    return invoice_show(ctx, issued.id, &correction->shown);
}

static int refresh(struct job *job)
{
    return change(job, refresh_address, true);
}

static enum err take_up(struct ctx *ctx, int64_t id, struct correction *correction)
{
    return invoice_take_up(ctx, id, options_of(correction)->reason);
}

static int reopen(struct job *job)
{
    return change(job, take_up, false);
}

static enum err contest(struct ctx *ctx, int64_t id, struct correction *correction)
{
    struct dispute registered;

    return dispute_register(ctx, id, options_of(correction)->reason, &registered);
}

static int dispute(struct job *job)
{
    return change(job, contest, false);
}

static enum err win(struct ctx *ctx, int64_t id, struct correction *correction)
{
    struct dispute resolved;

    (void)correction;
    return dispute_resolve(ctx, id, true, &resolved);
}

static int won(struct job *job)
{
    return change(job, win, false);
}

static enum err lose(struct ctx *ctx, int64_t id, struct correction *correction)
{
    struct dispute resolved;

    (void)correction;
    return dispute_resolve(ctx, id, false, &resolved);
}

static int lost(struct job *job)
{
    return change(job, lose, false);
}

/* charging ----------------------------------------------------------------------------------------
 */

struct charging {
    struct job *job;
    struct transaction transaction;
};

static const struct field charge_fields[] = {
    FIELD(transaction, id),
    FIELD(transaction, reference_customer),
    FIELD(transaction, name_display),
    FIELD_CHOICE_OF(transaction, state_transaction, state_transaction_names),
    FIELD(transaction, amount),
    FIELD(transaction, currency),
    FIELD(transaction, attempt),
    FIELD(transaction, date_settlement),
    FIELD(transaction, page_url),
    FIELD(transaction, message),
    FIELDS_END,
};

static enum err do_charge(struct ctx *ctx, void *data)
{
    struct charging *charging = data;
    struct invoice_shown shown;

    TRY(clock_read(ctx));
    TRY(find(ctx, charging->job, &shown));
    return collect_charge_now(ctx, shown.id, false, &charging->transaction);
}

static int charge(struct job *job)
{
    struct charging charging = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_charge, &charging);

    if (err == OK)
        console_object(job->console, charge_fields, &charging.transaction);
    return console_failures(job->console, &job->ctx, err);
}

static const struct {
    const char *word;
    int (*run)(struct job *job);
    bool takes_number;
} actions[] = {
    {"list",      list,                false},
    {"show",      show,                true },
    {"pay",       pay,                 true },
    {"charge",    charge,              true },
    {"cancel",    cancel,              true },
    {"refund",    refund,              true },
    {"writeoff",  write_off,           true },
    {"reopen",    reopen,              true },
    {"credit",    credit,              true },
    {"refresh",   refresh,             true },
    {"dispute",   dispute,             true },
    {"won",       won,                 true },
    {"lost",      lost,                true },
    {"drafts",    drafts_show,         false},
    {"draft",     draft_show_one,      true },
    {"issue",     draft_issue_one,     true },
    {"discard",   draft_discard_one,   true },
    {"compose",   draft_compose_one,   true },
    {"edit",      draft_edit_one,      true },
    {"send",      draft_send_one,      true },
    {"mark-sent", draft_mark_sent_one, true },
    {"mark-paid", draft_mark_paid_one, true },
};

int command_invoice(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    for (size_t i = 0; what && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, what) == 0 &&
            (!actions[i].takes_number || console_argument(job->console, 1)))
            return actions[i].run(job);
    console_error(
        job->console,
        "tacite: say what to do, and with which invoice: tacite invoice list|show|pay|charge|"
        "cancel|refund|credit|refresh|dispute|won|lost|writeoff|reopen NUMBER, compose JSON, "
        "drafts, or draft|edit|issue|discard|send|mark-sent|mark-paid ID\n");
    return EXIT_USAGE;
}
