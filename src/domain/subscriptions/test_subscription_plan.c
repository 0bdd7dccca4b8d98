/* Where periods lie on calendars, with the zones that there are. */
#include "domain/subscriptions/subscription_plan.h"

#include "platform/zone/zone.h"
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

    if (!instant_is_set(instant))
        return NULL;
    instant_format(instant, text);
    return text;
}

/* A subscription whose first period begins at `start`. */
static struct subscription placed(enum anchor anchor, int64_t day, const char *zone,
                                  struct rhythm rhythm, const char *start)
{
    struct subscription subscription = {
        .state_subscription = STATE_ACTIVE_RUNNING,
        .anchor = (int)anchor,
        .billing_day = day,
        .time_zone = zone,
        .duration_recurrence = rhythm.duration,
        .unit_recurrence = (int)rhythm.unit,
        .duration_trial = NONE,
        .period_no = NONE,
        .period_anchor = NONE,
    };

    subscription_place(&subscription, at(start), at(start));
    return subscription;
}

/* It would line the rows up into the void. */
/* clang-format off */
static void the_first_periods_lie_on_the_calendar(void **state)
{
    static const struct {
        const char *when;
        enum anchor anchor;
        int64_t day;
        const char *zone;
        struct rhythm rhythm;
        const char *start, *whole_start, *end, *second_end, *third_end;
    } cases[] = {
        {"from the start", ANCHOR_START, NONE, NULL, {1, UNIT_MONTH}, "2026-01-31T09:00:00Z", NULL,
         "2026-02-28T09:00:00.00Z", "2026-03-31T09:00:00.00Z", "2026-04-30T09:00:00.00Z"},
        {"from the start, the 29th", ANCHOR_START, NONE, NULL, {1, UNIT_MONTH}, "2026-01-29T00:00:00Z", NULL,
         "2026-02-28T00:00:00.00Z", "2026-03-29T00:00:00.00Z", "2026-04-29T00:00:00.00Z"},
        {"from 29 February, yearly", ANCHOR_START, NONE, NULL, {1, UNIT_YEAR}, "2028-02-29T00:00:00Z", NULL,
         "2029-02-28T00:00:00.00Z", "2030-02-28T00:00:00.00Z", "2031-02-28T00:00:00.00Z"},

        {"a billing day to come", ANCHOR_DAY, 15, NULL, {1, UNIT_MONTH}, "2026-01-10T12:00:00Z", "2025-12-15T00:00:00.00Z",
         "2026-01-15T00:00:00.00Z", "2026-02-15T00:00:00.00Z", "2026-03-15T00:00:00.00Z"},
        {"a billing day that has been", ANCHOR_DAY, 5, NULL, {1, UNIT_MONTH}, "2026-01-10T12:00:00Z", "2026-01-05T00:00:00.00Z",
         "2026-02-05T00:00:00.00Z", "2026-03-05T00:00:00.00Z", "2026-04-05T00:00:00.00Z"},
        {"on the billing day, at midnight", ANCHOR_DAY, 10, NULL, {1, UNIT_MONTH}, "2026-01-10T00:00:00Z", NULL,
         "2026-02-10T00:00:00.00Z", "2026-03-10T00:00:00.00Z", "2026-04-10T00:00:00.00Z"},
        {"on the billing day, later", ANCHOR_DAY, 10, NULL, {1, UNIT_MONTH}, "2026-01-10T12:00:00Z", "2026-01-10T00:00:00.00Z",
         "2026-02-10T00:00:00.00Z", "2026-03-10T00:00:00.00Z", "2026-04-10T00:00:00.00Z"},
        {"the 31st, from February on", ANCHOR_DAY, 31, NULL, {1, UNIT_MONTH}, "2026-02-10T00:00:00Z", "2026-01-31T00:00:00.00Z",
         "2026-02-28T00:00:00.00Z", "2026-03-31T00:00:00.00Z", "2026-04-30T00:00:00.00Z"},
        {"the 31st, on the last of February", ANCHOR_DAY, 31, NULL, {1, UNIT_MONTH}, "2026-02-28T00:00:00Z", NULL,
         "2026-03-31T00:00:00.00Z", "2026-04-30T00:00:00.00Z", "2026-05-31T00:00:00.00Z"},
        {"the 30th in a leap year", ANCHOR_DAY, 30, NULL, {1, UNIT_MONTH}, "2028-02-01T00:00:00Z", "2028-01-30T00:00:00.00Z",
         "2028-02-29T00:00:00.00Z", "2028-03-30T00:00:00.00Z", "2028-04-30T00:00:00.00Z"},
        {"the 31st, yearly in February", ANCHOR_DAY, 31, NULL, {1, UNIT_YEAR}, "2026-02-10T00:00:00Z", "2025-02-28T00:00:00.00Z",
         "2026-02-28T00:00:00.00Z", "2027-02-28T00:00:00.00Z", "2028-02-29T00:00:00.00Z"},
        {"a quarter from the next billing day", ANCHOR_DAY, 15, NULL, {3, UNIT_MONTH}, "2026-01-20T00:00:00Z", "2025-11-15T00:00:00.00Z",
         "2026-02-15T00:00:00.00Z", "2026-05-15T00:00:00.00Z", "2026-08-15T00:00:00.00Z"},
        {"no day named: that of the start", ANCHOR_DAY, NONE, NULL, {1, UNIT_MONTH}, "2026-01-31T09:00:00Z", "2026-01-31T00:00:00.00Z",
         "2026-02-28T00:00:00.00Z", "2026-03-31T00:00:00.00Z", "2026-04-30T00:00:00.00Z"},
        {"Wednesdays", ANCHOR_DAY, 3, NULL, {1, UNIT_WEEK}, "2026-01-10T12:00:00Z", "2026-01-07T00:00:00.00Z",
         "2026-01-14T00:00:00.00Z", "2026-01-21T00:00:00.00Z", "2026-01-28T00:00:00.00Z"},
        {"every other Sunday", ANCHOR_DAY, 7, NULL, {2, UNIT_WEEK}, "2026-01-10T12:00:00Z", "2025-12-28T00:00:00.00Z",
         "2026-01-11T00:00:00.00Z", "2026-01-25T00:00:00.00Z", "2026-02-08T00:00:00.00Z"},

        {"months of the calendar", ANCHOR_CALENDAR, NONE, NULL, {1, UNIT_MONTH}, "2026-01-10T12:00:00Z", "2026-01-01T00:00:00.00Z",
         "2026-02-01T00:00:00.00Z", "2026-03-01T00:00:00.00Z", "2026-04-01T00:00:00.00Z"},
        {"quarters of the calendar", ANCHOR_CALENDAR, NONE, NULL, {3, UNIT_MONTH}, "2026-05-10T12:00:00Z", "2026-04-01T00:00:00.00Z",
         "2026-07-01T00:00:00.00Z", "2026-10-01T00:00:00.00Z", "2027-01-01T00:00:00.00Z"},
        {"a year of the calendar", ANCHOR_CALENDAR, NONE, NULL, {1, UNIT_YEAR}, "2026-05-10T12:00:00Z", "2026-01-01T00:00:00.00Z",
         "2027-01-01T00:00:00.00Z", "2028-01-01T00:00:00.00Z", "2029-01-01T00:00:00.00Z"},
        {"two years of the calendar", ANCHOR_CALENDAR, NONE, NULL, {2, UNIT_YEAR}, "2026-05-10T12:00:00Z", "2025-01-01T00:00:00.00Z",
         "2027-01-01T00:00:00.00Z", "2029-01-01T00:00:00.00Z", "2031-01-01T00:00:00.00Z"},
        {"five months fit no year", ANCHOR_CALENDAR, NONE, NULL, {5, UNIT_MONTH}, "2026-05-10T12:00:00Z", "2026-01-01T00:00:00.00Z",
         "2026-06-01T00:00:00.00Z", "2026-11-01T00:00:00.00Z", "2027-04-01T00:00:00.00Z"},
        {"weeks of the calendar", ANCHOR_CALENDAR, NONE, NULL, {1, UNIT_WEEK}, "2026-01-10T12:00:00Z", "2026-01-05T00:00:00.00Z",
         "2026-01-12T00:00:00.00Z", "2026-01-19T00:00:00.00Z", "2026-01-26T00:00:00.00Z"},
        {"days of the calendar", ANCHOR_CALENDAR, NONE, NULL, {1, UNIT_DAY}, "2026-01-10T12:00:00Z", "2026-01-10T00:00:00.00Z",
         "2026-01-11T00:00:00.00Z", "2026-01-12T00:00:00.00Z", "2026-01-13T00:00:00.00Z"},

        {"Paris, over both changes of its clocks", ANCHOR_CALENDAR, NONE, "Europe/Paris", {3, UNIT_MONTH}, "2026-03-10T12:00:00Z",
         "2025-12-31T23:00:00.00Z", "2026-03-31T22:00:00.00Z", "2026-06-30T22:00:00.00Z", "2026-09-30T22:00:00.00Z"},
        {"Paris, the 31st where it is still the 30th in Greenwich", ANCHOR_DAY, 31, "Europe/Paris", {1, UNIT_MONTH}, "2026-01-30T23:00:00Z",
         NULL, "2026-02-27T23:00:00.00Z", "2026-03-30T22:00:00.00Z", "2026-04-29T22:00:00.00Z"},
        {"Paris, days around the last Sunday of March", ANCHOR_CALENDAR, NONE, "Europe/Paris", {1, UNIT_DAY}, "2026-03-27T23:00:00Z",
         NULL, "2026-03-28T23:00:00.00Z", "2026-03-29T22:00:00.00Z", "2026-03-30T22:00:00.00Z"},
        {"Sao Paulo, where midnight was skipped", ANCHOR_CALENDAR, NONE, "America/Sao_Paulo", {1, UNIT_DAY}, "2018-11-03T03:00:00Z",
         NULL, "2018-11-04T03:00:00.00Z", "2018-11-05T02:00:00.00Z", "2018-11-06T02:00:00.00Z"},
        {"Apia, where 30 December 2011 was no day", ANCHOR_CALENDAR, NONE, "Pacific/Apia", {1, UNIT_DAY}, "2011-12-28T10:00:00Z",
         NULL, "2011-12-29T10:00:00.00Z", "2011-12-30T10:00:00.00Z", "2011-12-31T10:00:00.00Z"},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct subscription subscription =
            placed(one->anchor, one->day, one->zone, one->rhythm, one->start);
        struct period second;

        EXPECT_TEXT(one->when, one->whole_start, written(subscription.date_reference_start));
        EXPECT_INTEGER(one->when, 1, subscription.period_no);
        EXPECT_TEXT(one->when, one->end, written(subscription.date_period_end));
        subscription_move_on(&subscription);
        second = (struct period){subscription.date_period_start, subscription.date_period_end};
        EXPECT_TEXT(one->when, one->end, written(second.start));
        EXPECT_TEXT(one->when, one->second_end, written(second.end));
        EXPECT_TEXT(one->when, NULL, written(subscription.date_reference_start));
        subscription_move_on(&subscription);
        EXPECT_INTEGER(one->when, 3, subscription.period_no);
        EXPECT_TEXT(one->when, one->third_end, written(subscription.date_period_end));
    }
}
/* clang-format on */

