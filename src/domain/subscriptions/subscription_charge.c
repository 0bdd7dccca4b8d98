#include "domain/subscriptions/subscription_charge.h"

#include <assert.h>

#include "domain/balance/balance.h"
#include "domain/event.h"
#include "platform/db/db.h"
#include "sql.h"

struct about subscription_about(const struct subscription *subscription)
{
    return (struct about){
        .id_segment = subscription->id_segment,
        .id_customer = subscription->id_customer,
        .id_subscription = subscription->id,
        .state = state_subscription_names[subscription->state_subscription],
    };
}

void subscription_enter(struct subscription *subscription, enum state_subscription state)
{
    assert(state_may_follow((enum state_subscription)subscription->state_subscription, state));
    subscription->state_subscription = (int)state;
}

bool subscription_is_priced(const struct subscription_parts *parts)
{
    return terms_are_priced(&parts->fees, parts->terms, parts->features.count);
}

static struct instant trial_end(const struct subscription *subscription)
{
    struct rhythm trial = {subscription->duration_trial, (enum unit)subscription->unit_trial};

    return period_boundary(subscription->date_start, trial, 1);
}

static void set_period(struct subscription *subscription)
{
    struct period period = subscription_period(subscription);

    subscription->date_period_start = period.start;
    subscription->date_period_end = period.end;
    subscription->date_term = period.end;
    subscription->next_at = period.end;
}

void subscription_place(struct subscription *subscription, struct instant at, struct instant now)
{
    struct rhythm rhythm = {subscription->duration_recurrence,
                            (enum unit)subscription->unit_recurrence};
    bool has_trial = subscription->duration_trial != NONE;

    subscription->date_start = instant_whole_second(at);
    subscription->date_anchor = has_trial ? trial_end(subscription) : subscription->date_start;
    subscription->period_anchor = 1;
    subscription->period_no = 0;
    if (!has_trial || subscription->date_anchor.micros <= now.micros)
        subscription->period_no = 1 + period_count(subscription->date_anchor, rhythm, now);
    set_period(subscription);
}

static enum err write_period(struct ctx *ctx, const struct subscription *subscription,
                             enum period_charge charge)
{
    static const char *const words[] = {"Charged", "Migration"};

    return db_run(ctx, &sql_subscription_period_add,
                  ARGS(ARG_AS(id_subscription, subscription->id),
                       ARG_AS(period_no, subscription->period_no),
                       ARG_AS(date_start, subscription->date_period_start),
                       ARG_AS(date_end, subscription->date_period_end),
                       ARG_AS(is_trial, subscription_is_trial(subscription)),
                       ARG_AS(charged, words[charge])));
}

static enum err add_to_balance(struct ctx *ctx, const struct subscription_parts *parts,
                               const struct payer *payer, const struct charge *charges,
                               size_t count)
{
    struct billed_to to = {
        .id_customer = payer->id_customer,
        .id_subscription = parts->subscription.id,
        .period_no = parts->subscription.period_no,
        .language = payer->language,
        .rate_tax = payer->rate_tax,
        .title_of = subscription_feature_title,
        .titles = &parts->features,
    };

    if (!count)
        return OK;
    TRY(balance_add_charges(ctx, &to, charges, count));
    return customer_draw_billing(ctx, payer->id_customer, instant_plus(ctx->now, BILLING_DELAY));
}

enum err subscription_begin_period(struct ctx *ctx, const struct subscription_parts *parts,
                                   const struct payer *payer, bool is_start,
                                   enum period_charge charge)
{
    const struct subscription *subscription = &parts->subscription;
    struct period period = {subscription->date_period_start, subscription->date_period_end};
    struct charge *charges =
        ARENA_ARRAY(ctx->arena, struct charge, CHARGES_OF_PERIOD(parts->features.count));
    size_t count;

    TRY(write_period(ctx, subscription, charge));
    if (charge != PERIOD_CHARGED)
        return customer_draw_billing(ctx, payer->id_customer,
                                     instant_plus(period.end, BILLING_DELAY));
    count = charges_in_advance(&parts->fees, parts->terms, parts->features.count, period, is_start,
                               subscription_is_trial(subscription), charges);
    return add_to_balance(ctx, parts, payer, charges, count);
}

enum err subscription_close_period(struct ctx *ctx, const struct subscription_parts *parts,
                                   const struct payer *payer)
{
    const struct subscription *subscription = &parts->subscription;
    struct period period = {subscription->date_period_start, subscription->date_period_end};
    struct charge *charges =
        ARENA_ARRAY(ctx->arena, struct charge, CHARGES_OF_PERIOD(parts->features.count));
    size_t count = charges_in_arrears(parts->terms, parts->features.count, period,
                                      subscription_is_trial(subscription), charges);

    return add_to_balance(ctx, parts, payer, charges, count);
}
