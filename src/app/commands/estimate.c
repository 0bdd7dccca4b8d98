/* tacite estimate: estimates, from the draft to the invoice. */
#include "domain/estimates/estimate.h"

#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/accounts/clock.h"
#include "domain/estimates/estimate_live.h"
#include "domain/invoices/invoice_content.h"
#include "domain/wording.h"
#include "platform/work/work.h"

/* For people; scripts get the amounts as numbers. */
struct row {
    int64_t id;
    const char *full_number, *reference_customer, *state_estimate;
    const char *total, *valid_until, *full_number_invoice;
};

static const struct field row_fields[] = {
    FIELD(row, id),
    FIELD(row, full_number),
    FIELD(row, reference_customer),
    FIELD(row, state_estimate),
    FIELD(row, total),
    FIELD(row, valid_until),
    FIELD(row, full_number_invoice),
    FIELDS_END,
};

struct line_row {
    const char *label, *amount;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, label),
    FIELD(line_row, amount),
    FIELDS_END,
};

/* One command at work. */
struct work {
    struct job *job;
    enum err (*verb)(struct ctx *ctx, struct work *work);
    int64_t id;
    struct list estimates;
    struct estimate estimate;
};

static struct row row_of(struct ctx *ctx, const struct estimate *estimate)
{
    return (struct row){
        .id = estimate->id,
        .full_number = estimate->full_number,
        .reference_customer = estimate->reference_customer,
        .state_estimate = state_estimate_names[estimate->state_estimate],
        .total = amount_in_words(ctx, "en", estimate->currency, estimate->amount_total),
        .valid_until = estimate->valid_until,
        .full_number_invoice = estimate->full_number_invoice,
    };
}

/* the list ----------------------------------------------------------------------------------------
 */

static enum err filter_of(struct ctx *ctx, const struct options *options,
                          struct estimate_filter *out)
{
    struct customer customer;

    *out = (struct estimate_filter){.id_customer = NONE, .id_segment = NONE};
    if (options->state) {
        out->state_estimate = choice_named(state_estimate_names, options->state);
        if (!out->state_estimate)
            return fail(ctx, ERR_INVALID, "Error.Api.Validation", "State",
                        "--state: \"%.40s\" is none of Draft, Sent, Approved, Declined, Expired, "
                        "Converted, Cancelled.",
                        options->state);
    }
    if (!options->customer)
        return OK;
    TRY(customer_access(ctx, options->customer, options->segment, &customer));
    out->id_customer = customer.id;
    return OK;
}

static enum err load_list(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct page page = {1, SIZE_PAGE_MAX};
    struct estimate_filter filter;
    int64_t total;

    TRY(clock_read(ctx));
    TRY(filter_of(ctx, &work->job->console->options, &filter));
    return estimate_list(ctx, &filter, &page, &work->estimates, &total);
}

static int list(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_list, &work);
    struct row *rows = ARENA_ARRAY(job->ctx.arena, struct row, work.estimates.count + 1);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json) {
        console_list(job->console, estimate_live_fields, sizeof(struct estimate), &work.estimates);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < work.estimates.count; i++)
        rows[i] = row_of(&job->ctx, LIST_AT(work.estimates, struct estimate, i));
    console_list(job->console, row_fields, sizeof *rows,
                 &(struct list){rows, work.estimates.count});
    return EXIT_FINE;
}

/* one ---------------------------------------------------------------------------------------------
 */

/* By its number, or by its id, which a draft has, too. */
static enum err read_id(struct ctx *ctx, struct work *work)
{
    const char *typed = console_argument(work->job->console, 1);
    const struct estimate_filter filter = {
        .id_customer = NONE, .id_segment = NONE, .full_number = typed};
    struct page one = {1, 1};
    struct list found;
    int64_t total;

    if (integer_parse(typed, INT64_MAX, &work->id))
        return OK;
    TRY(estimate_list(ctx, &filter, &one, &found, &total));
    if (!found.count)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Estimate.NotFound", NULL,
                    "\"%s\" is neither the number nor the id of an estimate.", typed);
    work->id = LIST_AT(found, struct estimate, 0)->id;
    return OK;
}

static void print(struct job *job, const struct estimate *estimate)
{
    const struct list *lines = &estimate->lines;
    struct line_row *rows = ARENA_ARRAY(job->ctx.arena, struct line_row, lines->count + 1);
    struct row row = row_of(&job->ctx, estimate);

    if (job->console->options.json) {
        console_object(job->console, estimate_live_whole_fields, estimate);
        return;
    }
    console_object(job->console, row_fields, &row);
    for (size_t i = 0; i < lines->count; i++) {
        const struct content_line *line = LIST_AT(*lines, struct content_line, i);

        rows[i] =
            (struct line_row){line->label, amount_in_words(&job->ctx, "en", estimate->currency,
                                                           line->amount_subtotal)};
    }
    console_list(job->console, line_row_fields, sizeof *rows, &(struct list){rows, lines->count});
}

