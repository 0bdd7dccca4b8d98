#include "rules/discount.h"

#include "unit/cases.h"

/* January: 744 hours. */
static const struct period january = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}};

static const struct span all_january = {
    .period = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}},
    .whole = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}},
};

static const struct step per_seat[] = {
    {{NONE}, {NONE}, 1000, {NONE}, NONE, NONE, {NONE}}
};
static const struct step per_message[] = {
    {{NONE}, {NONE}, 10, {NONE}, NONE, NONE, {NONE}}
};
static const struct step switch_price[] = {
    {{NONE}, {NONE}, NONE, {NONE}, 3500, NONE, {NONE}}
};

static const struct flat_fees fees = {
    .amount_up_front = 19900, .amount_trial = 100, .amount_recurrence = 2900};
static const struct flat_fees no_fees = {
    .amount_up_front = NONE, .amount_trial = NONE, .amount_recurrence = NONE};

static struct feature_terms seats(int64_t units)
{
    return (struct feature_terms){
        .id_feature = 1,
        .type = FEATURE_LIMITATION,
        .included = {2 * MICROS_PER_UNIT},
        .current = {        units * MICROS_PER_UNIT                  },
        .mode = PRICING_TIERED,
        .steps = { per_seat,                   1},
    };
}

static struct feature_terms support(bool is_enabled)
{
    return (struct feature_terms){
        .id_feature = 2,
        .type = FEATURE_ON_OFF,
        .is_enabled = is_enabled,
        .is_free_in_trial = true,
        .mode = PRICING_TIERED,
        .steps = {switch_price, 1},
    };
}

static struct feature_terms messages(int64_t units)
{
    return (struct feature_terms){
        .id_feature = 3,
        .type = FEATURE_CONSUMPTION,
        .current = {units * MICROS_PER_UNIT},
        .mode = PRICING_TIERED,
        .steps = { per_message,                      1},
    };
}

static void a_period_is_charged_in_advance_but_for_what_is_consumed(void **state)
{
    const struct feature_terms features[] = {seats(5), support(true), messages(7)};
    static const struct {
        const char *when;
        bool is_start, is_trial;
        size_t count;
        enum type_line types[4];
        int64_t amounts[4];
    } cases[] = {
        {"a start without trial",
         true,  false,
         4, {LINE_UP_FRONT, LINE_RECURRENCE, LINE_FEATURE_PRORATABLE, LINE_FEATURE_PRORATABLE},
         {19900, 2900, 3000, 3500}},
        {"a start with a trial",
         true,  true,
         3, {LINE_UP_FRONT, LINE_TRIAL, LINE_FEATURE_PRORATABLE},
         {19900, 100, 3000}       },
        {"a renewal",
         false, false,
         3, {LINE_RECURRENCE, LINE_FEATURE_PRORATABLE, LINE_FEATURE_PRORATABLE},
         {2900, 3000, 3500}       },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct charge out[CHARGES_OF_PERIOD(3)];
        size_t count =
            charges_in_advance(&fees, features, 3, all_january, one->is_start, one->is_trial, out);

        EXPECT_INTEGER(one->when, (int64_t)one->count, (int64_t)count);
        for (size_t i = 0; i < count; i++) {
            EXPECT_INTEGER(one->when, one->types[i], out[i].type);
            EXPECT_INTEGER(one->when, one->amounts[i], out[i].amount);
        }
    }
}

static void what_was_consumed_is_charged_when_the_period_is_over(void **state)
{
    const struct feature_terms features[] = {seats(5), messages(7)};
    struct charge out[CHARGES_OF_PERIOD(2)];

    (void)state;
    EXPECT_INTEGER(
        "only the consumption", 1,
        (int64_t)charges_in_arrears(&fees, features, 2, all_january, january.end, false, out));
    EXPECT_INTEGER("seven at ten cents", 70, out[0].amount);
    EXPECT_INTEGER("for January", january.start.micros, out[0].period.start.micros);
}

