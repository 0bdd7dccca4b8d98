#include "rules/charge.h"

const char *const type_feature_names[] = {NULL, "OnOff", "Limitation", "Consumption", NULL};

const char *const type_line_names[] = {
    NULL,
    "AutoBillingReport",
    "AutoBillingNoRepayment",
    "AutoRefundPartial",
    "AutoSubscriptionRecurrence",
    "AutoSubscriptionRecurrenceProrata",
    "AutoSubscriptionUpfront",
    "AutoSubscriptionTrial",
    "AutoSubscriptionTrialProrata",
    "AutoSubscriptionTermination",
    "AutoFeatureNotProratable",
    "AutoFeatureProratable",
    "AutoFeatureProrata",
    "AutoDiscountRecurrenceFlat",
    "AutoDiscountRecurrencePercent",
    "AutoDiscountUpfrontFlat",
    "AutoDiscountUpfrontPercent",
    "AutoDiscountFeatureFlat",
    "AutoDiscountFeaturePercent",
    "Manual",
    "ManualDiscount",
    "ManualMergeable",
    "CustomerReferral",
    "CreditRefund",
    "CreditPromotion",
    "AutoSubscriptionMinimum",
    NULL,
};

const char *const timing_names[] = {NULL, "Advance", "Arrears", NULL};

static const struct part whole = {.units = 1, .of_units = 1};

/* A period that reaches as far as the whole one or beyond is a whole one. */
static bool is_partial(struct span span)
{
    return span.period.start.micros > span.whole.start.micros ||
           span.period.end.micros < span.whole.end.micros;
}

static struct part part_to_charge(struct span span)
{
    return span.is_free || is_partial(span) ? part_of(span) : whole;
}

/* What is not prorated costs the whole price, but where nothing does. */
static struct part undivided(struct span span)
{
    return span.is_free ? part_of(span) : whole;
}

static struct formula formula_of_fee(int64_t amount, struct part part)
{
    return (struct formula){FORMULA_FEE, .amount_whole = amount, .part = part};
}

/* `sign` is -1 for a refund. A part so short that it costs nothing makes no charge. */
static size_t add_flat_fee(struct charge *out, enum type_line type, int64_t amount,
                           struct span span, int sign)
{
    struct part part = part_to_charge(span);
    int64_t charged = amount == NONE ? 0 : prorate(sign * amount, part);

    if (!charged)
        return 0;
    *out = (struct charge){
        .type = type,
        .amount = charged,
        .reported = {NONE},
        .billed = {NONE},
        .period = span.period,
        .part = part,
        .formula = formula_of_fee(sign * amount, part),
        .is_refund = sign < 0,
    };
    return 1;
}

/* Without a bound; what is part of the price or switched off has none of its own. */
static struct priced price_of_switch(const struct feature_terms *feature)
{
    bool is_priced = !feature->is_included && feature->is_enabled;

    return (struct priced){
        .sign = 1,
        .steps = is_priced ? feature->steps : (struct steps){0},
        .mode = feature->mode,
        .included = {NONE},
        .quantity = {is_priced ? MICROS_PER_UNIT : 0},
        .amount_min = NONE,
        .amount_max = NONE,
    };
}

static int64_t at_least(int64_t amount, int64_t least)
{
    return least > amount ? least : amount;
}

static int64_t prorate_bound(int64_t bound, struct part part)
{
    return bound > 0 ? prorate(bound, part) : NONE;
}

/* Of a period of which the part has run, which is over or not. */
static struct priced price_of_consumption(const struct feature_terms *feature, struct part part,
                                          bool is_over)
{
    return (struct priced){
        .sign = 1,
        .steps = feature->steps,
        .mode = feature->mode,
        .included = feature->included,
        .quantity = feature->current,
        .amount_min = is_over ? prorate_bound(feature->amount_min, part) : NONE,
        .amount_max = prorate_bound(feature->amount_max, part),
    };
}

/* For one whole period, whatever the type. An unlimited stock is free. */
static struct priced priced_feature(const struct feature_terms *feature)
{
    struct priced priced = price_of_consumption(feature, whole, true);