static enum err load_one(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return estimate_show(ctx, work->id, &work->estimate);
}

static int show(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_one, &work);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    print(job, &work.estimate);
    return EXIT_FINE;
}

/* what is done with one ---------------------------------------------------------------------------
 */

static enum err read_input(struct ctx *ctx, struct work *work, size_t argument,
                           const struct field *fields, struct estimate_input *out)
{
    const char *text = console_argument(work->job->console, argument);
    const struct json *json;

    memset(out, 0, sizeof *out);
    if (!text)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "Say what, as JSON: '{\"ReferenceCustomer\": \"ada\", \"Composition\": "
                    "{\"Lines\": [{\"Label\": \"Design\", \"AmountUnit\": 40000}]}}'.");
    TRY(json_parse(ctx, text, strlen(text), &json));
    return json_read(ctx, json, fields, out);
}

static enum err create(struct ctx *ctx, struct work *work)
{
    struct estimate_input input;

    TRY(read_input(ctx, work, 1, estimate_live_input_fields, &input));
    return estimate_create(ctx, &input, &work->estimate);
}

static enum err edit(struct ctx *ctx, struct work *work)
{
    struct estimate_input input;

    TRY(read_input(ctx, work, 2, estimate_live_change_fields, &input));
    return estimate_edit(ctx, work->id, &input, &work->estimate);
}

static enum err send(struct ctx *ctx, struct work *work)
{
    const struct estimate_sending sending = {NONE, work->job->console->options.note};

    return estimate_send(ctx, work->id, &sending, &work->estimate);
}

static enum err mark_sent(struct ctx *ctx, struct work *work)
{
    return estimate_mark_sent(ctx, work->id, &work->estimate);
}

static enum err duplicate(struct ctx *ctx, struct work *work)
{
    return estimate_duplicate(ctx, work->id, &work->estimate);
}

static enum err convert(struct ctx *ctx, struct work *work)
{
    return estimate_convert(ctx, work->id, &work->estimate);
}

static enum err cancel(struct ctx *ctx, struct work *work)
{
    return estimate_cancel(ctx, work->id, &work->estimate);
}

static struct estimate_given given_of(const struct work *work)
{
    const struct options *options = &work->job->console->options;

    return (struct estimate_given){
        .name = options->name, .comment = options->note, .reason = options->reason};
}

static enum err approve(struct ctx *ctx, struct work *work)
{
    const struct estimate_given given = given_of(work);

    return estimate_approve(ctx, work->id, &given, &work->estimate);
}

static enum err decline(struct ctx *ctx, struct work *work)
{
    const struct estimate_given given = given_of(work);

    return estimate_decline(ctx, work->id, &given, &work->estimate);
}

static enum err do_verb(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    if (work->verb != create)
        TRY(read_id(ctx, work));
    return work->verb(ctx, work);
}

static enum err do_delete(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return estimate_delete(ctx, work->id);
}

static int discard(struct job *job)
{
    struct work work = {.job = job};

    return console_failures(job->console, &job->ctx,
                            work_do(job->app->work, &job->ctx, do_delete, &work));
}

/* clang-format off */
static const struct {
    const char *word;
    int (*run)(struct job *job);                            /* or */
    enum err (*verb)(struct ctx *ctx, struct work *work);
    bool takes_argument;
} actions[] = {
    {"list",      list,    NULL,      false},
    {"show",      show,    NULL,      true},
    {"create",    NULL,    create,    true},
    {"edit",      NULL,    edit,      true},
    {"delete",    discard, NULL,      true},
    {"send",      NULL,    send,      true},
    {"mark-sent", NULL,    mark_sent, true},
    {"duplicate", NULL,    duplicate, true},
    {"approve",   NULL,    approve,   true},
    {"decline",   NULL,    decline,   true},
    {"convert",   NULL,    convert,   true},
    {"cancel",    NULL,    cancel,    true},
};
/* clang-format on */

static int run_verb(struct job *job, enum err (*verb)(struct ctx *ctx, struct work *work))
{
    struct work work = {.job = job, .verb = verb};
    enum err err = work_do(job->app->work, &job->ctx, do_verb, &work);

    if (err == OK)
        print(job, &work.estimate);
    return console_failures(job->console, &job->ctx, err);
}

int command_estimate(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    for (size_t i = 0; what && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, what) == 0 &&
            (!actions[i].takes_argument || console_argument(job->console, 1)))
            return actions[i].run ? actions[i].run(job) : run_verb(job, actions[i].verb);
    console_error(job->console,
                  "tacite: say what to do, and with which estimate: tacite estimate list, create "
                  "JSON, or show|edit|delete|send|mark-sent|duplicate|approve|decline|convert|"
                  "cancel NUMBER\n");
    return EXIT_USAGE;
}
