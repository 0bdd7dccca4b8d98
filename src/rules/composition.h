/* What a person types of a document: lines of so much at a unit price, discounts of a line or of
 * the whole, a deposit. From it to amounts without tax, the same for an estimate, an invoice and
 * each invoice of a recurring one. Pure.
 *
 * A line comes to quantity times price, rounded half up once. Its own discount acts on that; the
 * discount of the whole on what the lines then come to. A part off is rounded half up; an amount
 * takes off no more than there is, and what is over is lost. The discount of the whole is shared
 * among what is taxed alike, in proportion, so that the tax follows it; the shares add up exactly.
 */
#ifndef RULES_COMPOSITION_H
#define RULES_COMPOSITION_H

#include "rules/formula.h"

struct typed_line {
    struct quantity quantity;         /* positive */
    int64_t amount_unit;              /* minor units, not negative; NONE: the exact one counts */
    struct decimal amount_unit_exact; /* may be finer than a minor unit */
    enum type_off type_off;
    int64_t value_off; /* minor units, or 1/10000 */
    size_t group; /* lines of one group are taxed alike; groups count from 0, each less than the
                     number of lines */
};

/* False if it comes to more than AMOUNT_MAX; then `out` is not written. */
bool typed_line_amount(const struct typed_line *line, int64_t *out);

enum composed_part { COMPOSED_LINE, COMPOSED_LINE_DISCOUNT, COMPOSED_DISCOUNT };

/* One line of the document; `amount` is negative where something is taken off. */
struct composed_charge {
    enum composed_part part;
    size_t line; /* which was typed; of a discount of the whole the first one of its group */
    int64_t amount;
    struct step step;       /* what the formula of a line rests on */
    struct formula formula; /* none for a share of an amount off the whole */
};

/* Each line may have a discount, and each group a share of that of the whole. */
#define COMPOSED_CHARGES(line_count) (3 * (line_count))

/* Lines in their order, each with its discount behind it, then the shares of the discount of the
 * whole by group; what takes nothing off is left out. Every line must have an amount. Returns how
 * many were written into `out`. */
size_t composition_charges(const struct typed_line *lines, size_t count, enum type_off type_off,
                           int64_t value_off, struct composed_charge *out);

/* The formula of a line points into its step, which was copied. */
struct formula composed_formula(const struct composed_charge *charge);

/* What is asked for first of a total with tax: an amount, at most all of it, or a part, rounded
 * half up; NONE where nothing is. */
int64_t composition_deposit(enum type_off type_deposit, int64_t value_deposit,
                            int64_t amount_total);

#endif
