/* What happens to a subscription that is there: it starts, is suspended, replaced, moved, ended. */
#include "domain/subscriptions/subscription_plan.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/wording.h"
#include "platform/db/db.h"
#include "rules/tax.h"
#include "sql.h"

const struct field start_input_fields[] = {
    FIELD_FLAG_OF(start_input, ensure_billable),
    FIELD_FLAG_OF(start_input, bill_now),
    FIELD_FLAG_OF(start_input, waive_charge),
    FIELD(start_input, date_start),
    FIELDS_END,
};

const struct field upgrade_input_fields[] = {
    FIELD(upgrade_input, reference_offer),
    FIELD_FLAG_OF(upgrade_input, immediate),
    FIELD_FLAG_OF(upgrade_input, bill_now),
    FIELD_FLAG_OF(upgrade_input, ignore_engagement),
    FIELD_FLAG_OF(upgrade_input, ensure_billable),
    FIELD(upgrade_input, promotion_code),
    FIELD(upgrade_input, date_upgrade),
    FIELDS_END,
};

const struct field termination_input_fields[] = {
    FIELD_FLAG_OF(termination_input, immediate),
    FIELD(termination_input, date_termination),
    FIELD_CHOICE_OF(termination_input, unused_part, unused_part_names),
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

enum err subscription_plan_open(struct ctx *ctx, int64_t id, enum intent intent,
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

enum err subscription_refuse_state(struct ctx *ctx, const struct subscription *subscription,
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
    TRY(promotion_give_back(ctx, draft->id));
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

static void start_draft(struct ctx *ctx, struct subscription_step *step, struct instant at,
                        enum period_charge begins)
{
    struct subscription *subscription = &step->parts.subscription;

    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription_place(subscription, instant_is_set(at) ? at : ctx->now, ctx->now);
    step_begin_period(ctx, step, true, begins);
    step->event = EVENT_SUBSCRIPTION_STARTED;
}

/* Was it suspended before its period was over, and did the clock not settle that yet? */
static bool has_unsettled_period(const struct subscription *subscription)
{
    return instant_is_set(subscription->next_at) &&
           subscription->next_at.micros <= subscription->date_period_end.micros;
}

enum err step_restart(struct ctx *ctx, struct subscription_step *step, enum period_charge begins)
{
    struct subscription *subscription = &step->parts.subscription;
    bool is_over = subscription->date_period_end.micros <= ctx->now.micros;

    step->event = EVENT_SUBSCRIPTION_RESTARTED;
    if (is_over && has_unsettled_period(subscription)) {
        step_close_period(ctx, step, ctx->now);
        step_add_minimum(ctx, step, ctx->now);
    }
    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription->date_restart = (struct instant){0};
    subscription->date_term = subscription->date_period_end;
    subscription_wait_for_term(subscription);
    if (!is_over) {
        step_resume(ctx, step);
        return OK;
    }
    TRY(step_take_pending(ctx, step));
    subscription_begin_anew(subscription, instant_whole_second(ctx->now));
    step_begin_period(ctx, step, false, begins);
    return OK;
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
    subscription->unused_part = UNUSED_NONE;
    subscription_wait_for_term(subscription);
}

/* When the clock has to look at a suspended one: at the end of its period, if that was not settled
 * yet, and at the restart that is scheduled. */
static void wait_suspended(struct subscription *subscription, struct instant date_restart)
{
    struct instant end =
        has_unsettled_period(subscription) ? subscription->date_period_end : (struct instant){0};

    subscription->date_restart = date_restart;
    subscription->next_at = end;
    if (instant_is_set(date_restart))
        subscription->next_at = instant_earlier(end, date_restart);
}

static void start_later(struct subscription *subscription, struct instant at)
{
    if (status_now(subscription) == STATUS_SUSPENDED) {
        wait_suspended(subscription, at);
        return;
    }
    subscription_enter(subscription, STATE_DRAFT_DELAYED_START);
    subscription->date_start = subscription->next_at = at;
}

/* Only what has not begun has a start that can be chosen, and only a draft one in the past. */
static enum err check_date_start(struct ctx *ctx, const struct subscription *subscription,
                                 struct instant at)
{
    bool is_past = at.micros <= ctx->now.micros;

    if (!instant_is_set(at))
        return OK;
    if (status_now(subscription) == STATUS_ACTIVE)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateStart",
                    "DateStart: the subscription runs; what is scheduled is called off at once.");
    if (status_now(subscription) == STATUS_SUSPENDED && is_past)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateStart",
                    "DateStart: a suspended subscription cannot have been started again in the "
                    "past; without a date it starts now.");
    return OK;
}

enum err subscription_plan_start(struct ctx *ctx, int64_t id, const struct start_input *input,
                                 enum intent intent, struct subscription_plan *out)
{
    struct subscription_step *step = &out->steps[0];
    struct subscription *subscription = &step->parts.subscription;
    enum period_charge begins = input->waive_charge == 1 ? PERIOD_WAIVED : PERIOD_CHARGED;
    bool is_later = input->date_start.micros > ctx->now.micros && intent == TO_WRITE;
    bool is_over;

    TRY(subscription_plan_open(ctx, id, intent, out));
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
    TRY(check_date_start(ctx, subscription, input->date_start));
    if (input->ensure_billable == 1 ||
        (intent == TO_WRITE && !is_later && status_now(subscription) != STATUS_ACTIVE &&
         subscription_is_priced(&step->parts)))
        TRY(payer_check(ctx, &out->payer));
    if (is_later)
        start_later(subscription, input->date_start);
    else if (status_now(subscription) == STATUS_DRAFT)
        start_draft(ctx, step, input->date_start, begins);
    else if (status_now(subscription) == STATUS_SUSPENDED)
        TRY(step_restart(ctx, step, begins));
    else
        cancel_schedule(subscription);
    return OK;
}

enum err subscription_start(struct ctx *ctx, int64_t id, const struct start_input *input,
                            struct subscription *out)
{
    struct subscription_plan plan;

    TRY(subscription_plan_start(ctx, id, input, TO_WRITE, &plan));
    return plan_close(ctx, &plan, out);
}

/* upgrade -----------------------------------------------------------------------------------------
 */

/* And do they lie on the same calendar? */
static bool has_same_rhythm(const struct subscription *a, const struct subscription *b)
{
    return a->duration_recurrence == b->duration_recurrence &&
           a->unit_recurrence == b->unit_recurrence && a->anchor == b->anchor &&
           a->billing_day == b->billing_day;
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
    subscription->is_period_free = old->is_period_free;
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
    subscription->period_no = 0;
    subscription_count_from_end(subscription, trial_end);
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

void subscription_place_upgrade(struct subscription *subscription, const struct subscription *old,
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

void subscription_follow(struct subscription *subscription, const struct subscription *old)
{
    forget_trial(subscription);
    subscription->next_at = old->date_period_end;
    if (subscription_is_trial(old) || !has_same_rhythm(subscription, old))
        return;
    subscription->date_anchor = old->date_anchor;
    subscription->period_anchor = old->period_anchor - old->period_no;
}

static bool is_at_once(const struct upgrade_input *input)
{
    return input->immediate != 0 && !instant_is_set(input->date_upgrade);
}

/* The due dates stay, unless the new offer has a calendar of its own. */
static void keep_calendar(const struct subscription *old, const struct offer *offer,
                          struct subscription *subscription)
{
    subscription->proration_unit = old->proration_unit;
    subscription->proration_rounding = old->proration_rounding;
    subscription->month_length = old->month_length;
    if (offer->anchor)
        return;
    subscription->anchor = old->anchor;
    subscription->billing_day = old->billing_day;
    subscription->first_period = old->first_period;
    subscription->time_zone = old->time_zone;
}

static enum err copy_for_upgrade(struct ctx *ctx, const struct subscription_parts *old,
                                 const struct upgrade_input *input, enum intent intent,
                                 struct subscription_parts *out)
{
    struct customer holder, buyer;
    struct segment segment;
    struct settings settings;
    struct offer offer;
    struct subscription_origin origin = {.holder = &holder,
                                         .buyer = &buyer,
                                         .segment = &segment,
                                         .offer = &offer,
                                         .settings = &settings};
    struct subscription_input copy;

    fields_clear(subscription_input_fields, &copy);
    copy.reference_offer = input->reference_offer;
    copy.metadata = old->subscription.metadata;
    TRY(customer_get(ctx, old->subscription.id_customer, &holder));
    TRY(customer_get(ctx, old->subscription.id_customer_buyer, &buyer));
    TRY(segment_get(ctx, holder.id_segment, &segment));
    TRY(settings_load(ctx, &settings));
    TRY(subscription_find_offer(ctx, input->reference_offer, &holder, buyer.language, &offer));
    subscription_check(ctx, &copy, &offer);
    TRY(complaints(ctx));
    TRY(offer_feature_list(ctx, offer.id, buyer.language, &origin.features));
    TRY(offer_discount_list(ctx, offer.id, &origin.discounts));
    TRY(subscription_take_promotion(ctx, input->promotion_code, intent, &origin));
    TRY(subscription_copy_offer(ctx, &origin, &copy, out));
    out->subscription.id_subscription_before = old->subscription.id;
    keep_calendar(&old->subscription, &offer, &out->subscription);
    if (is_at_once(input) || intent == TO_QUOTE) /* else what will be there at the term */
        subscription_keep_stocks(&old->features, out);
    return subscription_terms(ctx, out);
}

static void upgrade_now(struct ctx *ctx, struct subscription_step *old,
                        struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;

    subscription_enter(subscription, STATE_ACTIVE_RUNNING);
    subscription_place_upgrade(subscription, &old->parts.subscription, ctx->now);
    step_close_period(ctx, old, ctx->now);
    step_refund_rest(ctx, old, ctx->now);
    step_add_minimum(ctx, old, ctx->now);
    step_end(ctx, old, ctx->now, STATE_ENDED_UPGRADE, EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE);
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
    subscription_follow(&step->parts.subscription, ending);
}

/* That the draft has a start says that it is on a date: which period of the old one that will be,
 * and what is left of it, is known then (subscription_turn.c). */
static void upgrade_on_date(struct subscription_step *old, struct subscription_step *step,
                            struct instant at)
{
    struct subscription *ending = &old->parts.subscription;
    struct subscription *draft = &step->parts.subscription;

    cancel_schedule(ending);
    subscription_enter(ending, STATE_ACTIVE_DELAYED_UPGRADE);
    ending->date_term = instant_whole_second(at);
    subscription_wait_for_term(ending);
    subscription_enter(draft, STATE_DRAFT_DELAYED_UPGRADE);
    draft->date_start = draft->next_at = ending->date_term;
}

static enum err check_upgrade(struct ctx *ctx, const struct subscription *subscription,
                              const struct upgrade_input *input)
{
    if (!input->reference_offer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceOffer",
                    "ReferenceOffer: is missing.");
    if (status_now(subscription) != STATUS_ACTIVE)
        return subscription_refuse_state(ctx, subscription, "upgraded");
    if (subscription->next_at.micros <= ctx->now.micros)
        return fail(ctx, ERR_CONFLICT, "Error.Subscription.Renewing", NULL,
                    "The subscription is being renewed at this moment; try again.");
    if (subscription_is_engaged(subscription) && input->ignore_engagement != 1)
        return fail(ctx, ERR_FORBIDDEN, "Error.Subscription.Engaged", NULL,
                    "The customer is engaged until the end of period %lld; IgnoreEngagement=true "
                    "changes the offer all the same.",
                    (long long)subscription->count_min_recurrences);
    if (instant_is_set(input->date_upgrade) && input->date_upgrade.micros <= ctx->now.micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateUpgrade",
                    "DateUpgrade: is not in the future; without a date the offer changes now.");
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

    TRY(subscription_plan_open(ctx, id, intent, out));
    TRY(check_upgrade(ctx, &old->parts.subscription, input));
    out->step_count = 2;
    step->is_new = true;
    TRY(copy_for_upgrade(ctx, &old->parts, input, intent, &step->parts));
    if (instant_is_set(input->date_upgrade))
        upgrade_on_date(old, step, input->date_upgrade);
    else if (input->immediate == 0)
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
static void schedule_end(struct subscription_step *step, struct instant at, int unused_part)
{
    struct subscription *subscription = &step->parts.subscription;

    if (subscription->state_subscription != STATE_ACTIVE_DELAYED_TERMINATION)
        step->event = EVENT_SUBSCRIPTION_TERMINATED_AT_RENEWAL;
    cancel_schedule(subscription);
    subscription_enter(subscription, STATE_ACTIVE_DELAYED_TERMINATION);
    if (instant_is_set(at))
        subscription->date_term = at;
    subscription->unused_part = unused_part == UNUSED_CREDIT ? UNUSED_CREDIT : UNUSED_NONE;
    subscription_wait_for_term(subscription);
}

/* The invoice that has the fees of the present period; NONE if they were not invoiced. */
static enum err find_invoice(struct ctx *ctx, const struct subscription_parts *parts, int64_t *out)
{
    const struct subscription *subscription = &parts->subscription;
    struct text keys = {.arena = ctx->arena};

    text_append(&keys, arena_printf(ctx->arena, "[\"%" PRId64 ":%" PRId64 ":flat\"",
                                    subscription->id, subscription->period_no));
    for (size_t i = 0; i < parts->features.count; i++)
        text_append(&keys, arena_printf(ctx->arena, ",\"%" PRId64 ":%" PRId64 ":f%" PRId64 "\"",
                                        subscription->id, subscription->period_no,
                                        parts->terms[i].id_feature));
    text_append_char(&keys, ']');
    return db_number(ctx, &sql_subscription_period_invoice, ARGS(ARG_AS(keys, text_done(&keys))),
                     out);
}

/* What was paid for the rest of the period, as money: not written, but told. */
static void take_unused(struct ctx *ctx, const struct subscription_plan *plan, struct instant at,
                        int64_t id_invoice, struct unused *out)
{
    struct subscription_step rest = {.parts = plan->steps[0].parts};

    step_refund_rest(ctx, &rest, at);
    out->id_invoice = id_invoice;
    out->reason = label_of_line(ctx, plan->payer.language, LINE_RECURRENCE_PRORATA, true, NULL);
    for (size_t i = 0; i < rest.charge_count; i++)
        out->amount_total -=
            rest.charges[i].amount + tax_of_line(rest.charges[i].amount, plan->payer.rate_tax);
}

/* At once, as of `at`. */
static enum err end_now(struct ctx *ctx, struct subscription_plan *plan, struct instant at,
                        int unused_part, struct unused *unused)
{
    struct subscription_step *step = &plan->steps[0];
    int64_t id_invoice = NONE;
    bool is_unsettled = has_unsettled_period(&step->parts.subscription);

    if (is_unsettled)
        step_close_period(ctx, step, at);
    if (unused_part == UNUSED_REFUND)
        TRY(find_invoice(ctx, &step->parts, &id_invoice));
    if (id_invoice != NONE)
        take_unused(ctx, plan, at, id_invoice, unused);
    else if (unused_part != UNUSED_NOTHING)
        step_refund_rest(ctx, step, at);
    if (is_unsettled)
        step_add_minimum(ctx, step, at);
    step_end(ctx, step, at, STATE_ENDED_TERMINATED, EVENT_SUBSCRIPTION_TERMINATED);
    return OK;
}

static enum err check_termination(struct ctx *ctx, const struct subscription *subscription,
                                  const struct termination_input *input, bool is_now)
{
    char begun[INSTANT_TEXT_SIZE];

    if (is_now && input->immediate != 1 && instant_is_set(input->date_termination) &&
        input->date_termination.micros < subscription->date_period_start.micros) {
        instant_format(subscription->date_period_start, begun);
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateTermination",
                    "DateTermination: is before the present period, which was charged and began "
                    "at %s; a termination may reach back to that.",
                    begun);
    }
    if (!is_now && input->unused_part == UNUSED_REFUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "UnusedPart",
                    "UnusedPart: a refund is made at once or not at all; what is unused at a later "
                    "date can be a Credit.");
    return OK;
}

/* The merchant's, if nobody says it. */
static enum err choose_unused_part(struct ctx *ctx, const struct termination_input *input,
                                   int64_t id_segment, int *out)
{
    struct settings settings;

    *out = input->unused_part;
    if (*out)
        return OK;
    TRY(settings_load(ctx, &settings));
    *out = setting_word(&settings, SETTING_UNUSED_PART, id_segment);
    return OK;
}

enum err subscription_terminate(struct ctx *ctx, int64_t id, const struct termination_input *input,
                                struct subscription *out, struct unused *unused)
{
    struct subscription_plan plan;
    struct subscription *subscription = &plan.steps[0].parts.subscription;
    struct instant date = input->immediate == 1 ? (struct instant){0} : input->date_termination;
    bool is_now = input->immediate == 1 || (instant_is_set(date) && date.micros <= ctx->now.micros);
    int unused_part;

    *unused = (struct unused){0};
    TRY(subscription_plan_open(ctx, id, TO_WRITE, &plan));
    *out = *subscription;
    if (status_now(out) == STATUS_DRAFT)
        return drop_draft(ctx, out);
    if (status_now(out) != STATUS_ACTIVE && status_now(out) != STATUS_SUSPENDED)
        return subscription_refuse_state(ctx, out, "terminated");
    is_now = is_now || status_now(out) == STATUS_SUSPENDED;
    TRY(check_termination(ctx, out, input, is_now));
    TRY(choose_unused_part(ctx, input, plan.payer.id_segment, &unused_part));
    if (is_now)
        TRY(end_now(ctx, &plan, instant_earlier(date, ctx->now), unused_part, unused));
    else
        schedule_end(&plan.steps[0], date, unused_part);
    return plan_close(ctx, &plan, out);
}

static enum err suspend_active(struct ctx *ctx, const struct suspension_input *input,
                               struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    bool is_on_date = instant_is_set(input->date_suspension);

    if (is_on_date && input->date_suspension.micros <= ctx->now.micros)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "DateSuspension",
                    "DateSuspension: is not in the future; without a date it is suspended now.");
    cancel_schedule(subscription);
    if (is_on_date || input->is_at_term) {
        subscription_enter(subscription, STATE_ACTIVE_DELAYED_SUSPENSION);
        if (is_on_date)
            subscription->date_term = instant_whole_second(input->date_suspension);
        subscription_wait_for_term(subscription);
    } else {
        subscription_enter(subscription, STATE_SUSPENDED_AGENT);
        step_pause(ctx, step);
        step->event = EVENT_SUBSCRIPTION_SUSPENDED_AGENT;
    }
    return OK;
}

enum err subscription_suspend(struct ctx *ctx, int64_t id, const struct suspension_input *input,
                              struct subscription *out)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription *subscription = &step->parts.subscription;

    TRY(subscription_plan_open(ctx, id, TO_WRITE, &plan));
    *out = *subscription;
    if (status_now(out) == STATUS_SUSPENDED && !instant_is_set(out->date_restart))
        return OK; /* asked twice, or the clock was faster */
    if (status_now(out) == STATUS_SUSPENDED)
        wait_suspended(subscription, (struct instant){0});
    else if (status_now(out) == STATUS_ACTIVE)
        TRY(suspend_active(ctx, input, step));
    else
        return subscription_refuse_state(ctx, out, "suspended");
    return plan_close(ctx, &plan, out);
}

enum err subscription_stop_unpaid(struct ctx *ctx, int64_t id)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription *subscription = &step->parts.subscription, out;

    TRY(subscription_plan_open(ctx, id, TO_WRITE, &plan));
    if (status_now(subscription) != STATUS_ACTIVE || !subscription_is_priced(&step->parts))
        return OK;
    cancel_schedule(subscription);
    subscription_enter(subscription, STATE_SUSPENDED_PAYMENT_DUE);
    step_pause(ctx, step);
    step->event = EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE;
    return plan_close(ctx, &plan, &out);
}

/* moving the term ---------------------------------------------------------------------------------
 */

static enum err move_running_term(struct ctx *ctx, struct subscription_parts *parts,
                                  struct instant at)
{
    struct subscription *subscription = &parts->subscription;
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
    TRY(subscription_write_weighed(ctx, parts));
    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    draft.date_start = (struct instant){0}; /* at the term, if it was on a date */
    subscription_follow(&draft, subscription);
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
    TRY(subscription_plan_open(ctx, id, TO_WRITE, &plan));
    if (status_now(subscription) == STATUS_ACTIVE)
        TRY(move_running_term(ctx, &plan.steps[0].parts, date_term));
    else if (status_now(subscription) == STATUS_DRAFT)
        subscription->date_term = date_term;
    else
        return subscription_refuse_state(ctx, subscription, "moved");
    plan.steps[0].event = EVENT_SUBSCRIPTION_DATE_TERM_UPDATED;
    return plan_close(ctx, &plan, out);
}
