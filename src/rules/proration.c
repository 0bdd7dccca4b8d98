#include "rules/proration.h"

#include <stddef.h>

#include "base/money.h"

const char *const proration_unit_names[] = {NULL, "Hour", "Day", "Second", NULL};
const char *const proration_rounding_names[] = {NULL, "Truncated", "HalfUp", NULL};
const char *const month_length_names[] = {NULL, "Real", "Thirty", NULL};

/* The number of the day on the place's calendar. */
static int64_t day_number(const struct measure *measure, struct instant at)
{
    struct instant local = clocks_local(&measure->clocks, at);
    struct civil civil = civil_from_instant(local);

    if (measure->is_thirty)
        return 360 * civil.year + 30 * civil.month + (civil.day < 30 ? civil.day : 30);
    return (local.micros - civil.micros) / DAYS(1);
}

static enum proration_unit unit_of(const struct measure *measure)
{
    if (measure->is_thirty)
        return PRORATION_DAY;
    return measure->unit ? measure->unit : PRORATION_HOUR;
}

static int64_t units_between(const struct measure *measure, struct instant from, struct instant to)
{
    int64_t micros = to.micros - from.micros;

    switch (unit_of(measure)) {
    case PRORATION_DAY:
        return day_number(measure, to) - day_number(measure, from);
    case PRORATION_SECOND:
        return micros / MICROS_PER_SECOND;
    default:
        return micros / HOURS(1);
    }
}

struct part part_of(struct span span)
{
    struct instant start = instant_later(span.period.start, span.whole.start);
    struct instant end = instant_earlier(span.period.end, span.whole.end);
    struct part part = {
        .of_units = units_between(&span.measure, span.whole.start, span.whole.end),
        .unit = unit_of(&span.measure),
        .rounding = span.measure.rounding,
    };

    if (part.of_units == 0)
        part.of_units = 1; /* so short that no part of it costs anything */
    if (end.micros > start.micros && !span.is_free)
        part.units = units_between(&span.measure, start, end);
    return part;
}

struct span span_left(struct span span, struct instant from)
{
    if (from.micros > span.period.end.micros)
        from = span.period.end;
    if (from.micros > span.period.start.micros)
        span.period.start = from;
    return span;
}

struct part part_left(struct span span, struct instant from)
{
    return part_of(span_left(span, from));
}

int64_t prorate(int64_t amount, struct part part)
{
    return divide_rounded((int128)amount * part.units, part.of_units,
                          part.rounding == ROUNDING_HALF_UP ? ROUND_HALF_UP : ROUND_DOWN);
}
