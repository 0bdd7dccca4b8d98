/* What an amount was made of, so that it can be told and computed again. Pure.
 *
 *   Fee, Highest, Steps, Minimum   amount_accrued + prorate(whole, part) - amount_before
 *   Discount                       -(off(amount_before + amount_fee) - off(amount_before))
 *
 * where the whole of Steps is the sum of its prices with their signs: one for a fee, two for a
 * change, and of what is given back the sign is -1. A price of steps is the sum of its rows
 * (price.h), rounded half up, then at most amount_max, then at least amount_min. */
#ifndef RULES_FORMULA_H
#define RULES_FORMULA_H

#include "rules/price.h"
#include "rules/proration.h"

enum type_formula {
    FORMULA_NONE,
    FORMULA_FEE,
    FORMULA_HIGHEST, /* of all that a stock cost in its period, updated at full price */
    FORMULA_STEPS,
    FORMULA_MINIMUM,
    FORMULA_DISCOUNT,
    /* Of lines that are no charges. */
    FORMULA_MANUAL,
    FORMULA_CREDIT,     /* money that is carried over, or one of its mirrors */
    FORMULA_CORRECTION, /* what a credit note gives back of a line */
};
extern const char *const type_formula_names[];

enum type_off { OFF_NONE, OFF_FLAT, OFF_PER_TEN_THOUSAND };
extern const char *const type_off_names[];

/* A step price. Without steps it is its bounds, or nothing. The steps are not copied. */
struct priced {
    int sign;
    struct steps steps;
    enum mode_pricing mode;
    struct quantity included, quantity;
    int64_t amount_min, amount_max; /* of the part of the period that counts; NONE: none */
};

struct formula {
    enum type_formula type;
    struct priced prices[2];
    size_t price_count;
    int64_t amount_whole; /* of what has no steps */
    struct part part;
    int64_t amount_accrued; /* what it had come to before it changed or paused */
    int64_t amount_before;  /* what was charged of it, or counts towards the minimum */
    enum type_off type_off;
    int64_t value_off; /* minor units, or 1/10000 */
    int64_t amount_fee;
};

/* Without its sign. */
int64_t priced_amount(const struct priced *priced);
/* What is prorated. */
int64_t formula_whole(const struct formula *formula);
int64_t formula_amount(const struct formula *formula);

#endif
