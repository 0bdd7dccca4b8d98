/* What the clock does with subscriptions. A whole batch is read with three statements and written
 * without waiting, so that a night's run costs the same few round trips for one and for hundreds.
 */
#include "domain/customers/customer_capping.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

/* A buyer of the batch, with the rate of his segment. */
struct buyer {
    int64_t id, id_segment, rate_tax;
    const char *language;
    int type_payment;
};

static const struct field buyer_fields[] = {
    FIELD(buyer, id),
    FIELD(buyer, id_segment),
    FIELD(buyer, rate_tax),
    FIELD(buyer, language),
    FIELD_CHOICE_OF(buyer, type_payment, type_payment_names),
    FIELDS_END,
};

struct turn {
    struct list buyers, subscriptions, features, discounts; /* each by id */
    struct list capped;   /* those of the buyers who owe too much */
    struct list replaced; /* the features of those that upgrades replace now */
    const struct settings *settings;
    struct steps_memo memo;
};

static enum err load_capped(struct ctx *ctx, struct turn *turn)
{
    int64_t *ids = ARENA_ARRAY(ctx->arena, int64_t, turn->buyers.count + 1);

    for (size_t i = 0; i < turn->buyers.count; i++)
        ids[i] = LIST_AT(turn->buyers, struct buyer, i)->id;
    return customer_list_capped(ctx, turn->settings, ids, turn->buyers.count, &turn->capped);
}

static bool has_upgrades(const struct turn *turn)
{
    for (size_t i = 0; i < turn->subscriptions.count; i++)
        if (LIST_AT(turn->subscriptions, struct subscription, i)->state_subscription ==
            STATE_DRAFT_DELAYED_UPGRADE)
            return true;
    return false;
}

static enum err load_turn(struct ctx *ctx, struct args due, struct turn *turn)
{
    /* Buyers are locked before their subscriptions, as everywhere. */
    TRY(db_list(ctx, &sql_turn_buyers, due, buyer_fields, sizeof(struct buyer), &turn->buyers));
    TRY(load_capped(ctx, turn));
    TRY(db_list(ctx, &sql_turn_subscriptions, due, subscription_fields, sizeof(struct subscription),
                &turn->subscriptions));
    if (has_upgrades(turn))
        TRY(db_list(ctx, &sql_turn_replaced, due, subscription_feature_fields,
                    sizeof(struct subscription_feature), &turn->replaced));
    TRY(db_list(ctx, &sql_turn_features, due, subscription_feature_fields,
                sizeof(struct subscription_feature), &turn->features));
    return db_list(ctx, &sql_turn_discounts, due, subscription_discount_fields,
                   sizeof(struct subscription_discount), &turn->discounts);
}

/* The features of one subscription are neighbours; `at` moves along with the subscriptions. */
static struct list features_of(const struct turn *turn, int64_t id_subscription, size_t *at)
{
    struct list list = {LIST_AT(turn->features, struct subscription_feature, *at), 0};

    while (*at < turn->features.count &&
           LIST_AT(turn->features, struct subscription_feature, *at)->id_subscription ==
               id_subscription) {
        (*at)++;
        list.count++;
    }
    return list;
}

/* And so are its discounts. */
static struct list discounts_of(const struct turn *turn, int64_t id_subscription, size_t *at)
{
    struct list list = {LIST_AT(turn->discounts, struct subscription_discount, *at), 0};

    while (*at < turn->discounts.count &&
           LIST_AT(turn->discounts, struct subscription_discount, *at)->id_subscription ==
               id_subscription) {
        (*at)++;
        list.count++;
    }
    return list;
}

/* It stops here, or is over. What was consumed is settled by now. */
static void stop(struct ctx *ctx, struct subscription_step *step, enum state_subscription state,
                 enum event_type event)
{
    if (status_of(state) == STATUS_ENDED) {
        step_end(ctx, step, ctx->now, state, event);
        return;
    }
    subscription_enter(&step->parts.subscription, state);
    step->parts.subscription.next_at = (struct instant){0};
    step->event = event;
}

/* Why a subscription that costs something cannot go on; EVENT_NONE: it can. */
static enum event_type obstacle(const struct turn *turn, const struct payer *payer,
                                const struct subscription_step *step)
{
    if (!subscription_is_priced(&step->parts))
        return EVENT_NONE;
    if (payer->is_capped)
        return EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE;
    if (!payer->has_method && setting_number(turn->settings, SETTING_BLOCK_RENEWAL_WITHOUT_METHOD,
                                             payer->id_segment) != 0)
        return EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING;
    return EVENT_NONE;
}

