#include "rules/formula.h"

const char *const type_formula_names[] = {
    NULL, "Fee", "Highest", "Steps", "Minimum", "Discount", "Manual", "Credit", "Correction", NULL,
};

const char *const type_off_names[] = {NULL, "Flat", "PerTenThousand", NULL};

int64_t priced_amount(const struct priced *priced)
{
    int64_t amount = price_of(priced->steps, priced->mode, priced->included, priced->quantity);

    if (priced->amount_max != NONE && amount > priced->amount_max)
        amount = priced->amount_max;
    return priced->amount_min != NONE && amount < priced->amount_min ? priced->amount_min : amount;
}

int64_t formula_whole(const struct formula *formula)
{
    int64_t whole = 0;

    if (formula->type != FORMULA_STEPS)
        return formula->amount_whole;
    for (size_t i = 0; i < formula->price_count; i++)
        whole += formula->prices[i].sign * priced_amount(&formula->prices[i]);
    return whole;
}

/* With the sign of what it is taken off, and never more than that. */
static int64_t off(const struct formula *formula, int64_t amount)
{
    int64_t magnitude = amount < 0 ? -amount : amount, taken;

    taken = formula->type_off == OFF_FLAT
                ? prorate(formula->value_off, formula->part)
                : divide_rounded((int128)magnitude * formula->value_off, 10000, ROUND_HALF_UP);
    if (taken > magnitude)
        taken = magnitude;
    return amount < 0 ? -taken : taken;
}

int64_t formula_amount(const struct formula *formula)
{
    if (formula->type == FORMULA_DISCOUNT)
        return off(formula, formula->amount_before) -
               off(formula, formula->amount_before + formula->amount_fee);
    return formula->amount_accrued + prorate(formula_whole(formula), formula->part) -
           formula->amount_before;
}
