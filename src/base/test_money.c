#include "base/money.h"

#include <string.h>

#include "unit/cases.h"

static void decimals_are_read_exactly_or_not_at_all(void **state)
{
    static const struct {
        const char *text;
        bool is_decimal;
        int64_t micros;
    } cases[] = {
        {"0",                    true,  0                           },
        {"12",                   true,  12000000                    },
        {"-3.5",                 true,  -3500000                    },
        {"0.000125",             true,  125                         },
        {"-0.000001",            true,  -1                          },
        {"-0",                   true,  0                           },
        {"007",                  true,  7000000                     },
        {"1.500000",             true,  1500000                     },
        {"1000000000000",        true,  UNITS_MAX * MICROS_PER_UNIT },
        {"-1000000000000",       true,  -UNITS_MAX * MICROS_PER_UNIT},
        {"1000000000001",        false, 0                           },
        {"1000000000000.000001", false, 0                           },
        {"99999999999999999999", false, 0                           },
        {"0.0000001",            false, 0                           },
        {"",                     false, 0                           },
        {"-",                    false, 0                           },
        {".5",                   false, 0                           },
        {"5.",                   false, 0                           },
        {"1e3",                  false, 0                           },
        {"1,5",                  false, 0                           },
        {" 1",                   false, 0                           },
        {"1 ",                   false, 0                           },
        {"+1",                   false, 0                           },
        {"--1",                  false, 0                           },
        {"1.2.3",                false, 0                           },
        {"0x10",                 false, 0                           },
        {"nan",                  false, 0                           },
        {"\xd9\xa1",             false, 0                           }, /* an Arabic one */
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct decimal decimal = {77};

        EXPECT_INTEGER(one->text, one->is_decimal, decimal_parse(one->text, &decimal));
        if (one->is_decimal)
            EXPECT_INTEGER(one->text, one->micros, decimal.micros);
    }
}

