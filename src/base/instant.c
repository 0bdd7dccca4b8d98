#include "base/instant.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

struct instant instant_earlier(struct instant a, struct instant b)
{
    if (!instant_is_set(a))
        return b;
    if (!instant_is_set(b))
        return a;
    return a.micros < b.micros ? a : b;
}

struct instant instant_later(struct instant a, struct instant b)
{
    return a.micros > b.micros ? a : b;
}

static bool is_leap(int64_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Days since 1970-01-01 of the proleptic Gregorian calendar. Years begin in March here, so that the
 * leap day is the last one and every month starts at a fixed offset. */
static int64_t days_from_civil(int64_t year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    return era * 146097 + day_of_era - 719468;
}

struct civil civil_from_instant(struct instant at)
{
    int64_t per_day = DAYS(1);
    int64_t days = at.micros / per_day - (at.micros % per_day < 0);
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t day_of_era = z - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month_from_march = (5 * day_of_year + 2) / 153;
    int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);

    return (struct civil){
        .year = year_of_era + era * 400 + (month <= 2),
        .month = month,
        .day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1),
        .micros = at.micros - days * per_day,
    };
}

struct instant instant_from_civil(struct civil civil)
{
    return (struct instant){days_from_civil(civil.year, civil.month, civil.day) * DAYS(1) +
                            civil.micros};
}

/* Reads exactly `digits` digits and moves on; -1 if they are not there. */
static int read_digits(const char **at, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++, (*at)++) {
        if (!isdigit((unsigned char)**at))
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool read_fraction(const char **at, int64_t *micros)
{
    int64_t unit = MICROS_PER_SECOND / 10;
    int digits = 0;

    for (; isdigit((unsigned char)**at); (*at)++, digits++) {
        *micros += unit * (**at - '0');
        unit /= 10;
    }
    return digits >= 1 && digits <= 9;
}

static bool read_time(const char **at, int64_t *micros)
{
    int hour = read_digits(at, 2), minute, second = 0;

    if (hour < 0 || hour > 23 || *(*at)++ != ':')
        return false;
    minute = read_digits(at, 2);
    if (minute < 0 || minute > 59)
        return false;
    if (**at == ':') {
        (*at)++;
        second = read_digits(at, 2);
        if (second < 0 || second > 59)
            return false;
    }
    *micros = HOURS(hour) + MINUTES(minute) + SECONDS(second);
    if (**at == '.' || **at == ',') {
        (*at)++;
        return read_fraction(at, micros);
    }
    return true;
}

static bool read_zone(const char **at, int64_t *offset)
{
    int sign = **at == '-' ? -1 : 1, hours, minutes;

    *offset = 0;
    if (**at == 'Z' || **at == 'z') {
        (*at)++;
        return true;
    }
    if (**at != '+' && **at != '-')
        return true;
    (*at)++;
    hours = read_digits(at, 2);
    if (**at == ':')
        (*at)++;
    minutes = read_digits(at, 2);
    *offset = sign * (HOURS(hours) + MINUTES(minutes));
    return hours >= 0 && hours <= 14 && minutes >= 0 && minutes <= 59;
}

bool instant_parse(const char *text, struct instant *out)
{
    const char *at = text;
    struct civil civil = {.year = read_digits(&at, 4)};
    int64_t offset = 0;

    if (civil.year < 1971 || civil.year > 9998 || *at++ != '-')
        return false;
    civil.month = read_digits(&at, 2);
    if (civil.month < 1 || civil.month > 12 || *at++ != '-')
        return false;
    civil.day = read_digits(&at, 2);
    if (civil.day < 1 || civil.day > days_in_month(civil.year, civil.month))
        return false;
    if (*at) {
        if (*at != 'T' && *at != 't' && *at != ' ' && *at != '+')
            return false;
        at++;
        if (!read_time(&at, &civil.micros) || !read_zone(&at, &offset) || *at)
            return false;
    }
    *out = instant_plus(instant_from_civil(civil), -offset);
    return true;
}

static char *put_digits(char *out, int64_t value, int digits)
{
    for (int i = digits - 1; i >= 0; i--, value /= 10)
        out[i] = (char)('0' + value % 10);
    return out + digits;
}

static char *put_day(char *out, const struct civil *civil)
{
    out = put_digits(out, civil->year, 4);
    *out++ = '-';
    out = put_digits(out, civil->month, 2);
    *out++ = '-';
    return put_digits(out, civil->day, 2);
}

void day_format(struct instant at, char *out)
{
    struct civil civil = civil_from_instant(at);

    *put_day(out, &civil) = '\0';
}

/* By hand rather than with printf: a page of usages writes a hundred of these. */
void instant_format(struct instant at, char *out)
{
    struct civil civil = civil_from_instant(at);

    out = put_day(out, &civil);
    *out++ = 'T';
    out = put_digits(out, civil.micros / HOURS(1), 2);
    *out++ = ':';
    out = put_digits(out, civil.micros / MINUTES(1) % 60, 2);
    *out++ = ':';
    out = put_digits(out, civil.micros / SECONDS(1) % 60, 2);
    *out++ = '.';
    out = put_digits(out, civil.micros / (MICROS_PER_SECOND / 100) % 100, 2);
    *out++ = 'Z';
    *out = '\0';
}

struct instant machine_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (struct instant){now.tv_sec * MICROS_PER_SECOND + now.tv_nsec / 1000};
}
