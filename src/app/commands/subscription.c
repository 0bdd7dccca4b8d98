/* tacite subscription: what was subscribed to, and what happens to it. */
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "base/json.h"
#include "domain/accounts/clock.h"
#include "domain/payments/payment_unused.h"
#include "domain/subscriptions/subscription_manage_live.h"
#include "platform/work/work.h"

/* One subscription and what is to be done with it. */
struct change {
    struct job *job;
    int64_t id;
    struct instant date;
    enum err (*verb)(struct ctx *ctx, struct change *change, struct subscription *out);
    struct subscription_sheet *sheet;
};

static int64_t flag(bool is_given)
{
    return is_given ? 1 : NONE;
}

static enum err start(struct ctx *ctx, struct change *change, struct subscription *out)
{
    const struct options *options = &change->job->console->options;
    struct start_input input = {
        .ensure_billable = NONE,
        .bill_now = NONE,
        .waive_charge = flag(options->waive),
        .date_start = change->date,
    };

    return subscription_start(ctx, change->id, &input, out);
}

static enum err suspend(struct ctx *ctx, struct change *change, struct subscription *out)
{
    struct suspension_input input = {
        .is_at_term = change->job->console->options.at_term,
        .date_suspension = change->date,
    };

    return subscription_suspend(ctx, change->id, &input, out);
}

static enum err upgrade(struct ctx *ctx, struct change *change, struct subscription *out)
{
    const struct options *options = &change->job->console->options;
    struct upgrade_input input = {
        .reference_offer = console_argument(change->job->console, 2),
        .immediate = options->at_term ? 0 : 1,
        .bill_now = NONE,
        .ignore_engagement = flag(options->ignore_engagement),
        .ensure_billable = NONE,
        .date_upgrade = change->date,
    };

    TRY(subscription_upgrade(ctx, change->id, &input, out));
    change->id = out->id;
    return OK;
}

static enum err unused_typed(struct ctx *ctx, const char *word, int *out)
{
    *out = word ? choice_named(unused_part_names, word) : UNUSED_NONE;
    if (word && !*out)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "UnusedPart",
                    "--unused: it is Nothing, Credit or Refund.");
    return OK;
}

/* Without a word at its term. */
static enum err terminate(struct ctx *ctx, struct change *change, struct subscription *out)
{
    const struct options *options = &change->job->console->options;
    struct termination_input input = {
        .immediate = flag(options->now),
        .date_termination = change->date,
    };
    struct unused unused;

    TRY(unused_typed(ctx, options->unused, &input.unused_part));
    TRY(subscription_terminate(ctx, change->id, &input, out, &unused));
    return payment_refund_unused(ctx, &unused);
}

static enum err move_term(struct ctx *ctx, struct change *change, struct subscription *out)
{
    return subscription_set_term(ctx, change->id, change->date, out);
}

static enum err edit(struct ctx *ctx, struct change *change, struct subscription *out)
{
    const char *text = console_argument(change->job->console, 2);
    struct subscription_edit input;
    const struct json *json;

    if (!text)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "Say what changes, as JSON: '{\"AmountRecurrence\": 2500}'.");
    TRY(json_parse(ctx, text, strlen(text), &json));
    TRY(json_read(ctx, json, subscription_edit_fields, &input));
    if (change->job->console->options.now)
        input.immediate = 1;
    return subscription_edit(ctx, change->id, &input, out);
}

static enum err do_change(struct ctx *ctx, void *data)
{
    struct change *change = data;
    const char *date = change->job->console->options.date;
    struct subscription subscription;

    TRY(clock_read(ctx));
    if (date && !instant_parse(date, &change->date))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "--date: \"%s\" is not a moment.", date);
    TRY(change->verb(ctx, change, &subscription));
    return subscription_sheet_load(ctx, change->id, &change->sheet);
}

static enum err do_show(struct ctx *ctx, void *data)
{
    struct change *change = data;

    return subscription_sheet_load(ctx, change->id, &change->sheet);
}

