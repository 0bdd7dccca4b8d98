/* How long the fees of one period of one subscription take to compute, in memory: a flat fee, a
 * switch, two stocks and three consumptions, five of them in tiers, and a discount on all of them.
 *
 *   rating     prints {"nanoseconds": of one period}, the median of nine rounds
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/count.h"
#include "rules/discount.h"

enum { ROUNDS = 9, PERIODS = 200000, FEATURES = 6 };

#define UNITS(count) ((struct quantity){(count) * (int64_t)MICROS_PER_UNIT})
#define STEP(most, cents)                                                                          \
    {                                                                                              \
        .quantity_max = {(most)}, .increment = {NONE}, .amount_per_increment = (cents),            \
        .amount_per_increment_exact = {NONE}, .amount_ceiling = NONE, .amount_flat = NONE,         \
        .percentage = {                                                                            \
            NONE                                                                                   \
        }                                                                                          \
    }

static const struct step tiers[] = {
    STEP(10 * (int64_t)MICROS_PER_UNIT, 150),
    STEP(50 * (int64_t)MICROS_PER_UNIT, 120),
    STEP(NONE, 80),
};
static const struct step flat[] = {STEP(NONE, 1500)};

static struct feature_terms feature_of(int64_t id, enum type_feature type, int64_t current)
{
    return (struct feature_terms){
        .id_feature = id,
        .type = type,
        .is_enabled = true,
        .included = UNITS(2),
        .current = UNITS(current),
        .mode = id % 2 ? PRICING_TIERED : PRICING_VOLUME,
        .steps = type == FEATURE_ON_OFF ? (struct steps){flat,  1              }
                                        : (struct steps){tiers, COUNT_OF(tiers)},
        .amount_min = NONE,
        .amount_max = NONE,
    };
}

/* All that a renewal computes. `turn` changes what was consumed, so that nothing can be left out.
 */
static int64_t rate(struct feature_terms *features, int64_t turn)
{
    const struct flat_fees fees = {NONE, NONE, 9900, .amount_minimum = NONE};
    const struct discount_terms off = {OFF_PER_TEN_THOUSAND, 1000, TARGET_ALL_RECURRING, 0, 1, NONE,
                                       "A tenth off"};
    const struct period january = {{1767225600000000}, {1769904000000000}};
    const struct span span = {.period = january, .whole = january};
    struct charge charges[4 * CHARGES_OF_PERIOD(FEATURES)];
    size_t count;

    for (int i = 3; i < FEATURES; i++)
        features[i].current = UNITS(turn % 200 + i);
    count = charges_in_arrears(&fees, features, FEATURES, span, january.end, false, charges);
    count += charges_in_advance(&fees, features, FEATURES, span, false, false, charges + count);
    count += charges_of_discounts(&off, 1, 1, charges, count, charges + count);
    return charges_sum(charges, count);
}

static double seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int ascending(const void *a, const void *b)
{
    double one = *(const double *)a, other = *(const double *)b;

    return (one > other) - (one < other);
}

int main(void)
{
    struct feature_terms features[FEATURES];
    double seconds[ROUNDS];
    int64_t sum = 0;

    for (int i = 0; i < FEATURES; i++)
        features[i] = feature_of(i + 1,
                                 i == 0  ? FEATURE_ON_OFF
                                 : i < 3 ? FEATURE_LIMITATION
                                         : FEATURE_CONSUMPTION,
                                 40);
    for (int round = 0; round < ROUNDS; round++) {
        double start = seconds_now();

        for (int64_t turn = 0; turn < PERIODS; turn++)
            sum += rate(features, turn);
        seconds[round] = seconds_now() - start;
    }
    qsort(seconds, ROUNDS, sizeof *seconds, ascending);
    printf("{\"nanoseconds\": %.0f, \"sum\": %lld}\n", seconds[ROUNDS / 2] / PERIODS * 1e9,
           (long long)sum);
    return 0;
}
