/* Invoices at a threshold of usage: what was consumed so far is charged before its period is over.
 * Whoever counts usage marks the subscription, which costs him one row; the clock prices what is
 * marked, under the locks of its buyer. */
#include "domain/balance/balance.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

struct marked {
    int64_t id, id_customer_buyer;
};

static const struct field marked_fields[] = {
    FIELD(marked, id),
    FIELD(marked, id_customer_buyer),
    FIELDS_END,
};

enum err subscription_mark_threshold(struct ctx *ctx, int64_t id)
{
    return db_run(ctx, &sql_subscription_threshold_mark, ARGS(ARG_AS(id_subscription, id)));
}

/* That so much of the feature is charged by now. */
static enum err note_charge(struct ctx *ctx, struct subscription_parts *parts,
                            const struct charge *charge)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (feature->id_feature != charge->id_feature)
            continue;
        feature->period_open = parts->subscription.period_no;
        feature->date_accrued = charge->period.end;
        feature->amount_charged = charge->amount_before + charge->amount;
        feature->quantity_charged = charge->reported;
        feature->count_charged = charge->count_before + 1;
        TRY(subscription_feature_settle(ctx, feature));
    }
    return OK;
}

static enum err write_charges(struct ctx *ctx, const struct payer *payer,
                              struct subscription_parts *parts, const struct charge *charges,
                              size_t count, size_t fee_count)
{
    struct billed_to to = subscription_billed_to(payer, parts);

    for (size_t i = 0; i < fee_count; i++)
        TRY(note_charge(ctx, parts, &charges[i]));
    TRY(balance_add_charges(ctx, &to, charges, count));
    TRY(subscription_add_to_period(ctx, &parts->subscription, charges_sum(charges, count)));
    return customer_draw_billing(ctx, payer->id_customer, ctx->now);
}

/* Under the locks of both. */
static enum err charge_if_reached(struct ctx *ctx, const struct customer *buyer, int64_t id)
{
    struct subscription_parts parts;
    struct subscription *subscription = &parts.subscription;
    struct payer payer;
    struct charge *charges;
    size_t fee_count, count;

    TRY(subscription_load(ctx, id, buyer->language, &parts));
    if (status_of((enum state_subscription)subscription->state_subscription) != STATUS_ACTIVE ||
        subscription->amount_threshold == NONE)
        return OK;
    charges = ARENA_ARRAY(ctx->arena, struct charge, 2 * CHARGES_OF_PERIOD(parts.features.count));
    fee_count = charges_so_far(parts.terms, parts.features.count, subscription_span(subscription),
                               ctx->now, subscription_is_trial(subscription), charges);
    count =
        fee_count + subscription_take_off(ctx, &parts, subscription->period_no, charges, fee_count);
    if (charges_sum(charges, count) < subscription->amount_threshold)
        return OK;
    TRY(payer_load(ctx, buyer, &payer));
    return write_charges(ctx, &payer, &parts, charges, count, fee_count);
}

static enum err look_at(struct ctx *ctx, const struct marked *marked)
{
    struct args args = ARGS(ARG_AS(id, marked->id));
    struct customer buyer;
    int64_t id;

    TRY(customer_lock(ctx, marked->id_customer_buyer, &buyer));
    TRY(db_number(ctx, &sql_subscription_threshold_lock, args, &id));
    TRY(db_run(ctx, &sql_subscription_threshold_clear, args));
    return charge_if_reached(ctx, &buyer, id);
}

enum err subscription_charge_thresholds(struct ctx *ctx, struct instant at, int64_t first,
                                        int64_t last, int64_t *count)
{
    struct list marked;

    TRY(db_list(ctx, &sql_subscription_threshold_list, ARGS(ARG(at), ARG(first), ARG(last)),
                marked_fields, sizeof(struct marked), &marked));
    *count = (int64_t)marked.count;
    for (size_t i = 0; i < marked.count; i++)
        TRY(look_at(ctx, LIST_AT(marked, struct marked, i)));
    return OK;
}
