#include "domain/subscriptions/subscription.h"

#include <inttypes.h>

#include "base/json.h"
#include "domain/check.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field feature_override_fields[] = {
    FIELD(feature_override, reference_feature),
    FIELD_FLAG_OF(feature_override, is_included),
    FIELD_FLAG_OF(feature_override, is_enabled),
    FIELD(feature_override, quantity_included),
    FIELD(feature_override, quantity_current),
    FIELD_CHOICE_OF(feature_override, mode_quantity, mode_quantity_names),
    FIELD_FLAG_OF(feature_override, is_carried_over),
    FIELD_CHOICE_OF(feature_override, mode_pricing, mode_pricing_names),
    FIELD_LIST_OF(feature_override, steps, step_fields, step),
    PRICING_INPUT_FIELDS(feature_override),
    FIELDS_END,
};

const struct field discount_choice_fields[] = {
    FIELD(discount_choice, reference_discount),
    FIELD(discount_choice, reference_feature),
    FIELDS_END,
};

const struct field subscription_input_fields[] = {
    FIELD(subscription_input, reference_customer),
    FIELD(subscription_input, reference_customer_buyer),
    FIELD(subscription_input, reference_offer),
    FIELD(subscription_input, reference_segment),
    FIELD(subscription_input, id_customer),
    FIELD(subscription_input, date_start),
    FIELD(subscription_input, title_localized),
    FIELD_LIMITED(subscription_input, description_localized, 5000),
    FIELD(subscription_input, amount_up_front),
    FIELD(subscription_input, amount_trial),
    FIELD(subscription_input, duration_trial),
    FIELD_CHOICE_OF(subscription_input, unit_trial, unit_names),
    FIELD(subscription_input, amount_recurrence),
    FIELD(subscription_input, duration_recurrence),
    FIELD_CHOICE_OF(subscription_input, unit_recurrence, unit_names),
    FIELD(subscription_input, count_recurrences),
    FIELD(subscription_input, count_min_recurrences),
    FIELD(subscription_input, amount_termination),
    FIELD_CHOICE_OF(subscription_input, anchor, anchor_names),
    FIELD(subscription_input, billing_day),
    FIELD_CHOICE_OF(subscription_input, first_period, first_period_names),
    FIELD_CHOICE_OF(subscription_input, timing_recurrence, timing_names),
    FIELD(subscription_input, amount_minimum),
    FIELD(subscription_input, amount_threshold),
    FIELD_LIST_OF(subscription_input, features, feature_override_fields, feature_override),
    FIELD_LIST_OF(subscription_input, discounts, discount_choice_fields, discount_choice),
    FIELD_JSON_OF(subscription_input, metadata),
    FIELD_LIMITED(subscription_input, external_key, 200),
    FIELD(subscription_input, promotion_code),
    FIELD_FLAG_OF(subscription_input, try_start),
    FIELD_FLAG_OF(subscription_input, ensure_billable),
    FIELD_FLAG_OF(subscription_input, bill_now),
    FIELD_FLAG_OF(subscription_input, migration),
    FIELDS_END,
};

/* the copy of an offer ----------------------------------------------------------------------------
 */

static void check_missing(struct ctx *ctx, const struct subscription_input *input)
{
    if (!input->reference_customer && input->id_customer == NONE)
        complain(ctx, NULL, "ReferenceCustomer", "ReferenceCustomer: is missing.");
    if (!input->reference_offer)
        complain(ctx, NULL, "ReferenceOffer", "ReferenceOffer: is missing.");
}

static int64_t given_or(int64_t given, int64_t otherwise)
{
    return given == NONE ? otherwise : given;
}

static void check_trial(struct ctx *ctx, const struct subscription_input *input,
                        const struct offer *offer)
{
    int64_t duration = given_or(input->duration_trial, offer->duration_trial);
    int unit = input->unit_trial ? input->unit_trial : offer->unit_trial;

    if ((duration != NONE) != (unit != UNIT_NONE))
        complain(ctx, NULL, "UnitTrial", "DurationTrial and UnitTrial go together.");
}

static void check_quantity(struct ctx *ctx, const char *target, size_t index,
                           struct quantity quantity)
{
    if (quantity.micros != NONE && quantity.micros < 0)
        complain(ctx, NULL, target, "Features[%zu].%s: is negative.", index, target);
}

