/* The dates of what is sent again and again: a first one and, counted from it, one after so many
 * days, weeks, months or years, until a day or without end. Pure.
 *
 * Every date is counted from the first, never from the one before: a schedule that begins on
 * 31 January goes on with 28 February, 31 March and 30 April. They are counted on the clocks of
 * whoever receives it and keep the hour of the first, so that what comes at nine comes at nine in
 * summer, too. A day is a day of these clocks. */
#ifndef RULES_SCHEDULE_H
#define RULES_SCHEDULE_H

#include <stdbool.h>
#include <stddef.h>

#include "rules/period.h"

struct schedule {
    struct rhythm rhythm;
    struct instant anchor; /* the date that has the count 0 */
    int64_t day;           /* 1..31, of the month, where a month has it: the anchor may lie in one
                              that has not; NONE: the anchor's */
    struct instant end;    /* on whose day the last date may be; not set: there is no end */
    struct clocks clocks;
};

/* The date of that count, from 0. */
struct instant schedule_date(const struct schedule *schedule, int64_t count);

/* The count, no smaller than `count`, of the first date that is on the day of `at` or later. */
int64_t schedule_count(const struct schedule *schedule, int64_t count, struct instant at);

/* Does the date lie after the day of the end? */
bool schedule_is_over(const struct schedule *schedule, struct instant date);

/* Writes up to `most` dates from `count` on, as far as the end lets them be; how many. */
size_t schedule_dates(const struct schedule *schedule, int64_t count, size_t most,
                      struct instant *out);

/* The first moment of that day of these clocks, and of the day that lies so many days later. */
struct instant schedule_day(const struct clocks *clocks, struct instant at, int64_t days);

/* The beginning of the first day after that of `at` which has that number in its month; of a month
 * that is shorter, its last. */
struct instant schedule_day_of_month(const struct clocks *clocks, struct instant at, int64_t day);

#endif
