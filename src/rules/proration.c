#include "rules/proration.h"

#include "base/money.h"

struct part part_of(struct span span)
{
    int64_t whole = (span.whole.end.micros - span.whole.start.micros) / HOURS(1);
    int64_t start = span.period.start.micros, end = span.period.end.micros;

    if (start < span.whole.start.micros)
        start = span.whole.start.micros;
    if (end > span.whole.end.micros)
        end = span.whole.end.micros;
    return (struct part){end > start ? (end - start) / HOURS(1) : 0, whole ? whole : 1};
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
    return divide_rounded((int128)amount * part.hours, part.of_hours, ROUND_DOWN);
}