void subscription_check_features(struct ctx *ctx, const struct list *features)
{
    for (size_t i = 0; i < features->count; i++) {
        const struct feature_override *override = LIST_AT(*features, struct feature_override, i);

        check_quantity(ctx, "QuantityIncluded", i, override->quantity_included);
        check_quantity(ctx, "QuantityCurrent", i, override->quantity_current);
    }
}

static struct rhythm rhythm_of(const struct subscription_input *input, const struct offer *offer)
{
    return (struct rhythm){
        given_or(input->duration_recurrence, offer->duration_recurrence),
        (enum unit)(input->unit_recurrence ? input->unit_recurrence : offer->unit_recurrence),
    };
}

/* What the caller says, else the offer, else the segment. */
static int word_of(int given, int of_offer, const struct settings *settings, enum setting setting,
                   int64_t id_segment)
{
    return given ? given : of_offer ? of_offer : setting_word(settings, setting, id_segment);
}

static int64_t billing_day_of(const struct subscription_origin *origin,
                              const struct subscription_input *input)
{
    int64_t day = setting_number(origin->settings, SETTING_BILLING_DAY, origin->segment->id);
    int unit = input->unit_recurrence ? input->unit_recurrence : origin->offer->unit_recurrence;

    if (input->billing_day != NONE || input->anchor)
        return input->billing_day;
    if (origin->offer->billing_day != NONE || origin->offer->anchor)
        return origin->offer->billing_day;
    return day == 0 || (unit == UNIT_WEEK && day > 7) ? NONE : day;
}

/* How its periods lie and how parts of them are counted: as the segment has it now. What is as it
 * always is, is left out. */
static void copy_time(const struct subscription_origin *origin,
                      const struct subscription_input *input, struct subscription *out)
{
    const struct settings *settings = origin->settings;
    const struct offer *offer = origin->offer;
    int64_t id_segment = origin->segment->id;
    int anchor = word_of(input->anchor, offer->anchor, settings, SETTING_ANCHOR, id_segment);

    out->proration_unit = setting_word(settings, SETTING_PRORATION_UNIT, id_segment);
    out->proration_rounding = setting_word(settings, SETTING_PRORATION_ROUNDING, id_segment);
    out->month_length = setting_word(settings, SETTING_MONTH_LENGTH, id_segment);
    if (out->proration_unit == PRORATION_HOUR)
        out->proration_unit = PRORATION_NONE;
    if (out->proration_rounding == ROUNDING_TRUNCATED)
        out->proration_rounding = ROUNDING_NONE;
    if (out->month_length == MONTH_REAL)
        out->month_length = MONTH_LENGTH_NONE;
    if (anchor != ANCHOR_START) {
        out->anchor = anchor;
        out->billing_day = anchor == ANCHOR_DAY ? billing_day_of(origin, input) : NONE;
        out->first_period = word_of(input->first_period, offer->first_period, settings,
                                    SETTING_FIRST_PERIOD, id_segment);
    }
    if (out->anchor || out->proration_unit == PRORATION_DAY || out->month_length)
        out->time_zone =
            origin->holder->time_zone ? origin->holder->time_zone : origin->segment->time_zone;
}

/* Where the first paid period begins: behind the trial, if there is one. */
static struct instant first_paid_at(const struct subscription_input *input,
                                    const struct offer *offer)
{
    struct rhythm trial = {
        given_or(input->duration_trial, offer->duration_trial),
        (enum unit)(input->unit_trial ? input->unit_trial : offer->unit_trial),
    };

    return trial.duration == NONE ? input->date_start
                                  : period_boundary(input->date_start, trial, 1);
}

/* One whose last period is over has nothing left to start. */
static void check_not_over(struct ctx *ctx, const struct subscription_input *input,
                           const struct offer *offer)
{
    int64_t count = given_or(input->count_recurrences, offer->count_recurrences);

    if (!instant_is_set(input->date_start) || count == NONE || complaints(ctx) != OK ||
        input->date_start.micros > ctx->now.micros)
        return;
    if (period_count(first_paid_at(input, offer), rhythm_of(input, offer), ctx->now) >= count)
        complain(ctx, NULL, "DateStart",
                 "DateStart: the %" PRId64 " periods of CountRecurrences are over already.", count);
}

