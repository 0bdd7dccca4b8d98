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
    {UNITS(5),    NO_QUANTITY, 1500, NO_DECIMAL, NONE},
    {UNITS(10),   NO_QUANTITY, 1200, NO_DECIMAL, NONE},
    {NO_QUANTITY, NO_QUANTITY, 800,  NO_DECIMAL, NONE},
};
static const struct step messages[] = {
    {UNITS(100),  NO_QUANTITY, 10, NO_DECIMAL, NONE},
    {NO_QUANTITY, NO_QUANTITY, 7,  NO_DECIMAL, NONE},
};
static const struct step lots[] = {
    {UNITS(10),   UNITS(2),  2500, NO_DECIMAL, NONE},
    {UNITS(26),   UNITS(4),  4000, NO_DECIMAL, NONE},
    {NO_QUANTITY, UNITS(10), 6900, NO_DECIMAL, NONE},
};
static const struct step flats[] = {
    {UNITS(10),   NO_QUANTITY, NONE, NO_DECIMAL, 9900 },
    {NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, 14900},
};
static const struct step capped[] = {
    {NO_QUANTITY, NO_QUANTITY, 100, NO_DECIMAL, 1000}
};
static const struct step dearest[] = {
    {NO_QUANTITY, NO_QUANTITY, AMOUNT_MAX, NO_DECIMAL, NONE}
};
/* A quarter of a cent and a bit: 0.2505 cent each. */
static const struct step tiny[] = {
    {NO_QUANTITY, NO_QUANTITY, NONE, {250500}, NONE}
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

static void steps_that_are_no_price_are_named(void **state)
{
    static const struct {
        const char *when;
        struct step steps[2];
        size_t count, index;
        const char *problem;
    } cases[] = {
        {"a price",             {{NO_QUANTITY, NO_QUANTITY, 100, NO_DECIMAL, NONE}}, 1, 1, NULL},
        {"a negative price",
         {{NO_QUANTITY, NO_QUANTITY, -1, NO_DECIMAL, NONE}},
         1,                                                                             0,
         "AmountPerIncrement is negative"                                                      },
        {"a negative cap",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, -5}},
         1,                                                                             0,
         "AmountCeiling is negative"                                                           },
        {"a lot of nothing",
         {{NO_QUANTITY, UNITS(0), 1, NO_DECIMAL, NONE}},
         1,                                                                             0,
         "Increment must be above zero"                                                        },
        {"no price at all",
         {{NO_QUANTITY, NO_QUANTITY, NONE, NO_DECIMAL, NONE}},
         1,                                                                             0,
         "a step needs AmountPerIncrement or AmountCeiling"                                    },
        {"bounds that fall",
         {{UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE},
          {UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE}},
         2,                                                                             1,
         "QuantityMax must rise from step to step"                                             },
        {"a gap in the bounds",
         {{NO_QUANTITY, NO_QUANTITY, 1, NO_DECIMAL, NONE},
          {UNITS(10), NO_QUANTITY, 1, NO_DECIMAL, NONE}},
         2,                                                                             0,
         "only the last step may go without QuantityMax"                                       },
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
        cmocka_unit_test(steps_that_are_no_price_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
