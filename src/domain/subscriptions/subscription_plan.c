#include "domain/subscriptions/subscription_plan.h"

#include <assert.h>

#include "domain/balance/balance.h"
#include "domain/customers/customer_capping.h"
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

bool subscription_is_priced(const struct subscription_parts *parts)
{
    return terms_are_priced(&parts->fees, parts->terms, parts->features.count);
}

/* who pays ----------------------------------------------------------------------------------------
 */

struct payer payer_of(const struct customer *buyer, const struct segment *segment)
{
    return (struct payer){
        .id_customer = buyer->id,
        .id_segment = segment->id,
        .language = buyer->language,
        .rate_tax = segment->rate_tax,
        .has_method = customer_can_pay(buyer),
    };
}

enum err payer_load(struct ctx *ctx, const struct customer *buyer, struct payer *out)
{
    struct settings settings;
    struct segment segment;

    TRY(segment_get(ctx, buyer->id_segment, &segment));
    TRY(settings_load(ctx, &settings));
    *out = payer_of(buyer, &segment);
    return customer_is_capped(ctx, &settings, buyer, &out->is_capped);
}

bool payer_can_pay(const struct payer *payer)
{
    return payer->has_method && !payer->is_capped;
}

enum err payer_check(struct ctx *ctx, const struct payer *payer)
{
    return customer_refuse_unbillable(ctx, payer->has_method, payer->is_capped);
}

enum err buyer_take(struct ctx *ctx, int64_t id, enum intent intent, struct customer *out)
{
    return intent == TO_WRITE ? customer_lock(ctx, id, out) : customer_get(ctx, id, out);
}

/* states and periods ------------------------------------------------------------------------------
 */

void subscription_enter(struct subscription *subscription, enum state_subscription state)
{
    assert(state_may_follow((enum state_subscription)subscription->state_subscription, state));
    subscription->state_subscription = (int)state;
}

static void set_period(struct subscription *subscription, struct period period)
{
    subscription->date_period_start = period.start;
    subscription->date_period_end = period.end;
    subscription->date_reference_start = subscription->date_reference_end = (struct instant){0};
    subscription->is_period_free = false;
}

/* Counts the paid periods so that the one of that number begins at `at`, or is the one of the
 * calendar that `at` lies in. */
static void count_from(struct subscription *subscription, int64_t period_no, struct instant at)
{
    struct calendar calendar = subscription_calendar(subscription);

    subscription->date_anchor = calendar_anchor(&calendar, at);
    subscription->period_anchor =
        period_no - calendar_count(&calendar, subscription->date_anchor, at);
}

/* The paid period that its number says, from `from` on if that is in its middle. The first of all
 * may be charged in another way then. */
static void enter_period(struct subscription *subscription, struct instant from)
{
    struct period whole = subscription_period(subscription);

    set_period(subscription, whole);
    if (whole.start.micros >= from.micros)
        return;
    subscription->date_period_start = from;
    if (subscription->period_no != 1 || subscription->first_period != FIRST_WHOLE)
        subscription->date_reference_start = whole.start;
    subscription->is_period_free =
        subscription->period_no == 1 && subscription->first_period == FIRST_FREE;
}

void subscription_wait_for_term(struct subscription *subscription)
{
    subscription->next_at = instant_earlier(subscription->date_term, subscription->date_period_end);
}

void subscription_move_term(struct subscription *subscription, struct instant at)
{
    subscription->date_period_end = subscription->date_term = at;
    count_from(subscription, subscription->period_no + 1, at);
    subscription_wait_for_term(subscription);
}

static struct instant trial_end(const struct subscription *subscription)
{
    struct rhythm trial = {subscription->duration_trial, (enum unit)subscription->unit_trial};

    return period_boundary(subscription->date_start, trial, 1);
}

/* The first period, which is placed already, ends at the term that was wanted of the draft, if
 * there was one and it is not over. */
static void end_first_at(struct subscription *subscription, struct instant wanted,
                         struct instant now)
{
    if (wanted.micros <= now.micros)
        return;
    subscription->date_reference_end = subscription->date_period_end;
    subscription_move_term(subscription, wanted);
}

