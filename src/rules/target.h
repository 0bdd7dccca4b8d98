/* The days of TARGET, on which euros move between banks, and the day on which a direct debit may be
 * collected. Pure. A day is its midnight in UTC, whatever the zone in which it was found. */
#ifndef RULES_TARGET_H
#define RULES_TARGET_H

#include <stdbool.h>

#include "base/instant.h"

/* The day that the moment lies in. */
struct instant day_of(struct instant at);
/* Not a Saturday, a Sunday, 1 January, Good Friday, Easter Monday, 1 May, 25 or 26 December. */
bool target_is_open(struct instant day);
/* The first open day that is not before it. */
struct instant target_on_or_after(struct instant day);
/* `count` open days after it, at least one; from a closed day counted as from the last open one. */
struct instant target_plus(struct instant day, int64_t count);

/* What a collection depends on. Not set: does not matter. */
struct collection {
    struct instant today;    /* on which the file is made */
    struct instant wanted;   /* not before it */
    struct instant notified; /* when the customer was told the amount and the day */
    int64_t notice_days;     /* how long before; 14 unless he agreed to fewer */
    int64_t lead_days;       /* open days that the bank wants the file before, at least 1 */
};
struct instant collection_day(const struct collection *collection);

#endif
