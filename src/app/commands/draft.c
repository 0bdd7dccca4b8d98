#include "app/commands/draft.h"

#include <string.h>

#include "base/json.h"
#include "base/money.h"
#include "domain/accounts/clock.h"
#include "domain/invoices/invoice_desk_live.h"
#include "domain/invoices/invoice_draft.h"
#include "domain/payments/payment_manual.h"
#include "domain/wording.h"
#include "platform/work/work.h"

/* For people; scripts get the amounts as numbers. */
struct row {
    int64_t id;
    const char *reference_customer;
    struct instant issue_at;
    const char *total, *note;
};

static const struct field row_fields[] = {
    FIELD(row, id),    FIELD(row, reference_customer), FIELD(row, issue_at),
    FIELD(row, total), FIELD_LIMITED(row, note, 2000), FIELDS_END,
};

struct line_row {
    int64_t id;
    const char *label, *amount;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, id),
    FIELD(line_row, label),
    FIELD(line_row, amount),
    FIELDS_END,
};

static const struct field issued_fields[] = {
    FIELD(invoice, id),
    FIELD(invoice, full_number),
    FIELD_CHOICE_OF(invoice, state_invoice, state_invoice_names),
    FIELD(invoice, currency),
    FIELD(invoice, amount_total),
    FIELD(invoice, amount_paid),
    FIELDS_END,
};

/* One command at work. */
struct work {
    struct job *job;
    int64_t id;
    struct list drafts;
    struct held_invoice draft;
    struct invoice invoice;
};

static enum err read_id(struct ctx *ctx, struct work *work)
{
    const char *typed = console_argument(work->job->console, 1);

    if (integer_parse(typed, INT64_MAX, &work->id))
        return OK;
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.Invoice.NotFound", NULL,
                "\"%s\" is not the id of a draft.", typed);
}

static enum err load_list(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = &work->job->console->options;
    struct draft_filter filter = {NONE, NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    int64_t total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        filter.id_customer = customer.id;
    }
    return draft_list(ctx, &filter, &page, &work->drafts, &total);
}

int drafts_show(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_list, &work);
    struct row *rows = ARENA_ARRAY(job->ctx.arena, struct row, work.drafts.count + 1);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json) {
        console_list(job->console, held_invoice_fields, sizeof(struct held_invoice), &work.drafts);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < work.drafts.count; i++) {
        const struct held_invoice *draft = LIST_AT(work.drafts, struct held_invoice, i);

        rows[i] = (struct row){
            draft->id, draft->reference_customer, draft->issue_at,
            amount_in_words(&job->ctx, "en", draft->currency, draft->amount_total), draft->note};
    }
    console_list(job->console, row_fields, sizeof *rows, &(struct list){rows, work.drafts.count});
    return EXIT_FINE;
}

static enum err load_one(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(read_id(ctx, work));
    return draft_show(ctx, work->id, &work->draft);
}

static void print_draft(struct job *job, const struct held_invoice *draft)
{
    const struct list *lines = &draft->lines;
    struct line_row *rows = ARENA_ARRAY(job->ctx.arena, struct line_row, lines->count + 1);

    console_object(job->console, held_invoice_fields, draft);
    if (job->console->options.json)
        return;
    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        rows[i] = (struct line_row){
            line->id, line->label,
            amount_in_words(&job->ctx, "en", draft->currency, line->amount_subtotal)};
    }
    console_list(job->console, line_row_fields, sizeof *rows, &(struct list){rows, lines->count});
}

int draft_show_one(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_one, &work);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    print_draft(job, &work.draft);
    return EXIT_FINE;
}

static enum err do_issue(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return draft_issue(ctx, work->id, &work->invoice);
}

int draft_issue_one(struct job *job)
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_issue, &work);

    if (err == OK)
        console_object(job->console, issued_fields, &work.invoice);
    return console_failures(job->console, &job->ctx, err);
}

static enum err do_discard(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return draft_delete(ctx, work->id);
}

int draft_discard_one(struct job *job)
{
    struct work work = {.job = job};

    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, do_discard, &work));
}

/* what was composed -------------------------------------------------------------------------------
 */

static enum err read_json(struct ctx *ctx, struct work *work, size_t argument,
                          const struct field *fields, void *out)
{
    const char *text = console_argument(work->job->console, argument);
    const struct json *json;

    if (!text)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "Say what, as JSON: '{\"Composition\": {\"Lines\": [{\"Label\": \"Lesson\", "
                    "\"AmountUnit\": 5000}]}}'.");
    TRY(json_parse(ctx, text, strlen(text), &json));
    return json_read(ctx, json, fields, out);
}

static enum err do_compose(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct draft_input input = {0};

    TRY(clock_read(ctx));
    TRY(read_json(ctx, work, 1, draft_desk_input_fields, &input));
    return draft_compose(ctx, &input, &work->draft);
}

static enum err do_edit(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct draft_change change;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    TRY(read_json(ctx, work, 2, draft_desk_change_fields, &change));
    return draft_edit(ctx, work->id, &change, &work->draft);
}

static int write_draft(struct job *job, enum err (*deed)(struct ctx *ctx, void *data))
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, deed, &work);

    if (err == OK)
        print_draft(job, &work.draft);
    return console_failures(job->console, &job->ctx, err);
}

int draft_compose_one(struct job *job)
{
    return write_draft(job, do_compose);
}

int draft_edit_one(struct job *job)
{
    return write_draft(job, do_edit);
}

static enum err do_send(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct invoice_sending sending = {NONE, work->job->console->options.note};

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return invoice_send(ctx, work->id, &sending, &work->invoice);
}

static enum err do_mark_sent(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return invoice_mark_sent(ctx, work->id, &work->invoice);
}

static enum err do_mark_paid(struct ctx *ctx, void *data)
{
    const struct manual_payment as_he_pays = {0};
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    TRY(payment_mark_paid(ctx, work->id, &as_he_pays));
    return invoice_mark_sent(ctx, work->id, &work->invoice);
}

static int make_visible(struct job *job, enum err (*deed)(struct ctx *ctx, void *data))
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, deed, &work);

    if (err == OK)
        console_object(job->console, issued_fields, &work.invoice);
    return console_failures(job->console, &job->ctx, err);
}

int draft_send_one(struct job *job)
{
    return make_visible(job, do_send);
}

int draft_mark_sent_one(struct job *job)
{
    return make_visible(job, do_mark_sent);
}

int draft_mark_paid_one(struct job *job)
{
    return make_visible(job, do_mark_paid);
}
