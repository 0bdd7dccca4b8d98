#include "rules/discount.h"

const char *const target_fee_names[] = {
    NULL, "FlatFee", "FeatureFee", "UpfrontFee", "AllRecurring", "All", NULL,
};

/* The three kinds of fees that can be aimed at. */
enum fee { FEE_NONE, FEE_UP_FRONT, FEE_FLAT, FEE_FEATURE };

static enum fee fee_of(const struct charge *charge)
{
    switch (charge->type) {
    case LINE_UP_FRONT:
        return FEE_UP_FRONT;
    case LINE_RECURRENCE:
    case LINE_RECURRENCE_PRORATA:
        return FEE_FLAT;
    case LINE_FEATURE_NOT_PRORATABLE:
    case LINE_FEATURE_PRORATABLE:
        return FEE_FEATURE;
    case LINE_FEATURE_PRORATA:
        return charge->is_refund ? FEE_FEATURE : FEE_NONE;
    default:
        return FEE_NONE;
    }
}

static bool aims_at(const struct discount_terms *discount, enum fee fee)
{
    switch (discount->target) {
    case TARGET_FLAT_FEE:
        return fee == FEE_FLAT;
    case TARGET_FEATURE_FEE:
        return fee == FEE_FEATURE;
    case TARGET_UP_FRONT_FEE:
        return fee == FEE_UP_FRONT;
    case TARGET_ALL_RECURRING:
        return fee == FEE_FLAT || fee == FEE_FEATURE;
    case TARGET_ALL:
        return fee != FEE_NONE;
    case TARGET_NONE:
        break;
    }
    return false;
}

/* What is due once is due at the start, whichever period that is. */
static bool is_in_time(const struct discount_terms *discount, enum fee fee, int64_t period_no)
{
    return fee == FEE_UP_FRONT || (period_no >= discount->period_from &&
                                   (discount->count_periods == NONE ||
                                    period_no < discount->period_from + discount->count_periods));
}

static bool acts_on(const struct discount_terms *discount, int64_t period_no,
                    const struct charge *charge)
{
    enum fee fee = fee_of(charge);

    return aims_at(discount, fee) && is_in_time(discount, fee, period_no) &&
           (fee != FEE_FEATURE || !discount->id_feature ||
            discount->id_feature == charge->id_feature);
}

static enum type_line type_of(enum fee fee, enum type_off off)
{
    static const enum type_line types[][3] = {
        [FEE_UP_FRONT] = {LINE_NONE, LINE_DISCOUNT_UP_FRONT_FLAT,   LINE_DISCOUNT_UP_FRONT_PERCENT  },
        [FEE_FLAT] = {LINE_NONE, LINE_DISCOUNT_RECURRENCE_FLAT, LINE_DISCOUNT_RECURRENCE_PERCENT},
        [FEE_FEATURE] = {LINE_NONE, LINE_DISCOUNT_FEATURE_FLAT,    LINE_DISCOUNT_FEATURE_PERCENT   },
    };

    return types[fee][off];
}

/* Of what is charged piece by piece, what is taken off the pieces makes what is off the whole. */
static struct formula formula_of(const struct discount_terms *discount, const struct charge *charge)
{
    return (struct formula){
        .type = FORMULA_DISCOUNT,
        .type_off = discount->type,
        .value_off = discount->value_off,
        .part = charge->part,
        .amount_fee = charge->amount,
        .amount_before = charge->amount_before,
    };
}

static size_t take_off(const struct discount_terms *discount, const struct charge *charge,
                       struct charge *out)
{
    struct formula formula = formula_of(discount, charge);
    int64_t amount = formula_amount(&formula);

    if (!amount)
        return 0;
    *out = (struct charge){
        .type = type_of(fee_of(charge), discount->type),
        .id_feature = charge->id_feature,
        .amount = amount,
        .reported = {NONE},
        .billed = {          NONE   },
        .period = charge->period,
        .part = { .units = 1,    .of_units = 1},
        .formula = formula,
        .count_before = charge->count_before,
        .is_early = charge->is_early,
        .is_refund = charge->is_refund,
        .label = discount->name,
    };
    return 1;
}

size_t charges_of_discounts(const struct discount_terms *discounts, size_t discount_count,
                            int64_t period_no, const struct charge *charges, size_t charge_count,
                            struct charge *out)
{
    size_t count = 0;

    for (size_t i = 0; i < charge_count; i++) {
        for (size_t j = 0; j < discount_count; j++) {
            if (!acts_on(&discounts[j], period_no, &charges[i]))
                continue;
            count += take_off(&discounts[j], &charges[i], out + count);
            break;
        }
    }
    return count;
}

bool discount_lacks_fee(const struct discount_terms *discount, bool has_up_front, bool has_feature)
{
    if (discount->target == TARGET_UP_FRONT_FEE)
        return !has_up_front;
    return discount->id_feature && aims_at(discount, FEE_FEATURE) && !has_feature;
}

static bool is_conflict(const struct discount_terms *a, const struct discount_terms *b)
{
    bool same_feature = !a->id_feature || !b->id_feature || a->id_feature == b->id_feature;

    return (aims_at(a, FEE_UP_FRONT) && aims_at(b, FEE_UP_FRONT)) ||
           (aims_at(a, FEE_FLAT) && aims_at(b, FEE_FLAT)) ||
           (aims_at(a, FEE_FEATURE) && aims_at(b, FEE_FEATURE) && same_feature);
}

int discounts_conflict(const struct discount_terms *discounts, size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (is_conflict(&discounts[i], &discounts[j]))
                return (int)i;
    return -1;
}
