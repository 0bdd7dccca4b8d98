/* The numbers of documents. Pure.
 *
 * A full number is the prefix of its series, a dash, and eight digits: `S3-00000033`, `S` for a
 * sandbox, `F` for a live business, 3 the segment. Letters, digits and dashes only, 35 characters
 * at most, as the French e-invoicing rules ask; the dot of the published samples is refused by
 * them. */
#ifndef RULES_NUMBERING_H
#define RULES_NUMBERING_H

#include <stdbool.h>
#include <stdint.h>

enum { FULL_NUMBER_SIZE = 36 };

/* `out` must hold FULL_NUMBER_SIZE bytes. Credit notes have an `A` (avoir) behind the first letter.
 */
void series_prefix(bool is_live, bool is_credit, int64_t segment_number, char *out);
void full_number(const char *prefix, int64_t number, char *out);

#endif
