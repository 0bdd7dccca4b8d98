/* Proration: what a part of a period costs. Pure.
 *
 * By whole hours, truncated to the minor unit: amount * floor(hours left) / hours of the period.
 * This reproduces the contract's published examples to the cent (api-live section 4, "Arithmetic
 * the examples obey": 25000 * 725/744 = 24361, 4000 * 332/336 = 3952). */
#ifndef RULES_PRORATION_H
#define RULES_PRORATION_H

#include <stdint.h>

#include "rules/period.h"

struct part {
    int64_t hours, of_hours; /* 1 of 1 for a whole period */
};

/* What is charged: a period, and the whole one that the price is for. They differ where a period
 * was begun or cut in its middle. */
struct span {
    struct period period, whole;
};

/* The part of the whole that the period is; what of it lies outside does not count. */
struct part part_of(struct span span);
/* The part from `from` to the period's end. */
struct part part_left(struct span span, struct instant from);
/* What is left of it at `from`; nothing, if it is over. */
struct span span_left(struct span span, struct instant from);

int64_t prorate(int64_t amount, struct part part);

#endif
