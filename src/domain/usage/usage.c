#include "domain/usage/usage.h"

#include <inttypes.h>
#include <string.h>

#include "domain/balance/balance.h"
#include "domain/usage/usage_parts.h"
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

static enum err find_by_reference(struct ctx *ctx, const struct usage_filter *filter,
                                  struct usage *out)
{
    struct args args = ARGS(ARG_AS(reference_customer, filter->reference_customer),
                            ARG_AS(reference_segment, filter->reference_segment));
    struct list found;

    TRY(db_list(ctx, &sql_usage_whose, args, usage_fields, sizeof(struct usage), &found));
    if (found.count > 1)
        return db_get(ctx, &sql_usage_whose_first, args, usage_fields, out);
    if (!found.count)
        return ERR_NOT_FOUND;
    *out = *LIST_AT(found, struct usage, 0);
    return OK;
}

enum err usage_find_holder(struct ctx *ctx, const struct usage_filter *filter, struct usage *out)
{
    if (filter->reference_customer)
        return find_by_reference(ctx, filter, out);
    if (filter->id_customer != NONE)
        return db_get(ctx, &sql_usage_whose_id, ARGS(ARG_AS(id_customer, filter->id_customer)),
                      usage_fields, out);
    return db_get(ctx, &sql_usage_whose_subscription,
                  ARGS(ARG_AS(id_subscription, filter->id_subscription)), usage_fields, out);
}

static void describe_holder(struct usage *usage, const struct usage *whose)
{
    usage->id_segment = whose->id_segment;
    usage->id_customer = whose->id_customer;
    usage->reference_segment = whose->reference_segment;
    usage->reference_customer = whose->reference_customer;
}

static enum err list_of_customer(struct ctx *ctx, const struct usage_filter *filter,
                                 const struct usage *whose, struct list *out)
{
    TRY(db_list(ctx, &sql_usage_list_of_customer,
                ARGS(ARG_AS(id_customer, whose->id_customer),
                     ARG_AS(id_subscription, filter->id_subscription),
                     ARG_AS(id_feature, filter->id_feature),
                     ARG_AS(reference_feature, filter->reference_feature)),
                usage_fields, sizeof(struct usage), out));
    for (size_t i = 0; i < out->count; i++)
        describe_holder(LIST_AT(*out, struct usage, i), whose);
    return OK;
}

/* Of the customers from one id to another. */
static enum err list_of_range(struct ctx *ctx, const struct usage_filter *filter, int64_t first,
                              int64_t last, bool is_aggregate, const struct page *page,
                              struct list *out, int64_t *total)
{
    struct args args = ARGS(
        ARG(first), ARG(last), ARG_AS(id_segment, filter->id_segment),
        ARG_AS(id_subscription, filter->id_subscription), ARG_AS(id_feature, filter->id_feature),
        ARG_AS(reference_feature, filter->reference_feature), ARG_AS(size_page, page->size_page),
        ARG_AS(skipped, page_skipped(page)));

    TRY(db_number(ctx, is_aggregate ? &sql_usage_aggregated_count : &sql_usage_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, is_aggregate ? &sql_usage_aggregated : &sql_usage_list, args, usage_fields,
                   sizeof(struct usage), out);
}

static bool is_about_everybody(const struct usage_filter *filter)
{
    return !filter->reference_customer && filter->id_customer == NONE &&
           filter->id_subscription == NONE;
}

enum err usage_list(struct ctx *ctx, const struct usage_filter *filter, bool is_aggregate,
                    const struct page *page, struct list *out, int64_t *total)
{
    struct usage whose;
    enum err err;

    *out = (struct list){0};
    *total = 0;
    if (is_about_everybody(filter))
        return list_of_range(ctx, filter, 0, INT64_MAX, is_aggregate, page, out, total);
    err = usage_find_holder(ctx, filter, &whose);
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    if (is_aggregate)
        return list_of_range(ctx, filter, whose.id_customer, whose.id_customer, true, page, out,
                             total);
    TRY(list_of_customer(ctx, filter, &whose, out));
    *total = (int64_t)out->count;
    page_cut(page, out, sizeof(struct usage));
    return OK;
}

/* writing -----------------------------------------------------------------------------------------
 */

/* What a change works on: the usage as it is, and where that is kept. */
struct usage_target {
    struct usage usage;
    int64_t id; /* of the subscription's feature */
    int64_t id_customer_buyer, period_no;
    int mode_quantity;
    int64_t amount_threshold; /* of the subscription, or NONE */
};

#define OF_USAGE(member, kind_of_it, ...)                                                          \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct usage_target, usage.member), __VA_ARGS__                         \
    }