/* A billing day that nobody named is the day of the first paid period. */
static void choose_billing_day(struct subscription *subscription, struct instant first)
{
    struct calendar calendar = subscription_calendar(subscription);
    struct instant local = clocks_local(&calendar.clocks, first);

    if (calendar.anchor != ANCHOR_DAY || calendar.day != NONE)
        return;
    subscription->billing_day = calendar.rhythm.unit == UNIT_WEEK ? 1 + instant_weekday(local)
                                                                  : civil_from_instant(local).day;
}

void subscription_place(struct subscription *subscription, struct instant at, struct instant now)
{
    bool has_trial = subscription->duration_trial != NONE;
    struct instant wanted = subscription->date_term, first;
    struct calendar calendar;

    subscription->date_start = instant_whole_second(at);
    first = has_trial ? trial_end(subscription) : subscription->date_start;
    choose_billing_day(subscription, first);
    calendar = subscription_calendar(subscription);
    count_from(subscription, 1, first);
    subscription->period_no = 0;
    if (has_trial && first.micros > now.micros) {
        set_period(subscription, (struct period){subscription->date_start, first});
    } else {
        subscription->period_no =
            subscription->period_anchor + calendar_count(&calendar, subscription->date_anchor, now);
        enter_period(subscription, first);
    }
    subscription->date_term = subscription->date_period_end;
    subscription_wait_for_term(subscription);
    end_first_at(subscription, wanted, now);
}

static void move_on_from(struct subscription *subscription, struct instant from);

void subscription_place_delayed(struct subscription *subscription)
{
    struct instant at = subscription->next_at, wanted = subscription->date_term;

    if (!instant_is_set(subscription->date_anchor)) {
        subscription_place(subscription, at, at);
        return;
    }
    /* Counted on from the one that it replaces. */
    subscription->date_start = at;
    subscription->period_no = 0;
    move_on_from(subscription, at);
    end_first_at(subscription, wanted, at);
}

/* Is something to happen at a date of its own, which is not the end of the period that has just
 * run? */
static bool waits_for_a_date(const struct subscription *subscription)
{
    return subscription->state_subscription != STATE_ACTIVE_RUNNING &&
           status_of((enum state_subscription)subscription->state_subscription) == STATUS_ACTIVE &&
           subscription->date_term.micros > subscription->date_period_end.micros;
}

/* Only an end cuts the period that it comes in: what is suspended or replaced may need all of it.
 */
static void move_on_from(struct subscription *subscription, struct instant from)
{
    bool waits = waits_for_a_date(subscription);
    struct instant date = subscription->date_term;

    subscription->period_no++;
    while (subscription_period(subscription).end.micros <= from.micros)
        subscription->period_anchor--; /* a day that a place's calendar skipped */
    enter_period(subscription, from);
    subscription->date_term = waits ? date : subscription->date_period_end;
    if (waits && date.micros < subscription->date_period_end.micros &&
        subscription->state_subscription == STATE_ACTIVE_DELAYED_TERMINATION) {
        subscription->date_reference_end = subscription->date_period_end;
        subscription->date_period_end = date;
    }
    subscription_wait_for_term(subscription);
}

void subscription_move_on(struct subscription *subscription)
{
    move_on_from(subscription, subscription->date_period_end);
}

void subscription_begin_anew(struct subscription *subscription, struct instant at)
{
    count_from(subscription, subscription->period_no + 1, at);
    move_on_from(subscription, at);
}

void subscription_count_from_end(struct subscription *subscription, struct instant at)
{
    count_from(subscription, subscription->period_no + 1, at);
}

/* A level that is carried over goes over here, too. */
static void keep(const struct subscription_feature *old, struct subscription_feature *feature)
{
    feature_parameters_keep(feature->type_feature, &old->parameters, &feature->parameters);
    if (feature->type_feature == FEATURE_CONSUMPTION && old->parameters.is_carried_over &&
        feature->parameters.is_carried_over)
        feature->level = feature->consumed = subscription_tally(old, (struct instant){0}).level;
}

void subscription_keep_stocks(const struct list *before, struct subscription_parts *parts)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        for (size_t j = 0; j < before->count; j++) {
            const struct subscription_feature *old =
                LIST_AT(*before, struct subscription_feature, j);

            if (old->id_subscription == parts->subscription.id_subscription_before &&
                old->id_feature == feature->id_feature)
                keep(old, feature);
        }
    }
}

