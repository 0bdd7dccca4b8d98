#include "rules/refund.h"

#include "unit/cases.h"

enum { PARTS_MAX = 4 };

static void each_part_gives_its_share(void **state)
{
    static const struct {
        const char *name;
        size_t count;
        int64_t parts[PARTS_MAX], before, after, shares[PARTS_MAX];
    } cases[] = {
        {"all of it",                2, {10000, 2000},                  0,    12000,         {10000, 2000}      },
        {"half of it",               2, {10000, 2000},                  0,    6000,          {5000, 1000}       },
        {"the other half",           2, {10000, 2000},                  6000, 12000,         {5000, 1000}       },
        {"one cent",                 2, {10000, 2000},                  0,    1,             {1, 0}             },
        {"three cents",              2, {10000, 2000},                  0,    3,             {3, 0}             },
        {"nothing",                  2, {10000, 2000},                  5,    5,             {0, 0}             },
        {"thirds, the first",        3, {100, 100, 100},                0,    100,           {33, 34, 33}       },
        {"thirds, the second",       3, {100, 100, 100},                100,  200,           {34, 32, 34}       },
        {"thirds, the last",         3, {100, 100, 100},                200,  300,           {33, 34, 33}       },
        {"with a discount",          3, {10000, -2500, 1500},           0,    4500,          {5000, -1250, 750} },
        {"odd, with a discount",     3, {999, -333, 133},               0,    100,           {125, -42, 17}     },
        {"two rates",                4, {1000, 500, 200, 28},           0,    864,           {500, 250, 100, 14}},
        {"a part that is nothing",   3, {0, 1000, 200},                 0,    600,           {0, 500, 100}      },
        {"amounts that are too big",
         2,                             {8000000000000, 1600000000000},
         0,                                                                   4800000000000,
         {4000000000000, 800000000000}                                                                          },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        int64_t shares[PARTS_MAX];

        refund_shares(one->parts, one->count, one->before, one->after, shares);
        for (size_t i = 0; i < one->count; i++)
            EXPECT_INTEGER(one->name, one->shares[i], shares[i]);
    }
}

/* Whatever is given back in whatever steps, each step is exact and the last one leaves nothing. */
static void steps_add_up(void **state)
{
    static const int64_t parts[PARTS_MAX] = {4999, -333, 17, 937};
    int64_t shares[PARTS_MAX], given[PARTS_MAX] = {0};
    int64_t total = 4999 - 333 + 17 + 937, before = 0;

    (void)state;
    for (int64_t step = 1; before < total; step = step * 7 % 101) {
        int64_t after = before + step < total ? before + step : total, sum = 0;

        refund_shares(parts, PARTS_MAX, before, after, shares);
        for (size_t i = 0; i < PARTS_MAX; i++) {
            sum += shares[i];
            given[i] += shares[i];
        }
        EXPECT_INTEGER("a step", after - before, sum);
        before = after;
    }
    for (size_t i = 0; i < PARTS_MAX; i++)
        EXPECT_INTEGER("all of it", parts[i], given[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_gives_its_share),
        cmocka_unit_test(steps_add_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