static const struct field usage_target_fields[] = {
    FIELD(usage_target, id),
    FIELD(usage_target, id_customer_buyer),
    FIELD(usage_target, period_no),
    FIELD_CHOICE_OF(usage_target, mode_quantity, mode_quantity_names),
    FIELD(usage_target, amount_threshold),
    OF_USAGE(id_feature, FIELD_INTEGER, ),
    OF_USAGE(id_subscription, FIELD_INTEGER, ),
    OF_USAGE(reference_feature, FIELD_TEXT, ),
    OF_USAGE(type_feature, FIELD_CHOICE, .choices = type_feature_names),
    OF_USAGE(is_included, FIELD_FLAG, ),
    OF_USAGE(is_enabled, FIELD_FLAG, ),
    OF_USAGE(quantity_included, FIELD_QUANTITY, ),
    OF_USAGE(quantity_current, FIELD_QUANTITY, ),
    OF_USAGE(date_period_start, FIELD_INSTANT, ),
    OF_USAGE(date_period_end, FIELD_INSTANT, ),
    FIELDS_END,
};

/* One change on its way. */
struct change {
    const struct usage_input *input;
    struct usage holder; /* whose it is: no more is filled in */
    struct usage usage;  /* before, then after */
    struct usage_target target;
    struct instant occurred_at;
    enum intent intent;
    struct usage_cost cost; /* of a stock or a switch, or of anything that is quoted */
};

/* Contract section 1.7: who writes is refused, who asks does not find. */
static enum err none_matching(struct ctx *ctx, enum intent intent)
{
    return fail(ctx, intent == TO_WRITE ? ERR_FORBIDDEN : ERR_NOT_FOUND,
                "Error.Api.Usage.NoneMatching", NULL,
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
    if (input->event_id && input->event_id[0] == '#')
        complain(ctx, NULL, "EventId", "EventId: begins with #, as only our own do.");
}

struct instant usage_moment(const struct ctx *ctx, const struct usage_input *input)
{
    return instant_is_set(input->date_stamp)  ? input->date_stamp
           : instant_is_set(input->date_time) ? input->date_time
                                              : ctx->now;
}

static struct usage_filter filter_of(const struct usage_input *input)
{
    struct usage_filter filter = USAGE_FILTER_NONE;

    filter.reference_customer = input->reference_customer;
    filter.id_customer = input->id_customer;
    filter.id_subscription = input->id_subscription;
    filter.reference_feature = input->reference_feature;
    return filter;
}

/* The first active subscription that has the feature, unless one is named. */
static enum err find_target(struct ctx *ctx, struct change *change)
{
    const struct usage_input *input = change->input;
    const struct args args = ARGS(ARG_AS(id_customer, change->holder.id_customer),
                                  ARG_AS(id_subscription, input->id_subscription),
                                  ARG_AS(reference_feature, input->reference_feature));
    int known = change->usage.type_feature; /* when it is read anew */
    bool may_be_flow = change->intent == TO_WRITE && (!known || known == FEATURE_CONSUMPTION);
    enum err err = ERR_NOT_FOUND;

    if (may_be_flow)
        err = db_get(ctx, &sql_usage_target_flow, args, usage_target_fields, &change->target);
    if (err == ERR_NOT_FOUND) {
        err = db_get(ctx, &sql_usage_target, args, usage_target_fields, &change->target);
        if (err == OK && may_be_flow && change->target.usage.type_feature == FEATURE_CONSUMPTION)
            return ERR_RETRY; /* one ended while it was waited for, and there is another */
    }
    if (err == ERR_NOT_FOUND)
        return none_matching(ctx, change->intent);
    TRY(err);
    change->usage = change->target.usage;
    describe_holder(&change->usage, &change->holder);
    return OK;
}

static enum err find_holder(struct ctx *ctx, struct change *change)
{
    struct usage_filter filter = filter_of(change->input);
    enum err err = usage_find_holder(ctx, &filter, &change->holder);

    return err == ERR_NOT_FOUND ? none_matching(ctx, change->intent) : err;
}

/* Was it counted before? Then it does not matter whether it would fit once more. */
static enum err find_repeat(struct ctx *ctx, const struct change *change, bool *is_repeat)
{
    int64_t count = 0;

    if (change->input->event_id)
        TRY(db_number(ctx, &sql_usage_event_count,
                      ARGS(ARG_AS(id_subscription_feature, change->target.id),
                           ARG_AS(event_key, change->input->event_id)),
                      &count));
    *is_repeat = count > 0;
    return OK;
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

/* Nothing but an increment of a sum in the running period? Then the order does not matter. */
static bool only_adds(const struct change *change)
{
    return change->target.mode_quantity == QUANTITY_SUM &&
           change->input->quantity_current.micros == NONE &&
           change->occurred_at.micros >= change->usage.date_period_start.micros;
}

/* The usage is then what the running period has, whichever the report counts in. */
static enum err report_one(struct ctx *ctx, struct change *change)
{
    struct usage_report report = {.input = *change->input, .may_be_too_early = true};
    struct list one = {&report, 1};

