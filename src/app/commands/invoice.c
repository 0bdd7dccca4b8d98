/* tacite invoice: invoices and credit notes, and what happens to them after their issue. */
#include <string.h>

#include "app/commands/receipt.h"
#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/invoices/invoice_credit.h"
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
    FIELD(invoice, id),           FIELD(invoice, full_number),
    FIELD(invoice, type_credit),  FIELD(invoice, reason),
    FIELD(invoice, currency),     FIELD(invoice, amount_subtotal),
    FIELD(invoice, amount_total), FIELDS_END,
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
    struct invoice credit;
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
    struct invoice_shown shown;

    TRY(clock_read(ctx));
    TRY(find(ctx, correction->job, &shown));
    return invoice_cancel(ctx, shown.id, &input, &correction->credit);
}

/* Does it, and shows the credit note. */
static int correct(struct job *job, enum err (*verb)(struct ctx *ctx, void *data))
{
    struct correction correction = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, verb, &correction);

    if (err == OK)
        console_object(job->console, credit_fields, &correction.credit);
    return console_failures(job->console, &job->ctx, err);
}

static int cancel(struct job *job)
{
    return correct(job, do_cancel);
}

static int refund(struct job *job)
{
    return receipt_give_back(job);
}

static const struct {
    const char *word;
    int (*run)(struct job *job);
    bool takes_number;
} actions[] = {
    {"list",   list,   false},
    {"show",   show,   true },
    {"pay",    pay,    true },
    {"cancel", cancel, true },
    {"refund", refund, true },
};

int command_invoice(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    for (size_t i = 0; what && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, what) == 0 &&
            (!actions[i].takes_number || console_argument(job->console, 1)))
            return actions[i].run(job);
    console_error(job->console, "tacite: say what to do, and with which invoice: tacite invoice "
                                "list|show|pay|cancel|refund NUMBER\n");
    return EXIT_USAGE;
}