/* steps -------------------------------------------------------------------------------------------
 */

struct discount_terms *subscription_discount_terms(struct ctx *ctx,
                                                   const struct subscription_parts *parts)
{
    struct discount_terms *terms =
        ARENA_ARRAY(ctx->arena, struct discount_terms, parts->discounts.count + 1);

    for (size_t i = 0; i < parts->discounts.count; i++) {
        const struct subscription_discount *discount =
            LIST_AT(parts->discounts, struct subscription_discount, i);

        terms[i] = (struct discount_terms){
            .type = (enum type_off)discount->type_off,
            .value_off = discount->value_off,
            .target = (enum target_fee)discount->target_fee,
            .id_feature = discount->id_feature,
            .period_from = discount->period_from,
            .count_periods = discount->count_periods,
            .name = discount->name,
        };
    }
    return terms;
}

size_t subscription_take_off(struct ctx *ctx, const struct subscription_parts *parts,
                             int64_t period_no, struct charge *charges, size_t count)
{
    if (!parts->discounts.count)
        return 0;
    return charges_of_discounts(subscription_discount_terms(ctx, parts), parts->discounts.count,
                                period_no, charges, count, charges + count);
}

/* They count from the first paid period. */
static void begin_discounts(struct subscription_parts *parts)
{
    int64_t first = parts->subscription.period_no > 1 ? parts->subscription.period_no : 1;

    for (size_t i = 0; i < parts->discounts.count; i++) {
        struct subscription_discount *discount =
            LIST_AT(parts->discounts, struct subscription_discount, i);

        if (discount->period_from == NONE)
            discount->period_from = first;
    }
}

/* For `more` charges, each of which may have its discount. */
static struct charge *room_for(struct ctx *ctx, struct subscription_step *step, size_t more)
{
    struct charge *charges = ARENA_ARRAY(ctx->arena, struct charge, step->charge_count + 2 * more);

    for (size_t i = 0; i < step->charge_count; i++)
        charges[i] = step->charges[i];
    step->charges = charges;
    return charges + step->charge_count;
}

/* The fees of the period: what is due once is none of them. */
static int64_t sum_of_period(const struct charge *charges, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        if (charges[i].type != LINE_UP_FRONT && charges[i].type != LINE_DISCOUNT_UP_FRONT_FLAT &&
            charges[i].type != LINE_DISCOUNT_UP_FRONT_PERCENT)
            sum += charges[i].amount;
    return sum;
}

/* Charges of the subscription's present period that were written behind those of the step, with
 * what its discounts take off them. */
static void add_charges(struct ctx *ctx, struct subscription_step *step, struct charge *charges,
                        size_t count)
{
    struct subscription_parts *parts = &step->parts;

    count += subscription_take_off(ctx, parts, parts->subscription.period_no, charges, count);
    step->charge_count += count;
    if (parts->subscription.amount_period != NONE)
        parts->subscription.amount_period += sum_of_period(charges, count);
}

/* What is in arrears is used from then on; not set: from the start of the period. */
static void accrue_from(struct subscription_parts *parts, struct instant from)
{
    parts->subscription.date_accrued = parts->fees.accrued.from = from;
    for (size_t i = 0; i < parts->features.count; i++)
        if (parts->terms[i].type != FEATURE_CONSUMPTION)
            parts->terms[i].accrued.from = from;
}

/* Nothing of the period before counts in the one that begins. Of one that was paid elsewhere
 * nothing falls due at its end but what is consumed in it. */
static void open_period(struct subscription_parts *parts, enum period_charge begins)
{
    struct subscription *subscription = &parts->subscription;
    bool has_minimum = subscription->amount_minimum != NONE && begins == PERIOD_CHARGED &&
                       !subscription_is_trial(subscription);

    subscription->amount_period = has_minimum ? 0 : NONE;
    subscription->amount_accrued = NONE;
    parts->fees.accrued.amount = 0;
    for (size_t i = 0; i < parts->features.count; i++) {
        parts->terms[i].accrued = (struct accrual){0};
        parts->terms[i].charged = (struct charged){0};
    }
    accrue_from(parts,
                begins == PERIOD_MIGRATION ? subscription->date_period_end : (struct instant){0});
}

