/* From a subscription's rows to the values that rules/charge.h works with. */
#include "domain/subscriptions/subscription.h"

#include "platform/zone/zone.h"

static int64_t or_zero(int64_t value)
{
    return value == NONE ? 0 : value;
}

/* What of the running period is settled already. What pauses the whole subscription pauses its
 * fees in arrears, too. */
static void add_settled(const struct subscription *subscription,
                        const struct subscription_feature *feature, struct feature_terms *out)
{
    if (feature->period_open == subscription->period_no) {
        out->accrued = (struct accrual){or_zero(feature->amount_accrued), feature->date_accrued};
        out->charged = (struct charged){
            .amount = or_zero(feature->amount_charged),
            .quantity = {or_zero(feature->quantity_charged.micros)},
            .count = or_zero(feature->count_charged),
        };
    }
    if (out->type != FEATURE_CONSUMPTION)
        out->accrued.from = instant_later(out->accrued.from, subscription->date_accrued);
}

/* A consumption's quantity is what was counted in the period. */
static enum err terms_of(struct ctx *ctx, const struct subscription_parts *parts,
                         const struct subscription_feature *feature, struct feature_terms *out)
{
    TRY(feature_terms_of(ctx, parts->memo, feature->id_feature, feature->type_feature,
                         &feature->parameters, out));
    if (feature->consumed != NONE)
        out->current.micros = feature->consumed;
    if (parts->subscription.period_no != NONE)
        add_settled(&parts->subscription, feature, out);
    return OK;
}

enum err subscription_terms(struct ctx *ctx, struct subscription_parts *parts)
{
    const struct subscription *subscription = &parts->subscription;

    parts->fees = (struct flat_fees){
        .amount_up_front = subscription->amount_up_front,
        .amount_trial = subscription->amount_trial,
        .amount_recurrence = subscription->amount_recurrence,
        .timing_recurrence = (enum timing)subscription->timing_recurrence,
        .accrued = {or_zero(subscription->amount_accrued), subscription->date_accrued},
        .amount_minimum = subscription->amount_minimum,
    };
    parts->terms = ARENA_ARRAY(ctx->arena, struct feature_terms, parts->features.count);
    for (size_t i = 0; i < parts->features.count; i++)
        TRY(terms_of(ctx, parts, LIST_AT(parts->features, struct subscription_feature, i),
                     &parts->terms[i]));
    return OK;
}

static struct rhythm rhythm_of(const struct subscription *subscription)
{
    return (struct rhythm){subscription->duration_recurrence,
                           (enum unit)subscription->unit_recurrence};
}

bool subscription_is_trial(const struct subscription *subscription)
{
    return subscription->period_no == 0;
}

bool subscription_is_last_period(const struct subscription *subscription)
{
    return subscription->count_recurrences != NONE &&
           subscription->period_no >= subscription->count_recurrences;
}

bool subscription_is_engaged(const struct subscription *subscription)
{
    return subscription->count_min_recurrences > 0 &&
           subscription->period_no <= subscription->count_min_recurrences;
}

static struct clocks clocks_of(const struct subscription *subscription)
{
    if (!subscription->time_zone)
        return (struct clocks){0};
    return (struct clocks){subscription->time_zone, zone_local, zone_universal};
}

struct calendar subscription_calendar(const struct subscription *subscription)
{
    return (struct calendar){
        .rhythm = rhythm_of(subscription),
        .anchor = (enum anchor)subscription->anchor,
        .day = subscription->billing_day,
        .clocks = clocks_of(subscription),
    };
}

/* Months of thirty days are for what is counted in months. */
struct measure subscription_measure(const struct subscription *subscription)
{
    bool is_in_months =
        subscription->unit_recurrence == UNIT_MONTH || subscription->unit_recurrence == UNIT_YEAR;

    return (struct measure){
        .unit = (enum proration_unit)subscription->proration_unit,
        .rounding = (enum proration_rounding)subscription->proration_rounding,
        .is_thirty = subscription->month_length == MONTH_THIRTY && is_in_months,
        .clocks = clocks_of(subscription),
    };
}

struct period subscription_period(const struct subscription *subscription)
{
    struct calendar calendar = subscription_calendar(subscription);

    return calendar_period(&calendar, subscription->date_anchor,
                           subscription->period_no - subscription->period_anchor);
}

struct span subscription_span(const struct subscription *subscription)
{
    struct period period = {subscription->date_period_start, subscription->date_period_end};
    struct span span = {
        .period = period,
        .whole = period,
        .measure = subscription_measure(subscription),
        .is_free = subscription->is_period_free,
    };

    if (instant_is_set(subscription->date_reference_start))
        span.whole.start = subscription->date_reference_start;
    if (instant_is_set(subscription->date_reference_end))
        span.whole.end = subscription->date_reference_end;
    return span;
}

const char *subscription_feature_title(const void *features, int64_t id_feature)
{
    const struct list *list = features;

    for (size_t i = 0; i < list->count; i++) {
        const struct subscription_feature *feature = LIST_AT(*list, struct subscription_feature, i);

        if (feature->id_feature == id_feature)
            return feature->title_localized ? feature->title_localized : feature->reference_feature;
    }
    return NULL;
}
