/* Periods: how long a subscription's rhythm is, and where each period begins and ends. Pure.
 *
 * Every date is counted from the anchor, never from the date before: a subscription anchored on
 * 31 January has periods that end on 28 February, 31 March, 30 April. The time of day is the
 * anchor's, in UTC. Periods are half-open: the end is the first moment that no longer belongs.
 *
 * On a calendar the boundaries are days that everybody shares, at midnight where somebody lives:
 * the billing day of a month or a week, or the first of a month, quarter or year and Mondays. They
 * are counted on that place's clocks, so that a change of these moves a boundary by an hour of UTC
 * and leaves the number of periods as it is. */
#ifndef RULES_PERIOD_H
#define RULES_PERIOD_H

#include <stdint.h>

#include "base/instant.h"

enum unit { UNIT_NONE, UNIT_DAY, UNIT_WEEK, UNIT_MONTH, UNIT_YEAR };
extern const char *const unit_names[]; /* as the contract writes them: Day, Week, Month, Year */

/* `duration` units: three months are {3, UNIT_MONTH}. */
struct rhythm {
    int64_t duration;
    enum unit unit;
};

struct period {
    struct instant start, end;
};

/* The clocks that somebody lives by. A moment as they show it is written as if they showed UTC.
 * Rules know no zones: whoever calls brings the two ways. All zero: UTC. */
struct clocks {
    const char *zone;
    struct instant (*local)(const char *zone, struct instant at);
    struct instant (*universal)(const char *zone, struct instant local);
};
/* Days from Monday: 0 to 6. */
int64_t instant_weekday(struct instant local);
struct instant clocks_local(const struct clocks *clocks, struct instant at);
struct instant clocks_universal(const struct clocks *clocks, struct instant local);

/* What periods are counted from: the start, a billing day, or the calendar. */
enum anchor { ANCHOR_NONE, ANCHOR_START, ANCHOR_DAY, ANCHOR_CALENDAR };
extern const char *const anchor_names[]; /* Start, Day, Calendar */

struct calendar {
    struct rhythm rhythm;
    enum anchor anchor;
    int64_t day; /* ANCHOR_DAY: 1..31 of the month or, of a weekly rhythm, 1 (Monday) to 7; NONE:
                    the day of the first period's start */
    struct clocks clocks;
};

/* A rhythm is at most this many units, so that no date leaves the calendar. */
enum { DURATION_MAX = 1200 };

/* The moment `count` rhythms after the anchor; `count` may be negative. */
struct instant period_boundary(struct instant anchor, struct rhythm rhythm, int64_t count);
/* The period that begins `count` rhythms after the anchor. */
struct period period_at(struct instant anchor, struct rhythm rhythm, int64_t count);
/* How many rhythms after the anchor the period begins that `at` lies in. */
int64_t period_count(struct instant anchor, struct rhythm rhythm, struct instant at);

/* What to count from, if a period is to begin at `from`: `from` itself, or a boundary such that
 * `from` lies in the period that ends at the first boundary after it. Of several that say the same
 * it is one with the whole number of its day, so that a billing day of 31 is remembered through
 * February; it may lie years before `from`.
 *
 * A rhythm of several weeks or months begins at the next billing day; by the calendar, months that
 * a year divides into begin with it (quarters in January, April, July and October), any other at
 * the next first of a month, years in January. */
struct instant calendar_anchor(const struct calendar *calendar, struct instant from);
/* As period_at and period_count, of an anchor that came from calendar_anchor. */
struct period calendar_period(const struct calendar *calendar, struct instant anchor,
                              int64_t count);
int64_t calendar_count(const struct calendar *calendar, struct instant anchor, struct instant at);

#endif
