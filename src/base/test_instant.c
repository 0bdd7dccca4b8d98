#include "base/instant.h"

#include "unit/cases.h"

/* 2026-01-31T09:00:00Z, counted by hand: 20484 days and nine hours. */
#define A_DAY    DAYS(20484)
#define A_MOMENT (A_DAY + HOURS(9))

static void moments_are_read_in_every_form_of_the_contract(void **state)
{
    static const struct {
        const char *text;
        int64_t micros;
    } cases[] = {
        {"2026-01-31",                     A_DAY                       },
        {"2026-01-31T09:00:00Z",           A_MOMENT                    },
        {"2026-01-31T09:00:00z",           A_MOMENT                    },
        {"2026-01-31t09:00:00Z",           A_MOMENT                    },
        {"2026-01-31T09:00:00",            A_MOMENT                    },
        {"2026-01-31T09:00",               A_MOMENT                    },
        {"2026-01-31 09:00:00",            A_MOMENT                    },
        {"2026-01-31+09:00:00",            A_MOMENT                    }, /* decoded once too few */
        {"2026-01-31T09:00:00+00:00",      A_MOMENT                    },
        {"2026-01-31T09:00:00+0000",       A_MOMENT                    }, /* PHP */
        {"2026-01-31T10:00:00+01:00",      A_MOMENT                    },
        {"2026-01-31T10:00:00+0100",       A_MOMENT                    },
        {"2026-01-31T04:30:00-04:30",      A_MOMENT                    },
        {"2026-01-31T23:00:00+14:00",      A_MOMENT                    },
        {"2026-01-30T23:00:00-10:00",      A_MOMENT                    },
        {"2026-01-31T09:00:00.8Z",         A_MOMENT + 800000           },
        {"2026-01-31T09:00:00.88Z",        A_MOMENT + 880000           },
        {"2026-01-31T09:00:00.1234567Z",   A_MOMENT + 123456           }, /* .NET: 7 digits */
        {"2026-01-31T09:00:00.123456789Z", A_MOMENT + 123456           },
        {"2026-01-31T09:00:00,5Z",         A_MOMENT + 500000           },
        {"2026-01-31T09:00:00.88+01:00",   A_MOMENT - HOURS(1) + 880000},
        {"2024-02-29",                     DAYS(19782)                 },
        {"2000-02-29",                     DAYS(11016)                 },
        {"1971-01-01",                     DAYS(365)                   },
        {"9998-12-31T23:59:59.999999Z",    DAYS(2932532) - 1           },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct instant at = {0};

        EXPECT_TRUE(one->text, instant_parse(one->text, &at));
        EXPECT_INTEGER(one->text, one->micros, at.micros);
    }
}

static void what_is_no_moment_is_refused_and_nothing_is_written(void **state)
{
    static const char *const cases[] = {
        "",
        "2026",
        "2026-01",
        "2026-02-30",
        "2026-02-29", /* not a leap year */
        "2100-02-29", /* nor a century */
        "2026-04-31",
        "2026-00-10",
        "2026-13-10",
        "2026-01-00",
        "2026-01-32",
        "1970-12-31",
        "9999-01-01",
        "10000-01-01",
        "26-01-31",
        "2026-1-31",
        "2026/01/31",
        "31-01-2026",
        "-2026-01-31",
        "2026-01-31T",
        "2026-01-31T9:00",
        "2026-01-31T09",
        "2026-01-31T24:00:00",
        "2026-01-31T09:60",
        "2026-01-31T09:00:60Z",
        "2026-01-31T09:00:00.Z",
        "2026-01-31T09:00:00.1234567890Z",
        "2026-01-31T09:00:00+1",
        "2026-01-31T09:00:00+01",
        "2026-01-31T09:00:00+15:00",
        "2026-01-31T09:00:00+01:60",
        "2026-01-31T09:00:00Zulu",
        "2026-01-31T09:00:00Z ",
        " 2026-01-31",
        "2026-01-31Z",
        "2026-01-31X09:00",
        "false",
        "20260131",
        "2026-01-31T09:00:00 Z",
    };

    (void)state;
    FOR_EACH_CASE(text, cases) {
        struct instant at = {77};

        EXPECT_TRUE(*text, !instant_parse(*text, &at));
        EXPECT_INTEGER(*text, 77, at.micros);
    }
}

