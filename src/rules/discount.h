/* Discounts: from what is charged to what is taken off it. Pure.
 *
 * A discount takes an amount or a part off the fees that it aims at, for a number of periods. A fee
 * has one discount at most. An amount takes off no more than the fee costs, and what is over is
 * lost; of a part of a period it is the part. A part off is rounded half up. It acts on what a
 * period is charged, at its start or for its consumption, not on changes in its middle; what is
 * given back of a fee is given back less its discount (product notes, section 4). Periods are
 * counted from the first that is charged after the trial, which no discount touches but that of the
 * up-front fee: it acts at the start, whichever period that is. */
#ifndef RULES_DISCOUNT_H
#define RULES_DISCOUNT_H

#include "rules/charge.h"

enum target_fee {
    TARGET_NONE,
    TARGET_FLAT_FEE,    /* the recurring one */
    TARGET_FEATURE_FEE, /* of one feature, or of each */
    TARGET_UP_FRONT_FEE,
    TARGET_ALL_RECURRING, /* the recurring one and of each feature */
    TARGET_ALL,
};
extern const char *const target_fee_names[];

struct discount_terms {
    enum type_off type;
    int64_t value_off; /* minor units, or 1/10000 */
    enum target_fee target;
    int64_t id_feature;    /* 0: not aimed at one */
    int64_t period_from;   /* the first period that it acts on */
    int64_t count_periods; /* NONE: for ever */
    const char *name;      /* the label of what it takes off */
};

/* What the discounts take off the charges of a period; `out` holds as many as there are charges. */
size_t charges_of_discounts(const struct discount_terms *discounts, size_t discount_count,
                            int64_t period_no, const struct charge *charges, size_t charge_count,
                            struct charge *out);

/* Does it aim at the up-front fee, or at one feature, and there is none? */
bool discount_lacks_fee(const struct discount_terms *discount, bool has_up_front, bool has_feature);

/* The index of a discount that aims at a fee which one before it has, or -1. */
int discounts_conflict(const struct discount_terms *discounts, size_t count);

#endif
