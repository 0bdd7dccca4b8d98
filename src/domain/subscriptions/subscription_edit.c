/* What is changed of a subscription by hand, or because its offer has changed. */
#include <string.h>

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

#define PRICE_FIELDS                                                                               \
    FIELD(subscription_edit, amount_recurrence), FIELD(subscription_edit, amount_minimum),         \
        FIELD(subscription_edit, amount_threshold), FIELD(subscription_edit, duration_recurrence), \
        FIELD_CHOICE_OF(subscription_edit, unit_recurrence, unit_names),                           \
        FIELD_FLAG_OF(subscription_edit, remove_discounts),                                        \
        FIELD_LIST_OF(subscription_edit, discounts, discount_choice_fields, discount_choice),      \
        FIELD_LIST_OF(subscription_edit, features, feature_override_fields, feature_override)

const struct field subscription_edit_fields[] = {
    FIELD(subscription_edit, reference_customer_buyer),
    FIELD(subscription_edit, title_localized),
    FIELD_LIMITED(subscription_edit, description_localized, 5000),
    FIELD_JSON_OF(subscription_edit, metadata),
    FIELD(subscription_edit, count_recurrences),
    FIELD(subscription_edit, count_min_recurrences),
    FIELD(subscription_edit, amount_termination),
    FIELD_FLAG_OF(subscription_edit, immediate),
    PRICE_FIELDS,
    FIELDS_END,
};

/* What waits for a renewal. */
static const struct field price_fields[] = {PRICE_FIELDS, FIELDS_END};

static bool has_prices(const struct subscription_edit *edit)
{
    return edit->amount_recurrence != NONE || edit->amount_minimum != NONE ||
           edit->amount_threshold != NONE || edit->duration_recurrence != NONE ||
           edit->unit_recurrence || edit->remove_discounts == 1 || edit->discounts.count ||
           edit->features.count;
}

static int64_t given_or(int64_t given, int64_t otherwise)
{
    return given == NONE ? otherwise : given;
}

/* in memory ---------------------------------------------------------------------------------------
 */

/* The list of its own, with room for more. */
static struct list copy_with_room(struct ctx *ctx, const struct list *features, size_t more)
{
    struct list copy = {
        ARENA_ARRAY(ctx->arena, struct subscription_feature, features->count + more + 1),
        features->count,
    };

    for (size_t i = 0; i < features->count; i++)
        *LIST_AT(copy, struct subscription_feature, i) =
            *LIST_AT(*features, struct subscription_feature, i);
    return copy;
}

/* A discount that is chosen once more goes on as it was; a new one acts from `period_no` on. */
static void count_discounts(const struct list *before, int64_t id_subscription, int64_t period_no,
                            struct list *after)
{
    for (size_t i = 0; i < after->count; i++) {
        struct subscription_discount *discount = LIST_AT(*after, struct subscription_discount, i);

        discount->id_subscription = id_subscription;
        discount->period_from = period_no;
        for (size_t j = 0; j < before->count; j++) {
            const struct subscription_discount *old =
                LIST_AT(*before, struct subscription_discount, j);

            if (old->id_discount == discount->id_discount &&
                old->id_feature == discount->id_feature)
                discount->period_from = old->period_from;
        }
    }
}

static enum err change_discounts(struct ctx *ctx, const struct subscription_edit *edit,
                                 int64_t period_no, struct subscription_parts *parts)
{
    struct list before = parts->discounts;

    if (edit->remove_discounts == 1)
        parts->discounts.count = 0;
    if (!edit->discounts.count)
        return OK;
    TRY(subscription_choose_discounts(ctx, &edit->discounts, parts));
    count_discounts(&before, parts->subscription.id, period_no, &parts->discounts);
    return OK;
}

/* `period_no` is the first that new discounts act on. */
static enum err change_parts(struct ctx *ctx, const struct subscription_edit *edit,
                             int64_t period_no, struct subscription_parts *parts)
{
    struct subscription *subscription = &parts->subscription;

    struct segment segment;

    subscription->amount_recurrence =
        given_or(edit->amount_recurrence, subscription->amount_recurrence);
    subscription->amount_minimum = given_or(edit->amount_minimum, subscription->amount_minimum);
    subscription->amount_threshold =
        given_or(edit->amount_threshold, subscription->amount_threshold);
    if (edit->features.count && !parts->currency) {
        TRY(segment_get(ctx, subscription->id_segment, &segment));
        parts->currency = segment.currency;
    }
    TRY(change_discounts(ctx, edit, period_no, parts));
    parts->features = copy_with_room(ctx, &parts->features, edit->features.count);
    return subscription_override(ctx, &edit->features, true, parts);
}

