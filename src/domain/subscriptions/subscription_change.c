/* What happens to a subscription that is there: it starts, is suspended, replaced, moved, ended. */
#include "domain/subscriptions/subscription_plan.h"

#include "platform/db/db.h"
#include "sql.h"

const struct field upgrade_input_fields[] = {
    FIELD(upgrade_input, reference_offer),         FIELD_FLAG_OF(upgrade_input, immediate),
    FIELD_FLAG_OF(upgrade_input, bill_now),        FIELD_FLAG_OF(upgrade_input, ignore_engagement),
    FIELD_FLAG_OF(upgrade_input, ensure_billable), FIELDS_END,
};

const struct field termination_input_fields[] = {
    FIELD_FLAG_OF(termination_input, immediate),
    FIELD(termination_input, date_termination),
    FIELDS_END,
};

static enum state_subscription state_of(const struct subscription *subscription)
{
    return (enum state_subscription)subscription->state_subscription;
}

static enum status_subscription status_now(const struct subscription *subscription)
{
    return status_of(state_of(subscription));
}

/* The plan's first step: the subscription as it stands, its buyer taken before it. */
static enum err plan_open(struct ctx *ctx, int64_t id, enum intent intent,
                          struct subscription_plan *out)
{
    struct subscription subscription;
    struct customer buyer;
    enum err err = subscription_get(ctx, id, &subscription);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Subscription.NotFound", NULL,
                    "There is no such subscription.");
    TRY(err);
    *out = (struct subscription_plan){.step_count = 1};
    TRY(buyer_take(ctx, subscription.id_customer_buyer, intent, &buyer));
    TRY(subscription_load(ctx, id, buyer.language, &out->steps[0].parts));
    out->had_successor =
        state_of(&out->steps[0].parts.subscription) == STATE_ACTIVE_DELAYED_UPGRADE;
    return payer_load(ctx, &buyer, &out->payer);
}

static enum err refuse_state(struct ctx *ctx, const struct subscription *subscription,
                             const char *verb)
{
    bool is_over =
        status_now(subscription) == STATUS_ENDED || status_now(subscription) == STATUS_DELETED;

    return fail(ctx, ERR_FORBIDDEN,
                is_over ? "Error.Subscription.Ended" : "Error.Subscription.NotRunning", NULL,
                "The subscription is %s and cannot be %s.",
                state_subscription_names[state_of(subscription)], verb);
}

/* The draft that waits for this one's term to replace it: ERR_NOT_FOUND, not noted. */
static enum err find_successor(struct ctx *ctx, int64_t id, struct subscription *out)
{
    int64_t id_successor;

    TRY(db_number(ctx, &sql_subscription_successor, ARGS(ARG(id)), &id_successor));
    return subscription_get(ctx, id_successor, out);
}

static enum err delete_draft(struct ctx *ctx, struct subscription *draft)
{
    subscription_enter(draft, STATE_DELETED);
    draft->next_at = (struct instant){0};
    TRY(subscription_save(ctx, draft));
    return event_record(ctx, EVENT_SUBSCRIPTION_DELETED, subscription_about(draft));
}

/* An upgrade that was scheduled is off once the old one is no longer waiting for it, or another was
 * planned instead. */
static enum err drop_successor(struct ctx *ctx, const struct subscription_plan *plan)
{
    const struct subscription *old = &plan->steps[0].parts.subscription;
    struct subscription draft;
    enum err err;

    if (!plan->had_successor ||
        (state_of(old) == STATE_ACTIVE_DELAYED_UPGRADE && plan->step_count == 1))
        return OK;
    err = find_successor(ctx, old->id, &draft);
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    return delete_draft(ctx, &draft);
}

static enum err plan_close(struct ctx *ctx, struct subscription_plan *plan,
                           struct subscription *out)
{
    TRY(drop_successor(ctx, plan));
    TRY(subscription_plan_write(ctx, plan));
    *out = plan->steps[plan->step_count - 1].parts.subscription;
    return OK;
}

/* starting ----------------------------------------------------------------------------------------
 */

static void start_draft(struct ctx *ctx, struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;

    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription_place(subscription, ctx->now, ctx->now);
    step_begin_period(ctx, step, true, PERIOD_CHARGED);
    step->event = EVENT_SUBSCRIPTION_STARTED;
}