static void moments_are_written_with_two_decimals_truncated(void **state)
{
    static const struct {
        int64_t micros;
        const char *moment, *day;
    } cases[] = {
        {A_MOMENT,            "2026-01-31T09:00:00.00Z", "2026-01-31"},
        {A_MOMENT + 880000,   "2026-01-31T09:00:00.88Z", "2026-01-31"},
        {A_MOMENT + 889999,   "2026-01-31T09:00:00.88Z", "2026-01-31"},
        {A_MOMENT + 9999,     "2026-01-31T09:00:00.00Z", "2026-01-31"},
        {A_DAY + DAYS(1) - 1, "2026-01-31T23:59:59.99Z", "2026-01-31"},
        {A_DAY + DAYS(1),     "2026-02-01T00:00:00.00Z", "2026-02-01"},
        {0,                   "1970-01-01T00:00:00.00Z", "1970-01-01"},
        {-1,                  "1969-12-31T23:59:59.99Z", "1969-12-31"},
        {DAYS(11016),         "2000-02-29T00:00:00.00Z", "2000-02-29"},
        {DAYS(2932532) - 1,   "9998-12-31T23:59:59.99Z", "9998-12-31"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        char moment[INSTANT_TEXT_SIZE], day[DAY_TEXT_SIZE];

        instant_format((struct instant){one->micros}, moment);
        EXPECT_TEXT("a moment", one->moment, moment);
        day_format((struct instant){one->micros}, day);
        EXPECT_TEXT("its day", one->day, day);
    }
}

/* Counts from 1900 to 2400, and compares with a calendar that only knows how to add one day. */
static void every_day_of_five_centuries_goes_there_and_back(void **state)
{
    struct civil expected = {.year = 1900, .month = 1, .day = 1};

    (void)state;
    for (int64_t day = -25567; expected.year < 2400; day++) {
        struct civil civil = civil_from_instant((struct instant){DAYS(day) + 5});

        EXPECT_INTEGER("the year", expected.year, civil.year);
        EXPECT_INTEGER("the month", expected.month, civil.month);
        EXPECT_INTEGER("the day", expected.day, civil.day);
        EXPECT_INTEGER("the time", 5, civil.micros);
        EXPECT_INTEGER("and back", DAYS(day) + 5, instant_from_civil(civil).micros);
        if (++expected.day > days_in_month(expected.year, expected.month)) {
            expected.day = 1;
            expected.year += expected.month == 12;
            expected.month = expected.month % 12 + 1;
        }
    }
}

static void months_have_their_days(void **state)
{
    static const struct {
        int64_t year;
        int month, days;
    } cases[] = {
        {2026, 1,  31},
        {2026, 2,  28},
        {2024, 2,  29},
        {2000, 2,  29},
        {2100, 2,  28},
        {2400, 2,  29},
        {2026, 4,  30},
        {2026, 12, 31},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER("a month", one->days, days_in_month(one->year, one->month));
}

static void the_earlier_of_two_is_never_one_that_is_not_set(void **state)
{
    static const struct {
        int64_t a, b, earlier;
    } cases[] = {
        {1, 2, 1},
        {2, 1, 1},
        {0, 2, 2},
        {2, 0, 2},
        {0, 0, 0},
        {3, 3, 3},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER("two moments", one->earlier,
                       instant_earlier((struct instant){one->a}, (struct instant){one->b}).micros);
}

static void the_machine_lives_in_this_century(void **state)
{
    int64_t year = civil_from_instant(machine_now()).year;

    (void)state;
    assert_in_range((uintmax_t)year, 2024, 2100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_are_read_in_every_form_of_the_contract),
        cmocka_unit_test(what_is_no_moment_is_refused_and_nothing_is_written),
        cmocka_unit_test(moments_are_written_with_two_decimals_truncated),
        cmocka_unit_test(every_day_of_five_centuries_goes_there_and_back),
        cmocka_unit_test(months_have_their_days),
        cmocka_unit_test(the_earlier_of_two_is_never_one_that_is_not_set),
        cmocka_unit_test(the_machine_lives_in_this_century),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
