/* tacite recurring: invoices that come again and again. */
#include "domain/recurring/recurring.h"

#include <string.h>

#include "app/command.h"
#include "app/commands/file.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/accounts/clock.h"
#include "domain/html.h"
#include "domain/invoices/invoice.h"
#include "domain/wording.h"
#include "platform/work/work.h"

enum { FILE_MAX = 1024 * 1024, DATES_SHOWN = 5 };

/* For people. */
struct row {
    int64_t id;
    const char *full_number, *reference_customer;
    int state_recurring;
    const char *title, *frequency, *total;
    struct instant date_next;
    int64_t cycles_left;
};

static const struct field row_fields[] = {
    FIELD(row, id),
    FIELD(row, full_number),
    FIELD(row, reference_customer),
    FIELD_CHOICE_OF(row, state_recurring, state_recurring_names),
    FIELD(row, title),
    FIELD(row, frequency),
    FIELD(row, total),
    FIELD(row, date_next),
    FIELD(row, cycles_left),
    FIELDS_END,
};

struct date_row {
    struct instant date;
};

static const struct field date_row_fields[] = {
    FIELD(date_row, date),
    FIELDS_END,
};

static const struct field cycle_row_fields[] = {
    FIELD(recurring_cycle, cycle),
    FIELD(recurring_cycle, id_invoice),
    FIELD(recurring_cycle, date_planned),
    FIELD(recurring_cycle, full_number),
    FIELD_CHOICE_OF(recurring_cycle, state_invoice, state_invoice_names),
    FIELDS_END,
};

/* One command at work. */
struct work {
    struct job *job;
    const char *json; /* the file of add and edit */
    size_t size;
    int64_t id;
    struct list rows, dates, cycles; /* of struct row, date_row and recurring_cycle */
};

static enum err read_id(struct ctx *ctx, struct work *work)
{
    const char *typed = console_argument(work->job->console, 1);

    if (integer_parse(typed, INT64_MAX, &work->id))
        return OK;
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.RecurringInvoice.NotFound", NULL,
                "\"%s\" is not the id of a recurring invoice.", typed);
}

/* The title is that of the next invoice, and so is the amount. */
static enum err row_of(struct ctx *ctx, const struct recurring_invoice *recurring, struct row *out)
{
    struct worked_out worked_out;

    TRY(recurring_work_out(ctx, recurring, &worked_out));
    *out = (struct row){
        .id = recurring->id,
        .full_number = recurring->full_number,
        .reference_customer = recurring->reference_customer,
        .state_recurring = recurring->state_recurring,
        .title = recurring_next(ctx, recurring).title,
        .frequency = html_own_frequency(ctx->arena, HTML_LANGUAGE, NULL,
                                        recurring->duration_recurrence, recurring->unit_recurrence),
        .total = amount_in_words(ctx, HTML_LANGUAGE, recurring->currency, worked_out.amount_total),
        .date_next = recurring->date_next,
        .cycles_left = recurring_cycles_left(recurring),
    };
    return OK;
}

/* listing -----------------------------------------------------------------------------------------
 */

static enum err filter_of(struct ctx *ctx, const struct options *options,
                          struct recurring_filter *out)
{
    struct customer customer;

    *out = (struct recurring_filter){NONE, NONE, 0};
    if (options->state)
        out->state_recurring = choice_named(state_recurring_names, options->state);
    if (options->state && !out->state_recurring)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "State",
                    "State: \"%s\" is none of Draft, Pending, Active, Paused and Completed.",
                    options->state);
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
    struct recurring_filter filter;
    struct list found;
    int64_t total;

    TRY(clock_read(ctx));
    TRY(filter_of(ctx, &work->job->console->options, &filter));
    TRY(recurring_list(ctx, &filter, &page, &found, &total));
    work->rows = (struct list){ARENA_ARRAY(ctx->arena, struct row, found.count + 1), found.count};
    for (size_t i = 0; i < found.count; i++)
        TRY(row_of(ctx, LIST_AT(found, struct recurring_invoice, i),
                   LIST_AT(work->rows, struct row, i)));
    return OK;
}

static int list(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_list, &work);

    if (err == OK)
        console_list(job->console, row_fields, sizeof(struct row), &work.rows);
    return console_failures(job->console, &job->ctx, err);
}

static enum err load_one(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct page page = {1, SIZE_PAGE_MAX};
    struct recurring_invoice recurring;
    struct instant dates[DATES_SHOWN];
    int64_t total;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    TRY(recurring_show(ctx, work->id, &recurring));
    work->rows = (struct list){ARENA_NEW(ctx->arena, struct row), 1};
    TRY(row_of(ctx, &recurring, work->rows.items));
    work->dates = (struct list){ARENA_ARRAY(ctx->arena, struct date_row, DATES_SHOWN),
                                recurring_dates(&recurring, DATES_SHOWN, dates)};
    for (size_t i = 0; i < work->dates.count; i++)
        LIST_AT(work->dates, struct date_row, i)->date = dates[i];
    return recurring_cycle_list(ctx, work->id, false, &page, &work->cycles, &total);
}

