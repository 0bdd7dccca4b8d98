/* Account numbers and the identifiers of direct debits: IBAN, BIC, creditor identifier (ICS) and
 * mandate reference (RUM). Pure.
 *
 * An IBAN is kept compact: capitals and digits, no spaces. What is wrong with one of these is the
 * end of a sentence, "is too short for FR: 26 characters instead of 27", or NULL if nothing is. The
 * structures are those of the IBAN registry (ISO 13616), the countries those of the geographical
 * scope of the SEPA schemes (EPC409-09). */
#ifndef RULES_IBAN_H
#define RULES_IBAN_H

#include <stdbool.h>

#include "base/arena.h"

enum { IBAN_SIZE_MAX = 34, RUM_SIZE_MAX = 35, ICS_SIZE_MAX = 35 };

/* Without spaces and in capitals, as people type them; also for a BIC or an ICS. */
const char *iban_compact(struct arena *arena, const char *typed);
/* Country, length, structure, check digits (mod 97), and for French and Monegasque accounts the key
 * of the RIB. */
const char *iban_objection(struct arena *arena, const char *iban);
/* Can it be debited and credited by SEPA? */
bool iban_is_sepa(const char *iban);

/* What may be shown of it: `FR76 **** 0189`. */
const char *iban_masked(struct arena *arena, const char *iban);

/* ISO 9362, of 8 or 11 characters. */
const char *bic_objection(const char *bic);

/* The creditor identifier: country, two check digits, three characters of the creditor's own that
 * the check leaves out, and a national number. */
const char *ics_objection(struct arena *arena, const char *ics);

/* The unique mandate reference: at most 35 of the letters, digits and `+ ? / - : ( ) . , '`, spaces
 * inside; neither beginning nor ending with a slash, nor with two in a row (EPC implementation
 * guidelines, 1.4). */
const char *rum_objection(struct arena *arena, const char *rum);

#endif
