#include "rules/tax.h"

#include "base/money.h"

enum { RATE_UNIT = 10000 };

int64_t tax_of_line(int64_t amount_subtotal, int64_t rate_tax)
{
    return divide_rounded((int128)amount_subtotal * rate_tax, RATE_UNIT, ROUND_DOWN);
}

int64_t tax_of_document(int64_t amount_subtotal, int64_t rate_tax)
{
    return divide_rounded((int128)amount_subtotal * rate_tax, RATE_UNIT, ROUND_HALF_UP);
}
