#include "rules/price.h"

#include "unit/cases.h"

#define UNITS(n)                                                                                   \
    {                                                                                              \
        (n) * MICROS_PER_UNIT                                                                      \
    }
#define NO_QUANTITY                                                                                \
    {                                                                                              \
        NONE                                                                                       \
    }
#define NO_DECIMAL                                                                                 \
    {                                                                                              \
        NONE                                                                                       \
    }

/* The vendor's own examples (product notes, sections 2.4 and 2.5). */
static const struct step licences[] = {
    {UNITS(5),    NO_QUANTITY, 1500, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
    {UNITS(10),   NO_QUANTITY, 1200, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
    {NO_QUANTITY, NO_QUANTITY, 800,  NO_DECIMAL, NONE, NONE, NO_DECIMAL},
};
static const struct step messages[] = {
    {UNITS(100),  NO_QUANTITY, 10, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
    {NO_QUANTITY, NO_QUANTITY, 7,  NO_DECIMAL, NONE, NONE, NO_DECIMAL},
};
static const struct step lots[] = {
    {UNITS(10),   UNITS(2),  2500, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
    {UNITS(26),   UNITS(4),  4000, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
    {NO_QUANTITY, UNITS(10), 6900, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
};
static const struct step flats[] = {
    {UNITS(10),   NO_QUANTITY, NONE, NO_DECIMAL, 9900,  NONE, NO_DECIMAL},
    {NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, 14900, NONE, NO_DECIMAL},
};
static const struct step capped[] = {
    {NO_QUANTITY, NO_QUANTITY, 100, NO_DECIMAL, 1000, NONE, NO_DECIMAL}
};
static const struct step dearest[] = {
    {NO_QUANTITY, NO_QUANTITY, AMOUNT_MAX, NO_DECIMAL, NONE, NONE, NO_DECIMAL}
};
/* A quarter of a cent and a bit: 0.2505 cent each. */
static const struct step tiny[] = {
    {NO_QUANTITY, NO_QUANTITY, NONE, {250500}, NONE, NONE, NO_DECIMAL}
};

static void prices_by_step(void **state)
{
    static const struct {
        const char *when;
        const struct step *steps;
        size_t count;
        enum mode_pricing mode;
        int64_t included, quantity, cents; /* quantity in millionths */
    } cases[] = {
        {"nothing",                        licences, 3, PRICING_TIERED, 0,  0,                           0         },
        {"within what is included",        licences, 3, PRICING_TIERED, 2,  2000000,                     0         },
        {"the first beyond",               licences, 3, PRICING_TIERED, 2,  3000000,                     1500      },
        {"twelve licences, tiered",        licences, 3, PRICING_TIERED, 2,  12000000,                    12100     },
        {"twelve licences, by volume",     licences, 3, PRICING_VOLUME, 2,  12000000,                    9600      },
        {"the bound is in the lower step", licences, 3, PRICING_VOLUME, 0,  10000000,                    12000     },
        {"one more lowers the bill",       licences, 3, PRICING_VOLUME, 0,  11000000,                    8800      },
        {"75 messages",                    messages, 2, PRICING_TIERED, 25, 75000000,                    500       },
        {"145 messages",                   messages, 2, PRICING_TIERED, 25, 145000000,                   1065      },
        {"more included than a step",      licences, 3, PRICING_TIERED, 7,  11000000,                    4400      },
        {"a started lot is a lot",         lots,     3, PRICING_TIERED, 0,  3000000,                     5000      },
        {"lots of two steps",              lots,     3, PRICING_TIERED, 0,  15000000,                    20500     },
        {"flat, once",                     flats,    2, PRICING_TIERED, 0,  1000000,                     9900      },
        {"flat, both steps",               flats,    2, PRICING_TIERED, 0,  11000000,                    24800     },
        {"flat by volume",                 flats,    2, PRICING_VOLUME, 0,  11000000,                    14900     },
        {"below the ceiling",              capped,   1, PRICING_TIERED, 0,  9000000,                     900       },
        {"above the ceiling",              capped,   1, PRICING_TIERED, 0,  11000000,                    1000      },
        {"half a unit costs half",         capped,   1, PRICING_TIERED, 0,  500000,                      50        },
        {"two tiny ones round down",       tiny,     1, PRICING_TIERED, 0,  1000000,                     0         },
        {"two tiny ones make half a cent", tiny,     1, PRICING_TIERED, 0,  2000000,                     1         },
        {"a thousand tiny ones",           tiny,     1, PRICING_TIERED, 0,  1000000000,                  251       },
        {"the dearest there is",           dearest,  1, PRICING_TIERED, 0,  1000000,                     AMOUNT_MAX},
        {"nothing costs more",             dearest,  1, PRICING_TIERED, 0,  2000000,                     AMOUNT_MAX},
        {"not even the most of it",        dearest,  1, PRICING_VOLUME, 0,  UNITS_MAX * MICROS_PER_UNIT,
         AMOUNT_MAX                                                                                                },
        {"no steps: free",                 NULL,     0, PRICING_TIERED, 0,  5000000,                     0         },
        {"unlimited: free",                licences, 3, PRICING_TIERED, 2,  NONE,                        0         },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->cents,
                       price_of((struct steps){one->steps, one->count}, one->mode,
                                (struct quantity)UNITS(one->included),
                                (struct quantity){one->quantity}));
}

/* A step in the order in which a price list says it: up to, each, once. */
#define UP_TO(n, each, once)                                                                       \
    {                                                                                              \
        UNITS(n), NO_QUANTITY, (each), NO_DECIMAL, NONE, (once), NO_DECIMAL                        \
    }
#define BEYOND(each, once)                                                                         \
    {                                                                                              \
        NO_QUANTITY, NO_QUANTITY, (each), NO_DECIMAL, NONE, (once), NO_DECIMAL                     \
    }
#define LOTS(lot, each)                                                                            \
    {                                                                                              \
        NO_QUANTITY, UNITS(lot), (each), NO_DECIMAL, NONE, NONE, NO_DECIMAL                        \
    }
#define LOTS_UP_TO(n, lot, each)                                                                   \
    {                                                                                              \
        UNITS(n), UNITS(lot), (each), NO_DECIMAL, NONE, NONE, NO_DECIMAL                           \
    }

/* What other systems' own documents and tests compute, in their terms. */
static void prices_as_others_compute_them(void **state)
{
    static const struct step graduated[] = {UP_TO(5, 700, NONE), UP_TO(10, 650, NONE),
                                            BEYOND(600, NONE)};
    static const struct step with_flat[] = {UP_TO(5, 500, 1000), UP_TO(10, 400, 2000),
                                            BEYOND(300, 3000)};
    static const struct step first_flat[] = {UP_TO(10, NONE, 10000), BEYOND(50, NONE)};
    static const struct step free_first[] = {UP_TO(100, 0, NONE), BEYOND(100, 20000)};
    static const struct step packages[] = {LOTS(100, 500)};
    static const struct step blocks[] = {LOTS_UP_TO(1000, 100, 100), LOTS_UP_TO(5000, 100, 50),
                                         LOTS(100, 10)};
    static const struct step stairs[] = {UP_TO(10, NONE, 2000), UP_TO(50, NONE, 5000),
                                         BEYOND(NONE, 9000)};
    static const struct {
        const char *when;
        const struct step *steps;
        size_t count;
        enum mode_pricing mode;
        int64_t included, quantity, cents;
    } cases[] = {
        {"Stripe graduated: 1",                   graduated,  3, PRICING_TIERED, 0,   1,    700  },
        {"Stripe graduated: 5",                   graduated,  3, PRICING_TIERED, 0,   5,    3500 },
        {"Stripe graduated: 6",                   graduated,  3, PRICING_TIERED, 0,   6,    4150 },
        {"Stripe graduated: 20",                  graduated,  3, PRICING_TIERED, 0,   20,   12750},
        {"Stripe volume: 5",                      graduated,  3, PRICING_VOLUME, 0,   5,    3500 },
        {"Stripe volume: 6",                      graduated,  3, PRICING_VOLUME, 0,   6,    3900 },
        {"Stripe volume: 20",                     graduated,  3, PRICING_VOLUME, 0,   20,   12000},
        {"graduated, flat: nothing",              with_flat,  3, PRICING_TIERED, 0,   0,    0    },
        {"graduated, flat: the first",            with_flat,  3, PRICING_TIERED, 0,   1,    1500 },
        {"graduated, flat: up to the bound",      with_flat,  3, PRICING_TIERED, 0,   5,    3500 },
        {"graduated, flat: the next is reached",  with_flat,  3, PRICING_TIERED, 0,   6,    5900 },
        {"graduated, flat: all three",            with_flat,  3, PRICING_TIERED, 0,   12,   11100},
        {"volume, flat: of the reached one only", with_flat,  3, PRICING_VOLUME, 0,   6,    4400 },
        {"volume, flat: the last",                with_flat,  3, PRICING_VOLUME, 0,   12,   6600 },
        {"a step that is all included has none",  with_flat,  3, PRICING_TIERED, 5,   6,    2400 },
        {"nor has what is within it",             with_flat,  3, PRICING_TIERED, 5,   5,    0    },
        {"part of a step has its flat whole",     with_flat,  3, PRICING_TIERED, 3,   4,    1500 },
        {"Lago: only flat in the first range",    first_flat, 2, PRICING_TIERED, 0,   10,   10000},
        {"Lago: then per unit",                   first_flat, 2, PRICING_TIERED, 0,   12,   10100},
        {"Lago: free units, then flat and each",  free_first, 2, PRICING_TIERED, 0,   100,  0    },
        {"Lago: the first beyond",                free_first, 2, PRICING_TIERED, 0,   101,  20100},
        {"Lago package: none",                    packages,   1, PRICING_TIERED, 0,   0,    0    },
        {"Lago package: one begins one",          packages,   1, PRICING_TIERED, 0,   1,    500  },
        {"Lago package: full",                    packages,   1, PRICING_TIERED, 0,   100,  500  },
        {"Lago package: one more",                packages,   1, PRICING_TIERED, 0,   101,  1000 },
        {"Lago package: free units first",        packages,   1, PRICING_TIERED, 100, 100,  0    },
        {"Lago package: one beyond the free",     packages,   1, PRICING_TIERED, 100, 101,  500  },
        {"Kill Bill all tiers: the first",        blocks,     3, PRICING_TIERED, 0,   1000, 1000 },
        {"Kill Bill all tiers: two",              blocks,     3, PRICING_TIERED, 0,   1001, 1050 },
        {"Kill Bill all tiers: three",            blocks,     3, PRICING_TIERED, 0,   6000, 3100 },
        {"Kill Bill top tier: the second",        blocks,     3, PRICING_VOLUME, 0,   1001, 550  },
        {"Kill Bill top tier: the last",          blocks,     3, PRICING_VOLUME, 0,   6000, 600  },
        {"Chargebee stairstep: at the bound",     stairs,     3, PRICING_VOLUME, 0,   10,   2000 },
        {"Chargebee stairstep: over it",          stairs,     3, PRICING_VOLUME, 0,   11,   5000 },
        {"Chargebee stairstep: the last",         stairs,     3, PRICING_VOLUME, 0,   51,   9000 },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->cents,
                       price_of((struct steps){one->steps, one->count}, one->mode,
                                (struct quantity)UNITS(one->included),
                                (struct quantity)UNITS(one->quantity)));
}

/* A percentage of an amount of money, which is counted in whole units with its decimals. */
static void percentages(void **state)
{
    static const struct {
        const char *when;
        int64_t percent; /* in millionths */
        int exponent;
        int64_t flat, ceiling, included, value, amount; /* included and value in millionths */
    } cases[] = {
        {"2.9 % of 100 euros",           2900000,  2, NONE, NONE, 0,        100000000,  290 },
        {"and 30 cents",                 2900000,  2, 30,   NONE, 0,        100000000,  320 },
        {"0.25 % of 1234.56",            250000,   2, NONE, NONE, 0,        1234560000, 309 },
        {"rounded half up, once",        250000,   2, NONE, NONE, 0,        2000000,    1   },
        {"below half a cent",            250000,   2, NONE, NONE, 0,        1990000,    0   },
        {"1.3 % beyond what is free",    1300000,  2, NONE, NONE, 50000000, 80000000,   39  },
        {"never more than the ceiling",  10000000, 2, 50,   1000, 0,        500000000,  1000},
        {"3.6 % of 1000 yen",            3600000,  0, NONE, NONE, 0,        1000000000, 36  },
        {"1.5 % of 10 dinars",           1500000,  3, NONE, NONE, 0,        10000000,   150 },
        {"nothing of nothing, nor flat", 2900000,  2, 30,   NONE, 0,        0,          0   },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct step step = {NO_QUANTITY,  NO_QUANTITY, NONE,          NO_DECIMAL,
                            one->ceiling, one->flat,   {one->percent}};
        size_t index;

        EXPECT_TEXT(one->when, NULL, steps_problem((struct steps){&step, 1}, &index));
        EXPECT_TRUE(one->when, step_settle_percentage(&step, one->exponent));
        EXPECT_INTEGER(one->when, one->amount,
                       price_of((struct steps){&step, 1}, PRICING_TIERED,
                                (struct quantity){one->included}, (struct quantity){one->value}));
    }
}

/* 3 % of the first thousand, 2 % beyond it. */
static void percentages_by_tiers(void **state)
{
    struct step steps[] = {
        {UNITS(1000), NO_QUANTITY, NONE, NO_DECIMAL, NONE, NONE, {3000000}},
        {NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE, 500,  {2000000}},
    };
    const struct quantity none = {0}, value = UNITS(1500), less = UNITS(1000);

    (void)state;
    for (size_t i = 0; i < COUNT_OF(steps); i++)
        EXPECT_TRUE("fits", step_settle_percentage(&steps[i], 2));
    EXPECT_INTEGER("the first", 3000,
                   price_of((struct steps){steps, 2}, PRICING_TIERED, none, less));
    EXPECT_INTEGER("graduated", 3000 + 1000 + 500,
                   price_of((struct steps){steps, 2}, PRICING_TIERED, none, value));
    EXPECT_INTEGER("by volume", 3000 + 500,
                   price_of((struct steps){steps, 2}, PRICING_VOLUME, none, value));
    steps[0].percentage.micros = 1;
    EXPECT_TRUE("too fine for yen", !step_settle_percentage(&steps[0], 0));
}

static void the_rounded_price_stands_beside_the_exact_one(void **state)
{
    static const struct {
        const char *when;
        int64_t each, exact, rounded;
    } cases[] = {
        {"a whole one",           700,  NONE,     700 },
        {"half a cent",           NONE, 500000,   1   },
        {"less than half a cent", NONE, 499999,   0   },
        {"twelve and a bit",      NONE, 12005000, 12  },
        {"the exact one counts",  5,    7600000,  8   },
        {"none",                  NONE, NONE,     NONE},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct step step = {NO_QUANTITY, NO_QUANTITY, one->each, {one->exact},
                                  NONE,        NONE,        NO_DECIMAL};

        EXPECT_INTEGER(one->when, one->rounded, step_rounded_price(&step));
    }
}

static void steps_that_are_no_price_are_named(void **state)
{
    static const struct {
        const char *when;
        struct step steps[2];
        size_t count, index;
        const char *problem;
    } cases[] = {
        {"a price",
         {{NO_QUANTITY, NO_QUANTITY, 100, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         1, 1,
         NULL                                                                               },
        {"a negative price",
         {{NO_QUANTITY, NO_QUANTITY, -1, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         1, 0,
         "AmountPerIncrement is negative"                                                   },
        {"a negative cap",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, -5, NONE, NO_DECIMAL}},
         1, 0,
         "AmountCeiling is negative"                                                        },
        {"a lot of nothing",
         {{NO_QUANTITY, UNITS(0), 1, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         1, 0,
         "Increment must be above zero"                                                     },
        {"no price at all",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         1, 0,
         "a step needs AmountPerIncrement, Percentage, AmountFlat or AmountCeiling"         },
        {"a negative flat",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, NONE, -1, NO_DECIMAL}},
         1, 0,
         "AmountFlat is negative"                                                           },
        {"a negative exact price",
         {{NO_QUANTITY, NO_QUANTITY, NONE, {-1}, NONE, NONE, NO_DECIMAL}},
         1, 0,
         "AmountPerIncrementExact is negative"                                              },
        {"a negative percentage",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE, NONE, {-1}}},
         1, 0,
         "Percentage is negative"                                                           },
        {"more than all of it",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE, NONE, {100000001}}},
         1, 0,
         "Percentage is above 100"                                                          },
        {"two prices per unit",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, NONE, NONE, {1000000}}},
         1, 0,
         "Percentage goes without AmountPerIncrement, AmountPerIncrementExact and Increment"},
        {"a percentage by the lot",
         {{NO_QUANTITY, UNITS(5), NONE, NO_DECIMAL, NONE, NONE, {1000000}}},
         1, 0,
         "Percentage goes without AmountPerIncrement, AmountPerIncrementExact and Increment"},
        {"two flat prices",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, 5, 5, NO_DECIMAL}},
         1, 0,
         "AmountFlat and AmountCeiling without a price per unit are two flat prices"        },
        {"only flat",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE, 5, NO_DECIMAL}},
         1, 1,
         NULL                                                                               },
        {"bounds that fall",
         {{UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
          {UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         2, 1,
         "QuantityMax must rise from step to step"                                          },
        {"a gap in the bounds",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, NONE, NONE, NO_DECIMAL},
          {UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE, NONE, NO_DECIMAL}},
         2, 0,
         "only the last step may go without QuantityMax"                                    },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        size_t index;

        EXPECT_TEXT(one->when, one->problem,
                    steps_problem((struct steps){one->steps, one->count}, &index));
        EXPECT_INTEGER(one->when, (int64_t)one->index, (int64_t)index);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prices_by_step),
        cmocka_unit_test(prices_as_others_compute_them),
        cmocka_unit_test(percentages),
        cmocka_unit_test(percentages_by_tiers),
        cmocka_unit_test(the_rounded_price_stands_beside_the_exact_one),
        cmocka_unit_test(steps_that_are_no_price_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