void step_begin_period(struct ctx *ctx, struct subscription_step *step, bool is_start,
                       enum period_charge begins)
{
    struct subscription_parts *parts = &step->parts;
    size_t count = parts->features.count;
    struct charge *out = room_for(ctx, step, CHARGES_OF_PERIOD(count));

    step->begins = begins;
    step->is_start = is_start;
    subscription_carry_over(parts);
    step->closing_count = step->charge_count;
    if (begins == PERIOD_WAIVED)
        parts->subscription.is_period_free = true;
    open_period(parts, begins);
    if (is_start)
        begin_discounts(parts);
    if (begins == PERIOD_CHARGED)
        add_charges(ctx, step, out,
                    charges_in_advance(&parts->fees, parts->terms, count,
                                       subscription_span(&parts->subscription), is_start,
                                       subscription_is_trial(&parts->subscription), out));
}

void step_close_period(struct ctx *ctx, struct subscription_step *step, struct instant at)
{
    struct subscription_parts *parts = &step->parts;
    size_t count = parts->features.count;
    struct span span = subscription_span(&parts->subscription);
    struct charge *out = room_for(ctx, step, CHARGES_OF_PERIOD(count));

    span.period.end = instant_earlier(span.period.end, at);
    subscription_weigh(parts, span);
    add_charges(ctx, step, out,
                charges_in_arrears(&parts->fees, parts->terms, count,
                                   subscription_span(&parts->subscription), at,
                                   subscription_is_trial(&parts->subscription), out));
}

void step_add_minimum(struct ctx *ctx, struct subscription_step *step, struct instant at)
{
    const struct subscription_parts *parts = &step->parts;
    struct charge *out = room_for(ctx, step, 1);

    if (parts->subscription.amount_period != NONE &&
        charge_of_minimum(&parts->fees, subscription_span(&parts->subscription), at,
                          parts->subscription.amount_period, out))
        step->charge_count++;
}

/* pausing -----------------------------------------------------------------------------------------
 */

void subscription_feature_accrue(struct subscription_feature *feature, int64_t period_no,
                                 struct accrual accrued)
{
    feature->period_open = period_no;
    feature->amount_accrued = accrued.amount;
    feature->date_accrued = accrued.from;
}

void step_pause(struct ctx *ctx, struct subscription_step *step)
{
    struct subscription_parts *parts = &step->parts;
    struct subscription *subscription = &parts->subscription;
    struct span span = subscription_span(subscription);

    for (size_t i = 0; i < parts->features.count; i++)
        if (parts->terms[i].timing == TIMING_ARREARS)
            subscription_feature_accrue(LIST_AT(parts->features, struct subscription_feature, i),
                                        subscription->period_no,
                                        accrue_feature(&parts->terms[i], span, ctx->now));
    if (subscription->timing_recurrence == TIMING_ARREARS)
        subscription->amount_accrued = accrue_flat_fee(&parts->fees, span, ctx->now).amount;
    subscription->date_accrued = subscription->date_period_end;
    step->is_settled = true;
}

void step_resume(struct ctx *ctx, struct subscription_step *step)
{
    accrue_from(&step->parts, ctx->now);
}

/* ends --------------------------------------------------------------------------------------------
 */

void step_refund_rest(struct ctx *ctx, struct subscription_step *step, struct instant at)
{
    const struct subscription_parts *parts = &step->parts;
    size_t count = parts->features.count;
    struct span span = subscription_span(&parts->subscription);
    struct charge *out = room_for(ctx, step, CHARGES_OF_PERIOD(count));

    add_charges(ctx, step, out,
                charges_of_refund(&parts->fees, parts->terms, count,
                                  span_left(span, instant_whole_second(at)),
                                  subscription_is_trial(&parts->subscription), out));
}

void step_end(struct ctx *ctx, struct subscription_step *step, struct instant at,
              enum state_subscription state, enum event_type event)
{
    struct subscription *subscription = &step->parts.subscription;
    struct charge *out = room_for(ctx, step, 1);

