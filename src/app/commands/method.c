/* tacite method: what customers pay with. */
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "domain/accounts/clock.h"
#include "domain/gateways/permission.h"
#include "platform/work/work.h"

static const struct field shown_fields[] = {
    FIELD(gateway_permission, id),
    FIELD(gateway_permission, reference_customer),
    FIELD_CHOICE_OF(gateway_permission, type_payment, type_payment_names),
    FIELD(gateway_permission, type_gateway),
    FIELD_CHOICE_OF(gateway_permission, state_permission, state_permission_names),
    FIELD(gateway_permission, is_default),
    FIELD(gateway_permission, name_display),
    FIELD(gateway_permission, date_expiration),
    FIELD(gateway_permission, page_url),
    FIELD(gateway_permission, message),
    FIELDS_END,
};

struct deed {
    struct job *job;
    const char *what;
    struct gateway_permission permission;
    struct list rows;
};

static enum err load(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    const struct options *options = &deed->job->console->options;
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    int64_t id_customer = NONE, total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        id_customer = customer.id;
    }
    return permission_list(ctx, id_customer, &page, &deed->rows, &total);
}

static int list(struct deed *deed)
{
    struct job *job = deed->job;
    enum err err = app_read(job->app, &job->ctx, load, deed);

    if (err == OK)
        console_list(job->console, shown_fields, sizeof(struct gateway_permission), &deed->rows);
    return console_failures(job->console, &job->ctx, err);
}

static enum err do_register(struct ctx *ctx, void *data)
{
    struct deed *deed = data;
    const struct options *options = &deed->job->console->options;
    struct registration registration = {
        .reference_customer = options->customer,
        .reference_segment = options->segment,
        .id_gateway = NONE,
        .number = console_argument(deed->job->console, 1),
    };

    TRY(clock_read(ctx));
    if (options->type && strcmp(options->type, "card") == 0)
        registration.type_payment = PAYMENT_CARD;
    else if (options->type && strcmp(options->type, "debit") == 0)
        registration.type_payment = PAYMENT_DIRECT_DEBIT;
    else if (options->type)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypePayment",
                    "--type: it is card or debit.");
    return permission_begin(ctx, &registration, &deed->permission);
}

static enum err do_verb(struct ctx *ctx, void *data)
{
    static const struct {
        const char *word;
        enum err (*verb)(struct ctx *ctx, int64_t id, struct gateway_permission *out);
    } verbs[] = {
        {"default", permission_set_default},
        {"forget",  permission_forget     },
        {"confirm", permission_confirm    },
    };
    struct deed *deed = data;
    const char *text = console_argument(deed->job->console, 1);
    int64_t id;

    TRY(clock_read(ctx));
    if (!text || !integer_parse(text, INT64_MAX, &id))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Id", "\"%s\" is not an id.",
                    text ? text : "");
    for (size_t i = 0; i < COUNT_OF(verbs); i++)
        if (strcmp(verbs[i].word, deed->what) == 0)
            TRY(verbs[i].verb(ctx, id, &deed->permission));
    return OK;
}

static int show(struct deed *deed, enum err (*run)(struct ctx *ctx, void *data))
{
    struct job *job = deed->job;
    enum err err = work_do(job->app->work, &job->ctx, run, deed);

    if (err == OK)
        console_object(job->console, shown_fields, &deed->permission);
    return console_failures(job->console, &job->ctx, err);
}

static int begin(struct deed *deed)
{
    return show(deed, do_register);
}

static int change(struct deed *deed)
{
    return show(deed, do_verb);
}

static const struct {
    const char *word;
    int (*run)(struct deed *deed);
} actions[] = {
    {"list",     list  },
    {"register", begin },
    {"default",  change},
    {"forget",   change},
    {"confirm",  change},
};

int command_method(struct job *job)
{
    struct deed deed = {.job = job, .what = console_argument(job->console, 0)};

    for (size_t i = 0; deed.what && i < COUNT_OF(actions); i++)
        if (strcmp(actions[i].word, deed.what) == 0)
            return actions[i].run(&deed);
    console_error(job->console,
                  "tacite: say what to do: tacite method list|register|default|forget|confirm\n");
    return EXIT_USAGE;
}
