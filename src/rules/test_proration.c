#include "rules/proration.h"

#include <stdlib.h>

#include "unit/cases.h"

static struct instant at(const char *text)
{
    struct instant instant = {0};

    assert_true(instant_parse(text, &instant));
    return instant;
}

static struct span of(const char *start, const char *end, const char *whole_start,
                      const char *whole_end, struct measure measure)
{
    return (struct span){
        .period = {at(start),       at(end)      },
        .whole = {at(whole_start), at(whole_end)},
        .measure = measure,
    };
}

/* Two hours east of Greenwich from April on, one before: enough of a zone for a rule. */
static struct instant summer_local(const char *zone, struct instant at_universal)
{
    (void)zone;
    return instant_plus(at_universal, at_universal.micros < at("2026-03-29T01:00:00Z").micros
                                          ? HOURS(1)
                                          : HOURS(2));
}

static const struct measure by_hour = {0};
static const struct measure by_day = {.unit = PRORATION_DAY};
static const struct measure by_second = {.unit = PRORATION_SECOND};
static const struct measure by_thirty = {.is_thirty = true};

/* It would line the rows up into the void. */
/* clang-format off */
static void parts_are_counted_in_their_unit(void **state)
{
    static const struct {
        const char *when;
        const struct measure *measure;
        const char *start, *end, *whole_start, *whole_end;
        int64_t units, of_units;
    } cases[] = {
        {"hours, truncated", &by_hour, "2026-01-01T19:00:01Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 724, 744},
        {"hours, to the second", &by_hour, "2026-01-01T19:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 725, 744},
        {"days: that of the change belongs to the new", &by_day, "2026-01-16T23:59:59Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 16, 31},
        {"days: at midnight", &by_day, "2026-01-17T00:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 15, 31},
        {"days: on the first day all of it", &by_day, "2026-01-01T18:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 31, 31},
        {"days: of a leap February", &by_day, "2028-02-15T00:00:00Z", "2028-03-01T00:00:00Z", "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z", 15, 29},
        {"days: of a period that begins at noon", &by_day, "2026-01-20T09:00:00Z", "2026-02-15T12:00:00Z", "2026-01-15T12:00:00Z", "2026-02-15T12:00:00Z", 26, 31},
        {"days: on the last day nothing", &by_day, "2026-02-15T09:00:00Z", "2026-02-15T12:00:00Z", "2026-01-15T12:00:00Z", "2026-02-15T12:00:00Z", 0, 31},
        {"seconds", &by_second, "2026-01-16T12:00:01Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 1339199, 2678400},
        {"thirty: a month of 31", &by_thirty, "2023-05-23T00:00:00Z", "2023-06-15T00:00:00Z", "2023-05-15T00:00:00Z", "2023-06-15T00:00:00Z", 22, 30},
        {"thirty: a month of 30", &by_thirty, "2023-06-23T00:00:00Z", "2023-07-15T00:00:00Z", "2023-06-15T00:00:00Z", "2023-07-15T00:00:00Z", 22, 30},
        {"thirty: February", &by_thirty, "2023-02-23T00:00:00Z", "2023-03-15T00:00:00Z", "2023-02-15T00:00:00Z", "2023-03-15T00:00:00Z", 22, 30},
        {"thirty: inside a month", &by_thirty, "2026-01-10T00:00:00Z", "2026-01-20T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 10, 30},
        {"thirty: the 31st is the 30th", &by_thirty, "2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 1, 30},
        {"thirty: a year", &by_thirty, "2026-07-01T00:00:00Z", "2027-01-01T00:00:00Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z", 180, 360},
        {"thirty: from the 31st of January it counts what it counts", &by_thirty, "2026-02-15T00:00:00Z", "2026-02-28T00:00:00Z", "2026-01-31T00:00:00Z", "2026-02-28T00:00:00Z", 13, 28},
        {"outside counts nothing", &by_day, "2025-12-01T00:00:00Z", "2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z", 31, 31},
    };

    (void)state;
    FOR_EACH_CASE(one, cases) {
        struct part part = part_of(of(one->start, one->end, one->whole_start, one->whole_end, *one->measure));

        EXPECT_INTEGER(one->when, one->units, part.units);
        EXPECT_INTEGER(one->when, one->of_units, part.of_units);
    }
}

static void amounts_are_rounded_as_the_merchant_chose(void **state)
{
    static const struct {
        const char *when;
        int64_t amount, units, of_units;
        enum proration_rounding rounding;
        int64_t prorated;
    } cases[] = {
        {"by default truncated", 25000, 725, 744, ROUNDING_NONE, 24361},
        {"truncated",            25000, 725, 744, ROUNDING_TRUNCATED, 24361},
        {"half up",              25000, 725, 744, ROUNDING_HALF_UP, 24362},
        {"a half",               1, 1, 2, ROUNDING_HALF_UP, 1},
        {"a half of a credit",   -1, 1, 2, ROUNDING_HALF_UP, -1},
        {"truncated credits",    -21000, 725, 744, ROUNDING_TRUNCATED, -20463},
        {"26 of 31 days",        10000, 26, 31, ROUNDING_HALF_UP, 8387},
        {"nothing",              10000, 0, 31, ROUNDING_HALF_UP, 0},
    };

    (void)state;
    FOR_EACH_CASE(one, cases)
        EXPECT_INTEGER(one->when, one->prorated,
                       prorate(one->amount, (struct part){.units = one->units, .of_units = one->of_units,
                                                          .rounding = one->rounding}));
}
/* clang-format on */

/* The month in which the clocks are put forward has 743 hours and 31 days. */
static void a_day_of_23_hours_is_a_day(void **state)
{
    const struct clocks clocks = {"summer", summer_local, NULL};
    struct span march = of("2026-03-28T23:00:00Z", "2026-03-31T22:00:00Z", "2026-02-28T23:00:00Z",
                           "2026-03-31T22:00:00Z", (struct measure){.unit = PRORATION_DAY});

    (void)state;
    march.measure.clocks = clocks;
    EXPECT_INTEGER("three days", 3, part_of(march).units);
    EXPECT_INTEGER("of thirty-one", 31, part_of(march).of_units);
    march.measure.unit = PRORATION_HOUR;
    EXPECT_INTEGER("71 hours", 71, part_of(march).units);
    EXPECT_INTEGER("of 743", 743, part_of(march).of_units);
}

static void a_free_period_costs_nothing(void **state)
{
    struct span span = of("2026-01-10T00:00:00Z", "2026-02-01T00:00:00Z", "2026-01-01T00:00:00Z",
                          "2026-02-01T00:00:00Z", by_day);

    (void)state;
    span.is_free = true;
    EXPECT_INTEGER("nothing", 0, part_of(span).units);
    EXPECT_INTEGER("of all days", 31, part_of(span).of_units);
}

/* The same numbers on every machine. */
static int64_t next_number(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (int64_t)(*seed >> 33);
}

/* In pieces as at once: days and seconds add up, and each piece is off by less than a minor unit.
 * Whole hours do if the cuts are at full hours. */
static void price_in_pieces_is_price_at_once(void **state)
{
    const struct measure measures[] = {by_day, by_second, by_thirty, by_hour};
    struct period whole = {at("2026-01-31T00:00:00Z"), at("2026-02-28T00:00:00Z")};
    uint64_t seed = 1;

    (void)state;
    FOR_EACH_CASE(measure, measures) {
        for (int round = 0; round < 500; round++) {
            struct measure with = *measure;
            struct instant from = whole.start;
            int64_t amount = next_number(&seed) % 1000000, sum = 0, units = 0, pieces = 0;

            with.rounding = round % 2 ? ROUNDING_HALF_UP : ROUNDING_TRUNCATED;
            while (from.micros < whole.end.micros) {
                int64_t most = whole.end.micros - from.micros;
                struct instant to = instant_plus(from, HOURS(1 + next_number(&seed) % 400));
                struct part part;

                if (to.micros - from.micros > most)
                    to = whole.end;
                part = part_of((struct span){
                    .period = {from, to},
                      .whole = whole, .measure = with
                });
                sum += prorate(amount, part);
                units += part.units;
                pieces++;
                from = to;
            }
            EXPECT_INTEGER(
                "all units",
                part_of((struct span){.period = whole, .whole = whole, .measure = with}).of_units,
                units);
            EXPECT_TRUE("less than a minor unit a piece",
                        sum - amount < pieces && amount - sum < pieces);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_counted_in_their_unit),
        cmocka_unit_test(amounts_are_rounded_as_the_merchant_chose),
        cmocka_unit_test(a_day_of_23_hours_is_a_day),
        cmocka_unit_test(a_free_period_costs_nothing),
        cmocka_unit_test(price_in_pieces_is_price_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
