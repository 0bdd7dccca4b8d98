/* How far credits lower what is charged. Pure.
 *
 * A credit lowers the charges of its own tax rate first, then those of higher ones, and none below
 * zero: so neither an amount nor its tax can become negative, and what the charges do not need
 * stays for the next invoice. Credits that lapse soonest are used first, then the oldest. */
#ifndef RULES_CREDIT_H
#define RULES_CREDIT_H

#include <stddef.h>

#include "base/instant.h"

struct credit {
    int64_t amount;             /* positive: what it is worth */
    int64_t rate_tax;           /* of its line */
    struct instant date_expiry; /* not set: never */
    struct instant date;        /* since when it waits */
    int64_t id;                 /* of its line; of one moment, the smaller one is older */
    int64_t used;               /* filled in: 0..amount */
};

/* What is charged at one rate, without credits; one per rate. */
struct chargeable {
    int64_t rate_tax, amount;
};

/* Puts the credits into the order in which they are used, and takes from the charges what each one
 * uses. */
void credits_use(struct credit *credits, size_t count, struct chargeable *charges,
                 size_t charge_count);

#endif