/* Was it suspended before its period was over, and did the clock not settle that yet? */
static bool has_unsettled_period(const struct subscription *subscription)
{
    return instant_is_set(subscription->next_at);
}

/* A period that is still running was paid for; otherwise a new one begins now. */
static void restart(struct ctx *ctx, struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    bool is_over = subscription->date_period_end.micros <= ctx->now.micros;

    step->event = EVENT_SUBSCRIPTION_RESTARTED;
    if (is_over && has_unsettled_period(subscription))
        step_close_period(ctx, step);
    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription->date_term = subscription->date_period_end;
    subscription_wait_for_term(subscription);
    if (!is_over)
        return;
    subscription->date_anchor = instant_whole_second(ctx->now);
    subscription->period_anchor = subscription->period_no + 1;
    subscription_move_on(subscription);
    step_begin_period(ctx, step, false, PERIOD_CHARGED);
}

/* A last period that was cut has been paid up to the cut: the next one begins there. */
static void cancel_schedule(struct subscription *subscription)
{
    if (subscription->state_subscription == STATE_ACTIVE_RUNNING)
        return; /* asked twice */
    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    if (instant_is_set(subscription->date_reference_end))
        subscription_move_term(subscription, subscription->date_period_end);
    subscription->date_term = subscription->date_period_end;
    subscription_wait_for_term(subscription);
}

enum err subscription_plan_start(struct ctx *ctx, int64_t id, bool ensure_billable,
                                 enum intent intent, struct subscription_plan *out)
{
    struct subscription_step *step = &out->steps[0];
    struct subscription *subscription = &step->parts.subscription;
    bool is_over;

    TRY(plan_open(ctx, id, intent, out));
    is_over = status_now(subscription) == STATUS_ENDED ||
              status_now(subscription) == STATUS_DELETED ||
              (status_now(subscription) == STATUS_SUSPENDED &&
               subscription_is_last_period(subscription) &&
               subscription->date_period_end.micros <= ctx->now.micros);
    if (is_over)
        return fail(ctx, ERR_FORBIDDEN, "Error.Subscription.Ended", NULL,
                    "The subscription has ended and cannot be started again.");
    if (subscription->state_subscription == STATE_DRAFT_DELAYED_UPGRADE)
        return fail(ctx, ERR_FORBIDDEN, "Error.Subscription.WaitsForTerm", NULL,
                    "The subscription starts by itself at the term of the one that it replaces.");
    if (ensure_billable || (intent == TO_WRITE && status_now(subscription) != STATUS_ACTIVE &&
                            subscription_is_priced(&step->parts)))
        TRY(payer_check(ctx, &out->payer));
    if (status_now(subscription) == STATUS_DRAFT)
        start_draft(ctx, step);
    else if (status_now(subscription) == STATUS_SUSPENDED)
        restart(ctx, step);
    else
        cancel_schedule(subscription);
    return OK;
}

enum err subscription_start(struct ctx *ctx, int64_t id, bool ensure_billable,
                            struct subscription *out)
{
    struct subscription_plan plan;

    TRY(subscription_plan_start(ctx, id, ensure_billable, TO_WRITE, &plan));
    return plan_close(ctx, &plan, out);
}

/* upgrade -----------------------------------------------------------------------------------------
 */

static bool has_same_rhythm(const struct subscription *a, const struct subscription *b)
{
    return a->duration_recurrence == b->duration_recurrence &&
           a->unit_recurrence == b->unit_recurrence;
}

/* The rest of the same period, counted on as before; from its end, where that was moved or cut. */
static void place_in_period(struct subscription *subscription, const struct subscription *old,
                            struct instant now)
{
    struct span span = subscription_span(old);

    subscription->date_start = instant_whole_second(now);
    subscription->date_anchor = old->date_anchor;
    subscription->period_no = 1;
    subscription->period_anchor = 1 - (old->period_no - old->period_anchor);
    subscription->date_period_start = subscription->date_start;
    subscription->date_period_end = subscription->date_term = old->date_period_end;
    subscription->date_reference_start = span.whole.start;
    if (instant_is_set(old->date_reference_end)) {
        subscription->date_reference_end = old->date_reference_end;
        subscription_move_term(subscription, old->date_period_end);
    }
    subscription_wait_for_term(subscription);
}

