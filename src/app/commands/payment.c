/* tacite payment: what was paid offline. */
#include <string.h>

#include "app/commands/file.h"
#include "app/commands/receipt.h"
#include "base/text.h"
#include "domain/payments/payment.h"
#include "domain/statements/receipt_paper.h"
#include "domain/wording.h"
#include "platform/work/work.h"

struct row {
    int64_t id;
    const char *reference_customer, *invoices, *amount, *credit;
    int type_payment;
    struct instant date_payment;
    const char *reference_payment, *note;
};

static const struct field row_fields[] = {
    FIELD(row, id),
    FIELD(row, date_payment),
    FIELD(row, reference_customer),
    FIELD(row, amount),
    FIELD_CHOICE_OF(row, type_payment, type_payment_names),
    FIELD(row, invoices),
    FIELD(row, credit),
    FIELD(row, reference_payment),
    FIELD(row, note),
    FIELDS_END,
};

static enum err load(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];
    struct list *payments = ((void **)data)[1];
    const struct options *options = &job->console->options;
    struct payment_filter filter = {NONE, NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    int64_t total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        filter.id_customer = customer.id;
    }
    return payment_list(ctx, &filter, &page, payments, &total);
}

static const char *numbers_of(struct arena *arena, const struct list *shares)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < shares->count; i++) {
        if (i)
            text_append_char(&text, ' ');
        text_append(&text, LIST_AT(*shares, struct payment_share, i)->full_number);
    }
    return text_done(&text);
}

static void show(struct job *job, const struct list *payments)
{
    struct ctx *ctx = &job->ctx;
    struct list rows = {ARENA_ARRAY(ctx->arena, struct row, payments->count + 1), payments->count};

    for (size_t i = 0; i < payments->count; i++) {
        const struct payment *payment = LIST_AT(*payments, struct payment, i);

        *LIST_AT(rows, struct row, i) = (struct row){
            .id = payment->id,
            .reference_customer = payment->reference_customer,
            .invoices = numbers_of(ctx->arena, &payment->shares),
            .amount = amount_in_words(ctx, "en", payment->currency, payment->amount),
            .credit = payment->amount_credited
                          ? amount_in_words(ctx, "en", payment->currency, payment->amount_credited)
                          : NULL,
            .type_payment = payment->type_payment,
            .date_payment = payment->date_payment,
            .reference_payment = payment->reference_payment,
            .note = payment->note,
        };
    }
    console_list(job->console, row_fields, sizeof(struct row), &rows);
}

static int list(struct job *job)
{
    struct list payments;
    enum err err = app_read(job->app, &job->ctx, load, (void *[]){job, &payments});

    if (err == OK && job->console->options.json)
        console_list(job->console, payment_fields, sizeof(struct payment), &payments);
    else if (err == OK)
        show(job, &payments);
    return console_failures(job->console, &job->ctx, err);
}

static enum err load_receipt(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];
    const char *named = console_argument(job->console, 1);
    enum err err = ERR_NOT_FOUND;
    int64_t id;

    if (named && integer_parse(named, INT64_MAX - 1, &id))
        err = receipt_document_load(ctx, id, ((void **)data)[1]);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Payment.NotFound", NULL, "There is no such payment.");
    return err;
}

static int receipt(struct job *job)
{
    struct receipt_document document;
    struct bytes file;
    enum err err = app_read(job->app, &job->ctx, load_receipt, (void *[]){job, &document});

    if (err == OK)
        err = receipt_paper_print(&job->ctx, &document, &file);
    if (err == OK)
        return file_give(job->console, &file);
    return console_failures(job->console, &job->ctx, err);
}

int command_payment(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    if (what && strcmp(what, "add") == 0)
        return receipt_record(job, 1);
    if (what && strcmp(what, "list") == 0)
        return list(job);
    if (what && strcmp(what, "receipt") == 0)
        return receipt(job);
    console_error(job->console, "tacite: say what to do: tacite payment list|add|receipt\n");
    return EXIT_USAGE;
}