static void decimals_are_written_without_trailing_zeros(void **state)
{
    static const struct {
        int64_t micros;
        const char *text;
    } cases[] = {
        {0,                              "0"             },
        {1,                              "0.000001"      },
        {-1,                             "-0.000001"     },
        {1500000,                        "1.5"           },
        {-1500000,                       "-1.5"          },
        {100000000,                      "100"           },
        {10,                             "0.00001"       },
        {UNITS_MAX * MICROS_PER_UNIT,    "1000000000000" },
        {-(UNITS_MAX * MICROS_PER_UNIT), "-1000000000000"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        char text[DECIMAL_TEXT_SIZE];

        decimal_format((struct decimal){one->micros}, text);
        EXPECT_TEXT("a decimal", one->text, text);
    }
}

static void what_was_written_is_read_again(void **state)
{
    (void)state;
    for (int64_t micros = -2100000; micros <= 2100000; micros += 12347) {
        char text[DECIMAL_TEXT_SIZE];
        struct decimal again;

        decimal_format((struct decimal){micros}, text);
        EXPECT_TRUE(text, decimal_parse(text, &again));
        EXPECT_INTEGER(text, micros, again.micros);
    }
}

static void whole_numbers_stay_inside_their_bound(void **state)
{
    static const struct {
        const char *text;
        int64_t max;
        bool is_integer;
        int64_t value;
    } cases[] = {
        {"0",                    10,         true,  0          },
        {"10",                   10,         true,  10         },
        {"-10",                  10,         true,  -10        },
        {"11",                   10,         false, 0          },
        {"-11",                  10,         false, 0          },
        {"9",                    5,          false, 0          },
        {"10000000000000",       AMOUNT_MAX, true,  AMOUNT_MAX },
        {"-10000000000000",      AMOUNT_MAX, true,  -AMOUNT_MAX},
        {"10000000000001",       AMOUNT_MAX, false, 0          },
        {"9223372036854775808",  AMOUNT_MAX, false, 0          },
        {"99999999999999999999", INT64_MAX,  false, 0          },
        {"9223372036854775807",  INT64_MAX,  true,  INT64_MAX  },
        {"",                     10,         false, 0          },
        {"-",                    10,         false, 0          },
        {"1.0",                  10,         false, 0          },
        {"1e1",                  10,         false, 0          },
        {" 1",                   10,         false, 0          },
        {"+1",                   10,         false, 0          },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        int64_t value = 77;

        EXPECT_INTEGER(one->text, one->is_integer, integer_parse(one->text, one->max, &value));
        EXPECT_INTEGER(one->text, one->is_integer ? one->value : 77, value);
    }
}

static void division_rounds_as_its_name_says(void **state)
{
    static const struct {
        const char *when;
        int64_t numerator, denominator;
        enum rounding how;
        int64_t quotient;
    } cases[] = {
        {"exact",                          6,          3,       ROUND_HALF_UP, 2         },
        {"below a half",                   7,          5,       ROUND_HALF_UP, 1         },
        {"a half goes up",                 5,          2,       ROUND_HALF_UP, 3         },
        {"a negative half goes from zero", -5,         2,       ROUND_HALF_UP, -3        },
        {"above a half",                   8,          5,       ROUND_HALF_UP, 2         },
        {"a negative above a half",        -8,         5,       ROUND_HALF_UP, -2        },
        {"a negative below a half",        -7,         5,       ROUND_HALF_UP, -1        },
        {"odd denominators have no half",  1,          3,       ROUND_HALF_UP, 0         },
        {"odd denominators have no half",  2,          3,       ROUND_HALF_UP, 1         },
        {"truncated",                      9,          5,       ROUND_DOWN,    1         },
        {"truncated towards zero",         -9,         5,       ROUND_DOWN,    -1        },
        {"nothing",                        0,          7,       ROUND_HALF_UP, 0         },
        {"the largest amount",             AMOUNT_MAX, 1,       ROUND_HALF_UP, AMOUNT_MAX},
        {"2.505 cents",                    2505000,    1000000, ROUND_HALF_UP, 3         },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->quotient,
                       divide_rounded(one->numerator, one->denominator, one->how));
}

static void products_of_the_bounds_do_not_overflow(void **state)
{
    int128 product = (int128)AMOUNT_MAX * (UNITS_MAX * MICROS_PER_UNIT);

    (void)state;
    EXPECT_INTEGER("the largest amount times the largest factor, and back", AMOUNT_MAX,
                   divide_rounded(product, (int128)UNITS_MAX * MICROS_PER_UNIT, ROUND_HALF_UP));
}

static void currencies_have_their_decimals(void **state)
{
    static const struct {
        const char *code;
        int exponent;
    } cases[] = {
        {"EUR",  2 },
        {"USD",  2 },
        {"CHF",  2 },
        {"AED",  2 },
        {"ZWG",  2 },
        {"JPY",  0 },
        {"BIF",  0 },
        {"XPF",  0 },
        {"KWD",  3 },
        {"TND",  3 },
        {"CLF",  4 },
        {"QQQ",  -1},
        {"eur",  -1},
        {"EU",   -1},
        {"EURO", -1},
        {"",     -1},
        {" EU",  -1},
        {"ED ",  -1},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->code, one->exponent, currency_exponent(one->code));
}

static void amounts_are_read_as_people_type_them(void **state)
{
    static const struct {
        const char *text, *currency;
        int64_t amount;
    } cases[] = {
        {"75",                   "EUR", 7500     },
        {"75,6",                 "EUR", 7560     },
        {"75.65",                "EUR", 7565     },
        {"1 234,56 €",         "EUR", 123456   },
        {"1,234.56",             "EUR", 123456   },
        {"1.234.567,89",         "EUR", 123456789},
        {"1,234",                "EUR", 123400   },
        {"12.",                  "EUR", 1200     },
        {"1234",                 "JPY", 1234     },
        {"1,234",                "JPY", 1234     },
        {"1.5",                  "JPY", NONE     },
        {"1.234",                "TND", 1234     },
        {"1.2345",               "EUR", NONE     },
        {"0",                    "EUR", NONE     },
        {"",                     "EUR", NONE     },
        {"-5",                   "EUR", NONE     },
        {"5 EUR",                "EUR", NONE     },
        {"99999999999999999999", "EUR", NONE     },
        {NULL,                   "EUR", NONE     },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->text ? one->text : "none", one->amount,
                       amount_read(one->text, one->currency));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_are_read_exactly_or_not_at_all),
        cmocka_unit_test(decimals_are_written_without_trailing_zeros),
        cmocka_unit_test(what_was_written_is_read_again),
        cmocka_unit_test(whole_numbers_stay_inside_their_bound),
        cmocka_unit_test(division_rounds_as_its_name_says),
        cmocka_unit_test(products_of_the_bounds_do_not_overflow),
        cmocka_unit_test(currencies_have_their_decimals),
        cmocka_unit_test(amounts_are_read_as_people_type_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
