/* tacite gateway: accounts with providers of payments, and their transactions. */
#include <string.h>
#include <strings.h>

#include "app/command.h"
#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/gateways/transaction.h"
#include "platform/work/work.h"

static const struct field shown_fields[] = {
    FIELD(gateway, id),
    FIELD(gateway, name),
    FIELD(gateway, type_gateway),
    FIELD_CHOICE_OF(gateway, type_payment, type_payment_names),
    FIELD_CHOICE_OF(gateway, state_gateway, state_gateway_names),
    FIELD(gateway, reference_segment),
    FIELD(gateway, api_url),
    FIELDS_END,
};

/* What is done in one transaction. */
struct deed {
    struct job *job;
    const char *what;
    int64_t id;
    struct gateway gateway;
    struct transaction transaction;
    struct list rows;
};

static enum err id_typed(struct ctx *ctx, const char *text, int64_t *out)
{
    if (text && integer_parse(text, INT64_MAX, out))
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Id", "\"%s\" is not an id.",
                text ? text : "");
}

/* gateways ----------------------------------------------------------------------------------------
 */

static enum err load_gateways(struct ctx *ctx, void *data)
{
    return gateway_list(ctx, &((struct deed *)data)->rows);
}

static int list(struct deed *deed)
{
    struct job *job = deed->job;
    enum err err = app_read(job->app, &job->ctx, load_gateways, deed);

    if (err == OK)
        console_list(job->console, shown_fields, sizeof(struct gateway), &deed->rows);
    return console_failures(job->console, &job->ctx, err);
}

static enum err do_add(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    const struct options *options = &deed->job->console->options;
    const char *type = console_argument(deed->job->console, 2);
    struct gateway_input input;

    TRY(clock_read(ctx));
    fields_clear(gateway_input_fields, &input);
    input.type_gateway = console_argument(deed->job->console, 1);
    input.type_payment = type && strcmp(type, "debit") == 0  ? PAYMENT_DIRECT_DEBIT
                         : type && strcmp(type, "card") == 0 ? PAYMENT_CARD
                                                             : PAYMENT_NONE;
    input.name = options->name;
    input.reference_segment = options->segment;
    return gateway_add(ctx, &input, &deed->gateway);
}

static enum err do_switch(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    struct gateway_input input;

    TRY(clock_read(ctx));
    TRY(id_typed(ctx, console_argument(deed->job->console, 1), &deed->id));
    fields_clear(gateway_input_fields, &input);
    input.state_gateway = strcmp(deed->what, "activate") == 0 ? GATEWAY_ACTIVE : GATEWAY_INACTIVE;
    return gateway_change(ctx, deed->id, &input, &deed->gateway);
}

static int show_gateway(struct deed *deed, enum err (*run)(struct ctx *ctx, void *data))
{
    struct job *job = deed->job;
    enum err err = work_do(job->app->work, &job->ctx, run, deed);

    if (err == OK)
        console_object(job->console, shown_fields, &deed->gateway);
    return console_failures(job->console, &job->ctx, err);
}

static int add(struct deed *deed)
{
    return show_gateway(deed, do_add);
}

static int change(struct deed *deed)
{
    return show_gateway(deed, do_switch);
}

/* transactions ------------------------------------------------------------------------------------
 */

static const struct field transaction_shown_fields[] = {
    FIELD(transaction, id),
    FIELD(transaction, date_creation),
    FIELD(transaction, reference_customer),
    FIELD(transaction, name_display),
    FIELD_CHOICE_OF(transaction, state_transaction, state_transaction_names),
    FIELD(transaction, amount),
    FIELD(transaction, currency),
    FIELD(transaction, attempt),
    FIELD_CHOICE_OF(transaction, decline, decline_names),
    FIELD(transaction, date_settlement),
    FIELD(transaction, message),
    FIELDS_END,
};

static enum err load_transactions(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    const struct options *options = &deed->job->console->options;
    struct transaction_filter filter = {NONE, NONE, TRANSACTION_NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    int64_t total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        filter.id_customer = customer.id;
    }
    return transaction_list(ctx, &filter, &page, &deed->rows, &total);
}

static int transactions(struct deed *deed)
{
    struct job *job = deed->job;
    enum err err = app_read(job->app, &job->ctx, load_transactions, deed);

    if (err == OK)
        console_list(job->console, transaction_shown_fields, sizeof(struct transaction),
                     &deed->rows);
    return console_failures(job->console, &job->ctx, err);
}

static enum err do_simulate(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    const char *what = console_argument(deed->job->console, 2);
    int happening = HAPPENING_NONE;

    TRY(clock_read(ctx));
    TRY(id_typed(ctx, console_argument(deed->job->console, 1), &deed->id));
    for (int i = 1; what && sandbox_happening_names[i]; i++)
        if (strcasecmp(sandbox_happening_names[i], what) == 0)
            happening = i;
    return transaction_simulate(ctx, deed->id, (enum sandbox_happening)happening,
                                &deed->transaction);
}

static int simulate(struct deed *deed)
{
    struct job *job = deed->job;
    enum err err = work_do(job->app->work, &job->ctx, do_simulate, deed);

    if (err == OK)
        console_object(job->console, transaction_shown_fields, &deed->transaction);
    return console_failures(job->console, &job->ctx, err);
}

static const struct {
    const char *word;
    int (*run)(struct deed *deed);
} actions[] = {
    {"list",         list        },
    {"add",          add         },
    {"activate",     change      },
    {"deactivate",   change      },
    {"transactions", transactions},
    {"simulate",     simulate    },
};

int command_gateway(struct job *job)
{
    struct deed deed = {.job = job, .what = console_argument(job->console, 0)};

    for (size_t i = 0; deed.what && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, deed.what) == 0)
            return actions[i].run(&deed);
    console_error(job->console, "tacite: say what to do: tacite gateway "
                                "list|add|activate|deactivate|transactions|simulate\n");
    return EXIT_USAGE;
}