/* Has the date come that it was to end at, or the term that it was to end with? */
static bool is_at_term(const struct subscription *subscription, struct instant at)
{
    return subscription->date_term.micros <= at.micros;
}

static enum err renew(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
                      struct subscription_step *step)
{
    enum event_type why = obstacle(turn, payer, step);

    if (subscription_is_last_period(&step->parts.subscription)) {
        stop(ctx, step, STATE_ENDED_COMPLETE, EVENT_SUBSCRIPTION_HISTORY);
    } else if (why) {
        stop(ctx, step,
             why == EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE ? STATE_SUSPENDED_PAYMENT_DUE
                                                             : STATE_SUSPENDED_NO_PAYMENT_INFO,
             why);
    } else {
        TRY(step_take_pending(ctx, step));
        subscription_move_on(&step->parts.subscription);
        step_begin_period(ctx, step, false, PERIOD_CHARGED);
        step->event = EVENT_SUBSCRIPTION_RENEWED;
    }
    return OK;
}

/* On a date inside its period: that goes on, is settled at its end, and was paid for if the
 * subscription is started again before. */
static void pause(struct ctx *ctx, struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;

    subscription_enter(subscription, STATE_SUSPENDED_AGENT);
    step_pause(ctx, step);
    subscription->next_at = subscription->date_period_end;
    step->event = EVENT_SUBSCRIPTION_SUSPENDED_AGENT;
}

/* What was scheduled happens. Inside a period, what was paid for its rest goes to what replaces it,
 * or back as a credit if that was chosen; at its end there is no rest. */
static void end_as_scheduled(struct ctx *ctx, struct subscription_step *step)
{
    const struct subscription *subscription = &step->parts.subscription;
    enum state_subscription state = (enum state_subscription)subscription->state_subscription;

    if (state == STATE_ACTIVE_DELAYED_UPGRADE || subscription->unused_part == UNUSED_CREDIT)
        step_refund_rest(ctx, step, ctx->now);
    step_add_minimum(ctx, step, ctx->now);
    if (state == STATE_ACTIVE_DELAYED_UPGRADE)
        stop(ctx, step, STATE_ENDED_UPGRADE, EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE);
    else if (state == STATE_ACTIVE_DELAYED_TERMINATION)
        stop(ctx, step, STATE_ENDED_TERMINATED, EVENT_SUBSCRIPTION_TERMINATED);
    else
        stop(ctx, step, STATE_SUSPENDED_AGENT, EVENT_SUBSCRIPTION_SUSPENDED_AGENT);
}

/* The end of a period, or what was scheduled inside one. */
static enum err turn_active(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
                            struct subscription_step *step)
{
    const struct subscription *subscription = &step->parts.subscription;
    bool is_due = is_at_term(subscription, ctx->now);

    if (subscription->state_subscription == STATE_ACTIVE_DELAYED_SUSPENSION && is_due &&
        subscription->date_period_end.micros > ctx->now.micros) {
        pause(ctx, step);
        return OK;
    }
    step_close_period(ctx, step, ctx->now);
    if (subscription->state_subscription == STATE_ACTIVE_RUNNING || !is_due) {
        step_add_minimum(ctx, step, ctx->now);
        return renew(ctx, turn, payer, step);
    }
    end_as_scheduled(ctx, step);
    return OK;
}

/* An upgrade takes over what the one that it replaces holds by now. */
static enum err take_over(struct ctx *ctx, const struct turn *turn,
                          struct subscription_parts *parts)
{
    subscription_keep_stocks(&turn->replaced, parts);
    for (size_t i = 0; i < parts->features.count; i++)
        TRY(db_save(ctx, &sql_turn_stock_set, subscription_feature_fields,
                    LIST_AT(parts->features, struct subscription_feature, i)));
    return subscription_terms(ctx, parts);
}

/* The old one's row says which period it was in, whether it has ended yet or not. On a date that is
 * a term, the new one follows as if it had waited for that. */
static enum err place_on_date(struct ctx *ctx, struct subscription *subscription)
{
    struct instant at = subscription->next_at;
    struct subscription old;

    TRY(subscription_get(ctx, subscription->id_subscription_before, &old));
    if (old.date_period_end.micros > at.micros) {
        subscription_place_upgrade(subscription, &old, at);
        return OK;
    }
    subscription_follow(subscription, &old);
    subscription_place_delayed(subscription);
    return OK;
}