static bool changes_rhythm(const struct subscription_edit *edit,
                           const struct subscription *subscription)
{
    return (edit->duration_recurrence != NONE &&
            edit->duration_recurrence != subscription->duration_recurrence) ||
           (edit->unit_recurrence && edit->unit_recurrence != subscription->unit_recurrence);
}

/* The periods after the present one are counted anew from its end. */
static void change_rhythm(const struct subscription_edit *edit, struct subscription *subscription)
{
    if (!changes_rhythm(edit, subscription))
        return;
    if (edit->duration_recurrence != NONE)
        subscription->duration_recurrence = edit->duration_recurrence;
    if (edit->unit_recurrence)
        subscription->unit_recurrence = edit->unit_recurrence;
    if (subscription->period_no != NONE)
        subscription_count_from_end(subscription, subscription->date_period_end);
}

/* what waits --------------------------------------------------------------------------------------
 */

static enum err read_pending(struct ctx *ctx, const struct subscription *subscription,
                             struct subscription_edit *out)
{
    const char *text = subscription->edit_pending;
    const struct json *json;

    fields_clear(subscription_edit_fields, out);
    if (!text)
        return OK;
    TRY(json_parse(ctx, text, strlen(text), &json));
    return json_read(ctx, json, price_fields, out);
}

/* A later edit wins where both say something; of features all are kept, in order. */
static struct subscription_edit merge(struct ctx *ctx, const struct subscription_edit *earlier,
                                      const struct subscription_edit *later)
{
    struct subscription_edit merged = *earlier;
    size_t count = earlier->features.count;

    fields_merge(price_fields, &merged, later);
    merged.features = (struct list){
        ARENA_ARRAY(ctx->arena, struct feature_override, count + later->features.count + 1),
        count + later->features.count};
    for (size_t i = 0; i < merged.features.count; i++)
        *LIST_AT(merged.features, struct feature_override, i) =
            i < count ? *LIST_AT(earlier->features, struct feature_override, i)
                      : *LIST_AT(later->features, struct feature_override, i - count);
    if (later->discounts.count)
        merged.remove_discounts = NONE;
    return merged;
}

/* The step as it is after the edit, which is written with it. */
static enum err apply(struct ctx *ctx, const struct subscription_edit *edit, int64_t period_no,
                      struct subscription_step *step)
{
    struct subscription_edit *kept = ARENA_ARRAY(ctx->arena, struct subscription_edit, 1);
    struct subscription *unedited = ARENA_ARRAY(ctx->arena, struct subscription, 1);

    *kept = *edit;
    *unedited = step->parts.subscription;
    step->edit = kept;
    step->unedited = unedited;
    step->parts.subscription.edit_pending = NULL;
    change_rhythm(edit, &step->parts.subscription);
    return change_parts(ctx, edit, period_no, &step->parts);
}

enum err step_take_pending(struct ctx *ctx, struct subscription_step *step)
{
    struct subscription_edit pending;

    if (!step->parts.subscription.edit_pending)
        return OK;
    TRY(read_pending(ctx, &step->parts.subscription, &pending));
    return apply(ctx, &pending, step->parts.subscription.period_no + 1, step);
}

/* writing -----------------------------------------------------------------------------------------
 */

/* Those that the edit names, and that are new. */
static enum err write_features(struct ctx *ctx, const struct subscription_edit *edit,
                               struct subscription_parts *parts)
{
    for (size_t i = 0; i < parts->features.count; i++) {
        struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);
        bool is_named = false;

        for (size_t j = 0; j < edit->features.count && !is_named; j++)
            is_named =
                text_equal(LIST_AT(edit->features, struct feature_override, j)->reference_feature,
                           feature->reference_feature);
        if (!is_named)
            continue;
        if (feature->id == NONE) {
            feature->id = db_new_id(ctx, ID_ROW);
            feature->id_subscription = parts->subscription.id;
            TRY(db_save(ctx, &sql_subscription_feature_add, subscription_feature_fields, feature));
        } else {
            TRY(db_save(ctx, &sql_subscription_feature_set, subscription_feature_fields, feature));
        }
    }
    return OK;
}

static enum err write_discounts(struct ctx *ctx, const struct subscription_edit *edit,
                                const struct subscription_parts *parts)
{
    if (edit->remove_discounts != 1 && !edit->discounts.count)
        return OK;
    TRY(db_run(ctx, &sql_subscription_discounts_clear,
               ARGS(ARG_AS(id_subscription, parts->subscription.id))));
    return db_save_list(ctx, &sql_subscription_discount_add, subscription_discount_fields,
                        sizeof(struct subscription_discount), &parts->discounts);
}

