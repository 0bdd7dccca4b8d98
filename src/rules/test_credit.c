#include "rules/credit.h"

#include "unit/cases.h"

enum { CREDITS_MAX = 4, RATES_MAX = 3 };

static void credits_lower_charges_and_none_below_zero(void **state)
{
    static const struct {
        const char *when;
        size_t count, rates;
        struct credit credits[CREDITS_MAX];
        struct chargeable charges[RATES_MAX];
        int64_t used[CREDITS_MAX]; /* by id, which counts from 1 */
    } cases[] = {
        {"no credit",                                       0, 1, {{0}},                         {{2000, 100}},           {0}  },
        {"nothing charged",                                 1, 0, {{100, 2000, {0}, {0}, 1, 0}}, {{0}},                   {0}  },
        {"smaller than the charges",                        1, 1, {{40, 2000, {0}, {0}, 1, 0}},  {{2000, 100}},           {40} },
        {"as large",                                        1, 1, {{100, 2000, {0}, {0}, 1, 0}}, {{2000, 100}},           {100}},
        {"larger",                                          1, 1, {{140, 2000, {0}, {0}, 1, 0}}, {{2000, 100}},           {100}},
        {"the oldest first",
         2,                                                    1,
         {{60, 2000, {0}, {0}, 2, 0}, {60, 2000, {0}, {0}, 1, 0}},
         {{2000, 100}},
         {60, 40}                                                                                                              },
        {"the oldest, whatever its id",
         2,                                                    1,
         {{60, 2000, {0}, {7}, 1, 0}, {60, 2000, {0}, {5}, 2, 0}},
         {{2000, 100}},
         {40, 60}                                                                                                              },
        {"what lapses first",
         3,                                                    1,
         {{60, 2000, {0}, {0}, 1, 0}, {60, 2000, {9}, {0}, 2, 0}, {60, 2000, {5}, {0}, 3, 0}},
         {{2000, 100}},
         {0, 40, 60}                                                                                                           },
        {"of two that lapse at once the older",
         2,                                                    1,
         {{60, 2000, {5}, {0}, 2, 0}, {60, 2000, {5}, {0}, 1, 0}},
         {{2000, 70}},
         {60, 10}                                                                                                              },
        {"its own rate first",                              1, 2, {{60, 550, {0}, {0}, 1, 0}},   {{2000, 50}, {550, 40}}, {60} },
        {"never a lower rate, whose tax could not bear it",
         1,                                                    1,
         {{60, 2000, {0}, {0}, 1, 0}},
         {{550, 100}},
         {0}                                                                                                                   },
        {"but a higher one",                                1, 1, {{60, 0, {0}, {0}, 1, 0}},     {{2000, 100}},           {60} },
        {"what is charged negatively takes none",
         1,                                                    1,
         {{60, 2000, {0}, {0}, 1, 0}},
         {{2000, -5}},
         {0}                                                                                                                   },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct chargeable charges[RATES_MAX];
        struct credit credits[CREDITS_MAX];

        for (size_t i = 0; i < RATES_MAX; i++)
            charges[i] = one->charges[i];
        for (size_t i = 0; i < CREDITS_MAX; i++)
            credits[i] = one->credits[i];
        credits_use(credits, one->count, charges, one->rates);
        for (size_t i = 0; i < one->count; i++)
            EXPECT_INTEGER(one->when, one->used[credits[i].id - 1], credits[i].used);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credits_lower_charges_and_none_below_zero),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