/* What is left of the new offer's trial after the days that the old one's has used. */
static void place_in_trial(struct subscription *subscription, const struct subscription *old,
                           struct instant trial_end, struct instant now)
{
    subscription->date_start = instant_whole_second(now);
    subscription->date_anchor = trial_end;
    subscription->period_no = 0;
    subscription->period_anchor = 1;
    subscription->date_period_start = subscription->date_start;
    subscription->date_period_end = subscription->date_term = trial_end;
    subscription->date_reference_start = subscription_span(old).whole.start;
    subscription_wait_for_term(subscription);
}

static void forget_trial(struct subscription *subscription)
{
    subscription->duration_trial = subscription->amount_trial = NONE;
    subscription->unit_trial = UNIT_NONE;
}

static void place_upgrade(struct subscription *subscription, const struct subscription *old,
                          struct instant now)
{
    struct rhythm trial = {subscription->duration_trial, (enum unit)subscription->unit_trial};
    struct instant trial_end = {0};

    if (subscription_is_trial(old) && trial.duration != NONE)
        trial_end = period_boundary(subscription_span(old).whole.start, trial, 1);
    if (trial_end.micros > now.micros) {
        place_in_trial(subscription, old, trial_end, now);
        return;
    }
    forget_trial(subscription);
    if (!subscription_is_trial(old) && has_same_rhythm(subscription, old))
        place_in_period(subscription, old, now);
    else
        subscription_place(subscription, now, now);
}

/* From the old one's term on, counted on as before if the rhythm stays. */
static void wait_for_term_of(struct subscription *subscription, const struct subscription *old)
{
    forget_trial(subscription);
    subscription->next_at = old->date_period_end;
    if (subscription_is_trial(old) || !has_same_rhythm(subscription, old))
        return;
    subscription->date_anchor = old->date_anchor;
    subscription->period_anchor = old->period_anchor - old->period_no;
}

static enum err copy_for_upgrade(struct ctx *ctx, const struct subscription_parts *old,
                                 const struct upgrade_input *input, enum intent intent,
                                 struct subscription_parts *out)
{
    struct customer holder, buyer;
    struct segment segment;
    struct offer offer;
    struct subscription_origin origin = {
        .holder = &holder, .buyer = &buyer, .segment = &segment, .offer = &offer};
    struct subscription_input copy;

    fields_clear(subscription_input_fields, &copy);
    copy.reference_offer = input->reference_offer;
    copy.metadata = old->subscription.metadata;
    TRY(customer_get(ctx, old->subscription.id_customer, &holder));
    TRY(customer_get(ctx, old->subscription.id_customer_buyer, &buyer));
    TRY(segment_get(ctx, holder.id_segment, &segment));
    TRY(subscription_find_offer(ctx, input->reference_offer, &holder, buyer.language, &offer));
    subscription_check(ctx, &copy, &offer);
    TRY(complaints(ctx));
    TRY(offer_feature_list(ctx, offer.id, buyer.language, &origin.features));
    TRY(offer_discount_list(ctx, offer.id, &origin.discounts));
    TRY(subscription_copy_offer(ctx, &origin, &copy, out));
    out->subscription.id_subscription_before = old->subscription.id;
    if (input->immediate != 0 || intent == TO_QUOTE) /* else what will be there at the term */
        subscription_keep_stocks(&old->features, out);
    return subscription_terms(ctx, out);
}

static void upgrade_now(struct ctx *ctx, struct subscription_step *old,
                        struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;

    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    place_upgrade(subscription, &old->parts.subscription, ctx->now);
    step_close_period(ctx, old);
    step_refund_rest(ctx, old);
    step_end(ctx, old, STATE_ENDED_UPGRADE, EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE);
    step_begin_period(ctx, step, true, PERIOD_CHARGED);
    step->event = EVENT_SUBSCRIPTION_UPGRADED;
}

