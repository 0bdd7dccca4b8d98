#include "rules/charge.h"

#include "unit/cases.h"

/* January: 744 hours. */
static const struct period january = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}};

static const struct span all_january = {
    .period = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}},
    .whole = {{INT64_C(1767225600000000)}, {INT64_C(1769904000000000)}},
};

static const struct step per_seat[] = {
    {{NONE}, {NONE}, 1000, {NONE}, NONE}
};
static const struct step per_message[] = {
    {{NONE}, {NONE}, 10, {NONE}, NONE}
};
static const struct step switch_price[] = {
    {{NONE}, {NONE}, NONE, {NONE}, 3500}
};

static const struct flat_fees fees = {19900, 100, 2900};

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
    EXPECT_INTEGER("only the consumption", 1,
                   (int64_t)charges_in_arrears(features, 2, january, false, out));
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
    static const struct flat_fees none = {NONE, NONE, NONE};

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct feature_terms feature = seats(one->units);
        struct charge charges[CHARGES_OF_PERIOD(1)];

        feature.mode = one->mode;
        EXPECT_INTEGER(
            one->what, 1,
            (int64_t)charges_in_advance(&none, &feature, 1, all_january, false, false, charges));
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

static void what_can_cost_is_priced(void **state)
{
    const struct flat_fees nothing = {NONE, NONE, 0};
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
        cmocka_unit_test(what_can_cost_is_priced),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
