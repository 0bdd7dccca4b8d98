#include "rules/proration.h"

#include "base/money.h"

struct part part_left(struct period period, struct instant from)
{
    int64_t whole = (period.end.micros - period.start.micros) / HOURS(1);
    int64_t left = (period.end.micros - from.micros) / HOURS(1);

    if (from.micros <= period.start.micros)
        left = whole;
    if (from.micros >= period.end.micros || whole == 0)
        left = 0;
    return (struct part){left, whole ? whole : 1};
}

int64_t prorate(int64_t amount, struct part part)
{
    return divide_rounded((int128)amount * part.hours, part.of_hours, ROUND_DOWN);
}
