#include "rules/schedule.h"

#include "base/money.h"
#include "unit/cases.h"

static struct instant at(const char *text)
{
    struct instant instant = {0};

    if (text)
        assert_true(instant_parse(text, &instant));
    return instant;
}

static const char *written(struct instant instant)
{
    static char text[INSTANT_TEXT_SIZE];

    instant_format(instant, text);
    return text;
}

/* Paris in 2026: an hour east, two between the last Sundays of March and October. */
static struct instant paris_local(const char *zone, struct instant universal)
{
    bool is_summer = universal.micros >= at("2026-03-29T01:00:00Z").micros &&
                     universal.micros < at("2026-10-25T01:00:00Z").micros;

    (void)zone;
    return instant_plus(universal, HOURS(is_summer ? 2 : 1));
}

static struct instant paris_universal(const char *zone, struct instant local)
{
    bool is_summer = local.micros >= at("2026-03-29T03:00:00Z").micros &&
                     local.micros < at("2026-10-25T03:00:00Z").micros;

    (void)zone;
    return instant_plus(local, -HOURS(is_summer ? 2 : 1));
}

static const struct clocks utc, paris = {"Europe/Paris", paris_local, paris_universal};

/* The twelve frequencies of the portal, from a day that not every month has, through a leap year.
 */
static void every_frequency_is_counted_from_the_first(void **state)
{
    static const struct {
        const char *when, *anchor;
        struct rhythm rhythm;
        const char *dates[4];
    } cases[] = {
        {"daily",
         "2028-02-28", {1, UNIT_DAY},
         {"2028-02-28", "2028-02-29", "2028-03-01", "2028-03-02"}},
        {"weekly",
         "2026-12-24", {1, UNIT_WEEK},
         {"2026-12-24", "2026-12-31", "2027-01-07", "2027-01-14"}},
        {"every 2 weeks",
         "2026-12-24", {2, UNIT_WEEK},
         {"2026-12-24", "2027-01-07", "2027-01-21", "2027-02-04"}},
        {"every 4 weeks",
         "2026-12-24", {4, UNIT_WEEK},
         {"2026-12-24", "2027-01-21", "2027-02-18", "2027-03-18"}},
        {"monthly, 31",
         "2027-12-31", {1, UNIT_MONTH},
         {"2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"}},
        {"monthly, 30",
         "2026-12-30", {1, UNIT_MONTH},
         {"2026-12-30", "2027-01-30", "2027-02-28", "2027-03-30"}},
        {"monthly, 29",
         "2026-12-29", {1, UNIT_MONTH},
         {"2026-12-29", "2027-01-29", "2027-02-28", "2027-03-29"}},
        {"every 2 months",
         "2026-12-31", {2, UNIT_MONTH},
         {"2026-12-31", "2027-02-28", "2027-04-30", "2027-06-30"}},
        {"every 3 months",
         "2026-01-31", {3, UNIT_MONTH},
         {"2026-01-31", "2026-04-30", "2026-07-31", "2026-10-31"}},
        {"every 4 months",
         "2026-10-31", {4, UNIT_MONTH},
         {"2026-10-31", "2027-02-28", "2027-06-30", "2027-10-31"}},
        {"every 6 months",
         "2026-08-31", {6, UNIT_MONTH},
         {"2026-08-31", "2027-02-28", "2027-08-31", "2028-02-29"}},
        {"yearly",
         "2028-02-29", {1, UNIT_YEAR},
         {"2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28"}},
        {"every 2 years",
         "2028-02-29", {2, UNIT_YEAR},
         {"2028-02-29", "2030-02-28", "2032-02-29", "2034-02-28"}},
        {"every 3 years",
         "2028-02-29", {3, UNIT_YEAR},
         {"2028-02-29", "2031-02-28", "2034-02-28", "2037-02-28"}},
        {"every 45 days",
         "2026-01-31", {45, UNIT_DAY},
         {"2026-01-31", "2026-03-17", "2026-05-01", "2026-06-15"}},
        {"every 5 months",
         "2026-01-31", {5, UNIT_MONTH},
         {"2026-01-31", "2026-06-30", "2026-11-30", "2027-04-30"}},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct schedule schedule = {
            .rhythm = one->rhythm, .anchor = at(one->anchor), .day = NONE};
        struct instant dates[4];

        EXPECT_INTEGER(one->when, 4, (int64_t)schedule_dates(&schedule, 0, 4, dates));
        for (int i = 0; i < 4; i++) {
            EXPECT_INTEGER(one->when, at(one->dates[i]).micros, dates[i].micros);
            EXPECT_INTEGER(one->when, at(one->dates[i]).micros, schedule_date(&schedule, i).micros);
        }
    }
}

