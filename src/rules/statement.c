#include "rules/statement.h"

#include <stddef.h>

const char *const range_preset_names[] = {NULL, "Month", "Quarter", "Year", "All", NULL};

struct statement_sums statement_begin(int64_t opening)
{
    return (struct statement_sums){.opening = opening, .closing = opening};
}

int64_t statement_add(struct statement_sums *sums, int64_t amount)
{
    if (amount > 0)
        sums->debit += amount;
    else
        sums->credit -= amount;
    return sums->closing += amount;
}

enum age age_of(struct instant limit, struct instant today)
{
    int64_t days = (today.micros - limit.micros) / DAYS(1);

    if (days <= 0)
        return AGE_NOT_DUE;
    return days <= 30 ? AGE_30 : days <= 60 ? AGE_60 : days <= 90 ? AGE_90 : AGE_OLDER;
}

struct day_range range_of(enum range_preset preset, struct instant today)
{
    struct civil first = civil_from_instant(today);

    if (preset == RANGE_NONE || preset == RANGE_ALL)
        return (struct day_range){.last = today};
    first.day = 1;
    if (preset == RANGE_QUARTER)
        first.month -= (first.month - 1) % 3;
    if (preset == RANGE_YEAR)
        first.month = 1;
    return (struct day_range){instant_from_civil(first), today};
}