    TRY(usage_report_all(ctx, &one));
    TRY(usage_fail_if_refused(ctx, &report));
    return find_target(ctx, change);
}

static enum err consume(struct ctx *ctx, struct change *change)
{
    struct quantity after;
    bool is_repeat;

    if (change->input->increment.micros == NONE || change->input->quantity_current.micros != NONE)
        TRY(quantity_after(ctx, change->input, change->usage.quantity_current, &after));
    if (!only_adds(change))
        return report_one(ctx, change);
    TRY(find_repeat(ctx, change, &is_repeat));
    if (is_repeat)
        return OK;
    TRY(quantity_after(ctx, change->input, change->usage.quantity_current, &after));
    TRY(record_event(ctx, change, NONE, &is_repeat));
    if (is_repeat)
        return OK;
    /* The database adds, so that two at once both count. */
    TRY(db_number(ctx, &sql_usage_counter_add,
                  ARGS(ARG_AS(id_subscription_feature, change->target.id),
                       ARG_AS(period_no, change->target.period_no),
                       ARG_AS(quantity, change->input->increment.micros),
                       ARG_AS(occurred_at, change->occurred_at)),
                  &change->usage.quantity_current.micros));
    if (change->target.amount_threshold != NONE)
        return subscription_mark_threshold(ctx, change->usage.id_subscription);
    return OK;
}

/* A flow is rated when its period is over, which is when its cost falls due: here is what the
 * change adds to that. */
static size_t charges_of_flow(struct ctx *ctx, const struct subscription_parts *parts,
                              const struct feature_terms *before, const struct feature_terms *after,
                              struct charge out[2])
{
    const struct subscription *subscription = &parts->subscription;
    struct usage_seat seat = {
        .period_no = subscription->period_no,
        .span = subscription_span(subscription),
        .is_trial = subscription_is_trial(subscription),
    };

    return usage_difference(ctx, parts, &seat, before, after, out);
}

/* What the difference between two states of one feature costs. */
static size_t charges_of(struct ctx *ctx, struct usage_cost *cost,
                         const struct feature_terms *before, const struct feature_terms *after)
{
    const struct subscription *subscription = &cost->parts.subscription;

    if (after->type == FEATURE_CONSUMPTION)
        return charges_of_flow(ctx, &cost->parts, before, after, cost->charges);
    return charge_of_change(before, after, subscription_span(subscription), ctx->now,
                            subscription_is_trial(subscription), &cost->charges[0]);
}

static enum err load_cost(struct ctx *ctx, struct change *change)
{
    struct usage_cost *cost = &change->cost;
    struct customer buyer;

    TRY(buyer_take(ctx, change->target.id_customer_buyer, change->intent, &buyer));
    TRY(find_target(ctx, change));
    TRY(subscription_load(ctx, change->usage.id_subscription, buyer.language, &cost->parts));
    cost->id_feature = change->usage.id_feature;
    return payer_load(ctx, &buyer, &cost->payer);
}

static enum err read_switch(struct ctx *ctx, const struct usage_input *input, int64_t *is_enabled)
{
    if (input->is_enabled == NONE)
        return no_value(ctx, "IsEnabled");
    *is_enabled = input->is_enabled;
    return OK;
}

/* Is the quantity what it stands at, so that it is enough to know the change? */
static bool is_level(const struct change *change)
{
    return change->target.mode_quantity == QUANTITY_SUM ||
           change->target.mode_quantity == QUANTITY_LATEST;
}

/* What the period comes to with one report more; others that came after it are taken as before. */
static enum err quantity_of_flow(struct ctx *ctx, struct change *change)
{
    const struct subscription_parts *parts = &change->cost.parts;
    const struct subscription_feature *feature =
        list_find(&parts->features, sizeof(struct subscription_feature), change->target.id);
    struct span span = subscription_span(&parts->subscription);
    struct tally tally = subscription_tally(feature, span.period.start);
    struct report report = {instant_later(change->occurred_at, tally.at), change->input->increment,
                            change->input->quantity_current};

    TRY(quantity_after(ctx, change->input, (struct quantity){tally.level}, &report.quantity));
    tally_add(&tally, span.period.start, &report);
    change->usage.quantity_current =
        tally_quantity(&tally, (enum mode_quantity)change->target.mode_quantity, span);
    return OK;
}

/* The usage and the terms as they will be, and what that costs. */
static enum err work_out(struct ctx *ctx, struct change *change)
{
    struct usage_cost *cost = &change->cost;
    struct feature_terms *terms = NULL, before;

