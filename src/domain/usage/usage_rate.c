/* What changes in a period that was rated: the difference of its price becomes a line. */
#include "domain/balance/balance.h"
#include "domain/usage/usage_parts.h"
#include "domain/wording.h"
#include "platform/db/db.h"

/* What the period costs at one quantity, and what is taken off that. */
static size_t price_at(struct ctx *ctx, const struct subscription_parts *parts,
                       const struct usage_seat *seat, const struct feature_terms *terms,
                       struct charge out[2])
{
    static const struct flat_fees none = {.amount_recurrence = NONE};
    struct span span = seat->span;
    size_t count;

    span.measure = subscription_measure(&parts->subscription);
    count = charges_in_arrears(&none, terms, 1, span, span.period.end, seat->is_trial, out);
    return count + subscription_take_off(ctx, parts, seat->period_no, out, count);
}

/* What a charge was made of, less what another was; either may cost nothing. */
static struct formula formula_between(const struct charge *new, const struct charge *old)
{
    struct formula formula = new->amount ? new->formula : old->formula;

    if (formula.type == FORMULA_DISCOUNT) {
        formula.amount_before = old->formula.amount_fee;
        formula.amount_fee = new->formula.amount_fee - old->formula.amount_fee;
        return formula;
    }
    if (!old->amount)
        return formula;
    formula.prices[new->amount ? formula.price_count++ : 0] = old->formula.prices[0];
    formula.prices[formula.price_count - 1].sign = -1;
    return formula;
}

size_t usage_difference(struct ctx *ctx, const struct subscription_parts *parts,
                        const struct usage_seat *seat, const struct feature_terms *before,
                        const struct feature_terms *after, struct charge out[2])
{
    struct charge old[2] = {{0}}, new[2] = {{0}};
    size_t old_count = price_at(ctx, parts, seat, before, old);
    size_t new_count = price_at(ctx, parts, seat, after, new), count = 0;

    for (size_t i = 0; i < old_count || i < new_count; i++) {
        out[count] = i < new_count ? new[i] : old[i];
        out[count].amount = new[i].amount - old[i].amount;
        out[count].formula = formula_between(&new[i], &old[i]);
        if (!i)
            out[count].billed.micros = new[i].billed.micros - old[i].billed.micros;
        count += out[count].amount != 0;
    }
    return count;
}

static enum err load(struct ctx *ctx, const struct usage_place *place, struct usage_rating *rating)
{
    struct customer buyer;

    if (rating->id_subscription == place->id_subscription)
        return OK;
    TRY(buyer_take(ctx, place->id_customer_buyer, TO_WRITE, &buyer));
    TRY(subscription_load(ctx, place->id_subscription, buyer.language, &rating->parts));
    TRY(payer_load(ctx, &buyer, &rating->payer));
    rating->id_subscription = place->id_subscription;
    return OK;
}

/* Its invoice is the next one: that of the running period, or soon, if none runs any more. */
static enum err draw_billing(struct ctx *ctx, const struct usage_rating *rating)
{
    const struct subscription *subscription = &rating->parts.subscription;
    bool runs =
        status_of((enum state_subscription)subscription->state_subscription) == STATUS_ACTIVE;

    return customer_draw_billing(
        ctx, rating->payer.id_customer,
        instant_plus(runs ? subscription->date_period_end : ctx->now, BILLING_DELAY));
}

static enum err write_difference(struct ctx *ctx, const struct usage_rating *rating,
                                 const struct usage_seat *seat, const struct feature_terms *before,
                                 const struct feature_terms *after)
{
    const struct subscription_parts *parts = &rating->parts;
    struct billed_to to = subscription_billed_to(&rating->payer, parts);
    struct charge charges[2];
    size_t count = usage_difference(ctx, parts, seat, before, after, charges);

    if (!count)
        return OK;
    for (size_t i = 0; i < count; i++)
        charges[i].is_difference = true;
    to.period_no = seat->period_no;
    TRY(balance_add_charges(ctx, &to, charges, count));
    return draw_billing(ctx, rating);
}

static const struct feature_terms *terms_at(const struct usage_rating *rating,
                                            const struct usage_place *place)
{
    for (size_t i = 0; i < rating->parts.features.count; i++)
        if (LIST_AT(rating->parts.features, struct subscription_feature, i)->id == place->id)
            return &rating->parts.terms[i];
    return NULL;
}

static enum err rate_again(struct ctx *ctx, struct usage_rating *rating,
                           const struct usage_seat *seat, int64_t before, int64_t after)
{
    const struct feature_terms *terms;
    struct feature_terms old, new;

    TRY(load(ctx, seat->place, rating));
    terms = terms_at(rating, seat->place);
    if (!terms)
        return fail(ctx, ERR_FAILED, "Error.Usage.NoFeature", NULL,
                    "The subscription has lost a feature that was counted.");
    old = *terms;
    old.charged = (struct charged){0}; /* that was before, and is in both */
    old.accrued = (struct accrual){0};
    new = old;
    old.current.micros = before;
    new.current.micros = after;
    return write_difference(ctx, rating, seat, &old, &new);
}

enum err usage_settle(struct ctx *ctx, struct usage_rating *rating, const struct usage_seat *seat,
                      const struct usage_counter *before, const struct usage_counter *counter)
{
    TRY(usage_counter_save(ctx, counter));
    if (!seat->is_rated && seat->place->amount_threshold != NONE)
        TRY(subscription_mark_threshold(ctx, seat->place->id_subscription));
    if (!seat->is_rated || before->row.quantity == counter->row.quantity)
        return OK;
    return rate_again(ctx, rating, seat, before->row.quantity, counter->row.quantity);
}

enum err usage_settle_after(struct ctx *ctx, struct usage_rating *rating,
                            const struct usage_seat *seat, const struct usage_counter *counter,
                            bool is_to_end)
{
    int64_t level = usage_counter_level(seat, counter);
    struct usage_seat next = *seat;

    while (next.is_rated) {
        struct usage_counter before, after;
        enum err err = usage_seat_after(ctx, &next, &next);

        if (err != OK)
            return err == ERR_NOT_FOUND ? OK : err;
        TRY(usage_counters_lock(ctx, &next, 1, &before));
        if (before.opening == level && !is_to_end)
            return OK;
        after = before;
        after.opening = level;
        TRY(usage_count_anew(ctx, &next, &after));
        TRY(usage_settle(ctx, rating, &next, &before, &after));
        level = usage_counter_level(&next, &after);
    }
    return OK;
}
