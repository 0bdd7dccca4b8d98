/* The numbers of documents. Pure.
 *
 * A number belongs to a series, which has no gap: the series of a segment, of a seller or of a
 * customer, for invoices, for credit notes or for estimates. Its format says how it is written, `S3-00000033` by
 * default:
 *
 *   {PREFIX}     what tells the series apart: `S` in a sandbox and `F` in a live business, an `A`
 *                (avoir) for credit notes or a `D` (devis) for estimates, `V` (vendeur) or `C`
 *                (client) for the series of a seller or a customer, and the id of the segment,
 *                seller or customer
 *   {YEAR}       2026, {MONTH} 11: of the day of issue where the seller is
 *   {NUMBER:8}   the number, with that many digits at least
 *
 * A format whose text changes with the year or the month begins at 1 again with it. Only letters,
 * digits and + - _ / are allowed, and 35 characters at most, as the French e-invoicing rules ask;
 * the dot of the published samples is refused by them.
 *
 * The stem of a series is its format with all but the number filled in, a `#` standing for that:
 * `S3-2026-#`. Two series never have the same. */
#ifndef RULES_NUMBERING_H
#define RULES_NUMBERING_H

#include <stdbool.h>
#include <stdint.h>

enum { FULL_NUMBER_SIZE = 36 };

#define NUMBER_FORMAT "{PREFIX}-{NUMBER:8}"

enum series_scope { SCOPE_NONE, SCOPE_SEGMENT, SCOPE_SELLER, SCOPE_CUSTOMER };
extern const char *const series_scope_names[];

/* What it numbers. */
enum series_kind { SERIES_INVOICES, SERIES_CREDIT_NOTES, SERIES_ESTIMATES };
/* Invoice, CreditNote, Estimate. */
extern const char *const series_kind_names[];

/* Whose series it is; `id` is that of the segment, the seller or the customer. */
struct series_of {
    bool is_live;
    enum series_kind kind;
    enum series_scope scope;
    int64_t id;
};

/* What is wrong with a format, as the end of a sentence, or NULL. */
const char *number_format_objection(const char *format);

/* `out` must hold FULL_NUMBER_SIZE bytes; `day` is 2026-11-22. False if it does not fit there with
 * its number. */
bool number_stem(const char *format, const struct series_of *series, const char *day, char *out);

/* How many digits a number has at least in that format. */
int number_digits(const char *format);

/* Likewise; false if the number became too long. */
bool full_number(const char *stem, int digits, int64_t number, char *out);

/* Is that the number, written with any count of leading zeros, of a series of that stem? */
bool full_number_fits(const char *stem, int64_t number, const char *full_number);

#endif
