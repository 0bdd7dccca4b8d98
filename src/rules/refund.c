#include "rules/refund.h"

#include "base/money.h"

/* The sums of the first parts are rounded, not the parts: so the last sum is exact. */
void refund_shares(const int64_t *parts, size_t count, int64_t before, int64_t after, int64_t *out)
{
    int64_t total = 0, sum = 0, taken = 0;

    for (size_t i = 0; i < count; i++)
        total += parts[i];
    for (size_t i = 0; i < count; i++) {
        int64_t until;

        sum += parts[i];
        until = divide_rounded((int128)sum * after, total, ROUND_HALF_UP) -
                divide_rounded((int128)sum * before, total, ROUND_HALF_UP);
        out[i] = until - taken;
        taken = until;
    }
}
