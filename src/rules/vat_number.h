/* VAT numbers of the European Union, and French company numbers: their form and their check key.
 * Pure. Whether a number that looks right was ever given to anybody, only VIES can tell.
 *
 * A number is kept with the prefix that VIES knows it by: Greece is EL, Northern Ireland XI, and
 * Monaco's are French. */
#ifndef RULES_VAT_NUMBER_H
#define RULES_VAT_NUMBER_H

#include <stdbool.h>

enum vat_flaw {
    VAT_FLAW_NONE,
    VAT_FLAW_MISSING, /* there is nothing */
    VAT_FLAW_PREFIX,  /* no member state has such a number */
    VAT_FLAW_FORM,    /* its length, or letters where digits belong */
    VAT_FLAW_KEY,     /* the check digits are wrong */
};
extern const char *const vat_flaw_names[];

/* Of a number with its prefix; the longest are those of twelve digits. */
enum { VAT_NUMBER_SIZE = 16 };

/* The prefix of the numbers of a country, `EL` of GR, or NULL if it has none that VIES knows. */
const char *vat_prefix(const char *country);

/* Reads what a person wrote: small letters, spaces, points, dashes and slashes do not matter, and
 * the prefix of his own country may be missing. `out` is the number as it is kept, "" unless it has
 * no flaw; `country` may be NULL. */
enum vat_flaw vat_number_read(const char *text, const char *country, char out[VAT_NUMBER_SIZE]);

/* Nine digits, by Luhn's formula. */
bool siren_is_good(const char *siren);
/* A SIREN, or a SIRET: fourteen digits that begin with one; those of La Poste's many branches have
 * a sum of their own. Spaces and the like do not matter. */
bool is_french_company(const char *text);

#endif
