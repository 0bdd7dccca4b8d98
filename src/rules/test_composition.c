#include "rules/composition.h"

#include "unit/cases.h"

enum { LINES_MAX = 4, CHARGES_MAX = COMPOSED_CHARGES(LINES_MAX) };

#define ONE MICROS_PER_UNIT

static void a_line_is_quantity_times_price(void **state)
{
    static const struct {
        const char *when;
        int64_t quantity, amount_unit, amount_unit_exact;
        bool is_bounded;
        int64_t amount;
    } cases[] = {
        {"one",                              ONE,             ONE,        NONE,    true,  1000000   },
        {"three at 15.00",                   3 * ONE,         1500,       NONE,    true,  4500      },
        {"an hour and a half",               1500000,         8000,       NONE,    true,  12000     },
        {"a third of an hour, half up",      333333,          10000,      NONE,    true,  3333      },
        {"half a cent goes up",              500000,          1,          NONE,    true,  1         },
        {"less than half a cent is nothing", 499999,          1,          NONE,    true,  0         },
        {"finer than a cent",                1000 * ONE,      NONE,       125000,  true,  125       },
        {"half a cent of a fine price",      ONE,             NONE,       500000,  true,  1         },
        {"the exact price counts",           2 * ONE,         NONE,       1250000, true,  3         },
        {"free",                             7 * ONE,         0,          NONE,    true,  0         },
        {"as much as there may be",          ONE,             AMOUNT_MAX, NONE,    true,  AMOUNT_MAX},
        {"more than there may be",           2 * ONE,         AMOUNT_MAX, NONE,    false, 0         },
        {"absurd in both",                   UNITS_MAX * ONE, AMOUNT_MAX, NONE,    false, 0         },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct typed_line line = {.quantity = {one->quantity},
                                        .amount_unit = one->amount_unit,
                                        .amount_unit_exact = {one->amount_unit_exact}};
        int64_t amount = 0;

        EXPECT_INTEGER(one->when, one->is_bounded, typed_line_amount(&line, &amount));
        EXPECT_INTEGER(one->when, one->amount, amount);
    }
}

/* clang-format off */
static void a_document_has_these_lines(void **state)
{
    static const struct {
        const char *when;
        size_t count;
        struct typed_line lines[LINES_MAX];
        enum type_off type_off;
        int64_t value_off;
        size_t charge_count;
        int64_t amounts[CHARGES_MAX];
    } cases[] = {
        {"nothing", 0, {{{0}, 0, {NONE}, OFF_NONE, NONE, 0}}, OFF_NONE, NONE, 0, {0}},
        {"one line", 1, {{{2 * ONE}, 500, {NONE}, OFF_NONE, NONE, 0}}, OFF_NONE, NONE, 1, {1000}},
        {"a tenth off a line",
         2,
         {{{2 * ONE}, 500, {NONE}, OFF_PER_TEN_THOUSAND, 1000, 0},
          {{ONE}, 300, {NONE}, OFF_NONE, NONE, 0}},
         OFF_NONE, NONE, 3, {1000, -100, 300}},
        {"an amount off a line",
         1, {{{2 * ONE}, 500, {NONE}, OFF_FLAT, 250, 0}}, OFF_NONE, NONE, 2, {1000, -250}},
        {"more off a line than it costs",
         1, {{{ONE}, 500, {NONE}, OFF_FLAT, 900, 0}}, OFF_NONE, NONE, 2, {500, -500}},
        {"nothing off a line",
         1, {{{ONE}, 500, {NONE}, OFF_FLAT, 0, 0}}, OFF_NONE, NONE, 1, {500}},
        {"a tenth off the whole",
         2,
         {{{ONE}, 1000, {NONE}, OFF_NONE, NONE, 0},
          {{ONE}, 555, {NONE}, OFF_NONE, NONE, 0}},
         OFF_PER_TEN_THOUSAND, 1000, 3, {1000, 555, -156}},
        {"of the whole after that of a line",
         2,
         {{{ONE}, 1000, {NONE}, OFF_PER_TEN_THOUSAND, 5000, 0},
          {{ONE}, 500, {NONE}, OFF_NONE, NONE, 0}},
         OFF_PER_TEN_THOUSAND, 1000, 4, {1000, -500, 500, -100}},
        {"a part off two that are taxed apart adds up to that of the whole",
         2,
         {{{ONE}, 1005, {NONE}, OFF_NONE, NONE, 0},
          {{ONE}, 1005, {NONE}, OFF_NONE, NONE, 1}},
         OFF_PER_TEN_THOUSAND, 1000, 4, {1005, 1005, -101, -100}},
        {"an amount off two that are taxed apart, in proportion",
         3,
         {{{ONE}, 1000, {NONE}, OFF_NONE, NONE, 0},
          {{ONE}, 2000, {NONE}, OFF_NONE, NONE, 1},
          {{ONE}, 3000, {NONE}, OFF_NONE, NONE, 0}},
         OFF_FLAT, 100, 5, {1000, 2000, 3000, -67, -33}},
        {"more off the whole than there is",
         2,
         {{{ONE}, 100, {NONE}, OFF_NONE, NONE, 0},
          {{ONE}, 200, {NONE}, OFF_NONE, NONE, 1}},
         OFF_FLAT, 1000, 4, {100, 200, -100, -200}},
        {"all of it off", 1, {{{ONE}, 700, {NONE}, OFF_NONE, NONE, 0}},
         OFF_PER_TEN_THOUSAND, 10000, 2, {700, -700}},
        {"something off what is free", 1, {{{ONE}, 0, {NONE}, OFF_NONE, NONE, 0}}, OFF_FLAT, 100,
         1, {0}},
        {"an amount off where one of two is free",
         2,
         {{{ONE}, 0, {NONE}, OFF_NONE, NONE, 0},
          {{ONE}, 200, {NONE}, OFF_NONE, NONE, 1}},
         OFF_FLAT, 50, 3, {0, 200, -50}},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct composed_charge charges[CHARGES_MAX];
        size_t count = composition_charges(one->lines, one->count, one->type_off, one->value_off,
                                           charges);

        EXPECT_INTEGER(one->when, (int64_t)one->charge_count, (int64_t)count);
        for (size_t i = 0; i < one->charge_count && i < count; i++)
            EXPECT_INTEGER(one->when, one->amounts[i], charges[i].amount);
    }
}
/* clang-format on */

