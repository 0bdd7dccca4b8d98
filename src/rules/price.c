#include "rules/price.h"

const char *const mode_pricing_names[] = {NULL, "Tiered", "Volume", NULL};

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Or does it only have a flat amount? */
static bool has_price_per_increment(const struct step *step)
{
    return step->amount_per_increment_exact.micros != NONE || step->amount_per_increment != NONE;
}

/* In micros of a minor unit. */
static int128 price_per_increment(const struct step *step)
{
    if (step->amount_per_increment_exact.micros != NONE)
        return step->amount_per_increment_exact.micros;
    return (int128)step->amount_per_increment * MICROS_PER_UNIT;
}

static int64_t increment_of(const struct step *step)
{
    return step->increment.micros == NONE ? MICROS_PER_UNIT : step->increment.micros;
}

static int64_t bound_of(const struct steps *steps, size_t i)
{
    return i + 1 == steps->count || steps->at[i].quantity_max.micros == NONE
               ? INT64_MAX
               : steps->at[i].quantity_max.micros;
}

/* What the step costs by the unit or the lot, for the units of the row. */
static void price_units(struct price_row *row)
{
    int128 units = row->until.micros - row->from.micros;
    int64_t lot = increment_of(row->step);

    if (!has_price_per_increment(row->step))
        return;
    if (lot == MICROS_PER_UNIT) {
        row->micros = units * price_per_increment(row->step) / MICROS_PER_UNIT;
        return;
    }
    row->lots = (int64_t)((units + lot - 1) / lot);
    row->micros = row->lots * price_per_increment(row->step);
}

/* With what the step costs once. A ceiling without a price per unit is a flat price. */
static struct price_row row_of(const struct step *step, int64_t from, int64_t until)
{
    int128 ceiling = (int128)step->amount_ceiling * MICROS_PER_UNIT;
    struct price_row row = {
        .step = step,
        .from = {from},
        .until = {until},
        .lots = NONE,
        .flat = step->amount_flat,
    };

    price_units(&row);
    if (!has_price_per_increment(step) && step->amount_ceiling != NONE)
        row.flat = step->amount_ceiling;
    if (row.flat != NONE)
        row.micros += (int128)row.flat * MICROS_PER_UNIT;
    if (step->amount_ceiling != NONE && row.micros > ceiling) {
        row.micros = ceiling;
        row.is_capped = true;
    }
    return row;
}

/* A walk through the rows of a price. */
struct walk {
    struct steps steps;
    int64_t priced, quantity; /* up to `priced` everything is paid for */
    size_t next;
};

static struct walk begin(struct steps steps, enum mode_pricing mode, struct quantity included,
                         struct quantity quantity)
{
    int64_t free_units = included.micros == NONE ? 0 : included.micros;
    struct walk walk = {steps, free_units, quantity.micros, 0};

    if (!steps.count || quantity.micros == NONE || quantity.micros <= free_units) {
        walk.priced = walk.quantity;
        return walk;
    }
    while (mode == PRICING_VOLUME && bound_of(&steps, walk.next) < quantity.micros)
        walk.next++;
    if (mode == PRICING_VOLUME)
        walk.priced = 0;
    return walk;
}

static bool walk_on(struct walk *walk, struct price_row *out)
{
    while (walk->priced < walk->quantity) {
        size_t i = walk->next++;
        int64_t until = smaller(walk->quantity, bound_of(&walk->steps, i));

        if (until <= walk->priced)
            continue;
        *out = row_of(&walk->steps.at[i], walk->priced, until);
        walk->priced = until;
        return true;
    }
    return false;
}

int64_t price_of(struct steps steps, enum mode_pricing mode, struct quantity included,
                 struct quantity quantity)
{
    const int128 most = (int128)AMOUNT_MAX * MICROS_PER_UNIT;
    struct walk walk = begin(steps, mode, included, quantity);
    struct price_row row;
    int128 total = 0;

    while (walk_on(&walk, &row))
        total += row.micros;
    return divide_rounded(total < most ? total : most, MICROS_PER_UNIT, ROUND_HALF_UP);
}

size_t price_rows(struct steps steps, enum mode_pricing mode, struct quantity included,
                  struct quantity quantity, struct price_row *out)
{
    struct walk walk = begin(steps, mode, included, quantity);
    size_t count = 0;

    while (walk_on(&walk, &out[count]))
        count++;
    return count;
}

bool step_settle_percentage(struct step *step, int exponent)
{
    int64_t minor_units = 1;

    if (step->percentage.micros == NONE)
        return true;
    for (int i = 0; i < exponent; i++)
        minor_units *= 10;
    if (step->percentage.micros * minor_units % 100)
        return false;
    step->amount_per_increment_exact.micros = step->percentage.micros * minor_units / 100;
    return true;
}

int64_t step_rounded_price(const struct step *step)
{
    if (!has_price_per_increment(step))
        return NONE;
    return divide_rounded(price_per_increment(step), MICROS_PER_UNIT, ROUND_HALF_UP);
}

static bool is_negative(int64_t given)
{
    return given != NONE && given < 0;
}

static const char *amount_problem(const struct step *step)
{
    if (is_negative(step->amount_per_increment))
        return "AmountPerIncrement is negative";
    if (is_negative(step->amount_per_increment_exact.micros))
        return "AmountPerIncrementExact is negative";
    if (is_negative(step->amount_ceiling))
        return "AmountCeiling is negative";
    if (is_negative(step->amount_flat))
        return "AmountFlat is negative";
    if (is_negative(step->percentage.micros))
        return "Percentage is negative";
    if (step->percentage.micros != NONE && step->percentage.micros > 100 * MICROS_PER_UNIT)
        return "Percentage is above 100";
    return NULL;
}

static const char *step_problem(const struct step *step)
{
    bool has_percentage = step->percentage.micros != NONE;
    bool has_price = has_price_per_increment(step) || has_percentage;
    const char *problem = amount_problem(step);

    if (problem)
        return problem;
    if (step->increment.micros != NONE && step->increment.micros <= 0)
        return "Increment must be above zero";
    if (has_percentage && (has_price_per_increment(step) || step->increment.micros != NONE))
        return "Percentage goes without AmountPerIncrement, AmountPerIncrementExact and Increment";
    if (!has_price && step->amount_ceiling != NONE && step->amount_flat != NONE)
        return "AmountFlat and AmountCeiling without a price per unit are two flat prices";
    if (!has_price && step->amount_ceiling == NONE && step->amount_flat == NONE)
        return "a step needs AmountPerIncrement, Percentage, AmountFlat or AmountCeiling";
    return NULL;
}

const char *steps_problem(struct steps steps, size_t *index)
{
    int64_t reached = 0;

    for (*index = 0; *index < steps.count; (*index)++) {
        const struct step *step = &steps.at[*index];
        const char *problem = step_problem(step);

        if (problem)
            return problem;
        if (step->quantity_max.micros == NONE && *index + 1 < steps.count)
            return "only the last step may go without QuantityMax";
        if (step->quantity_max.micros != NONE && step->quantity_max.micros <= reached)
            return "QuantityMax must rise from step to step";
        reached = step->quantity_max.micros;
    }
    return NULL;
}

bool steps_can_cost(struct steps steps)
{
    for (size_t i = 0; i < steps.count; i++) {
        const struct step *step = &steps.at[i];

        if ((has_price_per_increment(step) && price_per_increment(step) > 0) ||
            step->amount_ceiling > 0 || step->amount_flat > 0)
            return true;
    }
    return false;
}
