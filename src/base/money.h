/* Exact amounts. Floating point never touches money.
 *
 * An amount (`amount_*`, int64_t) is a whole number of the currency's smallest unit: cents, yen. A
 * unit price, a quantity or an exact factor is a `struct decimal` of six decimals. A product of the
 * two is a 128-bit number of micros and becomes an amount in one place, `amount_round`, which names
 * the rounding. */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

/* What an optional int64_t holds when it holds nothing: NULL in a row, left out in JSON. */
#define NONE INT64_MIN

struct decimal {
    int64_t micros; /* NONE: not given */
};

/* How much of something, in millionths: 3 seats are 3000000. Unlike a decimal it is a plain number
 * in JSON: 3, or 1.5. */
struct quantity {
    int64_t micros; /* NONE: not given, or unlimited where the field says so */
};

#define MICROS_PER_UNIT INT64_C(1000000)

__extension__ typedef __int128 int128;

enum rounding {
    ROUND_HALF_UP, /* half a unit away from zero, also for credits (EN 16931) */
    ROUND_DOWN,    /* towards zero: what the contract's prorated examples do */
};

/* `numerator / denominator`, rounded; the denominator is positive. */
int64_t divide_rounded(int128 numerator, int128 denominator, enum rounding how);

/* Amounts, quantities and counts stay inside this bound when they enter (10^13 cents are a hundred
 * thousand million euros), so that no product or sum of the rules can leave 128 bits and no total
 * 64. */
#define AMOUNT_MAX INT64_C(10000000000000)
#define UNITS_MAX  INT64_C(1000000000000) /* of a decimal or a quantity: 10^18 micros */

/* Reads `12`, `-3.5` or `0.000125` exactly; false on anything else: an exponent, a comma, more than
 * six decimals, more than UNITS_MAX units. */
bool decimal_parse(const char *text, struct decimal *out);
/* Writes it without trailing zeros. `out` must hold DECIMAL_TEXT_SIZE bytes. */
enum { DECIMAL_TEXT_SIZE = 32 };
void decimal_format(struct decimal decimal, char *out);

/* An amount as people type it, `1 234,56 €`, `1,234.56` or `75`, in minor units; NONE: it is none, or
 * zero. A last sign with three digits behind it stood between thousands, any other ends the whole
 * units. */
int64_t amount_read(const char *text, const char *currency);

/* Reads a whole number: digits with an optional minus sign, inside +-`max`. */
bool integer_parse(const char *text, int64_t max, int64_t *out);

/* The number of decimals of an ISO 4217 currency (2 for EUR, 0 for JPY), or -1 if we do not know
 * it. The code is three capital letters. */
int currency_exponent(const char *code);

#endif
