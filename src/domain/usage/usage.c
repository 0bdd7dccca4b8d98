#include "domain/usage/usage.h"

#include <inttypes.h>
#include <string.h>

#include "domain/balance/balance.h"
#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field usage_fields[] = {
    FIELD(usage, id_segment),
    FIELD(usage, id_feature),
    FIELD(usage, id_customer),
    FIELD(usage, id_subscription),
    FIELD(usage, reference_segment),
    FIELD(usage, reference_feature),
    FIELD(usage, reference_customer),
    FIELD_CHOICE_OF(usage, type_feature, type_feature_names),
    FIELD_FLAG_OF(usage, is_included),
    FIELD_FLAG_OF(usage, is_enabled),
    FIELD(usage, quantity_included),
    FIELD(usage, quantity_current),
    FIELD(usage, date_period_start),
    FIELD(usage, date_period_end),
    FIELDS_END,
};

const struct field usage_input_fields[] = {
    FIELD(usage_input, reference_feature),
    FIELD(usage_input, reference_customer),
    FIELD(usage_input, id_customer),
    FIELD(usage_input, id_subscription),
    FIELD(usage_input, date_stamp),
    FIELD(usage_input, date_time),
    FIELD(usage_input, increment),
    FIELD(usage_input, quantity_current),
    FIELD_FLAG_OF(usage_input, is_enabled),
    FIELD_LIMITED(usage_input, event_id, 100),
    FIELDS_END,
};

static int64_t id_or_none(int64_t id)
{
    return id ? id : NONE;
}

enum err usage_list(struct ctx *ctx, const struct usage_filter *filter, struct list *out)
{
    struct args args = ARGS(ARG_AS(id_customer, id_or_none(filter->id_customer)),
                            ARG_AS(id_subscription, id_or_none(filter->id_subscription)),
                            ARG_AS(id_feature, id_or_none(filter->id_feature)),
                            ARG_AS(reference_feature, filter->reference_feature));

    return db_list(ctx, filter->id_customer ? &sql_usage_list_of_customer : &sql_usage_list, args,
                   usage_fields, sizeof(struct usage), out);
}

static int64_t larger_flag(int64_t a, int64_t b)
{
    return a == NONE || (b != NONE && b > a) ? b : a;
}

/* Unlimited, which is NONE, wins over any number. */
static struct quantity sum_or_unlimited(struct quantity a, struct quantity b)
{
    if (a.micros == NONE || b.micros == NONE)
        return (struct quantity){NONE};
    return (struct quantity){a.micros + b.micros};
}

static void join(struct usage *into, const struct usage *more)
{
    into->id_subscription = NONE;
    into->is_included = larger_flag(into->is_included, more->is_included);
    into->is_enabled = larger_flag(into->is_enabled, more->is_enabled);
    into->quantity_included = sum_or_unlimited(into->quantity_included, more->quantity_included);
    into->quantity_current = sum_or_unlimited(into->quantity_current, more->quantity_current);
    if (more->date_period_start.micros < into->date_period_start.micros)
        into->date_period_start = more->date_period_start;
    if (more->date_period_end.micros < into->date_period_end.micros)
        into->date_period_end = more->date_period_end;
}

void usage_aggregate(struct list *usages)
{
    size_t kept = 0;

    for (size_t i = 0; i < usages->count; i++) {
        struct usage *one = LIST_AT(*usages, struct usage, i);
        size_t j = 0;

        while (j < kept && (LIST_AT(*usages, struct usage, j)->id_feature != one->id_feature ||
                            LIST_AT(*usages, struct usage, j)->id_customer != one->id_customer))
            j++;
        if (j < kept) {
            join(LIST_AT(*usages, struct usage, j), one);
            continue;
        }
        *LIST_AT(*usages, struct usage, kept) = *one;
        LIST_AT(*usages, struct usage, kept)->id_subscription = NONE;
        kept++;
    }
    usages->count = kept;
}

/* writing -----------------------------------------------------------------------------------------
 */

/* What a change works on. */
struct usage_target {
    int64_t id, id_subscription, id_customer_buyer;
    int64_t period_no;
};

static const struct field usage_target_fields[] = {
    FIELD(usage_target, id),
    FIELD(usage_target, id_subscription),
    FIELD(usage_target, id_customer_buyer),
    FIELD(usage_target, period_no),
    FIELDS_END,
};

/* One change on its way. */
struct change {
    const struct usage_input *input;
    struct customer holder;
    struct usage usage; /* before, then after */
    struct usage_target target;
    struct instant occurred_at;
};

static enum err none_matching(struct ctx *ctx)
{
    return fail(ctx, ERR_FORBIDDEN, "Error.Api.Usage.NoneMatching", NULL,
                "No running subscription of the Customer has that Feature");
}

