#include "rules/discount.h"

#include "unit/cases.h"

/* Small numbers that look random, and are the same in each run. */
static int64_t draw(uint64_t *dice, int64_t most)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*dice >> 33) % (uint64_t)most);
}

enum { STEP_COUNT = 4 };

/* By the unit, by the lot, flat, with and without a flat amount and a ceiling. */
static struct step draw_step(uint64_t *dice, int64_t bound)
{
    bool is_flat = draw(dice, 5) == 0, is_exact = draw(dice, 2);

    return (struct step){
        .quantity_max = {bound},
        .increment = {is_flat || draw(dice, 3) ? NONE : (1 + draw(dice, 20)) * MICROS_PER_UNIT / 2},
        .amount_per_increment = is_flat || is_exact ? NONE : draw(dice, 3000),
        .amount_per_increment_exact = {is_flat || !is_exact ? NONE : draw(dice, 30000000)},
        .amount_ceiling = draw(dice, 3) ? NONE : draw(dice, 9000),
        .amount_flat = !is_flat && draw(dice, 2) ? NONE : draw(dice, 700),
        .percentage = {NONE},
    };
}

/* Some that are a price. */
static struct steps draw_steps(uint64_t *dice, struct step steps[STEP_COUNT])
{
    struct steps drawn = {steps, 0};
    int64_t bound = 0;
    size_t index;

    do {
        drawn.count = 1 + (size_t)draw(dice, STEP_COUNT);
        bound = 0;
        for (size_t i = 0; i < drawn.count; i++) {
            bound += 1 + draw(dice, 40 * MICROS_PER_UNIT);
            steps[i] = draw_step(dice, bound);
        }
    } while (steps_problem(drawn, &index));
    return drawn;
}

/* Only from what the row shows. */
static int128 recomputed(const struct price_row *row)
{
    int128 micros = row->flat == NONE ? 0 : (int128)row->flat * MICROS_PER_UNIT;
    int128 each = row->step->amount_per_increment_exact.micros;

    if (each == NONE)
        each = row->step->amount_per_increment == NONE
                   ? 0
                   : (int128)row->step->amount_per_increment * MICROS_PER_UNIT;
    micros += row->lots != NONE ? row->lots * each
                                : (row->until.micros - row->from.micros) * each / MICROS_PER_UNIT;
    return row->is_capped ? (int128)row->step->amount_ceiling * MICROS_PER_UNIT : micros;
}

static void the_rows_of_a_price_add_up_to_it(void **state)
{
    uint64_t dice = 20260722;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct step list[STEP_COUNT];
        struct steps steps = draw_steps(&dice, list);
        enum mode_pricing mode = draw(&dice, 2) ? PRICING_TIERED : PRICING_VOLUME;
        struct quantity included = {draw(&dice, 3) ? draw(&dice, 30 * MICROS_PER_UNIT) : NONE};
        struct quantity quantity = {draw(&dice, 200 * MICROS_PER_UNIT)};
        int64_t reached = included.micros == NONE || mode == PRICING_VOLUME ? 0 : included.micros;
        struct price_row rows[STEP_COUNT + 1];
        size_t count = price_rows(steps, mode, included, quantity, rows);
        int128 sum = 0;

        for (size_t j = 0; j < count; j++) {
            EXPECT_INTEGER("one goes on where the last one ended", reached, rows[j].from.micros);
            EXPECT_TRUE("a row says what it is", recomputed(&rows[j]) == rows[j].micros);
            EXPECT_TRUE("a ceiling holds", rows[j].step->amount_ceiling == NONE ||
                                               rows[j].micros <= (int128)MICROS_PER_UNIT *
                                                                     rows[j].step->amount_ceiling);
            reached = rows[j].until.micros;
            sum += rows[j].micros;
        }
        if (count)
            EXPECT_INTEGER("up to the quantity", quantity.micros, reached);
        EXPECT_INTEGER("in all", price_of(steps, mode, included, quantity),
                       divide_rounded(sum, MICROS_PER_UNIT, ROUND_HALF_UP));
    }
}

#define UNITS(n) (n) * MICROS_PER_UNIT

/* 3 x 15.00 + 5 x 12.00 + 2 x 8.00, by tiers and by volume. */
static void rows_are_named_as_a_person_would(void **state)
{
    static const struct step steps[] = {
        {{UNITS(5)},  {NONE}, 1500, {NONE}, NONE, NONE, {NONE}},
        {{UNITS(10)}, {NONE}, 1200, {NONE}, NONE, NONE, {NONE}},
        {{NONE},      {NONE}, 800,  {NONE}, 1000, 100,  {NONE}},
    };
    static const struct {
        const char *when;
        enum mode_pricing mode;
        int64_t included, quantity;
        size_t count;
        struct {
            int64_t from, until, each, flat, amount;
            bool is_capped;
        } rows[3];
    } cases[] = {
        {"three tiers, the last one capped",
         PRICING_TIERED,                                     2,
         12,                                                         3,
         {{2, 5, 1500, NONE, 4500, false},
          {5, 10, 1200, NONE, 6000, false},
          {10, 12, 800, 100, 1000, true}}                                                               },
        {"the last one's flat amount",       PRICING_TIERED, 10, 11, 1, {{10, 11, 800, 100, 900, false}}},
        {"by volume from the first unit on",
         PRICING_VOLUME,                                     2,
         10,                                                         1,
         {{0, 10, 1200, NONE, 12000, false}}                                                            },
        {"what is included has no row",      PRICING_TIERED, 2,  2,  0, {{0}}                           },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct price_row rows[3];
        size_t count =
            price_rows((struct steps){steps, 3}, one->mode, (struct quantity){UNITS(one->included)},
                       (struct quantity){UNITS(one->quantity)}, rows);

        EXPECT_INTEGER(one->when, (int64_t)one->count, (int64_t)count);
        for (size_t i = 0; i < count; i++) {
            EXPECT_INTEGER(one->when, UNITS(one->rows[i].from), rows[i].from.micros);
            EXPECT_INTEGER(one->when, UNITS(one->rows[i].until), rows[i].until.micros);
            EXPECT_INTEGER(one->when, one->rows[i].each, rows[i].step->amount_per_increment);
            EXPECT_INTEGER(one->when, one->rows[i].flat, rows[i].flat);
            EXPECT_INTEGER(one->when, UNITS(one->rows[i].amount), (int64_t)rows[i].micros);
            EXPECT_TRUE(one->when, one->rows[i].is_capped == rows[i].is_capped);
        }
    }
}