    subscription_enter(subscription, state);
    subscription->next_at = (struct instant){0};
    subscription->date_end = at;
    step->event = event;
    if (state == STATE_ENDED_TERMINATED)
        step->charge_count += charges_of_termination(subscription->amount_termination, at, out);
}

/* The fees of a step's period that begins, by themselves. */
static void take_fees(struct ctx *ctx, struct subscription_step *step, bool is_start,
                      struct charge **out, int64_t *count, struct period *period)
{
    step->charge_count = 0;
    step_begin_period(ctx, step, is_start, PERIOD_CHARGED);
    *out = step->charges;
    *count = (int64_t)step->charge_count;
    *period = subscription_span(&step->parts.subscription).period;
}

size_t subscription_term_charges(struct ctx *ctx, const struct subscription_parts *parts,
                                 struct charge *out)
{
    const struct subscription *subscription = &parts->subscription;
    size_t count;

    if (status_of((enum state_subscription)subscription->state_subscription) != STATUS_ACTIVE)
        return 0;
    count =
        charges_at_term(&parts->fees, parts->terms, parts->features.count,
                        subscription_span(subscription), subscription_is_trial(subscription), out);
    return count + subscription_take_off(ctx, parts, subscription->period_no, out, count);
}

static struct feature_terms *terms_copy(struct ctx *ctx, const struct subscription_parts *parts)
{
    struct feature_terms *terms =
        ARENA_ARRAY(ctx->arena, struct feature_terms, parts->features.count);

    for (size_t i = 0; i < parts->features.count; i++)
        terms[i] = parts->terms[i];
    return terms;
}

enum err subscription_next_charges(struct ctx *ctx, const struct subscription_parts *parts,
                                   struct charge **out, int64_t *count, struct period *period)
{
    struct subscription_step next = {.parts = *parts};
    struct subscription *subscription = &next.parts.subscription;
    enum state_subscription after =
        state_after_term((enum state_subscription)subscription->state_subscription,
                         subscription_is_last_period(subscription));

    /* A period that begins forgets what of the present one is settled; the caller's does not. */
    next.parts.terms = terms_copy(ctx, parts);
    if (subscription->state_subscription == STATE_DRAFT_DELAYED_UPGRADE) {
        /* One that waits for another's term starts there, with all that a start costs. */
        subscription_place_delayed(subscription);
        take_fees(ctx, &next, true, out, count, period);
        return OK;
    }
    *count = NONE;
    if (status_of(after) != STATUS_ACTIVE && !waits_for_a_date(subscription))
        return OK;
    TRY(step_take_pending(ctx, &next));
    subscription_move_on(subscription);
    take_fees(ctx, &next, false, out, count, period);
    return OK;
}

/* writing -----------------------------------------------------------------------------------------
 */

struct billed_to subscription_billed_to(const struct payer *payer,
                                        const struct subscription_parts *parts)
{
    return (struct billed_to){
        .id_customer = payer->id_customer,
        .id_subscription = parts->subscription.id,
        .period_no = parts->subscription.period_no,
        .language = payer->language,
        .rate_tax = payer->rate_tax,
        .title_of = subscription_feature_title,
        .titles = &parts->features,
    };
}

static enum err write_period(struct ctx *ctx, const struct payer *payer,
                             const struct subscription *subscription, enum period_charge charge)
{
    static const char *const words[] = {NULL, "Charged", "Migration", "Waived"};
    const char *charged =
        charge == PERIOD_CHARGED && subscription->is_period_free ? "Free" : words[charge];

    TRY(db_run(ctx, &sql_subscription_period_add,
               ARGS(ARG_AS(id_subscription, subscription->id),
                    ARG_AS(period_no, subscription->period_no),
                    ARG_AS(date_start, subscription->date_period_start),
                    ARG_AS(date_end, subscription->date_period_end),
                    ARG_AS(date_reference_start, subscription->date_reference_start),
                    ARG_AS(date_reference_end, subscription->date_reference_end),
                    ARG_AS(is_trial, subscription_is_trial(subscription)), ARG(charged))));
    if (charge == PERIOD_CHARGED)
        return OK;
    return customer_draw_billing(ctx, payer->id_customer,
                                 instant_plus(subscription->date_period_end, BILLING_DELAY));
}