/* Beyond what is included; by volume the whole, as it is priced. */
static void the_billed_quantity_is_what_the_price_is_for(void **state)
{
    static const struct {
        const char *what;
        enum mode_pricing mode;
        int64_t units, billed, amount;
    } cases[] = {
        {"in tiers",                   PRICING_TIERED, 5, 3, 3000},
        {"by volume",                  PRICING_VOLUME, 5, 5, 5000},
        {"by volume, one more than 2", PRICING_VOLUME, 3, 3, 3000},
    };
    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms feature = seats(one->units);
        struct charge charges[CHARGES_OF_PERIOD(1)];

        feature.mode = one->mode;
        EXPECT_INTEGER(
            one->what, 1,
            (int64_t)charges_in_advance(&no_fees, &feature, 1, all_january, false, false, charges));
        EXPECT_INTEGER(one->what, one->amount, charges[0].amount);
        EXPECT_INTEGER(one->what, one->billed * MICROS_PER_UNIT, charges[0].billed.micros);
    }
}

static void a_change_costs_the_rest_of_the_period(void **state)
{
    static const struct {
        const char *when;
        int64_t before, after, hours; /* since the beginning of the period */
        bool is_full_price;
        bool is_charged;
        int64_t amount;
    } cases[] = {
        {"within what is included",             0, 2, 0,   false, false, 0    },
        {"three more from the first hour",      2, 5, 0,   false, true,  3000 },
        {"three more half-way",                 2, 5, 372, false, true,  1500 },
        {"three fewer half-way: a credit",      5, 2, 372, false, true,  -1500},
        {"truncated, not rounded",              2, 3, 19,  false, true,  974  },
        {"in the last hour: nothing",           2, 5, 744, false, false, 0    },
        {"at full price",                       2, 5, 700, true,  true,  3000 },
        {"at full price nothing is given back", 5, 2, 10,  true,  false, 0    },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms before = seats(one->before), after = seats(one->after);
        struct charge charge = {0};

        before.is_update_at_full_price = after.is_update_at_full_price = one->is_full_price;
        EXPECT_INTEGER(one->when, one->is_charged,
                       charge_of_change(&before, &after, all_january,
                                        instant_plus(january.start, HOURS(one->hours)), false,
                                        &charge));
        EXPECT_INTEGER(one->when, one->amount, charge.amount);
    }
}

