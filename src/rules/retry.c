#include "rules/retry.h"

#define FIRST_WAIT   SECONDS(10)
#define LONGEST_WAIT HOURS(8)

struct instant retry_at(struct instant since, int64_t failures, struct instant now, uint32_t dice)
{
    struct instant last = instant_plus(since, RETRY_HORIZON);
    int64_t wait = FIRST_WAIT;

    if (now.micros >= last.micros)
        return (struct instant){0};
    for (int64_t i = 1; i < failures && wait < LONGEST_WAIT; i++)
        wait *= 2;
    if (wait > LONGEST_WAIT)
        wait = LONGEST_WAIT;
    wait -= wait / 5 * (dice % 1000) / 1000;
    return instant_earlier(instant_plus(now, wait), last);
}
