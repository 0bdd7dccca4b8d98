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

/* The part of the period from `from` to its end. Before the period it is the whole, after it
 * nothing. */
struct part part_left(struct period period, struct instant from);

int64_t prorate(int64_t amount, struct part part);

#endif
