/* tacite explain: why an invoice or a line comes to what it does. */
#include <string.h>

#include "app/command.h"
#include "domain/invoices/invoice_explain.h"
#include "domain/wording.h"

/* For people: a line, a tax or the total. */
struct row {
    const char *label, *amount, *explanation;
};

static const struct field row_fields[] = {
    FIELD(row, label),
    FIELD(row, amount),
    FIELD(row, explanation),
    FIELDS_END,
};

struct asked {
    struct job *job;
    struct explained_invoice invoice;
    struct explained_line line;
};

static enum err load_invoice(struct ctx *ctx, void *data)
{
    struct asked *asked = data;
    const char *language = asked->job->console->options.language;
    struct invoice_shown shown;
    enum err err = invoice_show_number(ctx, console_argument(asked->job->console, 0), NULL, &shown);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Invoice.NotFound", NULL, "There is no such invoice.");
    TRY(err);
    return explained_invoice_get(ctx, shown.id, language, &asked->invoice);
}

static enum err load_line(struct ctx *ctx, void *data)
{
    struct asked *asked = data;
    const struct console *console = asked->job->console;
    int64_t id;
    enum err err = ERR_NOT_FOUND;

    if (integer_parse(console_argument(console, 1), INT64_MAX - 1, &id))
        err = explained_line_get(ctx, id, console->options.language, &asked->line);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.BalanceLine.NotFound", NULL, "There is no such line.");
    return err;
}

static struct row row_of_line(struct ctx *ctx, const struct explained_line *line)
{
    return (struct row){
        line->label_localized,
        amount_in_words(ctx, "en", line->currency, line->amount_subtotal),
        line->sentence_localized,
    };
}

/* The lines, then the taxes, then all of it. */
static struct list rows_of(struct ctx *ctx, const struct explained_invoice *invoice)
{
    size_t line_count = invoice->lines.count, tax_count = invoice->taxes.count;
    struct list rows = {ARENA_ARRAY(ctx->arena, struct row, line_count + tax_count + 1), 0};

    for (size_t i = 0; i < line_count; i++)
        *LIST_AT(rows, struct row, rows.count++) =
            row_of_line(ctx, LIST_AT(invoice->lines, struct explained_line, i));
    for (size_t i = 0; i < tax_count; i++) {
        const struct explained_tax *tax = LIST_AT(invoice->taxes, struct explained_tax, i);

        *LIST_AT(rows, struct row, rows.count++) = (struct row){
            tax->label_tax ? tax->label_tax : "Tax",
            amount_in_words(ctx, "en", invoice->currency, tax->amount_tax),
            tax->sentence_localized,
        };
    }
    *LIST_AT(rows, struct row, rows.count++) = (struct row){
        "Total", amount_in_words(ctx, "en", invoice->currency, invoice->amount_total), NULL};
    return rows;
}

static int explain_invoice(struct asked *asked)
{
    struct job *job = asked->job;
    enum err err = app_read(job->app, &job->ctx, load_invoice, asked);
    struct list rows;

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json) {
        console_object(job->console, explained_invoice_fields, &asked->invoice);
        return EXIT_FINE;
    }
    rows = rows_of(&job->ctx, &asked->invoice);
    console_list(job->console, row_fields, sizeof(struct row), &rows);
    return EXIT_FINE;
}

static int explain_line(struct asked *asked)
{
    struct job *job = asked->job;
    enum err err = app_read(job->app, &job->ctx, load_line, asked);
    struct row row;

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    row = row_of_line(&job->ctx, &asked->line);
    if (job->console->options.json)
        console_object(job->console, explained_line_fields, &asked->line);
    else
        console_object(job->console, row_fields, &row);
    return EXIT_FINE;
}

int command_explain(struct job *job)
{
    const char *what = console_argument(job->console, 0);
    struct asked asked = {.job = job};

    if (what && strcmp(what, "line") == 0 && console_argument(job->console, 1))
        return explain_line(&asked);
    if (what && strcmp(what, "line") != 0)
        return explain_invoice(&asked);
    console_error(job->console, "tacite: say what to explain: tacite explain NUMBER, or tacite "
                                "explain line ID\n");
    return EXIT_USAGE;
}
