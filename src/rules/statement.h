/* A statement of account: what a customer owed when a range of days began, what happened in it, and
 * what he owes at its end; and how late what he owes is. Pure.
 *
 * A day is given as its midnight, as if it were one of UTC; whose days they are, the caller knows.
 */
#ifndef RULES_STATEMENT_H
#define RULES_STATEMENT_H

#include "base/instant.h"

/* Opening + debit - credit = closing, always. */
struct statement_sums {
    int64_t opening, debit, credit, closing;
};

struct statement_sums statement_begin(int64_t opening);
/* Counts what the customer owes more, or, negative, less; what he owes then. */
int64_t statement_add(struct statement_sums *sums, int64_t amount);

/* How late an invoice is. */
enum age { AGE_NOT_DUE, AGE_30, AGE_60, AGE_90, AGE_OLDER, AGE_COUNT };
/* On `today`, for one that is to be paid by `limit`, that day included. */
enum age age_of(struct instant limit, struct instant today);

/* Days, the first and the last included; no first one: since ever. */
struct day_range {
    struct instant first, last;
};
enum range_preset { RANGE_NONE, RANGE_MONTH, RANGE_QUARTER, RANGE_YEAR, RANGE_ALL };
extern const char *const range_preset_names[];
/* The month, quarter or year that `today` is in, as far as it is over. */
struct day_range range_of(enum range_preset preset, struct instant today);

#endif