/* the list ----------------------------------------------------------------------------------------
 */

struct row {
    int64_t id;
    const char *reference_customer, *reference_offer;
    int state_subscription;
    int64_t amount_recurrence;
    struct instant date_period_start, date_period_end, date_term;
};

static const struct field row_fields[] = {
    FIELD(row, id),
    FIELD(row, reference_customer),
    FIELD(row, reference_offer),
    FIELD_CHOICE_OF(row, state_subscription, state_subscription_names),
    FIELD(row, amount_recurrence),
    FIELD(row, date_period_start),
    FIELD(row, date_period_end),
    FIELD(row, date_term),
    FIELDS_END,
};

static enum err load_list(struct ctx *ctx, void *data)
{
    struct job *job = ((void **)data)[0];
    struct list *shown = ((void **)data)[1];
    const struct options *options = &job->console->options;
    struct subscription_filter filter = {NONE, NONE, NONE, NONE};
    struct page page = {1, SIZE_PAGE_MAX};
    struct customer customer;
    struct segment segment;
    int64_t total;

    if (options->customer) {
        TRY(customer_access(ctx, options->customer, options->segment, &customer));
        filter.id_customer = customer.id;
    }
    TRY(segment_choose(ctx, options->segment, &segment));
    filter.id_segment = segment.id;
    return subscription_list(ctx, &filter, NULL, &page, shown, &total);
}

static int list(struct job *job)
{
    struct list shown, rows;
    enum err err = app_read(job->app, &job->ctx, load_list, (void *[]){job, &shown});

    if (err != OK)
        return console_failures(job->console, &job->ctx, err);
    rows = (struct list){ARENA_ARRAY(job->ctx.arena, struct row, shown.count + 1), shown.count};
    for (size_t i = 0; i < shown.count; i++) {
        const struct subscription_shown *one = LIST_AT(shown, struct subscription_shown, i);
        const struct subscription *subscription = &one->parts.subscription;

        *LIST_AT(rows, struct row, i) = (struct row){
            .id = subscription->id,
            .reference_customer = one->around.reference_customer,
            .reference_offer = one->around.reference_offer,
            .state_subscription = subscription->state_subscription,
            .amount_recurrence = subscription->amount_recurrence,
            .date_period_start = subscription->date_period_start,
            .date_period_end = subscription->date_period_end,
            .date_term = subscription->date_term,
        };
    }
    console_list(job->console, row_fields, sizeof(struct row), &rows);
    return EXIT_FINE;
}

static const struct {
    const char *word;
    enum err (*verb)(struct ctx *ctx, struct change *change, struct subscription *out);
} verbs[] = {
    {"show",      NULL     },
    {"start",     start    },
    {"suspend",   suspend  },
    {"upgrade",   upgrade  },
    {"terminate", terminate},
    {"term",      move_term},
    {"edit",      edit     },
};

static int run(struct job *job, size_t verb)
{
    const char *id = console_argument(job->console, 1);
    struct change change = {.job = job, .verb = verbs[verb].verb};
    enum err err;

    if (!id || !integer_parse(id, INT64_MAX, &change.id)) {
        console_error(job->console, "tacite: say which subscription, by its id\n");
        return EXIT_USAGE;
    }
    err = change.verb ? work_do(job->app->work, &job->ctx, do_change, &change)
                      : app_read(job->app, &job->ctx, do_show, &change);
    if (err == OK)
        console_object(job->console, subscription_sheet_fields, change.sheet);
    return console_failures(job->console, &job->ctx, err);
}

int command_subscription(struct job *job)
{
    const char *word = console_argument(job->console, 0);

    if (word && strcmp(word, "list") == 0)
        return list(job);
    for (size_t i = 0; word && i < COUNT_OF(verbs); i++)
        if (strcmp(verbs[i].word, word) == 0)
            return run(job, i);
    console_error(job->console, "tacite: say what to do: tacite subscription %s\n",
                  command_named("subscription")->arguments);
    return EXIT_USAGE;
}
