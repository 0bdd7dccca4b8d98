#include "rules/credit.h"

#include <stdlib.h>

static int by_use(const void *a, const void *b)
{
    const struct credit *one = a, *other = b;
    /* One that never lapses is after all that do. */
    int64_t end = one->date_expiry.micros ? one->date_expiry.micros : INT64_MAX;
    int64_t other_end = other->date_expiry.micros ? other->date_expiry.micros : INT64_MAX;

    if (end != other_end)
        return (end > other_end) - (end < other_end);
    if (one->date.micros != other->date.micros)
        return (one->date.micros > other->date.micros) - (one->date.micros < other->date.micros);
    return (one->id > other->id) - (one->id < other->id);
}

static void take(struct credit *credit, struct chargeable *charge)
{
    int64_t left = credit->amount - credit->used;
    int64_t taken = charge->amount < left ? charge->amount : left;

    if (taken <= 0)
        return;
    credit->used += taken;
    charge->amount -= taken;
}

void credits_use(struct credit *credits, size_t count, struct chargeable *charges,
                 size_t charge_count)
{
    qsort(credits, count, sizeof *credits, by_use);
    for (size_t i = 0; i < count; i++) {
        credits[i].used = 0;
        for (size_t j = 0; j < charge_count; j++)
            if (charges[j].rate_tax == credits[i].rate_tax)
                take(&credits[i], &charges[j]);
        for (size_t j = 0; j < charge_count; j++)
            if (charges[j].rate_tax > credits[i].rate_tax)
                take(&credits[i], &charges[j]);
    }
}