void subscription_check(struct ctx *ctx, const struct subscription_input *input,
                        const struct offer *offer)
{
    check_range(ctx, "AmountUpFront", input->amount_up_front, 0, AMOUNT_MAX);
    check_range(ctx, "AmountTrial", input->amount_trial, 0, AMOUNT_MAX);
    check_range(ctx, "AmountRecurrence", input->amount_recurrence, 0, AMOUNT_MAX);
    check_range(ctx, "AmountTermination", input->amount_termination, 0, AMOUNT_MAX);
    check_range(ctx, "DurationTrial", input->duration_trial, 1, DURATION_MAX);
    check_range(ctx, "DurationRecurrence", input->duration_recurrence, 1, DURATION_MAX);
    check_range(ctx, "CountRecurrences", input->count_recurrences, 1, 100000);
    check_range(ctx, "CountMinRecurrences", input->count_min_recurrences, 0, 100000);
    check_range(ctx, "BillingDay", input->billing_day, 1, 31);
    check_range(ctx, "AmountMinimum", input->amount_minimum, 0, AMOUNT_MAX);
    check_range(ctx, "AmountThreshold", input->amount_threshold, 1, AMOUNT_MAX);
    check_metadata(ctx, "Metadata", input->metadata);
    subscription_check_features(ctx, &input->features);
    if (!offer)
        return;
    check_trial(ctx, input, offer);
    if (rhythm_of(input, offer).unit == UNIT_WEEK)
        check_range(ctx, "BillingDay", input->billing_day, 1, 7);
    check_not_over(ctx, input, offer);
}

static struct subscription copy_of_offer(struct ctx *ctx, const struct offer *offer,
                                         const struct subscription_input *input)
{
    return (struct subscription){
        .id = NONE,
        .id_subscription_before = NONE,
        .id_segment = offer->id_segment,
        .id_offer = offer->id,
        .external_key = input->external_key,
        .title = input->title_localized,
        .description = input->description_localized,
        .amount_up_front = given_or(input->amount_up_front, offer->amount_up_front),
        .amount_trial = given_or(input->amount_trial, offer->amount_trial),
        .duration_trial = given_or(input->duration_trial, offer->duration_trial),
        .unit_trial = input->unit_trial ? input->unit_trial : offer->unit_trial,
        .amount_recurrence = given_or(input->amount_recurrence, offer->amount_recurrence),
        .duration_recurrence = given_or(input->duration_recurrence, offer->duration_recurrence),
        .unit_recurrence = input->unit_recurrence ? input->unit_recurrence : offer->unit_recurrence,
        .count_recurrences = given_or(input->count_recurrences, offer->count_recurrences),
        .count_min_recurrences =
            given_or(input->count_min_recurrences, offer->count_min_recurrences),
        .amount_termination = given_or(input->amount_termination, offer->amount_termination),
        .timing_recurrence =
            input->timing_recurrence ? input->timing_recurrence : offer->timing_recurrence,
        .amount_minimum = given_or(input->amount_minimum, offer->amount_minimum),
        .amount_threshold = given_or(input->amount_threshold, offer->amount_threshold),
        .amount_period = NONE,
        .amount_accrued = NONE,
        .period_anchor = NONE,
        .period_no = NONE,
        .is_migration = input->migration == 1,
        .billing_day = NONE,
        .metadata = input->metadata,
        .trace = trace_created(ctx),
    };
}

static struct subscription_feature copy_of_feature(const struct offer_feature *feature)
{
    return (struct subscription_feature){
        .id = NONE,
        .id_subscription = NONE,
        .id_feature = feature->id_feature,
        .reference_feature = feature->reference_feature,
        .title_localized = feature->title_localized,
        .type_feature = feature->type_feature,
        .consumed = feature->type_feature == FEATURE_CONSUMPTION ? 0 : NONE,
        .level = NONE,
        .parameters = feature->parameters,
        .period_open = NONE,
    };
}

/* Bounds that are given must fit those that the offer gives. */
static void override_pricing(struct ctx *ctx, const struct feature_override *override,
                             struct subscription_feature *feature)
{
    struct feature_parameters *parameters = &feature->parameters;
    struct pricing_input pricing = {
        .amount_min = given_or(override->pricing.amount_min, parameters->amount_min),
        .amount_max = given_or(override->pricing.amount_max, parameters->amount_max),
        .timing = override->pricing.timing ? override->pricing.timing : parameters->timing,
    };

    pricing_check(ctx, &pricing, feature->type_feature,
                  arena_printf(ctx->arena, "%s.", override->reference_feature));
    parameters->amount_min = pricing.amount_min;
    parameters->amount_max = pricing.amount_max;
    parameters->timing = pricing.timing;
}

