/* Step prices: from a quantity to an amount. Pure.
 *
 * A feature's price is a list of steps (tiers). A step reaches up to `quantity_max`, counted from
 * the first unit, the included ones among them; the last step goes on for ever. Inside a step the
 * price is per unit   amount_per_increment, increment 1; a fraction of a unit costs its fraction
 *   per lot    amount_per_increment for each started lot of `increment` units
 *   a part     percentage of the quantity, which then is an amount of money in whole units of the
 *              currency; kept as the amount_per_increment_exact that it makes
 *   flat       amount_ceiling once, whatever the units, when there is nothing per increment
 * and amount_flat is added once when the step is reached, that is when it holds a unit that is
 * paid for. amount_ceiling caps what a step may cost (product notes, section 2.5). */
#ifndef RULES_PRICE_H
#define RULES_PRICE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/money.h"

enum mode_pricing {
    PRICING_NONE,
    PRICING_TIERED, /* each slice at its own step's price */
    PRICING_VOLUME, /* everything at the price of the step that the quantity reaches */
};
extern const char *const mode_pricing_names[];

struct step {
    struct quantity quantity_max;              /* NONE: no bound */
    struct quantity increment;                 /* NONE: one unit */
    int64_t amount_per_increment;              /* minor units, or NONE */
    struct decimal amount_per_increment_exact; /* instead of it: may be below a minor unit */
    int64_t amount_ceiling;                    /* minor units, or NONE */
    int64_t amount_flat;                       /* minor units, or NONE */
    struct decimal percentage;                 /* 2.9: 2.9 % */
};

struct steps {
    const struct step *at;
    size_t count;
};

/* What `quantity` costs of which `included` is free, half up to the minor unit, and never more than
 * AMOUNT_MAX: prices and quantities may both be huge, but not what they make. A quantity within
 * what is included costs nothing. By volume a quantity beyond it is charged whole, the included
 * units too: that is what the vendor's own example does (12 seats, 2 included, 8.00 each: 96.00).
 */
int64_t price_of(struct steps steps, enum mode_pricing mode, struct quantity included,
                 struct quantity quantity);

/* What one step adds to a price. `flat` is there once, `micros` is all of it in millionths of a
 * minor unit, exact. The price is the sum of its rows, rounded. */
struct price_row {
    const struct step *step;
    struct quantity from, until; /* the units beyond the one, up to the other */
    int64_t lots;                /* that are charged, where it goes by the lot; else NONE */
    int64_t flat;                /* minor units, or NONE */
    bool is_capped;              /* at the step's amount_ceiling */
    int128 micros;
};

/* Writes the rows of price_of, at most one a step, and returns how many there are. */
size_t price_rows(struct steps steps, enum mode_pricing mode, struct quantity included,
                  struct quantity quantity, struct price_row *out);

/* Gives a step of a percentage its price per unit: the quantity counts units of the currency
 * (euros), prices its minor units (cents), so that 2.9 % are 2.9 cents for each. `exponent` is the
 * currency's (money.h). False if six decimals do not hold it. Nothing else is changed by it. */
bool step_settle_percentage(struct step *step, int exponent);

/* The price per unit in minor units, half up; NONE if there is none. */
int64_t step_rounded_price(const struct step *step);

/* Why a list of steps cannot be a price, or NULL if it can: bounds must rise, lots and prices must
 * not be negative, a step must have a price, and only one per unit. `index` is the offending
 * step's. */
const char *steps_problem(struct steps steps, size_t *index);

/* False only if the steps can never cost anything. */
bool steps_can_cost(struct steps steps);

#endif
