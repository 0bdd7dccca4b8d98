/* tacite contact: who else may enter the portal for a customer. */
#include <stdlib.h>
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "domain/customers/contact.h"
#include "platform/work/work.h"

static const struct field row_fields[] = {
    FIELD(contact, id),
    FIELD(contact, name),
    FIELD(contact, email),
    FIELD_CHOICE_OF(contact, role_contact, role_contact_names),
    FIELD(contact, date_creation),
    FIELDS_END,
};

struct work {
    struct job *job;
    struct list contacts; /* of struct contact */
};

static const char *argument(const struct work *work, size_t at)
{
    return console_argument(work->job->console, at);
}

static enum err find_customer(struct ctx *ctx, const struct work *work, struct customer *out)
{
    const struct options *options = &work->job->console->options;

    if (!options->customer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Customer",
                    "--customer: is missing; say whose contact it is.");
    return customer_access(ctx, options->customer, options->segment, out);
}

static enum err read_id(struct ctx *ctx, const struct work *work, int64_t *out)
{
    const char *text = argument(work, 1);
    char *end;

    *out = strtoll(text, &end, 10);
    if (*text && !*end && *out > 0)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Id",
                "\"%s\" is no contact; tacite contact list shows their ids.", text);
}

static enum err read_input(struct ctx *ctx, const struct work *work, const char *email,
                           struct contact_input *out)
{
    const struct options *options = &work->job->console->options;

    *out = (struct contact_input){
        .name = options->name,
        .email = email,
        .role_contact = options->type ? choice_named(role_contact_names, options->type) : ROLE_NONE,
    };
    if (options->type && !out->role_contact)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "Type",
                    "--type: is Owner, Approver, Payer or Viewer.");
    return OK;
}

static void show_one(struct ctx *ctx, struct work *work, const struct contact *contact)
{
    struct contact *copy = ARENA_NEW(ctx->arena, struct contact);

    *copy = *contact;
    work->contacts = (struct list){copy, 1};
}

static enum err load(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct customer customer;

    TRY(find_customer(ctx, work, &customer));
    return contact_list(ctx, customer.id, &work->contacts);
}

static enum err add(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct customer customer;
    struct contact_input input;
    struct contact contact;

    TRY(find_customer(ctx, work, &customer));
    TRY(read_input(ctx, work, argument(work, 1), &input));
    TRY(contact_add(ctx, customer.id, &input, &contact));
    show_one(ctx, work, &contact);
    return OK;
}

static enum err change(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct customer customer;
    struct contact_input input;
    struct contact contact;
    int64_t id;

    TRY(find_customer(ctx, work, &customer));
    TRY(read_id(ctx, work, &id));
    TRY(read_input(ctx, work, argument(work, 2), &input));
    TRY(contact_change(ctx, customer.id, id, &input, &contact));
    show_one(ctx, work, &contact);
    return OK;
}

static enum err take_away(struct ctx *ctx, void *data)
{
    struct work *work = data;
    struct customer customer;
    int64_t id;

    TRY(find_customer(ctx, work, &customer));
    TRY(read_id(ctx, work, &id));
    return contact_remove(ctx, customer.id, id);
}

static const struct deed {
    const char *word;
    enum err (*run)(struct ctx *ctx, void *data);
} deeds[] = {
    {"add",    add      },
    {"set",    change   },
    {"remove", take_away},
};

static int list(struct job *job)
{
    struct work work = {.job = job};
    enum err err = app_read(job->app, &job->ctx, load, &work);

    if (err == OK)
        console_list(job->console, row_fields, sizeof(struct contact), &work.contacts);
    return console_failures(job->console, &job->ctx, err);
}

static int run_deed(struct job *job, const struct deed *deed)
{
    struct work work = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, deed->run, &work);

    if (err == OK && work.contacts.count)
        console_object(job->console, row_fields, work.contacts.items);
    return console_failures(job->console, &job->ctx, err);
}

int command_contact(struct job *job)
{
    const char *what = console_argument(job->console, 0);

    if (what && strcmp(what, "list") == 0)
        return list(job);
    for (size_t i = 0; what && i < COUNT_OF(deeds); i++)
        if (strcmp(deeds[i].word, what) == 0 && console_argument(job->console, 1))
            return run_deed(job, &deeds[i]);
    console_error(job->console,
                  "tacite: say what to do, and with whom: tacite contact list, add EMAIL, "
                  "set ID [EMAIL], remove ID, each with --customer\n");
    return EXIT_USAGE;
}
