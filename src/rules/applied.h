/* What a payment is still for, after what went back. Pure.
 *
 * An invoice may be paid by several payments, and what goes back of it does not always say of
 * which. It is taken from those of its own charge first, the latest before the others, then from
 * any; so each part of what was paid is given back once. */
#ifndef RULES_APPLIED_H
#define RULES_APPLIED_H

#include <stddef.h>
#include <stdint.h>

/* The part of a payment that was for the invoice. */
struct applied {
    int64_t id_charge; /* of the gateway's that moved it; NONE: recorded by hand */
    int64_t amount;
    int64_t returned; /* filled in: 0..amount */
};

/* Takes `amount` back of them, which are in the order in which they were paid. What is more than
 * all of them is nobody's. */
void applied_return(struct applied *parts, size_t count, int64_t id_charge, int64_t amount);

#endif
