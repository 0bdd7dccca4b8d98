#include "rules/composition.h"

static const struct part whole = {.units = 1, .of_units = 1};

static struct step step_of(const struct typed_line *line)
{
    return (struct step){
        .quantity_max = {NONE},
        .increment = {NONE},
        .amount_per_increment = line->amount_unit,
        .amount_per_increment_exact = line->amount_unit_exact,
        .amount_ceiling = NONE,
        .amount_flat = NONE,
        .percentage = {NONE},
    };
}

/* In millionths of a minor unit. */
static int128 price_of_unit(const struct typed_line *line)
{
    if (line->amount_unit_exact.micros != NONE)
        return line->amount_unit_exact.micros;
    return (int128)line->amount_unit * MICROS_PER_UNIT;
}

bool typed_line_amount(const struct typed_line *line, int64_t *out)
{
    int128 micros = price_of_unit(line) * line->quantity.micros / MICROS_PER_UNIT;
    const struct step step = step_of(line);

    if (micros > (int128)AMOUNT_MAX * MICROS_PER_UNIT)
        return false;
    *out =
        price_of((struct steps){&step, 1}, PRICING_TIERED, (struct quantity){NONE}, line->quantity);
    return true;
}

struct formula composed_formula(const struct composed_charge *charge)
{
    struct formula formula = charge->formula;

    if (formula.type == FORMULA_STEPS)
        formula.prices[0].steps = (struct steps){&charge->step, 1};
    return formula;
}

static struct composed_charge charge_of_line(const struct typed_line *line, size_t index)
{
    struct composed_charge charge = {.line = index, .step = step_of(line)};

    typed_line_amount(line, &charge.amount);
    charge.formula = (struct formula){
        .type = FORMULA_STEPS,
        .prices = {{.sign = 1,
                    .mode = PRICING_TIERED,
                    .included = {NONE},
                    .quantity = line->quantity,
                    .amount_min = NONE,
                    .amount_max = NONE}},
        .price_count = 1,
        .part = whole,
    };
    return charge;
}

static struct formula formula_of_discount(enum type_off type_off, int64_t value_off, int64_t before,
                                          int64_t amount)
{
    return (struct formula){
        .type = FORMULA_DISCOUNT,
        .part = whole,
        .type_off = type_off,
        .value_off = value_off,
        .amount_before = before,
        .amount_fee = amount,
    };
}

/* The lines with their own discounts. */
static size_t charge_lines(const struct typed_line *lines, size_t count,
                           struct composed_charge *out)
{
    size_t written = 0;

    for (size_t i = 0; i < count; i++) {
        struct composed_charge *line = &out[written++], *discount = &out[written];

        *line = charge_of_line(&lines[i], i);
        if (!lines[i].type_off)
            continue;
        *discount = (struct composed_charge){
            .part = COMPOSED_LINE_DISCOUNT,
            .line = i,
            .formula = formula_of_discount(lines[i].type_off, lines[i].value_off, 0, line->amount)};
        discount->amount = formula_amount(&discount->formula);
        written += discount->amount != 0;
    }
    return written;
}

/* A group of lines that are taxed alike, and what they come to so far. */
struct group {
    size_t group, line; /* its first */
    int64_t amount;
};

static int64_t sum_of_group(const struct typed_line *lines, size_t group,
                            const struct composed_charge *charges, size_t charge_count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < charge_count; i++)
        if (lines[charges[i].line].group == group)
            sum += charges[i].amount;
    return sum;
}

/* Is it the first line of its group? */
static bool is_first(const struct typed_line *lines, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (lines[i].group == lines[index].group)
            return false;
    return true;
}

/* How much of `amount` off `total` falls on its first `part`. */
static int64_t share(int64_t amount, int64_t part, int64_t total)
{
    return total ? divide_rounded((int128)amount * part, total, ROUND_HALF_UP) : 0;
}

/* A part off is what it makes of the groups up to here less what it made of those before, which is
 * what its formula says; an amount is shared in proportion. */
static struct composed_charge discount_of_group(enum type_off type_off, int64_t value_off,
                                                const struct group *group, int64_t before,
                                                int64_t total)
{
    int64_t most = value_off < total ? value_off : total, until = before + group->amount;
    struct composed_charge discount = {.part = COMPOSED_DISCOUNT, .line = group->line};

    if (type_off == OFF_FLAT && group->amount != total) {
        discount.amount = share(most, before, total) - share(most, until, total);
        return discount;
    }
    discount.formula = formula_of_discount(type_off, value_off, before, group->amount);
    discount.amount = formula_amount(&discount.formula);
    return discount;
}

static int64_t sum_of(const struct composed_charge *charges, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += charges[i].amount;
    return sum;
}

size_t composition_charges(const struct typed_line *lines, size_t count, enum type_off type_off,
                           int64_t value_off, struct composed_charge *out)
{
    size_t line_count = charge_lines(lines, count, out), written = line_count;
    int64_t total = sum_of(out, line_count), before = 0;

    for (size_t i = 0; type_off && i < count; i++) {
        struct group group = {lines[i].group, i, 0};

        if (!is_first(lines, i))
            continue;
        group.amount = sum_of_group(lines, group.group, out, line_count);
        out[written] = discount_of_group(type_off, value_off, &group, before, total);
        written += out[written].amount != 0;
        before += group.amount;
    }
    return written;
}

int64_t composition_deposit(enum type_off type_deposit, int64_t value_deposit, int64_t amount_total)
{
    int64_t deposit =
        type_deposit == OFF_FLAT
            ? value_deposit
            : divide_rounded((int128)amount_total * value_deposit, 10000, ROUND_HALF_UP);

    if (!type_deposit || !value_deposit || value_deposit == NONE || amount_total <= 0)
        return NONE;
    return deposit < amount_total ? deposit : amount_total;
}
