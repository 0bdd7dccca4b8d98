#include "rules/statement.h"

#include "unit/cases.h"

static struct instant day(const char *text)
{
    struct instant at = {0};

    if (text)
        assert_true(instant_parse(text, &at));
    return at;
}

static const struct {
    const char *name;
    int64_t opening, amounts[4], debit, credit, closing;
} sums[] = {
    {"nothing happens",              40,  {0},                  0,   0,   40 },
    {"an invoice and a part of it",  0,   {100, -60},           100, 60,  40 },
    {"the same on what was owed",    40,  {100, -60},           100, 60,  80 },
    {"a credit note and its refund", 0,   {100, -100, -30, 30}, 130, 130, 0  },
    {"more than was owed",           -10, {-5},                 0,   5,   -15},
};

static void what_is_owed_runs_from_opening_to_closing(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, sums) {
        struct statement_sums got = statement_begin(one->opening);
        int64_t last = one->opening;

        for (size_t i = 0; i < COUNT_OF(one->amounts); i++)
            last = statement_add(&got, one->amounts[i]);
        EXPECT_INTEGER(one->name, one->debit, got.debit);
        EXPECT_INTEGER(one->name, one->credit, got.credit);
        EXPECT_INTEGER(one->name, one->closing, got.closing);
        EXPECT_INTEGER(one->name, one->closing, last);
        EXPECT_INTEGER(one->name, got.opening + got.debit - got.credit, got.closing);
    }
}

static const struct {
    const char *limit, *today;
    enum age age;
} ages[] = {
    {"2026-11-22", "2026-11-21", AGE_NOT_DUE},
    {"2026-11-21", "2026-11-21", AGE_NOT_DUE},
    {"2026-11-20", "2026-11-21", AGE_30     },
    {"2026-10-22", "2026-11-21", AGE_30     },
    {"2026-10-21", "2026-11-21", AGE_60     },
    {"2026-09-22", "2026-11-21", AGE_60     },
    {"2026-09-21", "2026-11-21", AGE_90     },
    {"2026-08-23", "2026-11-21", AGE_90     },
    {"2026-08-22", "2026-11-21", AGE_OLDER  },
    {"2020-02-29", "2026-11-21", AGE_OLDER  },
    {"2036-02-29", "2026-11-21", AGE_NOT_DUE},
};

static void what_is_late_is_of_one_age(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, ages)
        EXPECT_INTEGER(one->limit, (int)one->age, (int)age_of(day(one->limit), day(one->today)));
}

static const struct {
    enum range_preset preset;
    const char *today, *first;
} ranges[] = {
    {RANGE_MONTH,   "2026-11-21", "2026-11-01"},
    {RANGE_MONTH,   "2024-02-29", "2024-02-01"},
    {RANGE_MONTH,   "2026-11-01", "2026-11-01"},
    {RANGE_QUARTER, "2026-11-21", "2026-10-01"},
    {RANGE_QUARTER, "2026-12-31", "2026-10-01"},
    {RANGE_QUARTER, "2026-01-31", "2026-01-01"},
    {RANGE_QUARTER, "2026-06-30", "2026-04-01"},
    {RANGE_YEAR,    "2026-11-21", "2026-01-01"},
    {RANGE_YEAR,    "2026-01-01", "2026-01-01"},
    {RANGE_ALL,     "2026-11-21", NULL        },
    {RANGE_NONE,    "2026-11-21", NULL        },
};

static void ranges_end_today(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, ranges) {
        struct day_range got = range_of(one->preset, day(one->today));

        EXPECT_INTEGER(one->today, day(one->first).micros, got.first.micros);
        EXPECT_INTEGER(one->today, day(one->today).micros, got.last.micros);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_owed_runs_from_opening_to_closing),
        cmocka_unit_test(what_is_late_is_of_one_age),
        cmocka_unit_test(ranges_end_today),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