    if (feature->type == FEATURE_ON_OFF)
        return price_of_switch(feature);
    if (feature->type == FEATURE_LIMITATION && feature->current.micros == NONE) {
        priced.steps = (struct steps){0};
        priced.amount_min = NONE;
    }
    return priced;
}

static int64_t price_of_feature(const struct feature_terms *feature)
{
    struct priced priced = priced_feature(feature);

    return priced_amount(&priced);
}

/* What a feature costs, and less what another one costs, if there is one. */
static struct formula formula_of_feature(const struct feature_terms *feature,
                                         const struct feature_terms *less, int sign,
                                         struct part part)
{
    struct formula formula = {FORMULA_STEPS, .price_count = 1, .part = part};

    formula.prices[0] = priced_feature(feature);
    formula.prices[0].sign = sign;
    if (less) {
        formula.prices[formula.price_count] = priced_feature(less);
        formula.prices[formula.price_count++].sign = -sign;
    }
    return formula;
}

/* What of the reported quantity is charged: all that is beyond the included one, or all of it by
 * volume; nothing of an unlimited one. */
static struct quantity billed_quantity(const struct feature_terms *feature)
{
    int64_t included = feature->included.micros == NONE ? 0 : feature->included.micros;
    int64_t current = feature->current.micros == NONE ? 0 : feature->current.micros;

    if (current <= included)
        return (struct quantity){0};
    return (struct quantity){feature->mode == PRICING_VOLUME ? current : current - included};
}

static size_t add_feature_fee(struct charge *out, const struct feature_terms *feature,
                              enum type_line type, struct span span, int sign)
{
    struct part part = type == LINE_FEATURE_NOT_PRORATABLE ? undivided(span) : part_to_charge(span);
    int64_t amount = price_of_feature(feature);
    bool is_counted = feature->type != FEATURE_ON_OFF;
    int64_t charged = prorate(sign * amount, part);

    if (!charged)
        return 0;
    *out = (struct charge){
        .type = type,
        .id_feature = feature->id_feature,
        .amount = charged,
        .reported = {is_counted ? feature->current.micros : NONE},
        .billed = {is_counted ? sign * billed_quantity(feature).micros : NONE},
        .period = span.period,
        .part = part,
        .formula = formula_of_feature(feature, NULL, sign, part),
        .is_refund = sign < 0,
    };
    return 1;
}

/* Is it paid in advance, in this kind of period? */
static bool is_in_advance(const struct feature_terms *feature, bool is_trial)
{
    return feature->type != FEATURE_CONSUMPTION && feature->timing != TIMING_ARREARS &&
           !(is_trial && feature->is_free_in_trial);
}

static bool is_in_arrears(const struct feature_terms *feature, bool is_trial)
{
    return feature->type != FEATURE_CONSUMPTION && feature->timing == TIMING_ARREARS &&
           !(is_trial && feature->is_free_in_trial);
}

static bool is_consumed(const struct feature_terms *feature, bool is_trial)
{
    return feature->type == FEATURE_CONSUMPTION && !(is_trial && feature->is_free_in_trial);
}

/* A trial has its own fee. */
static int64_t fee_in_advance(const struct flat_fees *fees, bool is_trial)
{
    if (is_trial)
        return fees->amount_trial;
    return fees->timing_recurrence == TIMING_ARREARS ? NONE : fees->amount_recurrence;
}

static enum type_line type_of_flat_fee(bool is_trial, bool is_prorated)
{
    if (is_trial)
        return is_prorated ? LINE_TRIAL_PRORATA : LINE_TRIAL;
    return is_prorated ? LINE_RECURRENCE_PRORATA : LINE_RECURRENCE;
}

size_t charges_in_advance(const struct flat_fees *fees, const struct feature_terms *features,
                          size_t feature_count, struct span span, bool is_start, bool is_trial,
                          struct charge *out)
{
    struct period moment = {span.period.start, span.period.start};
    size_t count = 0;