/* Counted from a month that has not the day, or from a 29 February that a yearly rhythm keeps. */
static void a_day_of_the_month_is_remembered(void **state)
{
    static const struct {
        const char *when, *anchor;
        struct rhythm rhythm;
        int64_t day, count;
        const char *date;
    } cases[] = {
        {"itself",            "2027-02-28", {1, UNIT_MONTH}, 31, 0, "2027-02-28T00:00:00.00Z"},
        {"the next month",    "2027-02-28", {1, UNIT_MONTH}, 31, 1, "2027-03-31T00:00:00.00Z"},
        {"a month of thirty", "2027-02-28", {2, UNIT_MONTH}, 31, 1, "2027-04-30T00:00:00.00Z"},
        {"a year later",      "2027-02-28", {1, UNIT_YEAR},  29, 1, "2028-02-29T00:00:00.00Z"},
        {"weeks know none",   "2027-02-28", {1, UNIT_WEEK},  31, 1, "2027-03-07T00:00:00.00Z"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct schedule schedule = {
            .rhythm = one->rhythm, .anchor = at(one->anchor), .day = one->day};

        EXPECT_TEXT(one->when, one->date, written(schedule_date(&schedule, one->count)));
    }
}

static void the_hour_is_that_of_the_clocks(void **state)
{
    static const struct {
        const char *when, *anchor;
        struct rhythm rhythm;
        int64_t count;
        const char *date;
    } cases[] = {
        {"midnight in winter",
         "2026-01-30T23:00:00Z",                         {1, UNIT_MONTH},
         0,                                                                  "2026-01-30T23:00:00.00Z"},
        {"the last of February",
         "2026-01-30T23:00:00Z",                         {1, UNIT_MONTH},
         1,                                                                  "2026-02-27T23:00:00.00Z"},
        {"midnight in summer",
         "2026-01-30T23:00:00Z",                         {1, UNIT_MONTH},
         2,                                                                  "2026-03-30T22:00:00.00Z"},
        {"nine o'clock",         "2026-03-23T08:00:00Z", {1, UNIT_WEEK},  1, "2026-03-30T07:00:00.00Z"},
        {"an hour that is not",
         "2026-03-28T01:30:00Z",                         {1, UNIT_DAY},
         1,                                                                  "2026-03-29T01:30:00.00Z"},
        {"and is again",         "2026-03-28T01:30:00Z", {1, UNIT_DAY},   2, "2026-03-30T00:30:00.00Z"},
        {"and back in autumn",   "2026-10-24T22:00:00Z", {1, UNIT_DAY},   1, "2026-10-25T23:00:00.00Z"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct schedule schedule = {
            .rhythm = one->rhythm, .anchor = at(one->anchor), .day = NONE, .clocks = paris};

        EXPECT_TEXT(one->when, one->date, written(schedule_date(&schedule, one->count)));
    }
}

static void the_next_date_is_today_or_later(void **state)
{
    static const struct {
        const char *when, *anchor;
        struct rhythm rhythm;
        int64_t from;
        const char *at;
        int64_t count;
    } cases[] = {
        {"before it all",   "2026-01-31", {1, UNIT_MONTH}, 0, "2025-01-01T00:00:00Z", 0  },
        {"the first day",   "2026-01-31", {1, UNIT_MONTH}, 0, "2026-01-31T18:00:00Z", 0  },
        {"the day after",   "2026-01-31", {1, UNIT_MONTH}, 0, "2026-02-01T00:00:00Z", 1  },
        {"a late hour",     "2026-01-31", {1, UNIT_MONTH}, 0, "2026-03-31T23:59:59Z", 2  },
        {"years later",     "2026-01-31", {1, UNIT_MONTH}, 0, "2036-02-01T00:00:00Z", 121},
        {"never backwards", "2026-01-31", {1, UNIT_MONTH}, 7, "2026-02-01T00:00:00Z", 7  },
        {"days",            "2026-01-31", {45, UNIT_DAY},  0, "2026-03-18T00:00:00Z", 2  },
        {"29 February",     "2028-02-29", {1, UNIT_YEAR},  0, "2029-03-01T00:00:00Z", 2  },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct schedule schedule = {
            .rhythm = one->rhythm, .anchor = at(one->anchor), .day = NONE};

        EXPECT_INTEGER(one->when, one->count, schedule_count(&schedule, one->from, at(one->at)));
    }
}

/* 23:30 UTC is tomorrow in Paris. */
static void today_is_a_day_of_the_clocks(void **state)
{
    struct schedule schedule = {
        .rhythm = {1, UNIT_DAY},
          .anchor = at("2026-05-31T22:00:00Z"), .day = NONE
    };

    (void)state;
    EXPECT_INTEGER("UTC", 0, schedule_count(&schedule, 0, at("2026-05-31T23:30:00Z")));
    EXPECT_INTEGER("UTC, the next day", 1,
                   schedule_count(&schedule, 0, at("2026-06-01T00:30:00Z")));
    schedule.clocks = paris;
    EXPECT_INTEGER("Paris", 0, schedule_count(&schedule, 0, at("2026-06-01T00:30:00Z")));
    EXPECT_INTEGER("Paris, the next day", 1,
                   schedule_count(&schedule, 0, at("2026-06-01T22:00:00Z")));
}

static void the_day_of_the_end_is_the_last(void **state)
{
    static const struct {
        const char *when, *end;
        int64_t count, dates;
    } cases[] = {
        {"none",                     NULL,                   0, 5},
        {"the hour does not matter", "2026-03-01T00:00:00Z", 0, 3},
        {"the day before",           "2026-02-28T23:59:59Z", 0, 2},
        {"from the middle",          "2026-03-01T00:00:00Z", 2, 1},
        {"it is over",               "2026-03-01T00:00:00Z", 3, 0},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        const struct schedule schedule = {
            .rhythm = {1, UNIT_MONTH},
            .anchor = at("2026-01-01T09:00:00Z"),
            .day = NONE,
            .end = at(one->end)
        };
        struct instant dates[5];

        EXPECT_INTEGER(one->when, one->dates,
                       (int64_t)schedule_dates(&schedule, one->count, 5, dates));
    }
}

static void days_on_which_something_is_due(void **state)
{
    static const struct {
        const char *when, *at;
        int64_t days, day; /* so many days later, or the next day of a month */
        const char *due;
    } cases[] = {
        {"the same day",          "2026-01-15T10:00:00Z", 0,    NONE, "2026-01-14T23:00:00.00Z"},
        {"30 days, over March",   "2026-03-10T10:00:00Z", 30,   NONE, "2026-04-08T22:00:00.00Z"},
        {"later in the month",    "2026-01-15T10:00:00Z", NONE, 20,   "2026-01-19T23:00:00.00Z"},
        {"the day itself is not", "2026-01-15T10:00:00Z", NONE, 15,   "2026-02-14T23:00:00.00Z"},
        {"the last of a month",   "2026-01-31T10:00:00Z", NONE, 31,   "2026-02-27T23:00:00.00Z"},
        {"from a short month",    "2026-02-28T10:00:00Z", NONE, 31,   "2026-03-30T22:00:00.00Z"},
        {"over the new year",     "2026-12-31T10:00:00Z", NONE, 5,    "2027-01-04T23:00:00.00Z"},
        {"it is tomorrow there",  "2026-01-14T23:30:00Z", NONE, 15,   "2026-02-14T23:00:00.00Z"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->due,
                    written(one->day == NONE
                                ? schedule_day(&paris, at(one->at), one->days)
                                : schedule_day_of_month(&paris, at(one->at), one->day)));
    EXPECT_TEXT("UTC", "2026-01-16T00:00:00.00Z",
                written(schedule_day(&utc, at("2026-01-15T10:00:00Z"), 1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_frequency_is_counted_from_the_first),
        cmocka_unit_test(a_day_of_the_month_is_remembered),
        cmocka_unit_test(the_hour_is_that_of_the_clocks),
        cmocka_unit_test(the_next_date_is_today_or_later),
        cmocka_unit_test(today_is_a_day_of_the_clocks),
        cmocka_unit_test(the_day_of_the_end_is_the_last),
        cmocka_unit_test(days_on_which_something_is_due),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
