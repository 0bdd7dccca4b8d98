#include "rules/aggregation.h"

#include "unit/cases.h"

/* A period of 30 days: 720 hours. */
static const struct instant start = {INT64_C(1767225600000000)};

static struct instant at_hour(int64_t hour)
{
    return instant_plus(start, HOURS(hour));
}

static struct span hours_from_to(int64_t from, int64_t to)
{
    return (struct span){
        .period = {at_hour(from), at_hour(to) },
        .whole = {start,         at_hour(720)},
    };
}

static struct report adds(int64_t hour, int64_t micros)
{
    return (struct report){at_hour(hour), {micros}, {NONE}};
}

static struct report sets(int64_t hour, int64_t micros)
{
    return (struct report){at_hour(hour), {NONE}, {micros}};
}

static struct report withdrawn(int64_t hour)
{
    return (struct report){at_hour(hour), {NONE}, {NONE}};
}

#define UNITS(n) ((n)*MICROS_PER_UNIT)

struct course {
    const char *what;
    int64_t carried;
    struct report reports[5];
    size_t count;
    int64_t sum, maximum, latest, weighted; /* micros */
};

static void check_course(const struct course *course)
{
    const int64_t expected[] = {
        [QUANTITY_SUM] = course->sum,
        [QUANTITY_MAXIMUM] = course->maximum,
        [QUANTITY_LATEST] = course->latest,
        [QUANTITY_WEIGHTED] = course->weighted,
    };
    struct tally tally = tally_begin(start, course->carried);

    tally_add_all(&tally, start, course->reports, course->count);
    for (int mode = QUANTITY_SUM; mode <= QUANTITY_WEIGHTED; mode++)
        EXPECT_INTEGER(
            course->what, expected[mode],
            tally_quantity(&tally, (enum mode_quantity)mode, hours_from_to(0, 720)).micros);
}

static void each_mode_makes_its_quantity_of_the_level(void **state)
{
    const struct course courses[] = {
        {"nothing reported",                              0, {{{0}, {0}, {0}}},                                              0, 0,                           0,        0,         0        },
        {"nothing reported, ten carried over",
         UNITS(10),
         {{{0}, {0}, {0}}},
         0,                                                                                                                     UNITS(10),
         UNITS(10),
         UNITS(10),
         UNITS(10)                                                                                                                                                                         },
        {"added up",
         0,                                                  {adds(0, UNITS(2)), adds(360, UNITS(3))},
         2,                                                                                                                     UNITS(5),
         UNITS(5),
         UNITS(5),
         3500000                                                                                                                                                                           },
        {"up and down",
         0,                                                  {adds(0, UNITS(4)), adds(180, UNITS(4)), adds(540, -UNITS(6))},
         3,                                                                                                                     UNITS(2),
         UNITS(8),
         UNITS(2),
         5500000                                                                                                                                                                           },
        {"set, and added to",
         0,                                                  {sets(0, UNITS(7)), adds(360, UNITS(1)), sets(540, UNITS(3))},
         3,                                                                                                                     UNITS(3),
         UNITS(8),
         UNITS(3),
         6250000                                                                                                                                                                           },
        {"carried over and set to nothing in the middle",
         UNITS(100),
         {sets(360, 0)},
         1,                                                                                                                     0,
         UNITS(100),
         0,                                                                                                                                                                       UNITS(50)},
        {"at the very end it weighs nothing",
         0,                                                  {adds(720, UNITS(9))},
         1,                                                                                                                     UNITS(9),
         UNITS(9),
         UNITS(9),
         0                                                                                                                                                                                 },
        {"two at one moment, in their order",
         0,                                                  {sets(360, UNITS(5)), adds(360, UNITS(1))},
         2,                                                                                                                     UNITS(6),
         UNITS(6),
         UNITS(6),
         UNITS(3)                                                                                                                                                                          },
        {"one that was withdrawn moves nothing",
         0,                                                  {adds(0, UNITS(2)), withdrawn(100)},
         2,                                                                                                                     UNITS(2),
         UNITS(2),
         UNITS(2),
         UNITS(2)                                                                                                                                                                          },
        {"from before the start it counts at the start",
         0,                                                  {adds(-5, UNITS(3))},
         1,                                                                                                                     UNITS(3),
         UNITS(3),
         UNITS(3),
         UNITS(3)                                                                                                                                                                          },
        {"thirds are rounded once",
         0,                                                  {adds(480, UNITS(1)), adds(600, UNITS(1))},
         2,                                                                                                                     UNITS(2),
         UNITS(2),
         UNITS(2),
         500000                                                                                                                                                                            },
        {"a third",                                       0, {adds(480, UNITS(1))},                                          1, UNITS(1),                    UNITS(1), UNITS(1),  333333   },
        {"two thirds",                                    0, {adds(240, UNITS(1))},                                          1, UNITS(1),                    UNITS(1), UNITS(1),  666667   },
        {"below nothing for a while",
         0,                                                  {adds(0, -UNITS(4)), adds(360, UNITS(6))},
         2,                                                                                                                     UNITS(2),
         UNITS(2),
         UNITS(2),
         -UNITS(1)                                                                                                                                                                         },
        {"below nothing to the end",
         0,                                                  {adds(0, -UNITS(4))},
         1,                                                                                                                     -UNITS(4),
         0,                                                                                                                                                            -UNITS(4),
         -UNITS(4)                                                                                                                                                                         },
        {"as much as there can be",
         UNITS_MAX * MICROS_PER_UNIT,
         {adds(1, UNITS_MAX * MICROS_PER_UNIT)},
         1,                                                                                                                     UNITS_MAX * MICROS_PER_UNIT,
         UNITS_MAX * MICROS_PER_UNIT,
         UNITS_MAX * MICROS_PER_UNIT,
         UNITS_MAX * MICROS_PER_UNIT                                                                                                                                                       },
    };

    (void)state;
    FOR_EACH_CASE(one, courses)
        check_course(one);
}