    for (size_t i = 0; i < cost->parts.features.count; i++)
        if (cost->parts.terms[i].id_feature == cost->id_feature)
            terms = &cost->parts.terms[i];
    if (!terms)
        return none_matching(ctx, change->intent);
    before = *terms;
    cost->is_accrued = terms->timing == TIMING_ARREARS;
    cost->accrued = accrue_feature(terms, subscription_span(&cost->parts.subscription), ctx->now);
    if (terms->type == FEATURE_ON_OFF)
        TRY(read_switch(ctx, change->input, &change->usage.is_enabled));
    else if (!is_level(change))
        TRY(quantity_of_flow(ctx, change));
    else
        TRY(quantity_after(ctx, change->input, change->usage.quantity_current,
                           &change->usage.quantity_current));
    terms->is_enabled = change->usage.is_enabled == 1;
    terms->current = change->usage.quantity_current;
    cost->charge_count = charges_of(ctx, cost, &before, terms);
    return OK;
}

static enum err write_cost(struct ctx *ctx, const struct usage_cost *cost)
{
    struct billed_to to = subscription_billed_to(&cost->payer, &cost->parts);

    if (!cost->charge_count)
        return OK;
    if (charges_sum(cost->charges, cost->charge_count) > 0)
        TRY(payer_check(ctx, &cost->payer));
    TRY(balance_add_charges(ctx, &to, cost->charges, cost->charge_count));
    TRY(subscription_add_to_period(ctx, &cost->parts.subscription,
                                   charges_sum(cost->charges, cost->charge_count)));
    return customer_draw_billing(ctx, cost->payer.id_customer,
                                 instant_plus(ctx->now, BILLING_DELAY));
}

/* What a fee in arrears has come to before the change. */
static enum err write_accrual(struct ctx *ctx, const struct change *change)
{
    const struct subscription_parts *parts = &change->cost.parts;
    struct subscription_feature feature = *(const struct subscription_feature *)list_find(
        &parts->features, sizeof(struct subscription_feature), change->target.id);

    subscription_feature_accrue(&feature, parts->subscription.period_no, change->cost.accrued);
    return subscription_feature_settle(ctx, &feature);
}

/* A stock or a switch: under the locks of buyer and subscription, read anew. */
static enum err change_stock(struct ctx *ctx, struct change *change)
{
    bool is_switch = change->usage.type_feature == FEATURE_ON_OFF, is_repeat;

    TRY(load_cost(ctx, change));
    TRY(find_repeat(ctx, change, &is_repeat));
    if (is_repeat)
        return OK;
    TRY(work_out(ctx, change));
    TRY(record_event(ctx, change,
                     is_switch ? change->usage.is_enabled * MICROS_PER_UNIT
                               : change->usage.quantity_current.micros,
                     &is_repeat));
    if (is_repeat)
        return find_target(ctx, change);
    TRY(write_cost(ctx, &change->cost));
    if (change->cost.is_accrued)
        TRY(write_accrual(ctx, change));
    TRY(db_run(ctx, &sql_usage_stock_set,
               ARGS(ARG_AS(id_subscription, change->usage.id_subscription),
                    ARG_AS(id, change->target.id), ARG_AS(is_enabled, change->usage.is_enabled),
                    ARG_AS(quantity_current, change->usage.quantity_current.micros))));
    return event_record(ctx, EVENT_SUBSCRIPTION_FEATURES_UPDATED,
                        subscription_about(&change->cost.parts.subscription));
}

/* From what the client sent to the subscription's feature that it means. */
static enum err open_change(struct ctx *ctx, const struct usage_input *input, enum intent intent,
                            struct change *out)
{
    *out = (struct change){
        .input = input,
        .intent = intent,
        .occurred_at = usage_moment(ctx, input),
    };
    check_input(ctx, input, out->occurred_at);
    TRY(complaints(ctx));
    TRY(find_holder(ctx, out));
    return find_target(ctx, out);
}

enum err usage_quote(struct ctx *ctx, const struct usage_input *input, struct usage_cost *out)
{
    struct change change;

    TRY(open_change(ctx, input, TO_QUOTE, &change));
    TRY(load_cost(ctx, &change));
    TRY(work_out(ctx, &change));
    *out = change.cost;
    return OK;
}

enum err usage_write(struct ctx *ctx, const struct usage_input *input, struct usage *out)
{
    struct change change;

    TRY(open_change(ctx, input, TO_WRITE, &change));
    if (change.usage.type_feature == FEATURE_CONSUMPTION)
        TRY(consume(ctx, &change));
    else
        TRY(change_stock(ctx, &change));
    *out = change.usage;
    return OK;
}