static void check_input(struct ctx *ctx, const struct usage_input *input, struct instant at)
{
    if (!input->reference_feature)
        complain(ctx, NULL, "ReferenceFeature", "ReferenceFeature: is missing.");
    if (!input->reference_customer && input->id_customer == NONE && input->id_subscription == NONE)
        complain(ctx, NULL, "ReferenceCustomer", "ReferenceCustomer: is missing.");
    if (at.micros > ctx->now.micros)
        complain(ctx, NULL, "DateStamp", "DateStamp: lies in the future.");
    if (input->event_id && !instant_is_set(input->date_stamp))
        complain(ctx, NULL, "DateStamp",
                 "DateStamp: an EventId needs one, or a repeat could not be known.");
}

static enum err find_holder(struct ctx *ctx, const struct usage_input *input,
                            struct customer *holder)
{
    enum err err;

    if (input->reference_customer)
        err = customer_find(ctx, input->reference_customer, NULL, holder);
    else if (input->id_customer != NONE)
        err = customer_get(ctx, input->id_customer, holder);
    else
        err = db_get(ctx, &sql_usage_holder, ARGS(ARG_AS(id, input->id_subscription)),
                     customer_fields, holder);
    return err == ERR_NOT_FOUND ? none_matching(ctx) : err;
}

/* The first active subscription that has the feature, unless one is named. */
static enum err find_target(struct ctx *ctx, struct change *change)
{
    const struct usage_input *input = change->input;
    struct usage_filter filter = {
        .id_customer = change->holder.id,
        .id_subscription = input->id_subscription == NONE ? 0 : input->id_subscription,
        .reference_feature = input->reference_feature,
    };
    struct list usages;
    enum err err;

    TRY(usage_list(ctx, &filter, &usages));
    if (!usages.count)
        return none_matching(ctx);
    change->usage = *LIST_AT(usages, struct usage, 0);
    err = db_get(ctx, &sql_usage_target,
                 ARGS(ARG_AS(id_subscription, change->usage.id_subscription),
                      ARG_AS(id_feature, change->usage.id_feature)),
                 usage_target_fields, &change->target);
    return err == ERR_NOT_FOUND ? none_matching(ctx) : err;
}

/* Writes the event; `is_repeat` if the client's id was counted before. */
static enum err record_event(struct ctx *ctx, const struct change *change, int64_t quantity,
                             bool *is_repeat)
{
    const struct usage_input *input = change->input;
    const char *key = input->event_id
                          ? input->event_id
                          : arena_printf(ctx->arena, "#%" PRId64, db_new_id(ctx, ID_ROW));
    struct args args = ARGS(ARG_AS(id_subscription_feature, change->target.id),
                            ARG_AS(occurred_at, change->occurred_at), ARG_AS(event_key, key),
                            ARG_AS(increment, input->increment.micros), ARG(quantity));
    int64_t changed = 1;

    if (input->event_id)
        TRY(db_change(ctx, &sql_usage_event_add, args, &changed));
    else
        TRY(db_run(ctx, &sql_usage_event_add, args));
    *is_repeat = changed == 0;
    return OK;
}

static enum err no_value(struct ctx *ctx, const char *expected)
{
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", expected,
                "%s: is missing for a feature of this type.", expected);
}

/* What a counted feature holds after the change. */
static enum err quantity_after(struct ctx *ctx, const struct usage_input *input,
                               struct quantity before, struct quantity *after)
{
    int64_t from = before.micros == NONE ? 0 : before.micros;

    if (input->quantity_current.micros != NONE)
        after->micros = input->quantity_current.micros;
    else if (input->increment.micros != NONE)
        after->micros = from + input->increment.micros;
    else
        return no_value(ctx, "Increment");
    if (after->micros >= 0 && after->micros <= UNITS_MAX * MICROS_PER_UNIT)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation",
                input->quantity_current.micros != NONE ? "QuantityCurrent" : "Increment",
                "The quantity would become %s.", after->micros < 0 ? "negative" : "too large");
}

static enum err consume(struct ctx *ctx, struct change *change)
{
    struct quantity after;
    bool is_repeat;

    TRY(quantity_after(ctx, change->input, change->usage.quantity_current, &after));
    TRY(record_event(ctx, change, change->input->quantity_current.micros, &is_repeat));
    if (is_repeat)
        return OK;
    /* The database adds, so that two at once both count. */
    TRY(db_number(ctx,
                  change->input->quantity_current.micros != NONE ? &sql_usage_counter_set
                                                                 : &sql_usage_counter_add,
                  ARGS(ARG_AS(id_subscription_feature, change->target.id),
                       ARG_AS(period_no, change->target.period_no),
                       ARG_AS(quantity, change->input->quantity_current.micros != NONE
                                            ? after.micros
                                            : change->input->increment.micros)),
                  &change->usage.quantity_current.micros));
    return OK;
}