    if (is_start)
        count += add_flat_fee(out, LINE_UP_FRONT, fees->amount_up_front,
                              (struct span){.period = moment, .whole = moment}, 1);
    count += add_flat_fee(out + count, type_of_flat_fee(is_trial, is_partial(span)),
                          fee_in_advance(fees, is_trial), span, 1);
    for (size_t i = 0; i < feature_count; i++)
        if (is_in_advance(&features[i], is_trial))
            count +=
                add_feature_fee(out + count, &features[i],
                                features[i].is_update_at_full_price ? LINE_FEATURE_NOT_PRORATABLE
                                                                    : LINE_FEATURE_PRORATABLE,
                                span, 1);
    return count;
}

static size_t charges_of_left(const struct flat_fees *fees, const struct feature_terms *features,
                              size_t feature_count, struct span left, bool is_trial, int sign,
                              struct charge *out)
{
    enum type_line type = sign < 0 ? LINE_FEATURE_PRORATA : LINE_FEATURE_PRORATABLE;
    size_t count = add_flat_fee(out, type_of_flat_fee(is_trial, true),
                                fee_in_advance(fees, is_trial), left, sign);

    for (size_t i = 0; i < feature_count; i++)
        if (is_in_advance(&features[i], is_trial) && !features[i].is_update_at_full_price)
            count += add_feature_fee(out + count, &features[i], type, left, sign);
    return count;
}

size_t charges_of_refund(const struct flat_fees *fees, const struct feature_terms *features,
                         size_t feature_count, struct span left, bool is_trial, struct charge *out)
{
    return charges_of_left(fees, features, feature_count, left, is_trial, -1, out);
}

size_t charges_of_rest(const struct flat_fees *fees, const struct feature_terms *features,
                       size_t feature_count, struct span left, bool is_trial, struct charge *out)
{
    return charges_of_left(fees, features, feature_count, left, is_trial, 1, out);
}

static bool is_off(const struct charge *charge)
{
    return charge->type >= LINE_DISCOUNT_RECURRENCE_FLAT &&
           charge->type <= LINE_DISCOUNT_FEATURE_PERCENT;
}

static bool cancel_out(const struct charge *a, const struct charge *b)
{
    return a->id_feature == b->id_feature && is_off(a) == is_off(b) &&
           a->is_refund != b->is_refund && a->amount == -b->amount;
}

/* A charge that something else cancelled is marked by an amount of 0. */
size_t charges_of_difference(struct charge *charges, size_t count)
{
    size_t left = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count && charges[i].amount; j++)
            if (charges[j].amount && cancel_out(&charges[i], &charges[j]))
                charges[i].amount = charges[j].amount = 0;
    for (size_t i = 0; i < count; i++) {
        if (!charges[i].amount)
            continue;
        charges[left] = charges[i];
        charges[left++].is_change = true;
    }
    return left;
}

size_t charges_of_termination(int64_t amount_termination, struct instant at, struct charge *out)
{
    struct period moment = {at, at};

    return add_flat_fee(out, LINE_TERMINATION, amount_termination,
                        (struct span){.period = moment, .whole = moment}, 1);
}

/* in arrears --------------------------------------------------------------------------------------
 */

/* The part of the whole between two moments of the period. What is left at the one less what is
 * left at the other: so the parts of a period add up, whatever hours begin and end inside them. */
static struct part part_between(struct span span, struct instant from, struct instant until)
{
    struct part part = part_left(span, from);

    if (!span.is_free && from.micros <= span.whole.start.micros &&
        until.micros >= span.whole.end.micros)
        return whole;
    part.units -= part_left(span, until).units;
    if (part.units < 0)
        part.units = 0;
    return part;
}

/* The part of the period itself that has run at `at`. */
static struct part part_run(struct span span, struct instant at)
{
    return part_between(span, span.period.start, at);
}

static struct instant accrues_from(const struct accrual *accrued, struct span span)
{
    return instant_later(accrued->from, span.period.start);
}

static int64_t accrued_amount(int64_t price, const struct accrual *accrued, struct span span,
                              struct instant at)
{
    return accrued->amount + prorate(price, part_between(span, accrues_from(accrued, span), at));
}

/* At full price the dearest of all that a stock was counts for the whole period. */
static int64_t arrears_of_feature(const struct feature_terms *feature, struct span span,
                                  struct instant at)
{
    int64_t price = price_of_feature(feature);

    if (feature->is_update_at_full_price && !span.is_free)
        return at_least(feature->accrued.amount, price);
    return accrued_amount(price, &feature->accrued, span, at);
}

