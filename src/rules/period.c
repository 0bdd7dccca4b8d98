#include "rules/period.h"

#include <stddef.h>

#include "base/money.h"

const char *const unit_names[] = {NULL, "Day", "Week", "Month", "Year", NULL};
const char *const anchor_names[] = {NULL, "Start", "Day", "Calendar", NULL};

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

/* calendars ---------------------------------------------------------------------------------------
 */

struct instant clocks_local(const struct clocks *clocks, struct instant at)
{
    return clocks->local ? clocks->local(clocks->zone, at) : at;
}

struct instant clocks_universal(const struct clocks *clocks, struct instant local)
{
    return clocks->universal ? clocks->universal(clocks->zone, local) : local;
}

static bool is_on_calendar(const struct calendar *calendar)
{
    return calendar->anchor == ANCHOR_DAY || calendar->anchor == ANCHOR_CALENDAR;
}

/* The midnight that begins the day. A clock that skips midnight shows a little more. */
static struct instant day_begin(struct instant local)
{
    struct civil civil = civil_from_instant(local);

    civil.micros = 0;
    return instant_from_civil(civil);
}

/* 1970-01-01 was a Thursday. */
int64_t instant_weekday(struct instant local)
{
    return ((day_begin(local).micros / DAYS(1) + 3) % 7 + 7) % 7;
}

static struct instant week_anchor(const struct calendar *calendar, struct instant day)
{
    int64_t wanted = calendar->anchor == ANCHOR_CALENDAR ? 0
                     : calendar->day == NONE             ? instant_weekday(day)
                                                         : calendar->day - 1;
    int64_t ahead = (wanted - instant_weekday(day) + 7) % 7; /* days until it */

    if (ahead == 0)
        return day;
    return instant_plus(day, DAYS(ahead - 7 * calendar->rhythm.duration));
}

/* Months are counted from the year 0. */
static int64_t month_of(struct civil civil)
{
    return civil.year * 12 + civil.month - 1;
}

static int day_in(int64_t month, int64_t wanted)
{
    int last = days_in_month(month / 12, (int)(month % 12) + 1);

    return wanted < last ? (int)wanted : last;
}

static int64_t months_of(struct rhythm rhythm)
{
    return rhythm.unit == UNIT_YEAR ? 12 * rhythm.duration : rhythm.duration;
}

/* How many months lie between two days on which a period may begin. */
static int64_t months_between_beginnings(const struct calendar *calendar)
{
    if (calendar->anchor == ANCHOR_DAY)
        return 1;
    if (calendar->rhythm.unit == UNIT_YEAR)
        return 12;
    return 12 % calendar->rhythm.duration == 0 ? calendar->rhythm.duration : 1;
}

/* Of the months that lie whole rhythms back, the latest that has the day, or comes nearest to it:
 * eight years hold every length that a month may have, but around 1900 and 2100. */
static int64_t month_with_day(int64_t month, int64_t rhythm_months, int64_t day)
{
    int64_t best = month;

    for (int64_t back = 0; back <= 12 * 8 && day_in(best, day) < day; back += rhythm_months)
        if (day_in(month - back, day) > day_in(best, day))
            best = month - back;
    return best;
}

static struct instant month_anchor(const struct calendar *calendar, struct instant today)
{
    int64_t step = months_between_beginnings(calendar), rhythm = months_of(calendar->rhythm);
    struct civil civil = civil_from_instant(today);
    int64_t day = calendar->anchor == ANCHOR_CALENDAR ? 1
                  : calendar->day == NONE             ? civil.day
                                                      : calendar->day;
    int64_t month = month_of(civil) / step * step;

    if (month < month_of(civil) || day_in(month, day) < civil.day)
        month += step - rhythm; /* in the middle: the next one ends this period */
    else if (day_in(month, day) > civil.day)
        month -= rhythm;
    month = month_with_day(month, rhythm, day);
    return instant_from_civil(
        (struct civil){month / 12, (int)(month % 12) + 1, day_in(month, day), 0});
}

struct instant calendar_anchor(const struct calendar *calendar, struct instant from)
{
    struct instant today;

    if (!is_on_calendar(calendar))
        return from;
    today = day_begin(clocks_local(&calendar->clocks, from));
    if (calendar->rhythm.unit == UNIT_WEEK)
        today = week_anchor(calendar, today);
    else if (calendar->rhythm.unit != UNIT_DAY)
        today = month_anchor(calendar, today);
    return clocks_universal(&calendar->clocks, today);
}

static struct instant calendar_boundary(const struct calendar *calendar, struct instant anchor,
                                        int64_t count)
{
    struct instant local;

    if (!is_on_calendar(calendar))
        return period_boundary(anchor, calendar->rhythm, count);
    local = day_begin(clocks_local(&calendar->clocks, anchor));
    return clocks_universal(&calendar->clocks, period_boundary(local, calendar->rhythm, count));
}

struct period calendar_period(const struct calendar *calendar, struct instant anchor, int64_t count)
{
    return (struct period){
        .start = calendar_boundary(calendar, anchor, count),
        .end = calendar_boundary(calendar, anchor, count + 1),
    };
}

int64_t calendar_count(const struct calendar *calendar, struct instant anchor, struct instant at)
{
    int64_t count = period_count(anchor, calendar->rhythm, at);

    while (calendar_boundary(calendar, anchor, count).micros > at.micros)
        count--;
    while (calendar_boundary(calendar, anchor, count + 1).micros <= at.micros)
        count++;
    return count;
}
