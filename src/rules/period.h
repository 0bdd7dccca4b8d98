/* Periods: how long a subscription's rhythm is, and where each period begins and ends. Pure.
 *
 * Every date is counted from the anchor, never from the date before: a subscription anchored on
 * 31 January has periods that end on 28 February, 31 March, 30 April. The time of day is the
 * anchor's, in UTC. Periods are half-open: the end is the first moment that no longer belongs. */
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

/* A rhythm is at most this many units, so that no date leaves the calendar. */
enum { DURATION_MAX = 1200 };

/* The moment `count` rhythms after the anchor; `count` may be negative. */
struct instant period_boundary(struct instant anchor, struct rhythm rhythm, int64_t count);
/* The period that begins `count` rhythms after the anchor. */
struct period period_at(struct instant anchor, struct rhythm rhythm, int64_t count);
/* How many rhythms after the anchor the period begins that `at` lies in. */
int64_t period_count(struct instant anchor, struct rhythm rhythm, struct instant at);

#endif