static void apply_override(struct ctx *ctx, const struct feature_override *override,
                           const char *currency, struct subscription_feature *feature)
{
    struct feature_parameters *parameters = &feature->parameters;

    steps_check(ctx, &override->steps, currency, override->reference_feature);
    override_pricing(ctx, override, feature);
    if (override->is_included != NONE)
        parameters->is_included = override->is_included;
    if (override->is_enabled != NONE)
        parameters->is_enabled = override->is_enabled;
    if (override->quantity_included.micros != NONE) {
        parameters->quantity_included = override->quantity_included;
        parameters->quantity_current = stock_at_first(
            feature->type_feature, override->quantity_included, override->quantity_current);
    } else if (override->quantity_current.micros != NONE) {
        parameters->quantity_current = override->quantity_current;
    }
    if (override->mode_quantity)
        parameters->mode_quantity = override->mode_quantity;
    if (override->is_carried_over != NONE)
        parameters->is_carried_over = override->is_carried_over == 1;
    if (override->mode_pricing)
        parameters->mode_pricing = override->mode_pricing;
    if (override->steps.count)
        parameters->steps = steps_write(ctx, &override->steps);
}

static struct subscription_feature *feature_of(struct list *features, const char *reference)
{
    for (size_t i = 0; i < features->count; i++) {
        struct subscription_feature *feature = LIST_AT(*features, struct subscription_feature, i);

        if (text_equal(feature->reference_feature, reference))
            return feature;
    }
    return NULL;
}

/* A feature that the offer lacks may be added. NULL if there is none of that reference at all. */
static struct subscription_feature *add_feature(struct ctx *ctx, struct subscription_parts *parts,
                                                const char *reference)
{
    struct subscription_feature *added =
        LIST_AT(parts->features, struct subscription_feature, parts->features.count);
    struct feature feature;

    if (!reference || feature_find(ctx, reference, &feature) != OK)
        return NULL;
    *added = (struct subscription_feature){
        .id = NONE,
        .id_subscription = NONE,
        .id_feature = feature.id,
        .reference_feature = feature.reference_feature,
        .type_feature = feature.type_feature,
        .consumed = feature.type_feature == FEATURE_CONSUMPTION ? 0 : NONE,
        .level = NONE,
        .parameters = {.is_included = feature.type_feature == FEATURE_ON_OFF ? 0 : NONE,
                       .is_enabled = feature.type_feature == FEATURE_ON_OFF ? 0 : NONE,
                       .quantity_included = {NONE},
                       .quantity_current = {NONE},
                       .mode_quantity = QUANTITY_SUM,
                       .mode_pricing = PRICING_TIERED,
                       .amount_min = NONE,
                       .amount_max = NONE},
        .period_open = NONE,
    };
    parts->features.count++;
    return added;
}

enum err subscription_override(struct ctx *ctx, const struct list *overrides, bool is_running,
                               struct subscription_parts *parts)
{
    for (size_t i = 0; i < overrides->count; i++) {
        const struct feature_override *override = LIST_AT(*overrides, struct feature_override, i);
        struct subscription_feature *feature =
            feature_of(&parts->features, override->reference_feature);
        struct feature_parameters before;

        if (!feature)
            feature = add_feature(ctx, parts, override->reference_feature);
        if (!feature) {
            complain(ctx, NULL, "Features", "Features[%zu]: there is no feature \"%s\".", i,
                     override->reference_feature ? override->reference_feature : "");
            continue;
        }
        before = feature->parameters;
        apply_override(ctx, override, parts->currency, feature);
        if (is_running && override->quantity_current.micros == NONE && override->is_enabled == NONE)
            feature_parameters_keep(feature->type_feature, &before, &feature->parameters);
    }
    TRY(complaints(ctx));
    return subscription_terms(ctx, parts);
}

static enum err copy_features(struct ctx *ctx, const struct subscription_input *input,
                              const struct subscription_origin *origin,
                              struct subscription_parts *parts)
{
    const struct list *of_offer = &origin->features;

    parts->features = (struct list){
        ARENA_ARRAY(ctx->arena, struct subscription_feature,
                    of_offer->count + input->features.count),
        of_offer->count,
    };
    for (size_t i = 0; i < of_offer->count; i++)
        *LIST_AT(parts->features, struct subscription_feature, i) =
            copy_of_feature(LIST_AT(*of_offer, struct offer_feature, i));
    parts->currency = origin->segment->currency;
    return subscription_override(ctx, &input->features, false, parts);
}

