#include "domain/recurring/renewal.h"

#include "domain/invoices/invoice_tax.h"
#include "domain/subscriptions/subscription_plan.h"

/* Who pays, read once. */
struct renewing {
    struct payer payer;
    struct line_taxer taxer;
};

static void add_charges(struct ctx *ctx, struct renewing *renewing,
                        const struct subscription_parts *parts, const struct charge *charges,
                        size_t count, struct renewal *out)
{
    const struct billed_to to = subscription_billed_to(&renewing->payer, parts);
    const struct list lines = balance_lines_of(ctx, &to, charges, count);

    line_taxer_apply(ctx, &renewing->taxer, parts->subscription.id_offer, &lines);
    for (size_t i = 0; i < lines.count; i++) {
        const struct balance_line *line = LIST_AT(lines, struct balance_line, i);

        out->amount_subtotal += line->amount_subtotal;
        out->amount_total += line->amount_total;
    }
}

/* What is charged when the present period is over: for it, and for the next one. */
static enum err work_out(struct ctx *ctx, struct renewing *renewing,
                         const struct subscription *subscription, struct renewal *out)
{
    struct subscription_step step = {0};
    struct charge *charges;
    struct period period;
    int64_t count;

    TRY(subscription_load(ctx, subscription->id, renewing->payer.language, &step.parts));
    TRY(subscription_next_charges(ctx, &step.parts, &charges, &count, &period));
    if (count == NONE)
        return OK;
    out->date_next = period.start;
    out->amount_subtotal = out->amount_total = 0;
    step_close_period(ctx, &step, subscription->next_at);
    step_add_minimum(ctx, &step, subscription->next_at);
    add_charges(ctx, renewing, &step.parts, step.charges, step.charge_count, out);
    add_charges(ctx, renewing, &step.parts, charges, (size_t)count, out);
    return OK;
}

static bool renews(const struct subscription *subscription)
{
    return subscription->state_subscription == STATE_ACTIVE_RUNNING ||
           subscription->state_subscription == STATE_ACTIVE_DELAYED_UPGRADE;
}

static enum err renewal_of(struct ctx *ctx, struct renewing *renewing,
                           const struct subscription_shown *shown, struct renewal *out)
{
    const struct subscription *subscription = &shown->parts.subscription;
    int64_t periods = subscription->count_recurrences;

    *out = (struct renewal){
        .id_subscription = subscription->id,
        .title = shown->around.title_localized,
        .currency = shown->around.currency,
        .state_subscription = subscription->state_subscription,
        .duration_recurrence = subscription->duration_recurrence,
        .unit_recurrence = subscription->unit_recurrence,
        .date_start = subscription->date_start,
        .cycles_left = 0,
        .amount_subtotal = NONE,
        .amount_total = NONE,
    };
    if (!renews(subscription))
        return OK;
    out->cycles_left = periods == NONE ? NONE : periods - subscription->period_no;
    return work_out(ctx, renewing, subscription, out);
}

enum err renewal_list(struct ctx *ctx, const struct customer *buyer, const char *language,
                      const struct page *page, struct list *out, int64_t *total)
{
    const struct subscription_filter his = {NONE, NONE, buyer->id, NONE};
    struct renewing renewing;
    struct list shown;

    TRY(subscription_list(ctx, &his, language, page, &shown, total));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct renewal, shown.count + 1), 0};
    if (!shown.count)
        return OK;
    depends_on(ctx, ctx->now.micros); /* what was consumed so far */
    TRY(payer_load(ctx, buyer, &renewing.payer));
    TRY(line_taxer_begin(ctx, buyer->id, buyer->id_segment, &renewing.taxer));
    for (size_t i = 0; i < shown.count; i++) {
        const struct subscription_shown *one = LIST_AT(shown, struct subscription_shown, i);
        const struct subscription *subscription = &one->parts.subscription;

        if (status_of((enum state_subscription)subscription->state_subscription) != STATUS_ACTIVE)
            continue;
        TRY(renewal_of(ctx, &renewing, one, LIST_AT(*out, struct renewal, out->count++)));
    }
    return OK;
}
