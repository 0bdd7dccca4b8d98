/* tacite customer: how customers are billed, their credits, their access, and forgetting them. */
#include <string.h>

#include "app/commands/receipt.h"
#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/clock.h"
#include "domain/balance/balance_credit.h"
#include "domain/customers/customer_account.h"
#include "domain/customers/customer_privacy.h"
#include "domain/customers/customer_vat.h"
#include "domain/gateways/permission.h"
#include "domain/wording.h"
#include "platform/work/work.h"

static const struct {
    const char *word;
    customer_change *change;
} actions[] = {
    {"suspend",      customer_suspend     },
    {"enable",       customer_enable      },
    {"anonymize",    permission_anonymize },
    {"revoke-links", customer_revoke_links},
    {"invalidate",   customer_invalidate  },
};

struct change {
    customer_change *verb;
    const char *reference_customer, *reference_segment;
    struct customer customer;
};

static enum err change_customer(struct ctx *ctx, void *data)
{
    struct change *change = data;

    TRY(clock_read(ctx));
    TRY(customer_access(ctx, change->reference_customer, change->reference_segment,
                        &change->customer));
    return change->verb(ctx, &change->customer);
}

static customer_change *verb_named(const char *word)
{
    for (size_t i = 0; word && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, word) == 0)
            return actions[i].change;
    return NULL;
}

/* his VAT number ----------------------------------------------------------------------------------
 */

struct look {
    const struct options *options;
    const char *reference_customer;
    struct customer_vat vat;
};

static enum err look_at_number(struct ctx *ctx, void *data)
{
    struct look *look = data;
    struct customer customer;

    TRY(clock_read(ctx));
    TRY(customer_access(ctx, look->reference_customer, look->options->segment, &customer));
    if (look->options->ask)
        TRY(customer_vat_ask_again(ctx, &customer));
    return customer_vat_show(ctx, &customer, &look->vat);
}

static int show_number(struct job *job)
{
    struct look look = {.options = &job->console->options,
                        .reference_customer = console_argument(job->console, 1)};
    enum err err = look.options->ask ? work_do(job->app->work, &job->ctx, look_at_number, &look)
                                     : app_read(job->app, &job->ctx, look_at_number, &look);

    if (err == OK)
        console_object(job->console, customer_vat_fields, &look.vat);
    return console_failures(job->console, &job->ctx, err);
}

/* changes -----------------------------------------------------------------------------------------
 */

struct shown {
    int64_t id;
    const char *reference_customer, *name;
    int status;
};

static const struct field shown_fields[] = {
    FIELD(shown, id),   FIELD(shown, reference_customer),
    FIELD(shown, name), FIELD_CHOICE_OF(shown, status, status_customer_names),
    FIELDS_END,
};

static int change_access(struct job *job)
{
    struct change change = {
        .verb = verb_named(console_argument(job->console, 0)),
        .reference_customer = console_argument(job->console, 1),
        .reference_segment = job->console->options.segment,
    };
    enum err err = work_do(job->app->work, &job->ctx, change_customer, &change);

    if (err == OK) {
        const struct customer *customer = &change.customer;
        const struct shown shown = {customer->id, customer->reference_customer, customer->name,
                                    customer->status};

        console_object(job->console, shown_fields, &shown);
    }
    return console_failures(job->console, &job->ctx, err);
}

/* how they are billed -----------------------------------------------------------------------------
 */

static const struct field row_fields[] = {
    {.name = "reference_customer",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct customer_account, customer.reference_customer)},
    {.name = "name",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct customer_account, customer.name)              },
    {.name = "type_payment",
     .kind = FIELD_CHOICE,
     .offset = offsetof(struct customer_account, customer.type_payment),
     .choices = type_payment_names},
    {.name = "date_next_billing",
     .kind = FIELD_INSTANT,
     .offset = offsetof(struct customer_account,                      customer.date_next_billing)                              },
    FIELD(customer_account, reference_customer_payer),
    FIELDS_END,
};

struct work {
    struct job *job;
    struct list list;
    struct customer_account account;
    struct credit_line credit;
};

static enum err find(struct ctx *ctx, const struct work *work, struct customer *out)
{
    const struct console *console = work->job->console;

    return customer_access(ctx, console_argument(console, 1), console->options.segment, out);
}

static enum err load_list(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = &work->job->console->options;
    struct account_filter filter = {NONE, NONE, 0, 0, NULL};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer payer;
    struct segment segment;
    int64_t total;

    TRY(segment_choose(ctx, options->segment, &segment));
    filter.id_segment = segment.id;
    if (options->payer) {
        TRY(customer_access(ctx, options->payer, options->segment, &payer));
        filter.id_customer_payer = payer.id;
    }
    return customer_account_list(ctx, &filter, &page, &work->list, &total);
}

static int list(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_list, &work);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    console_list(job->console, job->console->options.json ? customer_account_fields : row_fields,
                 sizeof(struct customer_account), &work.list);
    return EXIT_FINE;
}

static enum err load_account(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct customer customer;

    TRY(find(ctx, work, &customer));
    return customer_account_get(ctx, customer.id, &work->account);
}