/* Whatever is typed, an explanation makes the same amount again. */
static void a_formula_makes_its_amount(void **state)
{
    static const struct typed_line lines[] = {
        {{1234567}, 999,   {NONE},    OFF_PER_TEN_THOUSAND, 333,  0},
        {{3 * ONE}, NONE,  {1234567}, OFF_FLAT,             2,    1},
        {{ONE},     70001, {NONE},    OFF_NONE,             NONE, 0},
    };
    struct composed_charge charges[COMPOSED_CHARGES(COUNT_OF(lines))];

    (void)state;
    for (int64_t off = 0; off <= 10000; off += 77) {
        size_t count =
            composition_charges(lines, COUNT_OF(lines), OFF_PER_TEN_THOUSAND, off, charges);

        for (size_t i = 0; i < count; i++) {
            struct formula formula = composed_formula(&charges[i]);

            EXPECT_INTEGER("a formula", charges[i].amount, formula_amount(&formula));
        }
    }
}

static void a_deposit_is_a_part_of_the_total(void **state)
{
    static const struct {
        const char *when;
        enum type_off type;
        int64_t value, total, deposit;
    } cases[] = {
        {"none",                  OFF_NONE,             NONE,  12000, NONE },
        {"nothing of it",         OFF_FLAT,             0,     12000, NONE },
        {"an amount",             OFF_FLAT,             5000,  12000, 5000 },
        {"more than the total",   OFF_FLAT,             50000, 12000, 12000},
        {"three tenths",          OFF_PER_TEN_THOUSAND, 3000,  12000, 3600 },
        {"three tenths, half up", OFF_PER_TEN_THOUSAND, 3000,  12345, 3704 },
        {"all of it",             OFF_PER_TEN_THOUSAND, 10000, 12000, 12000},
        {"of nothing",            OFF_FLAT,             100,   0,     NONE },
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->deposit,
                       composition_deposit(one->type, one->value, one->total));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_is_quantity_times_price),
        cmocka_unit_test(a_document_has_these_lines),
        cmocka_unit_test(a_formula_makes_its_amount),
        cmocka_unit_test(a_deposit_is_a_part_of_the_total),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
