/* Proration: what a part of a period costs. Pure.
 *
 * The part is counted in units of which the price is for so many: amount * units of the part /
 * units of the whole. The merchant chooses the unit and the rounding:
 *
 *   Hour     whole hours, from the part's start to its end: the default. Together with Truncated it
 *            reproduces the contract's published examples to the cent (api-live section 4,
 *            "Arithmetic the examples obey": 25000 * 725/744 = 24361, 4000 * 332/336 = 3952)
 *   Day      days of the calendar where the customer lives: the day of a change belongs to what
 *            comes after it. A day of 23 or 25 hours is a day
 *   Second   whole seconds
 *
 * With months of thirty days (only of rhythms of months and years) days are counted as in 30E/360:
 * every month has thirty, the 31st counts as the 30th, and February as far as it goes. A month or a
 * year that is anchored on the 1st to the 28th is always 30 or 360 of them.
 *
 * Days and seconds add up: the parts into which a period is cut are, together, all of its units, so
 * that their prices differ from the whole price by the rounding of each part only, less than one
 * minor unit a part. Whole hours are lost where a cut is not at a full hour from the part's end. */
#ifndef RULES_PRORATION_H
#define RULES_PRORATION_H

#include <stdint.h>

#include "rules/period.h"

enum proration_unit { PRORATION_NONE, PRORATION_HOUR, PRORATION_DAY, PRORATION_SECOND };
extern const char *const proration_unit_names[]; /* Hour, Day, Second */

/* Towards zero, or to the nearest, half a unit away from zero. */
enum proration_rounding { ROUNDING_NONE, ROUNDING_TRUNCATED, ROUNDING_HALF_UP };
extern const char *const proration_rounding_names[]; /* Truncated, HalfUp */

enum month_length { MONTH_LENGTH_NONE, MONTH_REAL, MONTH_THIRTY };
extern const char *const month_length_names[]; /* Real, Thirty */

/* How parts are counted. All zero: by hours, truncated. */
struct measure {
    enum proration_unit unit;
    enum proration_rounding rounding;
    bool is_thirty;       /* counts days, whatever the unit */
    struct clocks clocks; /* of the days */
};

struct part {
    int64_t units, of_units; /* 1 of 1 for a whole period */
    enum proration_unit unit;
    enum proration_rounding rounding;
};

/* What is charged: a period, and the whole one that the price is for. They differ where a period
 * was begun or cut in its middle. */
struct span {
    struct period period, whole;
    struct measure measure;
    bool is_free; /* a part of nothing: neither charged nor given back */
};

/* The part of the whole that the period is; what of it lies outside does not count. */
struct part part_of(struct span span);
/* The part from `from` to the period's end. */
struct part part_left(struct span span, struct instant from);
/* What is left of it at `from`; nothing, if it is over. */
struct span span_left(struct span span, struct instant from);

int64_t prorate(int64_t amount, struct part part);

#endif
