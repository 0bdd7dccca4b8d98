#include "rules/target.h"

struct instant day_of(struct instant at)
{
    struct civil civil = civil_from_instant(at);

    civil.micros = 0;
    return instant_from_civil(civil);
}

/* Easter Sunday of the Gregorian calendar, as days after 31 March, which may be none or fewer (the
 * method of Meeus, Jones and Butcher). */
static int64_t easter_after_march(int64_t year)
{
    int64_t a = year % 19, b = year / 100, c = year % 100;
    int64_t d = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    int64_t e = (32 + 2 * (b % 4) + 2 * (c / 4) - d - c % 4) % 7;

    return d + e - 7 * ((a + 11 * d + 22 * e) / 451) - 9;
}

static bool is_fixed_holiday(const struct civil *civil)
{
    return (civil->month == 1 && civil->day == 1) || (civil->month == 5 && civil->day == 1) ||
           (civil->month == 12 && (civil->day == 25 || civil->day == 26));
}

bool target_is_open(struct instant day)
{
    struct civil civil = civil_from_instant(day);
    struct instant march = instant_from_civil((struct civil){civil.year, 3, 31, 0});
    int64_t number = day.micros / DAYS(1);
    int64_t after_easter = number - march.micros / DAYS(1) - easter_after_march(civil.year);
    int64_t weekday = (number + 3) % 7; /* 0: Monday; 1 January 1970 was a Thursday */

    return weekday < 5 && !is_fixed_holiday(&civil) && after_easter != -2 && after_easter != 1;
}

struct instant target_on_or_after(struct instant day)
{
    day = day_of(day);
    while (!target_is_open(day))
        day = instant_plus(day, DAYS(1));
    return day;
}

struct instant target_plus(struct instant day, int64_t count)
{
    day = day_of(day);
    for (int64_t i = 0; i < count; i++)
        day = target_on_or_after(instant_plus(day, DAYS(1)));
    return day;
}

struct instant collection_day(const struct collection *collection)
{
    struct instant day = target_plus(collection->today, collection->lead_days);

    day = instant_later(day, collection->wanted);
    if (instant_is_set(collection->notified))
        day = instant_later(
            day, instant_plus(day_of(collection->notified), DAYS(collection->notice_days)));
    return target_on_or_after(day);
}