/* The periods that are over, and the one that runs, remember what they were for. */
static enum err write_terms(struct ctx *ctx, const struct subscription *before,
                            const struct subscription *after)
{
    if (before->amount_recurrence == after->amount_recurrence &&
        before->amount_minimum == after->amount_minimum &&
        before->amount_threshold == after->amount_threshold &&
        before->duration_recurrence == after->duration_recurrence &&
        before->unit_recurrence == after->unit_recurrence)
        return OK;
    TRY(db_save(ctx, &sql_subscription_periods_remember, subscription_fields, before));
    return db_save(ctx, &sql_subscription_terms_set, subscription_fields, after);
}

enum err subscription_edit_write(struct ctx *ctx, struct subscription_step *step)
{
    TRY(write_terms(ctx, step->unedited, &step->parts.subscription));
    TRY(write_features(ctx, step->edit, &step->parts));
    return write_discounts(ctx, step->edit, &step->parts);
}

/* What is in arrears came to so much at the prices before. */
static void accrue(struct ctx *ctx, const struct subscription_parts *before,
                   struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    struct span span = subscription_span(&before->subscription);

    if (subscription->timing_recurrence == TIMING_ARREARS) {
        subscription->amount_accrued = accrue_flat_fee(&before->fees, span, ctx->now).amount;
        subscription->date_accrued = ctx->now;
    }
    for (size_t i = 0; i < before->features.count; i++)
        if (before->terms[i].timing == TIMING_ARREARS)
            subscription_feature_accrue(
                LIST_AT(step->parts.features, struct subscription_feature, i),
                subscription->period_no, accrue_feature(&before->terms[i], span, ctx->now));
    step->is_settled = true;
}

/* What the rest of the period costs otherwise, at the prices before and after. */
static void charge_difference(struct ctx *ctx, const struct subscription_parts *before,
                              struct subscription_step *step)
{
    const struct subscription_parts *after = &step->parts;
    struct span left =
        span_left(subscription_span(&before->subscription), instant_whole_second(ctx->now));
    bool is_trial = subscription_is_trial(&before->subscription);
    int64_t period_no = before->subscription.period_no;
    size_t most = 2 * CHARGES_OF_PERIOD(before->features.count + after->features.count);
    struct charge *charges = ARENA_ARRAY(ctx->arena, struct charge, most), *rest;
    size_t count = charges_of_refund(&before->fees, before->terms, before->features.count, left,
                                     is_trial, charges);
    size_t rest_count;

    count += subscription_take_off(ctx, before, period_no, charges, count);
    rest = charges + count;
    rest_count =
        charges_of_rest(&after->fees, after->terms, after->features.count, left, is_trial, rest);
    rest_count += subscription_take_off(ctx, after, period_no, rest, rest_count);
    step->charges = charges;
    step->charge_count = charges_of_difference(charges, count + rest_count);
    if (step->parts.subscription.amount_period != NONE)
        step->parts.subscription.amount_period += charges_sum(charges, step->charge_count);
}

enum err subscription_change_prices(struct ctx *ctx, const struct subscription_edit *edit,
                                    bool is_now, struct subscription_step *step)
{
    struct subscription *subscription = &step->parts.subscription;
    struct subscription_parts before = step->parts;
    struct subscription_edit pending, merged;
    struct text json = {.arena = ctx->arena};

    TRY(read_pending(ctx, subscription, &pending));
    merged = merge(ctx, &pending, edit);
    if (!is_now) {
        json_write(&json, price_fields, &merged);
        subscription->edit_pending = text_done(&json);
        return OK;
    }
    TRY(apply(ctx, &merged, subscription->period_no, step));
    if (status_of((enum state_subscription)subscription->state_subscription) == STATUS_ACTIVE) {
        charge_difference(ctx, &before, step);
        accrue(ctx, &before, step);
    }
    return OK;
}

/* the verb ----------------------------------------------------------------------------------------
 */

static void check_edit(struct ctx *ctx, const struct subscription_edit *edit)
{
    check_range(ctx, "AmountRecurrence", edit->amount_recurrence, 0, AMOUNT_MAX);
    check_range(ctx, "AmountMinimum", edit->amount_minimum, 0, AMOUNT_MAX);
    check_range(ctx, "AmountThreshold", edit->amount_threshold, 1, AMOUNT_MAX);
    check_range(ctx, "AmountTermination", edit->amount_termination, 0, AMOUNT_MAX);
    check_range(ctx, "DurationRecurrence", edit->duration_recurrence, 1, DURATION_MAX);
    check_range(ctx, "CountRecurrences", edit->count_recurrences, 1, 100000);
    check_range(ctx, "CountMinRecurrences", edit->count_min_recurrences, 0, 100000);
    check_metadata(ctx, "Metadata", edit->metadata);
    subscription_check_features(ctx, &edit->features);
    if (edit->remove_discounts == 1 && edit->discounts.count)
        complain(ctx, NULL, "RemoveDiscounts",
                 "RemoveDiscounts: Discounts names those that are to be there instead.");
    if (edit->immediate == 1 && edit->reference_customer_buyer && has_prices(edit))
        complain(ctx, NULL, "ReferenceCustomerBuyer",
                 "ReferenceCustomerBuyer: what the one buyer paid would be given back to the "
                 "other; change the prices and the buyer one after the other.");
}

