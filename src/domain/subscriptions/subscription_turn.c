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
        step_end(ctx, step, state, event);
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

static void renew(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
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
        subscription_move_on(&step->parts.subscription);
        step_begin_period(ctx, step, false, PERIOD_CHARGED);
        step->event = EVENT_SUBSCRIPTION_RENEWED;
    }
}

/* The end of a period, or of the subscription inside one. */
static void turn_active(struct ctx *ctx, const struct turn *turn, const struct payer *payer,
                        struct subscription_step *step)
{
    const struct subscription *subscription = &step->parts.subscription;

    step_close_period(ctx, step);
    step_add_minimum(ctx, step);
    switch (subscription->state_subscription) {
    case STATE_ACTIVE_DELAYED_UPGRADE:
        stop(ctx, step, STATE_ENDED_UPGRADE, EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE);
        break;
    case STATE_ACTIVE_DELAYED_SUSPENSION:
        stop(ctx, step, STATE_SUSPENDED_AGENT, EVENT_SUBSCRIPTION_SUSPENDED_AGENT);
        break;
    case STATE_ACTIVE_DELAYED_TERMINATION:
        if (is_at_term(subscription, ctx->now))
            stop(ctx, step, STATE_ENDED_TERMINATED, EVENT_SUBSCRIPTION_TERMINATED);
        else
            renew(ctx, turn, payer, step);
        break;
    default:
        renew(ctx, turn, payer, step);
    }
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
    subscription_place_delayed(subscription);
    step_begin_period(ctx, step, true,
                      subscription->is_migration ? PERIOD_MIGRATION : PERIOD_CHARGED);
    step->event = is_upgrade ? EVENT_SUBSCRIPTION_UPGRADED : EVENT_SUBSCRIPTION_STARTED;
    return OK;
}

/* The period of a suspended one is over: what was consumed in it before is settled. */
static void settle_suspended(struct ctx *ctx, struct subscription_step *step)
{
    step_close_period(ctx, step);
    step_add_minimum(ctx, step);
    step->parts.subscription.next_at = (struct instant){0};
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
        settle_suspended(ctx, step);
        break;
    default:
        turn_active(ctx, turn, &payer, step);
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