static enum err start_delayed(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
                              struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    bool is_upgrade = subscription->state_subscription == STATE_DRAFT_DELAYED_UPGRADE;
    enum event_type why = obstacle(turn, payer, step);

    if (is_upgrade)
        TRY(take_over(ctx, turn, &step->parts));
    if (why) {
        stop(ctx, step, STATE_DRAFT_AGENT, why);
        return OK;
    }
    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    if (is_upgrade && instant_is_set(subscription->date_start))
        TRY(place_on_date(ctx, subscription));
    else
        subscription_place_delayed(subscription);
    step_begin_period(ctx, step, true,
                      subscription->is_migration ? PERIOD_MIGRATION : PERIOD_CHARGED);
    step->event = is_upgrade ? EVENT_SUBSCRIPTION_UPGRADED : EVENT_SUBSCRIPTION_STARTED;
    return OK;
}

/* The period of a suspended one is over. */
static void settle(struct ctx *ctx, struct subscription_step *step)
{
    step_close_period(ctx, step, ctx->now);
    step_add_minimum(ctx, step, ctx->now);
}

/* The restart of a suspended one that was scheduled; who cannot pay stays suspended for that. */
static enum err restart_as_scheduled(struct ctx *ctx, const struct turn *turn,
                                     const struct payer *payer, struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    bool is_over = subscription->date_period_end.micros <= ctx->now.micros;
    bool is_last = is_over && subscription_is_last_period(subscription);
    enum event_type why = obstacle(turn, payer, step);

    if (!is_last && !why)
        return step_restart(ctx, step, PERIOD_CHARGED);
    if (subscription->date_period_end.micros == ctx->now.micros)
        settle(ctx, step); /* else before or later */
    subscription->date_restart = (struct instant){0};
    if (is_last) {
        stop(ctx, step, STATE_ENDED_COMPLETE, EVENT_SUBSCRIPTION_HISTORY);
        return OK;
    }
    subscription->next_at = is_over ? (struct instant){0} : subscription->date_period_end;
    step->event = why;
    return OK;
}

/* The period of a suspended one is over: what was consumed in it before is settled. Or it is to
 * start again. */
static enum err turn_suspended(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
                               struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;

    if (instant_is_set(subscription->date_restart) &&
        subscription->date_restart.micros <= ctx->now.micros)
        return restart_as_scheduled(ctx, turn, payer, step);
    settle(ctx, step);
    subscription->next_at = subscription->date_restart;
    return OK;
}

static enum err turn_one(struct ctx *ctx, const struct turn *turn, struct subscription_step *step)
{
    const struct buyer *buyer =
        list_find(&turn->buyers, sizeof(struct buyer), step->parts.subscription.id_customer_buyer);
    struct payer payer;

    if (!buyer)
        return fail(ctx, ERR_FAILED, "Error.Subscription.NoBuyer", NULL,
                    "The subscription names a buyer that does not exist.");
    payer = (struct payer){
        .id_customer = buyer->id,
        .id_segment = buyer->id_segment,
        .language = buyer->language,
        .rate_tax = buyer->rate_tax,
        .has_method = buyer->type_payment > PAYMENT_FREE,
        .is_capped = customer_is_among(&turn->capped, buyer->id),
    };
    TRY(subscription_terms(ctx, &step->parts));
    switch (status_of((enum state_subscription)step->parts.subscription.state_subscription)) {
    case STATUS_DRAFT:
        TRY(start_delayed(ctx, turn, &payer, step));
        break;
    case STATUS_SUSPENDED:
        TRY(turn_suspended(ctx, turn, &payer, step));
        break;
    default:
        TRY(turn_active(ctx, turn, &payer, step));
    }
    return subscription_step_write(ctx, &payer, step);
}

enum err subscription_turn(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                           const struct settings *settings, int64_t *count)
{
    struct turn turn = {.settings = settings};
    size_t feature_at = 0, discount_at = 0;

    TRY(load_turn(ctx, ARGS(ARG(at), ARG(first), ARG(last)), &turn));
    *count = (int64_t)turn.subscriptions.count;
    for (size_t i = 0; i < turn.subscriptions.count; i++) {
        struct subscription_step step = {
            .parts = {.subscription = *LIST_AT(turn.subscriptions, struct subscription, i),
                      .memo = &turn.memo},
        };

        step.parts.features = features_of(&turn, step.parts.subscription.id, &feature_at);
        step.parts.discounts = discounts_of(&turn, step.parts.subscription.id, &discount_at);
        TRY(turn_one(ctx, &turn, &step));
        TRY(db_save(ctx, &sql_turn_save, subscription_fields, &step.parts.subscription));
    }
    return OK;
}
