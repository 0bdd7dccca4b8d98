#include "rules/schedule.h"

#include "base/money.h"

/* the days of somebody's clocks -------------------------------------------------------------------
 */

/* Since 1970; for moments after it. */
static int64_t local_day(const struct clocks *clocks, struct instant at)
{
    return clocks_local(clocks, at).micros / DAYS(1);
}

static int day_in_month(struct civil civil, int64_t day)
{
    int last = days_in_month(civil.year, civil.month);

    return day < last ? (int)day : last;
}

struct instant schedule_day(const struct clocks *clocks, struct instant at, int64_t days)
{
    return clocks_universal(clocks, (struct instant){DAYS(local_day(clocks, at) + days)});
}

struct instant schedule_day_of_month(const struct clocks *clocks, struct instant at, int64_t day)
{
    struct civil today = civil_from_instant((struct instant){DAYS(local_day(clocks, at))});
    struct civil due = today;

    if (day_in_month(today, day) <= today.day) {
        due.year += today.month / 12;
        due.month = today.month % 12 + 1;
    }
    due.day = day_in_month(due, day);
    return clocks_universal(clocks, instant_from_civil(due));
}

/* dates -------------------------------------------------------------------------------------------
 */

static bool keeps_to_a_day(const struct schedule *schedule)
{
    return schedule->day != NONE &&
           (schedule->rhythm.unit == UNIT_MONTH || schedule->rhythm.unit == UNIT_YEAR);
}

struct instant schedule_date(const struct schedule *schedule, int64_t count)
{
    struct instant anchor = clocks_local(&schedule->clocks, schedule->anchor);
    struct instant local = period_boundary(anchor, schedule->rhythm, count);

    if (keeps_to_a_day(schedule)) {
        struct civil civil = civil_from_instant(local);

        civil.day = day_in_month(civil, schedule->day);
        local = instant_from_civil(civil);
    }
    return clocks_universal(&schedule->clocks, local);
}

int64_t schedule_count(const struct schedule *schedule, int64_t count, struct instant at)
{
    int64_t today = local_day(&schedule->clocks, at);
    int64_t guess = period_count(schedule->anchor, schedule->rhythm, at) - 1;

    if (guess < count)
        guess = count;
    while (guess > count &&
           local_day(&schedule->clocks, schedule_date(schedule, guess - 1)) >= today)
        guess--;
    while (local_day(&schedule->clocks, schedule_date(schedule, guess)) < today)
        guess++;
    return guess;
}

bool schedule_is_over(const struct schedule *schedule, struct instant date)
{
    return instant_is_set(schedule->end) &&
           local_day(&schedule->clocks, date) > local_day(&schedule->clocks, schedule->end);
}

size_t schedule_dates(const struct schedule *schedule, int64_t count, size_t most,
                      struct instant *out)
{
    size_t written = 0;

    for (; written < most; written++) {
        out[written] = schedule_date(schedule, count + (int64_t)written);
        if (schedule_is_over(schedule, out[written]))
            break;
    }
    return written;
}
