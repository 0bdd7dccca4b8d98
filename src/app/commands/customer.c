/* tacite customer: closing and opening a customer's access, and forgetting him. */
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "base/text.h"
#include "domain/accounts/clock.h"
#include "domain/customers/customer_privacy.h"
#include "domain/customers/customer_vat.h"
#include "platform/work/work.h"

static const struct {
    const char *word;
    customer_change *change;
} actions[] = {
    {"suspend",      customer_suspend     },
    {"enable",       customer_enable      },
    {"anonymize",    customer_anonymize   },
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

int command_customer(struct job *job)
{
    struct change change = {
        .verb = verb_named(console_argument(job->console, 0)),
        .reference_customer = console_argument(job->console, 1),
        .reference_segment = job->console->options.segment,
    };
    enum err err;

    if (text_equal(console_argument(job->console, 0), "vat") && change.reference_customer)
        return show_number(job);
    if (!change.verb || !change.reference_customer) {
        console_error(job->console,
                      "tacite: say what to do and with whom: tacite customer "
                      "suspend|enable|anonymize|revoke-links|invalidate|vat REFERENCE\n");
        return EXIT_USAGE;
    }
    err = work_do(job->app->work, &job->ctx, change_customer, &change);
    if (err == OK) {
        const struct customer *customer = &change.customer;
        const struct shown shown = {customer->id, customer->reference_customer, customer->name,
                                    customer->status};

        console_object(job->console, shown_fields, &shown);
    }
    return console_failures(job->console, &job->ctx, err);
}
