/* Moments and calendar dates. A moment is a number of microseconds since 1970-01-01 UTC; what a
 * day, a month or a year is depends on the calendar of rules/period.h. Nothing here knows the
 * present time, except `machine_now`, which only main, the log and the couriers may ask. */
#ifndef BASE_INSTANT_H
#define BASE_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* 0 means "not set": nothing is billed at the first microsecond of 1970. */
struct instant {
    int64_t micros;
};

#define MICROS_PER_SECOND INT64_C(1000000)
#define SECONDS(n)        ((n)*MICROS_PER_SECOND)
#define MINUTES(n)        SECONDS((n)*INT64_C(60))
#define HOURS(n)          MINUTES((n)*INT64_C(60))
#define DAYS(n)           HOURS((n)*INT64_C(24))

/* A moment taken apart, in UTC. */
struct civil {
    int64_t year;
    int month, day; /* 1..12, 1..31 */
    int64_t micros; /* since midnight */
};

static inline bool instant_is_set(struct instant at)
{
    return at.micros != 0;
}

static inline struct instant instant_plus(struct instant at, int64_t micros)
{
    return (struct instant){at.micros + micros};
}

/* Without its fraction of a second; for moments after 1970. */
static inline struct instant instant_whole_second(struct instant at)
{
    return (struct instant){at.micros - at.micros % MICROS_PER_SECOND};
}

/* The earlier of two moments; one that is not set is later than any other. */
struct instant instant_earlier(struct instant a, struct instant b);
/* The later of two; one that is not set is earlier than any other. */
struct instant instant_later(struct instant a, struct instant b);

int days_in_month(int64_t year, int month);
struct civil civil_from_instant(struct instant at);
struct instant instant_from_civil(struct civil civil);

/* Reads ISO 8601 as the contract's clients write it (api-live section 1.3): a date alone or with a
 * time, `T`, a space or `+` between them, a fraction of up to nine digits, and `Z`, `+hh:mm`,
 * `+hhmm` or nothing for UTC. False if it is not a moment from 1971 to 9998, and then `out` is not
 * written. */
bool instant_parse(const char *text, struct instant *out);

/* Writes `2025-08-09T13:17:39.88Z`: UTC with exactly two decimals, truncated (contract 1.3).
 * `out` must hold INSTANT_TEXT_SIZE bytes. */
enum { INSTANT_TEXT_SIZE = 32, DAY_TEXT_SIZE = 16 };
void instant_format(struct instant at, char *out);
/* Writes `2025-08-09`. `out` must hold DAY_TEXT_SIZE bytes. */
void day_format(struct instant at, char *out);

/* The machine's clock. */
struct instant machine_now(void);

#endif
