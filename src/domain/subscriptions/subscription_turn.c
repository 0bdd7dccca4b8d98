/* What the clock does with subscriptions. A whole batch is read with three statements and written
 * without waiting, so that a night's run costs the same few round trips for one and for hundreds.
 */
#include "domain/event.h"
#include "domain/subscriptions/subscription_charge.h"
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
    struct list buyers, subscriptions, features; /* each by id */
    const struct settings *settings;
    struct steps_memo memo;
};

static enum err load_turn(struct ctx *ctx, struct args due, struct turn *turn)
{
    /* Buyers are locked before their subscriptions, as everywhere. */
    TRY(db_list(ctx, &sql_turn_buyers, due, buyer_fields, sizeof(struct buyer), &turn->buyers));
    TRY(db_list(ctx, &sql_turn_subscriptions, due, subscription_fields, sizeof(struct subscription),
                &turn->subscriptions));
    return db_list(ctx, &sql_turn_features, due, subscription_feature_fields,
                   sizeof(struct subscription_feature), &turn->features);
}

static const struct buyer *buyer_of(const struct turn *turn, int64_t id)
{
    size_t from = 0, until = turn->buyers.count;

    while (from < until) {
        size_t middle = (from + until) / 2;
        const struct buyer *buyer = LIST_AT(turn->buyers, struct buyer, middle);

        if (buyer->id == id)
            return buyer;
        if (buyer->id < id)
            from = middle + 1;
        else
            until = middle;
    }
    return NULL;
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

static enum err finish(struct ctx *ctx, struct subscription *subscription,
                       enum state_subscription state, enum event_type event)
{
    subscription_enter(subscription, state);
    subscription->next_at = (struct instant){0};
    if (status_of(state) == STATUS_ENDED)
        subscription->date_end = ctx->now;
    return event_record(ctx, event, subscription_about(subscription));
}

/* The next period begins, and nothing consumed in it yet. */
static void move_on(struct subscription_parts *parts)
{
    struct subscription *subscription = &parts->subscription;
    struct period period;

    subscription->period_no++;
    period = subscription_period(subscription);
    subscription->date_period_start = period.start;
    subscription->date_period_end = period.end;
    subscription->date_term = subscription->next_at = period.end;
}

static enum err renew(struct ctx *ctx, struct subscription_parts *parts, const struct payer *payer,
                      bool blocks_unpaid)
{
    struct subscription *subscription = &parts->subscription;

    TRY(subscription_close_period(ctx, parts, payer));
    if (subscription_is_last_period(subscription))
        return finish(ctx, subscription, STATE_ENDED_COMPLETE, EVENT_SUBSCRIPTION_HISTORY);
    if (blocks_unpaid && !payer->can_pay && subscription_is_priced(parts))
        return finish(ctx, subscription, STATE_SUSPENDED_NO_PAYMENT_INFO,
                      EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING);
    move_on(parts);
    TRY(subscription_begin_period(ctx, parts, payer, false, PERIOD_CHARGED));
    return event_record(ctx, EVENT_SUBSCRIPTION_RENEWED, subscription_about(subscription));
}

static enum err start_delayed(struct ctx *ctx, struct subscription_parts *parts,
                              const struct payer *payer, bool blocks_unpaid)
{
    struct subscription *subscription = &parts->subscription;

    if (blocks_unpaid && !payer->can_pay && subscription_is_priced(parts))
        return finish(ctx, subscription, STATE_DRAFT_AGENT,
                      EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING);
    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription_place(subscription, subscription->date_start, subscription->date_start);
    TRY(subscription_begin_period(ctx, parts, payer, true,
                                  subscription->is_migration ? PERIOD_MIGRATION : PERIOD_CHARGED));
    return event_record(ctx, EVENT_SUBSCRIPTION_STARTED, subscription_about(subscription));
}

static enum err turn_one(struct ctx *ctx, const struct turn *turn, struct subscription_parts *parts)
{
    const struct buyer *buyer = buyer_of(turn, parts->subscription.id_customer_buyer);
    struct payer payer;
    bool blocks_unpaid;

    if (!buyer)
        return fail(ctx, ERR_FAILED, "Error.Subscription.NoBuyer", NULL,
                    "The subscription names a buyer that does not exist.");
    payer = (struct payer){
        .id_customer = buyer->id,
        .language = buyer->language,
        .rate_tax = buyer->rate_tax,
        .can_pay = buyer->type_payment > PAYMENT_FREE,
    };
    blocks_unpaid = setting_number(turn->settings, SETTING_BLOCK_RENEWAL_WITHOUT_METHOD,
                                   buyer->id_segment) != 0;
    TRY(subscription_terms(ctx, parts));
    if (parts->subscription.state_subscription == STATE_DRAFT_DELAYED_START)
        return start_delayed(ctx, parts, &payer, blocks_unpaid);
    return renew(ctx, parts, &payer, blocks_unpaid);
}

enum err subscription_turn(struct ctx *ctx, struct instant at, int64_t first, int64_t last,
                           const struct settings *settings, int64_t *count)
{
    struct turn turn = {.settings = settings};
    size_t feature_at = 0;

    TRY(load_turn(ctx, ARGS(ARG(at), ARG(first), ARG(last)), &turn));
    *count = (int64_t)turn.subscriptions.count;
    for (size_t i = 0; i < turn.subscriptions.count; i++) {
        struct subscription_parts parts = {
            .subscription = *LIST_AT(turn.subscriptions, struct subscription, i),
            .memo = &turn.memo,
        };

        parts.features = features_of(&turn, parts.subscription.id, &feature_at);
        TRY(turn_one(ctx, &turn, &parts));
        TRY(db_save(ctx, &sql_turn_save, subscription_fields, &parts.subscription));
    }
    return OK;
}
