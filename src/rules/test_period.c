#include "rules/period.h"

#include "unit/cases.h"

static struct instant at(const char *text)
{
    struct instant instant = {0};

    assert_true(instant_parse(text, &instant));
    return instant;
}

static const char *written(struct instant instant)
{
    static char text[INSTANT_TEXT_SIZE];

    instant_format(instant, text);
    return text;
}

static void boundaries_are_counted_from_the_anchor(void **state)
{
    static const struct {
        const char *when, *anchor;
        struct rhythm rhythm;
        int64_t count;
        const char *boundary;
    } cases[] = {
        {"a day",                         "2026-02-28T09:00:00Z", {1, UNIT_DAY},   1,  "2026-03-01T09:00:00.00Z"},
        {"two weeks",                     "2026-12-24T00:00:00Z", {2, UNIT_WEEK},  1,  "2027-01-07T00:00:00.00Z"},
        {"a month keeps the time of day",
         "2025-02-12T10:10:44Z",                                  {1, UNIT_MONTH},
         1,                                                                            "2025-03-12T10:10:44.00Z"},
        {"the 31st becomes the 28th",
         "2026-01-31T09:00:00Z",                                  {1, UNIT_MONTH},
         1,                                                                            "2026-02-28T09:00:00.00Z"},
        {"and the 31st again",
         "2026-01-31T09:00:00Z",                                  {1, UNIT_MONTH},
         2,                                                                            "2026-03-31T09:00:00.00Z"},
        {"the 30th in a leap year",
         "2024-01-30T00:00:00Z",                                  {1, UNIT_MONTH},
         1,                                                                            "2024-02-29T00:00:00.00Z"},
        {"a quarter over the new year",
         "2026-11-30T12:00:00Z",                                  {3, UNIT_MONTH},
         1,                                                                            "2027-02-28T12:00:00.00Z"},
        {"29 February, a year later",
         "2024-02-29T00:00:00Z",                                  {1, UNIT_YEAR},
         1,                                                                            "2025-02-28T00:00:00.00Z"},
        {"and four years later",
         "2024-02-29T00:00:00Z",                                  {1, UNIT_YEAR},
         4,                                                                            "2028-02-29T00:00:00.00Z"},
        {"backwards",                     "2026-03-31T09:00:00Z", {1, UNIT_MONTH}, -1, "2026-02-28T09:00:00.00Z"},
        {"backwards over the new year",
         "2026-01-15T00:00:00Z",                                  {1, UNIT_MONTH},
         -13,
         "2024-12-15T00:00:00.00Z"                                                                              },
        {"not at all",                    "2026-01-31T09:00:00Z", {1, UNIT_MONTH}, 0,  "2026-01-31T09:00:00.00Z"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_TEXT(one->when, one->boundary,
                    written(period_boundary(at(one->anchor), one->rhythm, one->count)));
}

static void periods_touch_and_every_moment_lies_in_one(void **state)
{
    static const struct rhythm rhythms[] = {
        {1, UNIT_DAY  },
        {1, UNIT_WEEK },
        {1, UNIT_MONTH},
        {3, UNIT_MONTH},
        {1, UNIT_YEAR },
    };
    struct instant anchor = at("2024-01-31T23:30:00Z");

    (void)state;
    FOR_EACH_CASE(rhythm, rhythms)
        for (int64_t count = -30; count < 60; count++) {
            struct period period = period_at(anchor, *rhythm, count);
            struct period next = period_at(anchor, *rhythm, count + 1);
            struct instant last = instant_plus(period.end, -1);

            EXPECT_INTEGER("they touch", period.end.micros, next.start.micros);
            EXPECT_INTEGER("the first moment", count, period_count(anchor, *rhythm, period.start));
            EXPECT_INTEGER("the last moment", count, period_count(anchor, *rhythm, last));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boundaries_are_counted_from_the_anchor),
        cmocka_unit_test(periods_touch_and_every_moment_lies_in_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