/* Api-live section 4: the published quotes, to the cent. */
static void proration_gives_the_published_amounts(void **state)
{
    static const struct {
        int64_t amount, hours, of_hours, prorated;
    } cases[] = {
        {25000,  725, 744, 24361 },
        {4000,   332, 336, 3952  },
        {-21000, 725, 744, -20463},
        {10000,  0,   744, 0     },
        {10000,  744, 744, 10000 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(
            "published", one->prorated,
            prorate(one->amount, (struct part){.units = one->hours, .of_units = one->of_hours}));
}

static void a_part_is_counted_in_whole_hours(void **state)
{
    struct instant just_after = instant_plus(january.start, 1);

    (void)state;
    EXPECT_INTEGER("at the start", 744, part_left(all_january, january.start).units);
    EXPECT_INTEGER("an instant later", 743, part_left(all_january, just_after).units);
    EXPECT_INTEGER("before the period", 744,
                   part_left(all_january, instant_plus(january.start, -HOURS(5))).units);
    EXPECT_INTEGER("at the end", 0, part_left(all_january, january.end).units);
    EXPECT_INTEGER("after it", 0,
                   part_left(all_january, instant_plus(january.end, HOURS(5))).units);
}

/* The bounds of what a period of a feature costs, and their parts in a period that is cut. */
static void a_feature_costs_at_least_and_at_most(void **state)
{
    static const struct {
        const char *when;
        int64_t units, least, most, hours; /* that ran of the 744 */
        bool is_trial, is_free;
        int64_t amount;
    } cases[] = {
        {"between them",                           50,  200, 1000, 744, false, false, 500 },
        {"nothing used: the minimum all the same", 0,   200, 1000, 744, false, false, 200 },
        {"below the minimum",                      7,   200, 1000, 744, false, false, 200 },
        {"above the maximum",                      500, 200, 1000, 744, false, false, 1000},
        {"no minimum",                             7,   0,   1000, 744, false, false, 70  },
        {"no maximum",                             500, 200, NONE, 744, false, false, 5000},
        {"a minimum that is the maximum: flat",    500, 300, 300,  744, false, false, 300 },
        {"half a period: half the minimum",        0,   200, 1000, 372, false, false, 100 },
        {"half a period: half the maximum",        500, 200, 1000, 372, false, false, 500 },
        {"half a period: between",                 40,  200, 1000, 372, false, false, 400 },
        {"its part is truncated",                  0,   200, 1000, 1,   false, false, 0   },
        {"in a trial that is paid",                0,   200, 1000, 744, true,  false, 200 },
        {"not in a trial that is free",            500, 200, 1000, 744, true,  true,  0   },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms feature = messages(one->units);
        struct charge out[CHARGES_OF_PERIOD(1)] = {{0}};

        feature.amount_min = one->least;
        feature.amount_max = one->most;
        feature.is_free_in_trial = one->is_free;
        charges_in_arrears(&no_fees, &feature, 1, all_january,
                           instant_plus(january.start, HOURS(one->hours)), one->is_trial, out);
        EXPECT_INTEGER(one->when, one->amount, out[0].amount);
    }
}

static void the_bounds_of_a_stock_are_prorated_with_it(void **state)
{
    static const struct {
        const char *when;
        int64_t units, amount;
    } cases[] = {
        {"what is included costs the minimum", 2,  750 },
        {"one beyond it, too",                 3,  750 },
        {"between",                            4,  1000},
        {"the maximum",                        50, 2500},
    };
    const struct span second_half = {
        .period.start = instant_plus(january.start, HOURS(372)),
        .period.end = january.end,
        .whole = january,
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms feature = seats(one->units);
        struct charge out[CHARGES_OF_PERIOD(1)] = {{0}};

        feature.amount_min = 1500;
        feature.amount_max = 5000;
        charges_in_advance(&no_fees, &feature, 1, second_half, false, false, out);
        EXPECT_INTEGER(one->when, one->amount, out[0].amount);
    }
}

/* Nothing in advance, and of the period that was what was used of it. */
static void what_is_in_arrears_is_charged_for_the_time_it_was_used(void **state)
{
    static const struct {
        const char *when;
        int64_t hours;
        bool is_full_price;
        size_t count;
        int64_t fee, seats;
        enum type_line type;
    } cases[] = {
        {"all of it",     744, false, 2, 2900, 3000, LINE_RECURRENCE        },
        {"late by a day", 768, false, 2, 2900, 3000, LINE_RECURRENCE        },
        {"half of it",    372, false, 2, 1450, 1500, LINE_RECURRENCE_PRORATA},
        {"an hour",       1,   false, 2, 3,    4,    LINE_RECURRENCE_PRORATA},
        {"not an hour",   0,   false, 0, 0,    0,    LINE_NONE              },
        {"at full price", 372, true,  2, 1450, 3000, LINE_RECURRENCE_PRORATA},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct flat_fees later = fees;
        struct feature_terms feature = seats(5);
        struct charge out[CHARGES_OF_PERIOD(1)] = {{0}};

        later.timing_recurrence = feature.timing = TIMING_ARREARS;
        feature.is_update_at_full_price = one->is_full_price;
        EXPECT_INTEGER(
            one->when, 0,
            (int64_t)charges_in_advance(&later, &feature, 1, all_january, false, false, out));
        EXPECT_INTEGER(one->when, 0,
                       (int64_t)charges_of_refund(&later, &feature, 1, all_january, false, out));
        EXPECT_INTEGER(one->when, (int64_t)one->count,
                       (int64_t)charges_in_arrears(&later, &feature, 1, all_january,
                                                   instant_plus(january.start, HOURS(one->hours)),
                                                   false, out));
        EXPECT_INTEGER(one->when, one->fee, out[0].amount);
        EXPECT_INTEGER(one->when, one->seats, out[1].amount);
        EXPECT_INTEGER(one->when, one->type, out[0].type);
    }
}

static void a_trial_is_paid_in_advance_whatever_follows_it(void **state)
{
    struct flat_fees later = fees;
    struct charge out[CHARGES_OF_PERIOD(0)] = {{0}};

    (void)state;
    later.timing_recurrence = TIMING_ARREARS;
    EXPECT_INTEGER("its fee", 1,
                   (int64_t)charges_in_advance(&later, NULL, 0, all_january, false, true, out));
    EXPECT_INTEGER("of its own", 100, out[0].amount);
    EXPECT_INTEGER(
        "and nothing when it is over", 0,
        (int64_t)charges_in_arrears(&later, NULL, 0, all_january, january.end, true, out));
}

/* A stock in arrears that changes leaves behind what it came to; the parts make the whole. */
static void a_stock_in_arrears_costs_what_it_was(void **state)
{
    static const struct {
        const char *when;
        int64_t first, second, at; /* units, then others from that hour on */
        bool is_full_price;
        int64_t amount;
    } cases[] = {
        {"it does not change",               5, 5, 372, false, 3000},
        {"it doubles half-way",              5, 8, 372, false, 4500},
        {"it falls half-way",                8, 5, 372, false, 4500},
        {"nothing is left of it",            8, 0, 186, false, 1500},
        {"at full price the dearest counts", 5, 8, 700, true,  6000},
        {"also where that is over",          8, 5, 10,  true,  6000},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms feature = seats(one->first), after = seats(one->second);
        struct instant at = instant_plus(january.start, HOURS(one->at));
        struct charge out[CHARGES_OF_PERIOD(1)] = {{0}};

        feature.timing = after.timing = TIMING_ARREARS;
        feature.is_update_at_full_price = after.is_update_at_full_price = one->is_full_price;
        EXPECT_TRUE(one->when,
                    !charge_of_change(&feature, &after, all_january, at, false, &out[0]));
        after.accrued = accrue_feature(&feature, all_january, at);
        charges_in_arrears(&no_fees, &after, 1, all_january, january.end, false, out);
        EXPECT_INTEGER(one->when, one->amount, out[0].amount);
    }
}

/* Suspended in the second quarter of the period: three of four are charged. */
static void what_is_paused_is_not_charged(void **state)
{
    struct flat_fees later = fees;
    struct charge out[CHARGES_OF_PERIOD(0)] = {{0}};

    (void)state;
    later.timing_recurrence = TIMING_ARREARS;
    later.accrued = accrue_flat_fee(&later, all_january, instant_plus(january.start, HOURS(186)));
    EXPECT_INTEGER("a quarter of 2900", 725, later.accrued.amount);
    later.accrued.from = january.end;
    charges_in_arrears(&later, NULL, 0, all_january, january.end, false, out);
    EXPECT_INTEGER("suspended to the end", 725, out[0].amount);
    later.accrued.from = instant_plus(january.start, HOURS(372));
    charges_in_arrears(&later, NULL, 0, all_january, january.end, false, out);
    EXPECT_INTEGER("restarted half-way", 725 + 1450, out[0].amount);
    EXPECT_INTEGER("is a part", LINE_RECURRENCE_PRORATA, out[0].type);
}

static void what_is_missing_to_the_minimum_is_charged(void **state)
{
    static const struct {
        const char *when;
        int64_t minimum, charged, hours, missing;
    } cases[] = {
        {"Lago: true-up to 100.00",         10000, 7500,  744, 2500 },
        {"nothing was charged",             10000, 0,     744, 10000},
        {"just reached",                    10000, 10000, 744, 0    },
        {"more than that",                  10000, 12000, 744, 0    },
        {"Lago: terminated half-way",       10000, 2000,  372, 3000 },
        {"half-way, paid whole in advance", 10000, 7500,  372, 0    },
        {"more was given back than paid",   10000, -500,  744, 10500},
        {"none",                            0,     0,     744, 0    },
        {"none at all",                     NONE,  0,     744, 0    },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct flat_fees bound = fees;
        struct charge out = {0};

        bound.amount_minimum = one->minimum;
        EXPECT_INTEGER(one->when, one->missing > 0,
                       charge_of_minimum(&bound, all_january,
                                         instant_plus(january.start, HOURS(one->hours)),
                                         one->charged, &out));
        EXPECT_INTEGER(one->when, one->missing, out.amount);
    }
}

/* Small numbers that look random, and are the same in each run. */
static int64_t draw(uint64_t *dice, int64_t most)
{
    *dice = *dice * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)((*dice >> 33) % (uint64_t)most);
}

/* Charges what was consumed so far and notes that, as the threshold does. */
static int64_t charge_piece(struct feature_terms *feature, const struct discount_terms *discount,
                            bool is_over)
{
    struct charge out[2 * CHARGES_OF_PERIOD(1)] = {{0}};
    size_t count =
        is_over ? charges_in_arrears(&no_fees, feature, 1, all_january, january.end, false, out)
                : charges_so_far(feature, 1, all_january, january.start, false, out);

    if (count) {
        feature->charged.amount += out[0].amount;
        feature->charged.quantity = feature->current;
        feature->charged.count++;
    }
    count += charges_of_discounts(discount, 1, 1, out, count, out + count);
    return charges_sum(out, count);
}

/* Whatever the price, the pieces of a period that is charged at thresholds make what it costs at
 * once: tiers go on, bounds and discounts hold for the whole. */
static void price_in_pieces_is_price_at_once(void **state)
{
    uint64_t dice = 20260131;

    (void)state;
    for (int i = 0; i < 20000; i++) {
        struct step steps[3];
        struct discount_terms discount = {
            .type = draw(&dice, 2) ? OFF_FLAT : OFF_PER_TEN_THOUSAND,
            .value_off = draw(&dice, 3000),
            .target = TARGET_ALL,
            .period_from = 1,
            .count_periods = NONE,
        };
        struct feature_terms feature = messages(0), at_once;
        int64_t sum = 0, bound = 0;

        for (int j = 0; j < 3; j++) {
            bound += 1 + draw(&dice, 50);
            steps[j] = (struct step){
                {bound * MICROS_PER_UNIT},
                {draw(&dice, 3) ? NONE : (1 + draw(&dice, 9)) * MICROS_PER_UNIT},
                NONE,
                {draw(&dice, 3000000)},
                draw(&dice, 4) ? NONE : draw(&dice, 500),
                draw(&dice, 2) ? NONE : draw(&dice, 300),
                {NONE},
            };
        }
        feature.steps = (struct steps){steps, 3};
        feature.mode = draw(&dice, 2) ? PRICING_TIERED : PRICING_VOLUME;
        feature.included.micros = draw(&dice, 20) * MICROS_PER_UNIT;
        feature.amount_min = draw(&dice, 2) ? NONE : draw(&dice, 100);
        feature.amount_max = draw(&dice, 2) ? NONE : 100 + draw(&dice, 400);
        at_once = feature;
        for (int64_t pieces = draw(&dice, 6); pieces > 0; pieces--) {
            feature.current.micros += draw(&dice, 40 * MICROS_PER_UNIT);
            if (draw(&dice, 3))
                sum += charge_piece(&feature, &discount, false);
        }
        at_once.current = feature.current;
        sum += charge_piece(&feature, &discount, true);
        EXPECT_INTEGER("in pieces", charge_piece(&at_once, &discount, true), sum);
    }
}

static void what_can_cost_is_priced(void **state)
{
    const struct flat_fees nothing = {
        .amount_up_front = NONE, .amount_trial = NONE, .amount_recurrence = 0};
    const struct feature_terms unused = seats(0),
                               given = {
                                   .is_included = true, .steps = {switch_price, 1}
    };

    (void)state;
    EXPECT_TRUE("a fee", terms_are_priced(&fees, NULL, 0));
    EXPECT_TRUE("nothing at all", !terms_are_priced(&nothing, NULL, 0));
    EXPECT_TRUE("free up to a threshold", terms_are_priced(&nothing, &unused, 1));
    EXPECT_TRUE("included", !terms_are_priced(&nothing, &given, 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_period_is_charged_in_advance_but_for_what_is_consumed),
        cmocka_unit_test(what_was_consumed_is_charged_when_the_period_is_over),
        cmocka_unit_test(the_billed_quantity_is_what_the_price_is_for),
        cmocka_unit_test(a_change_costs_the_rest_of_the_period),
        cmocka_unit_test(proration_gives_the_published_amounts),
        cmocka_unit_test(a_part_is_counted_in_whole_hours),
        cmocka_unit_test(a_feature_costs_at_least_and_at_most),
        cmocka_unit_test(the_bounds_of_a_stock_are_prorated_with_it),
        cmocka_unit_test(what_is_in_arrears_is_charged_for_the_time_it_was_used),
        cmocka_unit_test(a_trial_is_paid_in_advance_whatever_follows_it),
        cmocka_unit_test(a_stock_in_arrears_costs_what_it_was),
        cmocka_unit_test(what_is_paused_is_not_charged),
        cmocka_unit_test(what_is_missing_to_the_minimum_is_charged),
        cmocka_unit_test(price_in_pieces_is_price_at_once),
        cmocka_unit_test(what_can_cost_is_priced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