static enum err write_discounts_begin(struct ctx *ctx, const struct subscription_parts *parts)
{
    const struct subscription_discount *first =
        LIST_AT(parts->discounts, struct subscription_discount, 0);

    return db_run(ctx, &sql_subscription_discounts_begin,
                  ARGS(ARG_AS(id_subscription, parts->subscription.id),
                       ARG_AS(period_from, first->period_from)));
}

static enum err write_charges(struct ctx *ctx, const struct payer *payer,
                              const struct subscription_step *step)
{
    struct billed_to to = subscription_billed_to(payer, &step->parts), before = to;

    if (!step->charge_count)
        return OK;
    before.period_no--;
    TRY(balance_add_charges(ctx, &before, step->charges, step->closing_count));
    TRY(balance_add_charges(ctx, &to, step->charges + step->closing_count,
                            step->charge_count - step->closing_count));
    return customer_draw_billing(ctx, payer->id_customer, instant_plus(ctx->now, BILLING_DELAY));
}

enum err subscription_feature_settle(struct ctx *ctx, const struct subscription_feature *feature)
{
    return db_save(ctx, &sql_subscription_feature_settle, subscription_feature_fields, feature);
}

enum err subscription_add_to_period(struct ctx *ctx, const struct subscription *subscription,
                                    int64_t amount)
{
    if (subscription->amount_period == NONE)
        return OK;
    return db_run(ctx, &sql_subscription_amount_add,
                  ARGS(ARG_AS(id, subscription->id), ARG(amount)));
}

/* What of the running period is settled already. */
static enum err write_settled(struct ctx *ctx, const struct subscription_parts *parts)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (feature->period_open == parts->subscription.period_no)
            TRY(subscription_feature_settle(ctx, feature));
    }
    return OK;
}

enum err subscription_step_write(struct ctx *ctx, const struct payer *payer,
                                 struct subscription_step *step)
{
    const struct subscription *subscription = &step->parts.subscription;

    if (step->edit)
        TRY(subscription_edit_write(ctx, step));
    if (step->begins)
        TRY(write_period(ctx, payer, subscription, step->begins));
    if (step->begins)
        TRY(subscription_write_carried(ctx, &step->parts));
    if (step->is_start && !step->is_new && step->parts.discounts.count)
        TRY(write_discounts_begin(ctx, &step->parts));
    if (step->is_settled)
        TRY(write_settled(ctx, &step->parts));
    TRY(write_charges(ctx, payer, step));
    if (step->event)
        return event_record(ctx, step->event, subscription_about(subscription));
    return OK;
}

static enum err write_new(struct ctx *ctx, struct subscription_parts *parts)
{
    parts->subscription.id = db_new_id(ctx, ID_PUBLIC);
    for (size_t i = 0; i < parts->features.count; i++) {
        struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        feature->id = db_new_id(ctx, ID_ROW);
        feature->id_subscription = parts->subscription.id;
    }
    for (size_t i = 0; i < parts->discounts.count; i++)
        LIST_AT(parts->discounts, struct subscription_discount, i)->id_subscription =
            parts->subscription.id;
    TRY(db_save(ctx, &sql_subscription_add, subscription_fields, &parts->subscription));
    TRY(db_save_list(ctx, &sql_subscription_feature_add, subscription_feature_fields,
                     sizeof(struct subscription_feature), &parts->features));
    TRY(db_save_list(ctx, &sql_subscription_discount_add, subscription_discount_fields,
                     sizeof(struct subscription_discount), &parts->discounts));
    if (parts->promotion)
        return promotion_use(ctx, parts->promotion, parts->subscription.id_customer,
                             parts->subscription.id);
    return OK;
}

enum err subscription_plan_write(struct ctx *ctx, struct subscription_plan *plan)
{
    for (size_t i = 0; i < plan->step_count; i++) {
        struct subscription_step *step = &plan->steps[i];

        TRY(step->is_new ? write_new(ctx, &step->parts)
                         : subscription_save(ctx, &step->parts.subscription));
        TRY(subscription_step_write(ctx, &plan->payer, step));
    }
    return OK;
}
