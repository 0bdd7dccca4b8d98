/* tacite payment-link: public addresses that lead to an offer. */
#include <string.h>

#include "app/command.h"
#include "base/text.h"
#include "domain/catalogue/payment_link.h"
#include "platform/work/work.h"

static const struct field row_fields[] = {
    FIELD(payment_link, id),
    FIELD(payment_link, reference_segment),
    FIELD(payment_link, reference_offer),
    FIELD(payment_link, name),
    FIELD_CHOICE_OF(payment_link, state_payment_link, state_payment_link_names),
    FIELD(payment_link, promotion_code),
    FIELD(payment_link, uses),
    FIELD(payment_link, uses_max),
    FIELD(payment_link, date_until),
    FIELD(payment_link, path),
    FIELDS_END,
};

static enum err load(struct ctx *ctx, void *data)
{
    static const struct page all = {1, SIZE_PAGE_MAX};
    int64_t total;

    return payment_link_list(ctx, &all, data, &total);
}

static int list(struct job *job)
{
    struct list links = {0};
    enum err err = app_read(job->app, &job->ctx, load, &links);

    if (err == OK)
        console_list(job->console, row_fields, sizeof(struct payment_link), &links);
    return console_failures(job->console, &job->ctx, err);
}

struct changing {
    const struct job *job;
    struct payment_link link;
};

static enum err add(struct ctx *ctx, void *data)
{
    struct changing *changing = data;
    const struct options *options = &changing->job->console->options;
    struct payment_link_input input;

    fields_clear(payment_link_input_fields, &input);
    input.reference_segment = options->segment;
    input.reference_offer = console_argument(changing->job->console, 1);
    input.name = options->name;
    input.promotion_code = options->discount;
    input.uses_max = options->uses;
    if (options->until && !instant_parse(options->until, &input.date_until))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "until",
                    "--until: \"%s\" is not a moment.", options->until);
    return payment_link_add(ctx, &input, &changing->link);
}

static enum err set_state(struct ctx *ctx, void *data)
{
    struct changing *changing = data;
    struct payment_link_input input;
    int64_t id;

    fields_clear(payment_link_input_fields, &input);
    input.state_payment_link = text_equal(console_argument(changing->job->console, 0), "enable")
                                   ? PAYMENT_LINK_ENABLED
                                   : PAYMENT_LINK_DISABLED;
    if (!integer_parse(console_argument(changing->job->console, 1), INT64_MAX, &id))
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.PaymentLink.NotFound", NULL,
                    "There is no such payment link.");
    return payment_link_change(ctx, id, &input, &changing->link);
}

static int change(struct job *job, enum err (*run)(struct ctx *ctx, void *data))
{
    struct changing changing = {.job = job};
    enum err err = work_do(job->app->work, &job->ctx, run, &changing);

    if (err == OK)
        console_list(job->console, row_fields, sizeof(struct payment_link),
                     &(struct list){&changing.link, 1});
    return console_failures(job->console, &job->ctx, err);
}

int command_payment_link(struct job *job)
{
    const char *what = console_argument(job->console, 0);
    bool has_more = console_argument(job->console, 1) != NULL;

    if (text_equal(what, "list"))
        return list(job);
    if (has_more && text_equal(what, "add"))
        return change(job, add);
    if (has_more && (text_equal(what, "enable") || text_equal(what, "disable")))
        return change(job, set_state);
    console_error(job->console, "tacite: say what to do: tacite payment-link list, add OFFER, or "
                                "enable|disable ID\n");
    return EXIT_USAGE;
}
