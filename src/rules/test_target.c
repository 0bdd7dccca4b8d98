#include "rules/target.h"

#include "unit/cases.h"

static struct instant day(const char *text)
{
    struct instant at = {0};

    if (text)
        assert_true(instant_parse(text, &at));
    return at;
}

static const struct {
    const char *when, *day;
    bool is_open;
} days[] = {
    {"a Monday",             "2026-11-23", true },
    {"a Friday",             "2026-11-27", true },
    {"a Saturday",           "2026-11-28", false},
    {"a Sunday",             "2026-11-29", false},
    {"New Year",             "2027-01-01", false},
    {"2 January",            "2026-01-02", true },
    {"Good Friday 2026",     "2026-04-03", false},
    {"Maundy Thursday 2026", "2026-04-02", true },
    {"Easter Monday 2026",   "2026-04-06", false},
    {"the Tuesday after",    "2026-04-07", true },
    {"Good Friday 2024",     "2024-03-29", false},
    {"Easter Monday 2024",   "2024-04-01", false},
    {"Easter Monday 2008",   "2008-03-24", false},
    {"Easter Monday 2038",   "2038-04-26", false},
    {"Good Friday 2049",     "2049-04-16", false},
    {"Labour Day",           "2026-05-01", false},
    {"Ascension is open",    "2026-05-14", true },
    {"14 July is open",      "2026-07-14", true },
    {"Christmas",            "2026-12-25", false},
    {"Boxing Day",           "2028-12-26", false},
    {"24 December",          "2026-12-24", true },
    {"31 December",          "2026-12-31", true },
};

static void open_days_are_known(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, days)
        EXPECT_TRUE(one->when, one->is_open == target_is_open(day(one->day)));
}

static const struct {
    const char *when, *from;
    int64_t count;
    const char *then;
} sums[] = {
    {"within a week",           "2026-11-23",          2, "2026-11-25"},
    {"over a weekend",          "2026-11-27",          1, "2026-11-30"},
    {"from a Saturday",         "2026-11-28",          1, "2026-11-30"},
    {"over Easter",             "2026-04-02",          1, "2026-04-07"},
    {"over Christmas",          "2026-12-24",          1, "2026-12-28"},
    {"five",                    "2026-11-26",          5, "2026-12-03"},
    {"the hour does not count", "2026-11-23T23:59:59", 1, "2026-11-24"},
};

static void open_days_are_added(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, sums)
        EXPECT_INTEGER(one->when, day(one->then).micros,
                       target_plus(day(one->from), one->count).micros);
}

static const struct {
    const char *when, *today, *wanted, *notified;
    int64_t notice_days, lead_days;
    const char *then;
} collections[] = {
    {"as soon as possible",    "2026-11-23", NULL,         NULL,                  14, 1, "2026-11-24"},
    {"two days of the bank's", "2026-11-26", NULL,         NULL,                  14, 2, "2026-11-30"},
    {"a day that is wanted",   "2026-11-23", "2026-12-10", NULL,                  14, 1, "2026-12-10"},
    {"wanted on a Sunday",     "2026-11-23", "2026-12-06", NULL,                  14, 1, "2026-12-07"},
    {"wanted in the past",     "2026-11-23", "2026-11-01", NULL,                  14, 1, "2026-11-24"},
    {"told today",             "2026-11-23", NULL,         "2026-11-23T18:00:00", 14, 1, "2026-12-07"},
    {"told today, two agreed", "2026-11-23", NULL,         "2026-11-23",          2,  1, "2026-11-25"},
    {"told long ago",          "2026-11-23", NULL,         "2026-10-01",          14, 1, "2026-11-24"},
    {"told too late for it",   "2026-11-23", "2026-11-30", "2026-11-20",          14, 1, "2026-12-04"},
    {"no notice agreed",       "2026-11-23", NULL,         "2026-11-23",          0,  1, "2026-11-24"},
    {"onto Christmas",         "2026-12-11", NULL,         "2026-12-11",          14, 1, "2026-12-28"},
};

static void collections_have_their_day(void **state)
{
    (void)state;
    FOR_EACH_CASE(one, collections) {
        struct collection collection = {day(one->today), day(one->wanted), day(one->notified),
                                        one->notice_days, one->lead_days};

        EXPECT_INTEGER(one->when, day(one->then).micros, collection_day(&collection).micros);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open_days_are_known),
        cmocka_unit_test(open_days_are_added),
        cmocka_unit_test(collections_have_their_day),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