struct accrual accrue_flat_fee(const struct flat_fees *fees, struct span span, struct instant at)
{
    return (struct accrual){accrued_amount(fees->amount_recurrence, &fees->accrued, span, at), at};
}

struct accrual accrue_feature(const struct feature_terms *feature, struct span span,
                              struct instant at)
{
    return (struct accrual){arrears_of_feature(feature, span, at), at};
}

/* What was used in the period up to `at`. */
static struct charge charge_until(struct span span, struct instant at, int64_t amount,
                                  struct formula formula, const struct accrual *accrued)
{
    formula.part = part_between(span, accrues_from(accrued, span), at);
    formula.amount_accrued = accrued->amount;
    return (struct charge){
        .amount = amount,
        .reported.micros = NONE,
        .billed.micros = NONE,
        .period.start = span.period.start,
        .period.end = instant_earlier(at, span.period.end),
        .part = part_run(span, at),
        .formula = formula,
    };
}

static size_t add_recurrence_in_arrears(struct charge *out, const struct flat_fees *fees,
                                        struct span span, struct instant at)
{
    int64_t amount;

    if (fees->timing_recurrence != TIMING_ARREARS)
        return 0;
    amount = accrued_amount(fees->amount_recurrence, &fees->accrued, span, at);
    if (!amount)
        return 0;
    *out = charge_until(span, at, amount, formula_of_fee(fees->amount_recurrence, whole),
                        &fees->accrued);
    out->type = type_of_flat_fee(false, amount != fees->amount_recurrence);
    return 1;
}

/* At full price, of the dearest. */
static struct formula formula_at_full_price(const struct feature_terms *feature, int64_t amount)
{
    if (amount > price_of_feature(feature))
        return (struct formula){FORMULA_HIGHEST, .amount_whole = amount, .part = whole};
    return formula_of_feature(feature, NULL, 1, whole);
}

static size_t add_feature_in_arrears(struct charge *out, const struct feature_terms *feature,
                                     struct span span, struct instant at)
{
    int64_t amount = arrears_of_feature(feature, span, at);

    if (!amount)
        return 0;
    *out = charge_until(span, at, amount, formula_of_feature(feature, NULL, 1, whole),
                        &feature->accrued);
    out->id_feature = feature->id_feature;
    out->type = LINE_FEATURE_PRORATABLE;
    if (feature->is_update_at_full_price) {
        out->type = LINE_FEATURE_NOT_PRORATABLE;
        out->part = whole;
        if (!span.is_free)
            out->formula = formula_at_full_price(feature, amount);
    }
    if (feature->type == FEATURE_LIMITATION) {
        out->reported = feature->current;
        out->billed = billed_quantity(feature);
    }
    return 1;
}

size_t charges_at_term(const struct flat_fees *fees, const struct feature_terms *features,
                       size_t feature_count, struct span span, bool is_trial, struct charge *out)
{
    struct instant end = span.period.end;
    size_t count = is_trial ? 0 : add_recurrence_in_arrears(out, fees, span, end);

    for (size_t i = 0; i < feature_count; i++)
        if (is_in_arrears(&features[i], is_trial))
            count += add_feature_in_arrears(out + count, &features[i], span, end);
    return count;
}

static size_t add_consumption(struct charge *out, const struct feature_terms *feature,
                              struct span span, struct instant at, bool is_over)
{
    const struct charged *before = &feature->charged;
    struct feature_terms then = *feature;
    struct formula formula = {FORMULA_STEPS, .price_count = 1, .part = whole};
    int64_t amount;

    span.is_free = false; /* only what the period costs by itself is spared */
    formula.prices[0] =
        price_of_consumption(feature, part_run(span, is_over ? at : span.period.end), is_over);
    formula.amount_before = before->amount;
    amount = formula_amount(&formula);
    if (!amount)
        return 0;
    then.current = before->quantity;
    *out = (struct charge){
        .type = LINE_FEATURE_NOT_PRORATABLE,
        .id_feature = feature->id_feature,
        .amount = amount,
        .reported = feature->current,
        .billed.micros = billed_quantity(feature).micros - billed_quantity(&then).micros,
        .period.start = accrues_from(&feature->accrued, span),
        .period.end = instant_earlier(at, span.period.end),
        .part = whole,
        .formula = formula,
        .amount_before = before->amount,
        .count_before = before->count,
        .is_early = !is_over,
    };
    return 1;
}