static struct subscription_discount copy_of_discount(const struct offer_discount *discount)
{
    return (struct subscription_discount){
        .id_subscription = NONE,
        .id_discount = discount->id_discount,
        .id_feature = discount->id_feature,
        .name = discount->name,
        .type_off = discount->type_off,
        .value_off = discount->value_off,
        .target_fee = discount->target_fee,
        .count_periods = discount->count_periods,
        .period_from = NONE,
    };
}

static enum err refuse_conflict(struct ctx *ctx, const struct subscription_parts *parts)
{
    const struct list *discounts = &parts->discounts;
    int conflict = discounts_conflict(subscription_discount_terms(ctx, parts), discounts->count);

    if (conflict < 0)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Discount.Conflict", "Discounts",
                "Discounts[%d]: \"%s\" aims at a fee that has a discount already.", conflict,
                LIST_AT(*discounts, struct subscription_discount, conflict)->name);
}

/* Complains if there is no such discount, or no such feature to aim it at. */
static enum err choose_discount(struct ctx *ctx, int64_t id_segment, size_t index,
                                const struct discount_choice *choice,
                                struct subscription_discount *out)
{
    struct discount discount = {0};
    struct feature feature = {0};
    const char *reference = choice->reference_discount ? choice->reference_discount : "";
    enum err err = discount_find(ctx, id_segment, reference, &discount);

    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    if (err == ERR_NOT_FOUND || discount.state_discount == DISCOUNT_DRAFT)
        complain(ctx, "Error.Api.Discount.Unknown", "Discounts",
                 "Discounts[%zu]: there is no discount \"%s\" in the segment that can be used.",
                 index, reference);
    else if (choice->reference_feature &&
             feature_find(ctx, choice->reference_feature, &feature) != OK)
        complain(ctx, NULL, "Discounts", "Discounts[%zu]: there is no feature \"%s\".", index,
                 choice->reference_feature);
    *out = (struct subscription_discount){
        .id_subscription = NONE,
        .id_discount = discount.id,
        .id_feature = feature.id,
        .name = discount.name,
        .type_off = discount.type_off,
        .value_off = discount.value_off,
        .target_fee = discount.target_fee,
        .count_periods = discount.count_periods,
        .period_from = NONE,
    };
    return OK;
}

enum err subscription_choose_discounts(struct ctx *ctx, const struct list *choices,
                                       struct subscription_parts *parts)
{
    parts->discounts = (struct list){
        ARENA_ARRAY(ctx->arena, struct subscription_discount, choices->count + 1), choices->count};
    for (size_t i = 0; i < choices->count; i++)
        TRY(choose_discount(ctx, parts->subscription.id_segment, i,
                            LIST_AT(*choices, struct discount_choice, i),
                            LIST_AT(parts->discounts, struct subscription_discount, i)));
    TRY(complaints(ctx));
    return refuse_conflict(ctx, parts);
}

/* Those that are asked for, else the offer's. */
static enum err copy_discounts(struct ctx *ctx, const struct subscription_input *input,
                               const struct list *of_offer, struct subscription_parts *parts)
{
    if (input->discounts.count)
        return subscription_choose_discounts(ctx, &input->discounts, parts);
    parts->discounts =
        (struct list){ARENA_ARRAY(ctx->arena, struct subscription_discount, of_offer->count + 1),
                      of_offer->count};
    for (size_t i = 0; i < of_offer->count; i++)
        *LIST_AT(parts->discounts, struct subscription_discount, i) =
            copy_of_discount(LIST_AT(*of_offer, struct offer_discount, i));
    return refuse_conflict(ctx, parts);
}

/* Whoever chooses a discount wants it to act. But of a fee at the start, which may be none: the
 * contract's own example halves one that its offer does not have. */
static enum err check_discounted_fees(struct ctx *ctx, const struct subscription_input *input,
                                      const struct subscription_parts *parts)
{
    const struct discount_terms *terms = subscription_discount_terms(ctx, parts);

    for (size_t i = 0; i < input->discounts.count; i++)
        if (discount_lacks_fee(&terms[i], true,
                               subscription_feature_title(&parts->features, terms[i].id_feature)))
            return fail(ctx, ERR_INVALID, "Error.Api.Discount.NoFee", "Discounts",
                        "Discounts[%zu]: \"%s\" aims at a fee that the subscription does not have.",
                        i, terms[i].name);
    return OK;
}