static void upgrade_at_term(struct subscription_step *old, struct subscription_step *step)
{
    struct subscription *ending = &old->parts.subscription;

    if (ending->state_subscription != STATE_ACTIVE_RUNNING)
        cancel_schedule(ending);
    subscription_enter(ending, STATE_ACTIVE_DELAYED_UPGRADE);
    subscription_enter(&step->parts.subscription, STATE_DRAFT_DELAYED_UPGRADE);
    wait_for_term_of(&step->parts.subscription, ending);
}

static enum err check_upgrade(struct ctx *ctx, const struct subscription *subscription,
                              const struct upgrade_input *input)
{
    if (!input->reference_offer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceOffer",
                    "ReferenceOffer: is missing.");
    if (status_now(subscription) != STATUS_ACTIVE)
        return refuse_state(ctx, subscription, "upgraded");
    if (subscription->next_at.micros <= ctx->now.micros)
        return fail(ctx, ERR_CONFLICT, "Error.Subscription.Renewing", NULL,
                    "The subscription is being renewed at this moment; try again.");
    if (subscription_is_engaged(subscription) && input->ignore_engagement != 1)
        return fail(ctx, ERR_FORBIDDEN, "Error.Subscription.Engaged", NULL,
                    "The customer is engaged until the end of period %lld; IgnoreEngagement=true "
                    "changes the offer all the same.",
                    (long long)subscription->count_min_recurrences);
    return OK;
}

/* Nobody has to pay for going to a cheaper offer. */
static enum err check_upgrade_payer(struct ctx *ctx, const struct subscription_plan *plan,
                                    const struct upgrade_input *input, enum intent intent)
{
    int64_t due = 0;

    for (size_t i = 0; i < plan->step_count; i++)
        due += charges_sum(plan->steps[i].charges, plan->steps[i].charge_count);
    if (input->ensure_billable == 1 || (intent == TO_WRITE && due > 0))
        return payer_check(ctx, &plan->payer);
    return OK;
}

enum err subscription_plan_upgrade(struct ctx *ctx, int64_t id, const struct upgrade_input *input,
                                   enum intent intent, struct subscription_plan *out)
{
    struct subscription_step *old = &out->steps[0], *step = &out->steps[1];

    TRY(plan_open(ctx, id, intent, out));
    TRY(check_upgrade(ctx, &old->parts.subscription, input));
    out->step_count = 2;
    step->is_new = true;
    TRY(copy_for_upgrade(ctx, &old->parts, input, intent, &step->parts));
    if (input->immediate == 0)
        upgrade_at_term(old, step);
    else
        upgrade_now(ctx, old, step);
    return check_upgrade_payer(ctx, out, input, intent);
}

enum err subscription_upgrade(struct ctx *ctx, int64_t id, const struct upgrade_input *input,
                              struct subscription *out)
{
    struct subscription_plan plan;

    TRY(subscription_plan_upgrade(ctx, id, input, TO_WRITE, &plan));
    return plan_close(ctx, &plan, out);
}

/* ending ------------------------------------------------------------------------------------------
 */

/* One that waits to replace another leaves that one running. */
static enum err drop_draft(struct ctx *ctx, struct subscription *draft)
{
    struct subscription before;

    if (draft->state_subscription == STATE_DRAFT_DELAYED_UPGRADE) {
        TRY(subscription_get(ctx, draft->id_subscription_before, &before));
        cancel_schedule(&before);
        TRY(subscription_save(ctx, &before));
    }
    return delete_draft(ctx, draft);
}

/* Asked again, only the date may move, which is nothing to tell. */
static void schedule_end(struct subscription_step *step, struct instant at)
{
    struct subscription *subscription = &step->parts.subscription;

    if (subscription->state_subscription != STATE_ACTIVE_DELAYED_TERMINATION)
        step->event = EVENT_SUBSCRIPTION_TERMINATED_AT_RENEWAL;
    cancel_schedule(subscription);
    subscription_enter(subscription, STATE_ACTIVE_DELAYED_TERMINATION);
    if (instant_is_set(at))
        subscription->date_term = at;
    subscription_wait_for_term(subscription);
}

