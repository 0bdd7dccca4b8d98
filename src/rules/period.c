#include "rules/period.h"

#include <stddef.h>

const char *const unit_names[] = {NULL, "Day", "Week", "Month", "Year", NULL};

static struct instant plus_months(struct instant anchor, int64_t months)
{
    struct civil civil = civil_from_instant(anchor);
    int64_t total = civil.year * 12 + civil.month - 1 + months;
    int last;

    civil.year = total / 12;
    civil.month = (int)(total % 12) + 1;
    last = days_in_month(civil.year, civil.month);
    if (civil.day > last)
        civil.day = last;
    return instant_from_civil(civil);
}

struct instant period_boundary(struct instant anchor, struct rhythm rhythm, int64_t count)
{
    int64_t units = rhythm.duration * count;

    switch (rhythm.unit) {
    case UNIT_DAY:
        return instant_plus(anchor, DAYS(units));
    case UNIT_WEEK:
        return instant_plus(anchor, DAYS(7 * units));
    case UNIT_MONTH:
        return plus_months(anchor, units);
    case UNIT_YEAR:
        return plus_months(anchor, 12 * units);
    case UNIT_NONE:
        break;
    }
    return anchor;
}

struct period period_at(struct instant anchor, struct rhythm rhythm, int64_t count)
{
    return (struct period){
        .start = period_boundary(anchor, rhythm, count),
        .end = period_boundary(anchor, rhythm, count + 1),
    };
}

/* About as long as such a rhythm is: a first guess. */
static int64_t usual_micros(struct rhythm rhythm)
{
    static const int64_t days[] = {1, 1, 7, 31, 366};

    return DAYS(days[rhythm.unit] * rhythm.duration);
}

int64_t period_count(struct instant anchor, struct rhythm rhythm, struct instant at)
{
    int64_t count = (at.micros - anchor.micros) / usual_micros(rhythm);

    while (period_boundary(anchor, rhythm, count).micros > at.micros)
        count--;
    while (period_boundary(anchor, rhythm, count + 1).micros <= at.micros)
        count++;
    return count;
}