static int show(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_account, &work);

    if (err == OK)
        console_object(job->console, customer_account_fields, &work.account);
    return console_failures(job->console, &job->ctx, err);
}

static enum err mode_typed(struct ctx *ctx, const char *word, int *out)
{
    *out = word ? choice_named(mode_billing_names, word) : 0;
    if (!word || *out)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ModeBilling",
                "--mode: it is Auto or Manual.");
}

/* `none` stands for nothing, which is a blank text. */
static const char *blank_if_none(const char *typed)
{
    return typed && strcmp(typed, "none") == 0 ? " " : typed;
}

static enum err do_set(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = &work->job->console->options;
    struct payment_input input = {.is_grey_listed = NONE,
                                  .is_auto_billing = NONE,
                                  .note_invoice = blank_if_none(options->note)};
    struct customer customer;

    TRY(clock_read(ctx));
    TRY(find(ctx, work, &customer));
    TRY(type_typed(ctx, options->type, &input.type_payment));
    TRY(mode_typed(ctx, options->mode, &input.mode_billing));
    TRY(moment_typed(ctx, "next-billing", options->next_billing, &input.date_next_billing));
    if (options->payer)
        TRY(customer_set_payer(ctx, &customer, blank_if_none(options->payer)));
    return customer_set_payment(ctx, &customer, &input);
}

static int set(struct job *job)
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_set, &work);

    return err == OK ? show(job) : console_failures(job->console, &job->ctx, err);
}

/* credits -----------------------------------------------------------------------------------------
 */

struct credit_row {
    int64_t id;
    const char *label, *left, *given;
    struct instant date_expiry;
};

static const struct field credit_row_fields[] = {
    FIELD(credit_row, id),    FIELD(credit_row, label),       FIELD(credit_row, left),
    FIELD(credit_row, given), FIELD(credit_row, date_expiry), FIELDS_END,
};

static struct credit_row credit_row_of(struct ctx *ctx, const struct credit_line *credit)
{
    return (struct credit_row){
        .id = credit->id,
        .label = credit->label,
        .left = amount_in_words(ctx, "en", credit->currency, credit->amount),
        .given = amount_in_words(ctx, "en", credit->currency, credit->amount_given),
        .date_expiry = credit->date_expiry,
    };
}

static enum err load_credits(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    int64_t total;

    TRY(find(ctx, work, &customer));
    return credit_list(ctx, customer.id, &page, &work->list, &total);
}

static int credits(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load_credits, &work);
    struct credit_row *rows = ARENA_ARRAY(job->ctx.arena, struct credit_row, work.list.count + 1);

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    if (job->console->options.json) {
        console_list(job->console, credit_line_fields, sizeof(struct credit_line), &work.list);
        return EXIT_FINE;
    }
    for (size_t i = 0; i < work.list.count; i++)
        rows[i] = credit_row_of(&job->ctx, LIST_AT(work.list, struct credit_line, i));
    console_list(job->console, credit_row_fields, sizeof *rows,
                 &(struct list){rows, work.list.count});
    return EXIT_FINE;
}

static enum err do_credit(struct ctx *ctx, void *data)
{
    struct work *work = data;
    const struct options *options = &work->job->console->options;
    struct credit_gift gift = {
        .reference_customer = console_argument(work->job->console, 1),
        .reference_segment = options->segment,
        .amount = NONE,
        .label = options->label,
    };
    struct customer customer;

    TRY(clock_read(ctx));
    TRY(find(ctx, work, &customer));
    if (options->amount)
        TRY(amount_typed(ctx, options->amount, customer.currency, &gift.amount));
    TRY(moment_typed(ctx, "expires", options->expires, &gift.date_expiry));
    return credit_grant(ctx, &gift, &work->credit);
}

static int credit(struct job *job)
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, do_credit, &work);

    if (err == OK && job->console->options.json) {
        console_object(job->console, credit_line_fields, &work.credit);
    } else if (err == OK) {
        struct credit_row row = credit_row_of(&job->ctx, &work.credit);

        console_object(job->console, credit_row_fields, &row);
    }
    return console_failures(job->console, &job->ctx, err);
}

static const struct {
    const char *word;
    int (*run)(struct job *job);
} views[] = {
    {"show",    show       },
    {"set",     set        },
    {"credits", credits    },
    {"credit",  credit     },
    {"vat",     show_number},
};

int command_customer(struct job *job)
{
    const char *what = console_argument(job->console, 0);
    bool is_named = console_argument(job->console, 1);

    if (what && strcmp(what, "list") == 0)
        return list(job);
    for (size_t i = 0; what && is_named && i < COUNT_OF(views); i++)
        if (strcmp(views[i].word, what) == 0)
            return views[i].run(job);
    if (verb_named(what) && is_named)
        return change_access(job);
    console_error(job->console,
                  "tacite: say what to do and with whom: tacite customer list, or show|set|credits|"
                  "credit|suspend|enable|anonymize|revoke-links|invalidate|vat REFERENCE\n");
    return EXIT_USAGE;
}