static void a_mean_is_of_the_whole_period(void **state)
{
    const struct {
        const char *what;
        int64_t from, to;
        struct report report;
        int64_t weighted;
    } cases[] = {
        {"all of it",                     0,   720, adds(0,   UNITS(10)),  UNITS(10)},
        {"broken off in the middle",      0,   360, adds(0,   UNITS(10)),  UNITS(5) },
        {"begun in the middle",           360, 720, adds(360, UNITS(10)),  UNITS(5) },
        {"an hour",                       0,   1,   adds(0,   UNITS(720)), UNITS(1) },
        {"moved to end later: still one", 0,   900, adds(0,   UNITS(10)),  UNITS(10)},
        {"over before the last report",   0,   90,  adds(180, UNITS(8)),   0        },
        {"nothing is left of it",         0,   0,   adds(0,   UNITS(8)),   0        },
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct tally tally = tally_begin(at_hour(one->from), 0);

        tally_add(&tally, at_hour(one->from), &one->report);
        EXPECT_INTEGER(
            one->what, one->weighted,
            tally_quantity(&tally, QUANTITY_WEIGHTED, hours_from_to(one->from, one->to)).micros);
    }
}

/* However the reports are cut, going on from the tally is the same as beginning anew. */
static void a_tally_loses_nothing(void **state)
{
    struct tally tally = tally_begin(start, 1);
    int128 area = 0;
    int64_t level = 1, seed = 7;
    struct instant at = start;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        struct report report = {{0}, {NONE}, {NONE}};

        seed = (seed * INT64_C(1103515245) + 12345) % INT64_C(2147483648);
        report.at = instant_plus(at, seed % MINUTES(21));
        report.increment.micros = seed % 1999;
        area += (int128)level * (report.at.micros - at.micros);
        level += report.increment.micros;
        at = report.at;
        tally_add(&tally, start, &report);
    }
    area += (int128)level * (at_hour(720).micros - at.micros);
    EXPECT_INTEGER("the level", level, tally.level);
    EXPECT_INTEGER("the mean", divide_rounded(area, HOURS(720), ROUND_HALF_UP),
                   tally_quantity(&tally, QUANTITY_WEIGHTED, hours_from_to(0, 720)).micros);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mode_makes_its_quantity_of_the_level),
        cmocka_unit_test(a_mean_is_of_the_whole_period),
        cmocka_unit_test(a_tally_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
