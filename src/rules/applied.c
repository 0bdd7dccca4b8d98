#include "rules/applied.h"

#include "base/money.h"

static int64_t return_of(struct applied *part, int64_t amount)
{
    int64_t left = part->amount - part->returned;
    int64_t taken = amount < left ? amount : left;

    part->returned += taken;
    return taken;
}

void applied_return(struct applied *parts, size_t count, int64_t id_charge, int64_t amount)
{
    for (size_t i = count; i-- && id_charge != NONE;)
        if (parts[i].id_charge == id_charge)
            amount -= return_of(&parts[i], amount);
    for (size_t i = count; i--;)
        amount -= return_of(&parts[i], amount);
}