/* Beside them those of a promotion code. */
static enum err add_promotion(struct ctx *ctx, const struct promotion *promotion,
                              struct subscription_parts *parts)
{
    size_t count = parts->discounts.count, more = promotion ? promotion->gives.count : 0;
    struct subscription_discount *discounts =
        ARENA_ARRAY(ctx->arena, struct subscription_discount, count + more + 1);
    int conflict;

    for (size_t i = 0; i < count; i++)
        discounts[i] = *LIST_AT(parts->discounts, struct subscription_discount, i);
    for (size_t i = 0; i < more; i++)
        discounts[count + i] =
            copy_of_discount(LIST_AT(promotion->gives, struct offer_discount, i));
    parts->discounts = (struct list){discounts, count + more};
    parts->promotion = promotion;
    conflict = discounts_conflict(subscription_discount_terms(ctx, parts), count + more);
    if (conflict < 0)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.PromotionCode.Conflict", "PromotionCode",
                "PromotionCode: \"%s\" aims at a fee that has a discount already.",
                discounts[conflict].name);
}

/* creating ----------------------------------------------------------------------------------------
 */

static enum err find_people(struct ctx *ctx, const struct subscription_input *input,
                            enum intent intent, struct customer *holder, struct customer *buyer)
{
    const char *reference_buyer = input->reference_customer_buyer;

    if (input->reference_customer)
        TRY(customer_access(ctx, input->reference_customer, input->reference_segment, holder));
    else if (customer_get(ctx, input->id_customer, holder) != OK)
        return fail(ctx, ERR_FORBIDDEN, "Error.Api.Customer.Unaccessible", NULL,
                    "You cannot access that Customer");
    *buyer = *holder;
    if (reference_buyer && !text_equal(reference_buyer, holder->reference_customer))
        TRY(customer_access(ctx, reference_buyer, holder->reference_segment, buyer));
    if (customer_is_suspended(holder) || customer_is_suspended(buyer))
        return fail(ctx, ERR_FORBIDDEN, "Error.Customer.Suspended", NULL,
                    "The Customer is suspended and cannot subscribe.");
    return buyer_take(ctx, buyer->id, intent, buyer);
}

enum err subscription_find_offer(struct ctx *ctx, const char *reference_offer,
                                 const struct customer *holder, const char *language,
                                 struct offer *out)
{
    enum err err = offer_find(ctx, reference_offer, holder->id_segment, language, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Offer.Unknown", "ReferenceOffer",
                    "ReferenceOffer: there is no offer \"%s\" in the segment \"%s\".",
                    reference_offer, holder->reference_segment);
    return err;
}

enum err subscription_take_promotion(struct ctx *ctx, const char *code, enum intent intent,
                                     struct subscription_origin *origin)
{
    struct promotion *promotion = ARENA_NEW(ctx->arena, struct promotion);
    struct promotion_taker taker = {origin->segment->id, origin->holder->id, origin->offer->id};

    if (!code)
        return OK;
    origin->promotion = promotion;
    return promotion_take(ctx, code, &taker, intent == TO_WRITE, promotion);
}

enum err subscription_copy_offer(struct ctx *ctx, const struct subscription_origin *origin,
                                 const struct subscription_input *input,
                                 struct subscription_parts *out)
{
    *out = (struct subscription_parts){.memo = origin->memo};
    out->subscription = copy_of_offer(ctx, origin->offer, input);
    copy_time(origin, input, &out->subscription);
    out->subscription.id_customer = origin->holder->id;
    out->subscription.id_customer_buyer = origin->buyer->id;
    TRY(copy_discounts(ctx, input, &origin->discounts, out));
    TRY(add_promotion(ctx, origin->promotion, out));
    TRY(copy_features(ctx, input, origin, out));
    return check_discounted_fees(ctx, input, out);
}

enum start { START_NOT, START_LATER, START_NOW };

/* A quote is of the start, whenever and whether at all that would be. */
static enum err decide_start(struct ctx *ctx, const struct subscription_input *input,
                             const struct subscription_parts *parts, const struct payer *payer,
                             enum intent intent, enum start *out)
{
    bool is_priced = subscription_is_priced(parts);

