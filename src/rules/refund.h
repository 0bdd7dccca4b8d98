/* How a part of an invoice is given back. Pure.
 *
 * The parts of an invoice (lines without tax, and the tax of each rate) make its total. A refund
 * takes from each its share of what is given back, so that the shares make exactly the refund, each
 * is less than one unit off its exact value, and several refunds one after the other take exactly
 * what one would: when all is given back, every part is mirrored to the cent. */
#ifndef RULES_REFUND_H
#define RULES_REFUND_H

#include <stddef.h>
#include <stdint.h>

/* `parts` add up to a positive total; of it `before` was given back and `after` will have been,
 * with 0 <= before <= after <= total. `out` takes a share for each part. */
void refund_shares(const int64_t *parts, size_t count, int64_t before, int64_t after, int64_t *out);

#endif
