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
    NULL,
};

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
        .amount_whole = sign * amount,
        .is_refund = sign < 0,
    };
    return 1;
}

static int64_t price_of_switch(const struct feature_terms *feature)
{
    struct quantity one = {MICROS_PER_UNIT}, none = {0};

    if (feature->is_included || !feature->is_enabled)
        return 0;
    return price_of(feature->steps, feature->mode, none, one);
}

/* For one whole period, whatever the type. */
static int64_t price_of_feature(const struct feature_terms *feature)
{
    if (feature->type == FEATURE_ON_OFF)
        return price_of_switch(feature);
    return price_of(feature->steps, feature->mode, feature->included, feature->current);
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
        .amount_whole = sign * amount,
        .is_refund = sign < 0,
    };
    return 1;
}

/* Is it paid in advance, in this kind of period? */
static bool is_in_advance(const struct feature_terms *feature, bool is_trial)
{
    return feature->type != FEATURE_CONSUMPTION && !(is_trial && feature->is_free_in_trial);
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
                          is_trial ? fees->amount_trial : fees->amount_recurrence, span, 1);
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
    size_t count =
        add_flat_fee(out, type_of_flat_fee(is_trial, true),
                     is_trial ? fees->amount_trial : fees->amount_recurrence, left, sign);

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

size_t charges_in_arrears(const struct feature_terms *features, size_t feature_count,
                          struct period period, bool is_trial, struct charge *out)
{
    struct span span = {.period = period, .whole = period};
    size_t count = 0;

    for (size_t i = 0; i < feature_count; i++)
        if (features[i].type == FEATURE_CONSUMPTION && !(is_trial && features[i].is_free_in_trial))
            count +=
                add_feature_fee(out + count, &features[i], LINE_FEATURE_NOT_PRORATABLE, span, 1);
    return count;
}

bool charge_of_change(const struct feature_terms *before, const struct feature_terms *after,
                      struct span span, struct instant at, bool is_trial, struct charge *out)
{
    int64_t difference = price_of_feature(after) - price_of_feature(before);
    bool is_counted = after->type == FEATURE_LIMITATION;
    struct part part = after->is_update_at_full_price ? undivided(span) : part_left(span, at);

    if (is_trial && after->is_free_in_trial)
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
        .amount_whole = difference,
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
    return total;
}

bool terms_are_priced(const struct flat_fees *fees, const struct feature_terms *features,
                      size_t feature_count)
{
    if ((fees->amount_up_front != NONE && fees->amount_up_front > 0) ||
        (fees->amount_trial != NONE && fees->amount_trial > 0) || fees->amount_recurrence > 0)
        return true;
    for (size_t i = 0; i < feature_count; i++)
        if (!features[i].is_included && steps_can_cost(features[i].steps))
            return true;
    return false;
}
