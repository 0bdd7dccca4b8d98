/* tacite statement: what a customer owed, what happened, and what he owes. */
#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/text.h"
#include "domain/html.h"
#include "domain/statements/statement_csv.h"
#include "domain/statements/statement_paper.h"
#include "domain/wording.h"

/* For people; scripts get CSV or JSON. */
struct row {
    const char *date, *operation, *debit, *credit, *balance;
};

static const struct field row_fields[] = {
    FIELD(row, date),   FIELD(row, operation), FIELD(row, debit),
    FIELD(row, credit), FIELD(row, balance),   FIELDS_END,
};

struct asked {
    struct job *job;
    struct statement_document document;
};

static enum err read_day(struct ctx *ctx, const char *option, const char *text, struct instant *out)
{
    if (!text || instant_parse(text, out))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", option,
                "--%s: \"%s\" is no day; write it like 2026-11-22.", option, text);
}

static enum err load(struct ctx *ctx, void *data)
{
    struct asked *asked = data;
    const struct options *options = &asked->job->console->options;
    struct day_range range = {0};
    struct customer customer;

    TRY(read_day(ctx, "from", options->from, &range.first));
    TRY(read_day(ctx, "to", options->to, &range.last));
    TRY(customer_access(ctx, console_argument(asked->job->console, 0), options->segment,
                        &customer));
    if (options->language)
        customer.language = options->language;
    return statement_document_load(ctx, &customer, &range, &asked->document);
}

/* A balance at the beginning or the end. */
static struct row balance_row(struct ctx *ctx, const struct statement *statement, const char *day,
                              const char *what, int64_t amount)
{
    return (struct row){.date = day,
                        .operation = what,
                        .balance = amount_in_words(ctx, "en", statement->currency, amount)};
}

static const char *words(struct ctx *ctx, const char *currency, int64_t amount)
{
    return amount == NONE ? NULL : amount_in_words(ctx, "en", currency, amount);
}

static struct row operation_row(struct ctx *ctx, const struct operation *operation)
{
    const char *kind = kind_operation_names[operation->kind_operation];

    return (struct row){
        .date = operation->done_on,
        .operation =
            operation->full_number
                ? arena_printf(ctx->arena, "%s %s", kind, operation->full_number)
                : arena_printf(ctx->arena, "%s %lld", kind, (long long)operation->id_payment),
        .debit = words(ctx, operation->currency, operation->amount_debit),
        .credit = words(ctx, operation->currency, operation->amount_credit),
        .balance = words(ctx, operation->currency, operation->amount_balance),
    };
}

static void show_one(struct job *job, const struct customer_statements *account,
                     const struct statement *statement)
{
    const size_t count = statement->operations.count;
    struct ctx *ctx = &job->ctx;
    struct list rows = {ARENA_ARRAY(ctx->arena, struct row, count + 2), count + 2};

    *LIST_AT(rows, struct row, 0) =
        balance_row(ctx, statement, account->from_on, "Opening balance", statement->amount_opening);
    for (size_t i = 0; i < count; i++)
        *LIST_AT(rows, struct row, i + 1) =
            operation_row(ctx, LIST_AT(statement->operations, struct operation, i));
    *LIST_AT(rows, struct row, count + 1) =
        balance_row(ctx, statement, account->to_on, "Closing balance", statement->amount_closing);
    console_list(job->console, row_fields, sizeof(struct row), &rows);
}

static void show(struct job *job, const struct customer_statements *account)
{
    if (job->console->options.json) {
        console_object(job->console, customer_statements_fields, account);
        return;
    }
    for (size_t i = 0; i < account->statements.count; i++)
        show_one(job, account, LIST_AT(account->statements, struct statement, i));
}

static enum err print(struct job *job, const struct statement_document *document, struct bytes *out)
{
    struct text csv = {.arena = job->ctx.arena};

    if (job->console->options.pdf)
        return statement_paper_print(&job->ctx, document, out);
    statement_csv(&csv, &document->account, html_spoken(document->customer.language));
    *out = (struct bytes){csv.at, csv.size};
    return OK;
}

int command_statement(struct job *job)
{
    const struct options *options = &job->console->options;
    struct asked asked = {.job = job};
    struct bytes file;
    enum err err;

    if (!console_argument(job->console, 0)) {
        console_error(job->console, "tacite: say whose: tacite statement CUSTOMER\n");
        return EXIT_USAGE;
    }
    err = app_read(job->app, &job->ctx, load, &asked);
    if (err == OK && !options->csv && !options->pdf)
        show(job, &asked.document.account);
    else if (err == OK)
        err = print(job, &asked.document, &file);
    if (err == OK && (options->csv || options->pdf))
        return file_give(job->console, &file);
    return console_failures(job->console, &job->ctx, err);
}