static enum err check_present(struct ctx *ctx, const struct subscription *subscription,
                              const struct subscription_edit *edit)
{
    enum status_subscription status =
        status_of((enum state_subscription)subscription->state_subscription);

    if (status == STATUS_ENDED || status == STATUS_DELETED)
        return subscription_refuse_state(ctx, subscription, "edited");
    if (edit->count_recurrences != NONE && subscription->period_no != NONE &&
        edit->count_recurrences < subscription->period_no)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "CountRecurrences",
                    "CountRecurrences: period %lld runs already.",
                    (long long)subscription->period_no);
    if (status == STATUS_ACTIVE && subscription->next_at.micros <= ctx->now.micros)
        return fail(ctx, ERR_CONFLICT, "Error.Subscription.Renewing", NULL,
                    "The subscription is being renewed at this moment; try again.");
    return OK;
}

/* Of the holder's segment, since that says the currency and the tax. */
static enum err change_buyer(struct ctx *ctx, const char *reference_customer_buyer,
                             struct subscription_plan *plan)
{
    struct subscription *subscription = &plan->steps[0].parts.subscription;
    struct customer holder, buyer;

    if (!reference_customer_buyer)
        return OK;
    TRY(customer_get(ctx, subscription->id_customer, &holder));
    TRY(customer_access(ctx, reference_customer_buyer, holder.reference_segment, &buyer));
    if (customer_is_suspended(&buyer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Suspended", NULL,
                    "The Customer is suspended and cannot subscribe.");
    subscription->id_customer_buyer = buyer.id;
    return OK;
}

static void change_texts(const struct subscription_edit *edit, struct subscription *subscription)
{
    if (edit->title_localized)
        subscription->title = edit->title_localized;
    if (edit->description_localized)
        subscription->description = edit->description_localized;
    if (edit->metadata)
        subscription->metadata = edit->metadata;
    subscription->count_recurrences =
        given_or(edit->count_recurrences, subscription->count_recurrences);
    subscription->count_min_recurrences =
        given_or(edit->count_min_recurrences, subscription->count_min_recurrences);
    subscription->amount_termination =
        given_or(edit->amount_termination, subscription->amount_termination);
}

static const struct field audited_fields[] = {
    FIELD(subscription, amount_recurrence),
    FIELD(subscription, duration_recurrence),
    FIELD_CHOICE_OF(subscription, unit_recurrence, unit_names),
    FIELD(subscription, amount_termination),
    FIELD_JSON_OF(subscription, edit_pending),
    FIELDS_END,
};

static enum err audit_prices(struct ctx *ctx, const struct subscription *before,
                             const struct subscription_edit *edit)
{
    struct text was = {.arena = ctx->arena}, is = {.arena = ctx->arena};

    json_write(&was, audited_fields, before);
    json_write(&is, subscription_edit_fields, edit);
    return audit_record(ctx, "Subscription.Edit", "subscriptions", before->id, text_done(&was),
                        text_done(&is));
}

enum err subscription_edit(struct ctx *ctx, int64_t id, const struct subscription_edit *edit,
                           struct subscription *out)
{
    struct subscription_plan plan;
    struct subscription_step *step = &plan.steps[0];
    struct subscription before;
    bool is_draft;

    check_edit(ctx, edit);
    TRY(complaints(ctx));
    TRY(subscription_plan_open(ctx, id, TO_WRITE, &plan));
    before = step->parts.subscription;
    TRY(check_present(ctx, &before, edit));
    TRY(change_buyer(ctx, edit->reference_customer_buyer, &plan));
    change_texts(edit, &step->parts.subscription);
    is_draft = status_of((enum state_subscription)before.state_subscription) == STATUS_DRAFT;
    if (has_prices(edit))
        TRY(subscription_change_prices(ctx, edit, is_draft || edit->immediate == 1, step));
    if (has_prices(edit) || edit->amount_termination != NONE)
        TRY(audit_prices(ctx, &before, edit));
    TRY(db_save(ctx, &sql_subscription_texts_set, subscription_fields, &step->parts.subscription));
    step->event = EVENT_SUBSCRIPTION_UPDATED;
    TRY(subscription_plan_write(ctx, &plan));
    if (edit->features.count)
        TRY(event_record(ctx, EVENT_SUBSCRIPTION_FEATURES_UPDATED, subscription_about(&before)));
    *out = step->parts.subscription;
    return OK;
}