/* However clocks change, a year has twelve months and they touch. */
static void clocks_change_neither_counts_nor_amounts(void **state)
{
    static const char *const zones[] = {"Europe/Paris",   "America/Sao_Paulo",
                                        "Pacific/Apia",   "Australia/Lord_Howe",
                                        "Asia/Kathmandu", "Africa/Casablanca"};

    (void)state;
    FOR_EACH_CASE(zone, zones) {
        struct subscription subscription = placed(
            ANCHOR_CALENDAR, NONE, *zone, (struct rhythm){1, UNIT_MONTH}, "2009-06-15T12:00:00Z");

        subscription.proration_unit = PRORATION_DAY;
        for (int64_t month = 1; month < 240; month++) {
            struct instant end = subscription.date_period_end;
            struct civil first;
            struct part part;

            subscription_move_on(&subscription);
            first = civil_from_instant(
                instant_plus(zone_local(*zone, subscription.date_period_start), HOURS(1)));
            part = part_of(subscription_span(&subscription));
            EXPECT_INTEGER(*zone, end.micros, subscription.date_period_start.micros);
            EXPECT_INTEGER(*zone, (5 + month) % 12 + 1, first.month);
            EXPECT_INTEGER(*zone, 1, first.day);
            EXPECT_INTEGER(*zone, days_in_month(first.year, first.month), part.of_units);
            EXPECT_INTEGER(*zone, part.of_units, part.units);
        }
    }
}

static void a_moved_term_comes_back_to_its_day(void **state)
{
    struct subscription subscription =
        placed(ANCHOR_DAY, 31, NULL, (struct rhythm){1, UNIT_MONTH}, "2026-01-31T00:00:00Z");

    (void)state;
    subscription_move_term(&subscription, at("2026-02-20T00:00:00Z"));
    subscription_move_on(&subscription);
    EXPECT_TEXT("begins there", "2026-02-20T00:00:00.00Z", written(subscription.date_period_start));
    EXPECT_TEXT("ends on its day", "2026-02-28T00:00:00.00Z",
                written(subscription.date_period_end));
    EXPECT_TEXT("and is a part", "2026-01-31T00:00:00.00Z",
                written(subscription.date_reference_start));
    subscription_move_on(&subscription);
    EXPECT_TEXT("goes on", "2026-03-31T00:00:00.00Z", written(subscription.date_period_end));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_periods_lie_on_the_calendar),
        cmocka_unit_test(clocks_change_neither_counts_nor_amounts),
        cmocka_unit_test(a_moved_term_comes_back_to_its_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
