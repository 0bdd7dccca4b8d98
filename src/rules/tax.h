/* VAT. Pure.
 *
 * The tax of a document is computed per rate on the sum of its lines and rounded half up, away from
 * zero for credits (EN 16931, and French law). A line's own tax is information and is truncated, as
 * in the contract's published examples. Rates are in 1/10000: 20 % is 2000. */
#ifndef RULES_TAX_H
#define RULES_TAX_H

#include <stdint.h>

int64_t tax_of_line(int64_t amount_subtotal, int64_t rate_tax);
int64_t tax_of_document(int64_t amount_subtotal, int64_t rate_tax);

#endif