enum err subscription_terminate(struct ctx *ctx, int64_t id, const struct termination_input *input,
                                struct subscription *out)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription *subscription = &step->parts.subscription;
    bool is_now = input->immediate == 1;

    if (!is_now && instant_is_set(input->date_termination) &&
        input->date_termination.micros <= ctx->now.micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateTermination",
                    "DateTermination: is not in the future; Immediate=true ends it now.");
    TRY(plan_open(ctx, id, TO_WRITE, &plan));
    *out = *subscription;
    if (status_now(out) == STATUS_DRAFT)
        return drop_draft(ctx, out);
    if (status_now(out) != STATUS_ACTIVE && status_now(out) != STATUS_SUSPENDED)
        return refuse_state(ctx, out, "terminated");
    if (is_now || status_now(out) == STATUS_SUSPENDED) {
        if (has_unsettled_period(out))
            step_close_period(ctx, step);
        step_end(ctx, step, STATE_ENDED_TERMINATED, EVENT_SUBSCRIPTION_TERMINATED);
    } else {
        schedule_end(step, input->date_termination);
    }
    return plan_close(ctx, &plan, out);
}

enum err subscription_suspend(struct ctx *ctx, int64_t id, bool is_at_term,
                              struct subscription *out)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription *subscription = &step->parts.subscription;

    TRY(plan_open(ctx, id, TO_WRITE, &plan));
    *out = *subscription;
    if (status_now(out) == STATUS_SUSPENDED)
        return OK; /* asked twice, or the clock was faster */
    if (status_now(out) != STATUS_ACTIVE)
        return refuse_state(ctx, out, "suspended");
    cancel_schedule(subscription);
    if (is_at_term) {
        subscription_enter(subscription, STATE_ACTIVE_DELAYED_SUSPENSION);
    } else {
        subscription_enter(subscription, STATE_SUSPENDED_AGENT);
        step->event = EVENT_SUBSCRIPTION_SUSPENDED_AGENT;
    }
    return plan_close(ctx, &plan, out);
}

enum err subscription_stop_unpaid(struct ctx *ctx, int64_t id)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription *subscription = &step->parts.subscription, out;

    TRY(plan_open(ctx, id, TO_WRITE, &plan));
    if (status_now(subscription) != STATUS_ACTIVE || !subscription_is_priced(&step->parts))
        return OK;
    cancel_schedule(subscription);
    subscription_enter(subscription, STATE_SUSPENDED_PAYMENT_DUE);
    step->event = EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE;
    return plan_close(ctx, &plan, &out);
}

/* moving the term ---------------------------------------------------------------------------------
 */

static enum err move_running_term(struct ctx *ctx, struct subscription *subscription,
                                  struct instant at)
{
    struct subscription draft;
    enum err err = find_successor(ctx, subscription->id, &draft);

    /* Of a part of a period only that part was paid. */
    if (instant_is_set(subscription->date_reference_start) &&
        !instant_is_set(subscription->date_reference_end))
        subscription->date_reference_end = subscription->date_period_end;
    subscription_move_term(subscription, at);
    TRY(db_run(ctx, &sql_subscription_period_move,
               ARGS(ARG_AS(id_subscription, subscription->id),
                    ARG_AS(period_no, subscription->period_no), ARG_AS(date_end, at))));
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    wait_for_term_of(&draft, subscription);
    return subscription_save(ctx, &draft);
}

enum err subscription_set_term(struct ctx *ctx, int64_t id, struct instant date_term,
                               struct subscription *out)
{
    struct subscription_plan plan;
    struct subscription *subscription = &plan.steps[0].parts.subscription;

    if (!instant_is_set(date_term))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateTerm", "DateTerm: is missing.");
    if (date_term.micros <= ctx->now.micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateTerm",
                    "DateTerm: is not in the future.");
    TRY(plan_open(ctx, id, TO_WRITE, &plan));
    if (status_now(subscription) == STATUS_ACTIVE)
        TRY(move_running_term(ctx, subscription, date_term));
    else if (status_now(subscription) == STATUS_DRAFT)
        subscription->date_term = date_term;
    else
        return refuse_state(ctx, subscription, "moved");
    plan.steps[0].event = EVENT_SUBSCRIPTION_DATE_TERM_UPDATED;
    return plan_close(ctx, &plan, out);
}