static int show(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_one, &work);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    console_object(job->console, row_fields, work.rows.items);
    if (job->console->options.json)
        return EXIT_FINE;
    console_list(job->console, date_row_fields, sizeof(struct date_row), &work.dates);
    console_list(job->console, cycle_row_fields, sizeof(struct recurring_cycle), &work.cycles);
    return EXIT_FINE;
}

/* writing -----------------------------------------------------------------------------------------
 */

static enum err read_input(struct ctx *ctx, const struct work *work, struct recurring_input *out)
{
    const struct json *json;

    TRY(json_parse(ctx, work->json, work->size, &json));
    return json_read(ctx, json, recurring_input_fields, out);
}

/* What became of it, shown as `show` does. */
static enum err keep(struct ctx *ctx, struct work *work, const struct recurring_invoice *recurring)
{
    work->rows = (struct list){ARENA_NEW(ctx->arena, struct row), 1};
    return row_of(ctx, recurring, work->rows.items);
}

static enum err do_add(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct recurring_input input;
    struct recurring_invoice recurring;

    TRY(clock_read(ctx));
    TRY(read_input(ctx, work, &input));
    TRY(recurring_create(ctx, &input, &recurring));
    return keep(ctx, work, &recurring);
}

static enum err do_edit(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct recurring_input input;
    struct recurring_invoice recurring;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    TRY(read_input(ctx, work, &input));
    TRY(recurring_edit(ctx, work->id, &input, &recurring));
    return keep(ctx, work, &recurring);
}

static enum err do_start(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const char *typed = work->job->console->options.missed;
    int missed = typed ? choice_named(missed_names, typed) : MISSED_NONE;
    struct recurring_invoice recurring;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    if (typed && !missed)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Missed",
                    "Missed: \"%s\" is neither Skip nor CatchUp.", typed);
    TRY(recurring_start(ctx, work->id, (enum missed)missed, &recurring));
    return keep(ctx, work, &recurring);
}

typedef enum err recurring_deed(struct ctx *ctx, int64_t id, struct recurring_invoice *out);

static enum err do_verb(struct ctx *ctx, struct work *work, recurring_deed *deed)
{
    struct recurring_invoice recurring;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    TRY(deed(ctx, work->id, &recurring));
    return keep(ctx, work, &recurring);
}

static enum err do_pause(struct ctx *ctx, void *data)
{
    return do_verb(ctx, data, recurring_pause);
}

static enum err do_skip(struct ctx *ctx, void *data)
{
    return do_verb(ctx, data, recurring_skip);
}

static enum err do_end(struct ctx *ctx, void *data)
{
    return do_verb(ctx, data, recurring_end);
}

static enum err do_duplicate(struct ctx *ctx, void *data)
{
    return do_verb(ctx, data, recurring_duplicate);
}

static enum err do_delete(struct ctx *ctx, void *data)
{
    struct work *work = data;

    TRY(clock_read(ctx));
    TRY(read_id(ctx, work));
    return recurring_delete(ctx, work->id);
}

static const struct {
    const char *word;
    enum err (*run)(struct ctx *ctx, void *data);
    size_t arguments; /* behind the word */
    bool takes_file;  /* the last of them is one */
} deeds[] = {
    {"add",       do_add,       1, true },
    {"edit",      do_edit,      2, true },
    {"start",     do_start,     1, false},
    {"pause",     do_pause,     1, false},
    {"skip",      do_skip,      1, false},
    {"end",       do_end,       1, false},
    {"duplicate", do_duplicate, 1, false},
    {"delete",    do_delete,    1, false},
};

static int run_deed(struct job *job, size_t deed)
{
    struct work work = {.job = job};
    enum err err;

    if (deeds[deed].takes_file) {
        work.json = file_read(job->console, console_argument(job->console, deeds[deed].arguments),
                              FILE_MAX, &work.size);
        if (!work.json)
            return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, deeds[deed].run, &work);
    if (err == OK && work.rows.count)
        console_object(job->console, row_fields, work.rows.items);
    return console_failures(job->console, &job->ctx, err);
}

int command_recurring(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    if (what && strcmp(what, "list") == 0)
        return list(job);
    if (what && strcmp(what, "show") == 0 && console_argument(job->console, 1))
        return show(job);
    for (size_t i = 0; what && i < COUNT_OF(deeds); i++)
        if (strcmp(deeds[i].word, what) == 0 && console_argument(job->console, deeds[i].arguments))
            return run_deed(job, i);
    console_error(job->console,
                  "tacite: say what to do, and with which one: tacite recurring list, show ID, add "
                  "FILE.json, edit ID FILE.json, start|pause|skip|end|duplicate|delete ID\n");
    return EXIT_USAGE;
}