    if (input->ensure_billable == 1)
        TRY(payer_check(ctx, payer));
    *out = START_NOT;
    if (intent == TO_QUOTE)
        *out = START_NOW;
    else if (instant_is_set(input->date_start) && input->date_start.micros > ctx->now.micros)
        *out = START_LATER;
    else if (input->try_start == 1 && is_priced && !payer_can_pay(payer))
        return payer_check(ctx, payer);
    else if (input->try_start != 0 && (payer_can_pay(payer) || !is_priced || input->migration == 1))
        *out = START_NOW;
    return OK;
}

static void set_start(struct ctx *ctx, struct subscription_step *step, struct instant date_start,
                      enum start start)
{
    struct subscription *subscription = &step->parts.subscription;
    struct instant at = instant_is_set(date_start) ? date_start : ctx->now;

    if (start == START_NOT)
        subscription_enter(subscription, ctx->actor.kind == ACTOR_CUSTOMER ? STATE_DRAFT_CUSTOMER
                                                                           : STATE_DRAFT_AGENT);
    if (start == START_LATER) {
        subscription_enter(subscription, STATE_DRAFT_DELAYED_START);
        subscription->date_start = date_start;
        subscription->next_at = date_start;
    } else if (start == START_NOW) {
        subscription_enter(subscription, STATE_ACTIVE_RUNNING);
        subscription_place(subscription, at, instant_later(at, ctx->now));
        step_begin_period(ctx, step, true,
                          subscription->is_migration ? PERIOD_MIGRATION : PERIOD_CHARGED);
        step->event = EVENT_SUBSCRIPTION_STARTED;
    }
}

/* `out` has its payer already. */
static enum err plan_create_from(struct ctx *ctx, const struct subscription_origin *origin,
                                 const struct subscription_input *input, enum intent intent,
                                 struct subscription_plan *out)
{
    struct subscription_step *step = &out->steps[0];
    enum start start = START_NOT;

    out->steps[0] = (struct subscription_step){.is_new = true};
    out->step_count = 1;
    TRY(subscription_copy_offer(ctx, origin, input, &step->parts));
    TRY(decide_start(ctx, input, &step->parts, &out->payer, intent, &start));
    set_start(ctx, step, input->date_start, start);
    return OK;
}

enum err subscription_create_from(struct ctx *ctx, const struct subscription_origin *origin,
                                  const struct subscription_input *input, struct subscription *out)
{
    struct subscription_plan plan = {.payer = payer_of(origin->buyer, origin->segment)};

    TRY(plan_create_from(ctx, origin, input, TO_WRITE, &plan));
    TRY(subscription_plan_write(ctx, &plan));
    *out = plan.steps[0].parts.subscription;
    return OK;
}

enum err subscription_plan_create(struct ctx *ctx, const struct subscription_input *input,
                                  enum intent intent, struct subscription_plan *out)
{
    struct customer holder, buyer;
    struct segment segment;
    struct offer offer;
    struct settings settings;
    struct subscription_origin origin = {.holder = &holder,
                                         .buyer = &buyer,
                                         .segment = &segment,
                                         .offer = &offer,
                                         .settings = &settings};

    check_missing(ctx, input);
    subscription_check(ctx, input, NULL);
    TRY(complaints(ctx));
    TRY(find_people(ctx, input, intent, &holder, &buyer));
    TRY(segment_get(ctx, holder.id_segment, &segment));
    TRY(settings_load(ctx, &settings));
    TRY(subscription_find_offer(ctx, input->reference_offer, &holder, buyer.language, &offer));
    subscription_check(ctx, input, &offer);
    TRY(complaints(ctx));
    TRY(offer_feature_list(ctx, offer.id, buyer.language, &origin.features));
    TRY(offer_discount_list(ctx, offer.id, &origin.discounts));
    TRY(subscription_take_promotion(ctx, input->promotion_code, intent, &origin));
    TRY(payer_load(ctx, &buyer, &out->payer));
    return plan_create_from(ctx, &origin, input, intent, out);
}

enum err subscription_create(struct ctx *ctx, const struct subscription_input *input,
                             struct subscription *out)
{
    struct subscription_plan plan;

    TRY(subscription_plan_create(ctx, input, TO_WRITE, &plan));
    TRY(subscription_plan_write(ctx, &plan));
    *out = plan.steps[0].parts.subscription;
    return OK;
}