size_t charges_in_arrears(const struct flat_fees *fees, const struct feature_terms *features,
                          size_t feature_count, struct span span, struct instant at, bool is_trial,
                          struct charge *out)
{
    size_t count = is_trial ? 0 : add_recurrence_in_arrears(out, fees, span, at);

    for (size_t i = 0; i < feature_count; i++) {
        if (is_consumed(&features[i], is_trial))
            count += add_consumption(out + count, &features[i], span, at, true);
        else if (is_in_arrears(&features[i], is_trial))
            count += add_feature_in_arrears(out + count, &features[i], span, at);
    }
    return count;
}

size_t charges_so_far(const struct feature_terms *features, size_t feature_count, struct span span,
                      struct instant at, bool is_trial, struct charge *out)
{
    size_t count = 0;

    for (size_t i = 0; i < feature_count; i++)
        if (is_consumed(&features[i], is_trial))
            count += add_consumption(out + count, &features[i], span, at, false);
    return count;
}

bool charge_of_minimum(const struct flat_fees *fees, struct span span, struct instant at,
                       int64_t amount, struct charge *out)
{
    struct part part = part_run(span, at);
    struct formula formula = {FORMULA_MINIMUM, .amount_whole = fees->amount_minimum, .part = part};
    int64_t missing;

    formula.amount_before = amount;
    missing = fees->amount_minimum > 0 ? formula_amount(&formula) : 0;
    if (missing <= 0)
        return false;
    *out = (struct charge){
        .type = LINE_MINIMUM,
        .amount = missing,
        .reported.micros = NONE,
        .billed.micros = NONE,
        .period.start = span.period.start,
        .period.end = instant_earlier(at, span.period.end),
        .part = whole,
        .formula = formula,
    };
    return true;
}

/* changes -----------------------------------------------------------------------------------------
 */

bool charge_of_change(const struct feature_terms *before, const struct feature_terms *after,
                      struct span span, struct instant at, bool is_trial, struct charge *out)
{
    int64_t difference = price_of_feature(after) - price_of_feature(before);
    bool is_counted = after->type == FEATURE_LIMITATION;
    struct part part = after->is_update_at_full_price ? undivided(span) : part_left(span, at);

    if (is_in_arrears(after, is_trial) || (is_trial && after->is_free_in_trial))
        return false;
    if (after->is_update_at_full_price && difference < 0)
        return false;
    *out = (struct charge){
        .type = LINE_FEATURE_PRORATA,
        .id_feature = after->id_feature,
        .amount = prorate(difference, part),
        .reported = {is_counted ? after->current.micros : NONE},
        .billed = {  is_counted ? billed_quantity(after).micros - billed_quantity(before).micros
                              : NONE                                        },
        .period = { at,                                         span.period.end},
        .part = part,
        .formula = formula_of_feature(after, before, 1, part),
    };
    return out->amount != 0;
}

int64_t charges_sum(const struct charge *charges, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += charges[i].amount;
    return sum;
}

int64_t price_of_period(const struct flat_fees *fees, const struct feature_terms *features,
                        size_t feature_count)
{
    int64_t total = fees->amount_recurrence == NONE ? 0 : fees->amount_recurrence;

    for (size_t i = 0; i < feature_count; i++)
        total += price_of_feature(&features[i]);
    return at_least(total, fees->amount_minimum);
}

bool terms_are_priced(const struct flat_fees *fees, const struct feature_terms *features,
                      size_t feature_count)
{
    if ((fees->amount_up_front != NONE && fees->amount_up_front > 0) ||
        (fees->amount_trial != NONE && fees->amount_trial > 0) || fees->amount_recurrence > 0 ||
        fees->amount_minimum > 0)
        return true;
    for (size_t i = 0; i < feature_count; i++)
        if (!features[i].is_included &&
            (steps_can_cost(features[i].steps) || features[i].amount_min > 0))
            return true;
    return false;
}
