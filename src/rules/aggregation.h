/* What the reports of a period come to: from the course of a consumption to the quantity that is
 * priced. Pure.
 *
 * A consumption has a level. It begins at nothing, or carried over where the period before left it,
 * and moves with every report: an increment adds to it, a quantity sets it. Reports count in the
 * order of their moments, not of their arrival. Of the level's course the mode makes the quantity:
 *
 *   Sum       what was added up: the level at the end
 *   Latest    the last that was reported: the level at the end, too
 *   Maximum   the highest level; what was carried over counts
 *   Weighted  the mean level: each weighs as long as it lasted, over the whole period that the
 *             price is for, so that half a period of 10 is 5 (gigabyte-months)
 *
 * A quantity that is asked for before the end is the one that the period will have if nothing more
 * is reported: the level stays as it is. */
#ifndef RULES_AGGREGATION_H
#define RULES_AGGREGATION_H

#include <stddef.h>

#include "base/money.h"
#include "rules/proration.h"

enum mode_quantity {
    QUANTITY_NONE,
    QUANTITY_SUM,
    QUANTITY_MAXIMUM,
    QUANTITY_LATEST,
    QUANTITY_WEIGHTED,
};
extern const char *const mode_quantity_names[];

/* One of the two quantities is given; the other is NONE. With neither, which is how a report is
 * withdrawn, nothing moves. */
struct report {
    struct instant at;
    struct quantity increment, quantity;
};

/* The course of the level from the start of a period up to a moment: enough to go on from there.
 * The level's mean since the start is kept with what the division left, so that nothing is rounded
 * before the end. */
struct tally {
    struct instant at;      /* of the last report, or the start */
    int64_t level, highest; /* micros */
    int64_t mean, rest;     /* micros; rest in micros times microseconds, below their number */
};

/* No level leaves +-UNITS_MAX units. */
struct tally tally_begin(struct instant start, int64_t level);
/* A report from before the start counts at the start; none may be from before `tally->at`. */
void tally_add(struct tally *tally, struct instant start, const struct report *report);
/* Adds all, which are in the order of their moments. */
void tally_add_all(struct tally *tally, struct instant start, const struct report *reports,
                   size_t count);
/* The quantity of the period, below nothing if the level is. A mean is rounded half up. */
struct quantity tally_quantity(const struct tally *tally, enum mode_quantity mode,
                               struct span span);

#endif