/* Charges the difference between two states of one feature. */
static enum err charge_change(struct ctx *ctx, const struct change *change,
                              const struct subscription_parts *parts,
                              const struct feature_terms *before, const struct feature_terms *after)
{
    const struct subscription *subscription = &parts->subscription;
    struct period period = {subscription->date_period_start, subscription->date_period_end};
    struct customer buyer;
    struct segment segment;
    struct charge charge;

    if (!charge_of_change(before, after, period, ctx->now, subscription_is_trial(subscription),
                          &charge))
        return OK;
    TRY(customer_get(ctx, change->target.id_customer_buyer, &buyer));
    TRY(segment_get(ctx, buyer.id_segment, &segment));
    if (charge.amount > 0 && !customer_can_pay(&buyer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.PaymentSettings.Missing", NULL,
                    "The Customer who pays has no payment settings");
    TRY(balance_add_charges(ctx,
                            &(struct billed_to){
                                .id_customer = buyer.id,
                                .id_subscription = subscription->id,
                                .period_no = subscription->period_no,
                                .language = buyer.language,
                                .rate_tax = segment.rate_tax,
                                .title_of = subscription_feature_title,
                                .titles = &parts->features,
                            },
                            &charge, 1));
    return customer_draw_billing(ctx, buyer.id, instant_plus(ctx->now, BILLING_DELAY));
}

static enum err read_switch(struct ctx *ctx, const struct usage_input *input, int64_t *is_enabled)
{
    if (input->is_enabled == NONE)
        return no_value(ctx, "IsEnabled");
    *is_enabled = input->is_enabled;
    return OK;
}

/* A stock or a switch: under the locks of buyer and subscription, read anew. */
static enum err change_stock(struct ctx *ctx, struct change *change)
{
    struct subscription_parts parts;
    struct feature_terms *terms = NULL, before;
    struct customer buyer;
    bool is_repeat;

    TRY(customer_lock(ctx, change->target.id_customer_buyer, &buyer));
    TRY(find_target(ctx, change));
    TRY(subscription_load(ctx, change->target.id_subscription, &parts));
    for (size_t i = 0; i < parts.features.count; i++)
        if (parts.terms[i].id_feature == change->usage.id_feature)
            terms = &parts.terms[i];
    if (!terms)
        return none_matching(ctx);
    before = *terms;
    if (change->usage.type_feature == FEATURE_ON_OFF)
        TRY(read_switch(ctx, change->input, &change->usage.is_enabled));
    else
        TRY(quantity_after(ctx, change->input, change->usage.quantity_current,
                           &change->usage.quantity_current));
    terms->is_enabled = change->usage.is_enabled == 1;
    terms->current = change->usage.quantity_current;
    TRY(record_event(ctx, change,
                     change->usage.type_feature == FEATURE_ON_OFF
                         ? change->usage.is_enabled * MICROS_PER_UNIT
                         : change->usage.quantity_current.micros,
                     &is_repeat));
    if (is_repeat)
        return find_target(ctx, change);
    TRY(charge_change(ctx, change, &parts, &before, terms));
    TRY(db_run(ctx, &sql_usage_stock_set,
               ARGS(ARG_AS(id_subscription, change->target.id_subscription),
                    ARG_AS(id, change->target.id), ARG_AS(is_enabled, change->usage.is_enabled),
                    ARG_AS(quantity_current, change->usage.quantity_current.micros))));
    return event_record(ctx, EVENT_SUBSCRIPTION_FEATURES_UPDATED,
                        (struct about){.id_segment = change->holder.id_segment,
                                       .id_customer = change->holder.id,
                                       .id_subscription = change->target.id_subscription});
}

enum err usage_write(struct ctx *ctx, const struct usage_input *input, struct usage *out)
{
    struct change change = {
        .input = input,
        .occurred_at = instant_is_set(input->date_stamp)  ? input->date_stamp
                       : instant_is_set(input->date_time) ? input->date_time
                                                          : ctx->now,
    };

    check_input(ctx, input, change.occurred_at);
    TRY(complaints(ctx));
    TRY(find_holder(ctx, input, &change.holder));
    TRY(find_target(ctx, &change));
    if (change.usage.type_feature == FEATURE_CONSUMPTION)
        TRY(consume(ctx, &change));
    else
        TRY(change_stock(ctx, &change));
    *out = change.usage;
    return OK;
}