/* January: 744 hours. */
static const struct period january = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}};

static struct feature_terms draw_feature(uint64_t *dice, struct steps steps)
{
    struct instant middle = instant_plus(january.start, HOURS(draw(dice, 700)));
    bool has_history = draw(dice, 2);

    return (struct feature_terms){
        .id_feature = 1,
        .type = (enum type_feature)(FEATURE_ON_OFF + draw(dice, 3)),
        .is_included = draw(dice, 4) == 0,
        .is_enabled = draw(dice, 2),
        .included = {draw(dice,          2) ? draw(dice,                     UNITS(9)) : NONE},
        .current = {draw(dice,                  9) ? draw(dice,                                            UNITS(90)) : NONE},
        .is_update_at_full_price = draw(dice, 3) == 0,
        .mode = draw(dice, 2) ? PRICING_TIERED : PRICING_VOLUME,
        .steps = steps,
        .timing = draw(dice, 2) ? TIMING_ARREARS : TIMING_ADVANCE,
        .amount_min = draw(dice, 2) ? NONE : draw(dice, 900),
        .amount_max = draw(dice, 2) ? NONE : 900 + draw(dice, 9000),
        .accrued = {has_history ? draw(dice, 5000) : 0,has_history ? middle : (struct instant){0}},
        .charged = {.amount = has_history ? draw(dice,         4000) : 0         },
    };
}

static void expect_formulas(const struct charge *charges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        EXPECT_INTEGER(type_line_names[charges[i].type], charges[i].amount,
                       formula_amount(&charges[i].formula));
}

/* Whatever is charged and however: the formula that is kept makes the amount again. */
static void every_charge_has_the_formula_of_its_amount(void **state)
{
    uint64_t dice = 20260723;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct step list[STEP_COUNT];
        struct feature_terms feature = draw_feature(&dice, draw_steps(&dice, list)), after;
        struct flat_fees flat = {
            .amount_up_front = draw(&dice, 900),
            .amount_trial = draw(&dice, 900),
            .amount_recurrence = draw(&dice, 9000),
            .timing_recurrence = draw(&dice, 2) ? TIMING_ARREARS : TIMING_ADVANCE,
            .accrued = feature.accrued,
            .amount_minimum = draw(&dice, 20000),
        };
        struct span span = {
            .period = {instant_plus(january.start, HOURS(draw(&dice, 2) * draw(&dice, 300))),
                       january.end},
            .whole = january,
            .measure.rounding = draw(&dice, 2) ? ROUNDING_HALF_UP : ROUNDING_TRUNCATED,
            .is_free = draw(&dice, 20) == 0,
        };
        const struct discount_terms discount = {
            .type = draw(&dice, 2) ? OFF_FLAT : OFF_PER_TEN_THOUSAND,
            .value_off = draw(&dice, 3000),
            .target = TARGET_ALL,
            .period_from = 1,
            .count_periods = NONE,
        };
        struct instant at = instant_plus(january.start, HOURS(350 + draw(&dice, 394)));
        bool is_trial = draw(&dice, 4) == 0;
        struct charge out[4 * CHARGES_OF_PERIOD(1)];
        size_t count = charges_in_advance(&flat, &feature, 1, span, draw(&dice, 2), is_trial, out);

        count += charges_in_arrears(&flat, &feature, 1, span, at, is_trial, out + count);
        count += charges_of_discounts(&discount, 1, 1, out, count, out + count);
        expect_formulas(out, count);
        count = charges_of_refund(&flat, &feature, 1, span_left(span, at), is_trial, out);
        count += charges_so_far(&feature, 1, span, at, is_trial, out + count);
        count += charges_of_discounts(&discount, 1, 1, out, count, out + count);
        expect_formulas(out, count);
        expect_formulas(out, charge_of_minimum(&flat, span, at, draw(&dice, 9000), out));
        after = feature;
        after.current.micros = draw(&dice, UNITS(90));
        after.is_enabled = !feature.is_enabled;
        expect_formulas(out, charge_of_change(&feature, &after, span, at, is_trial, out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rows_of_a_price_add_up_to_it),
        cmocka_unit_test(rows_are_named_as_a_person_would),
        cmocka_unit_test(every_charge_has_the_formula_of_its_amount),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
