/* Mandates from a CSV file, when a merchant brings them from elsewhere: all or nothing.
 *
 * The first line names the columns, by the names of the API's fields in any order: at least
 * ReferenceCustomer, ReferenceMandate, NameDebtor, Iban and DateSignature. Every mistake is noted
 * with its line. The same file twice changes nothing. */
#ifndef DOMAIN_SEPA_MANDATE_IMPORT_H
#define DOMAIN_SEPA_MANDATE_IMPORT_H

#include "domain/sepa/mandate.h"

struct mandate_import {
    int64_t rows, added, known;
};
extern const struct field mandate_import_fields[];

/* `reference_segment` counts where a row names none. */
MUST_CHECK enum err mandate_import(struct ctx *ctx, const char *bytes, size_t size,
                                   const char *reference_segment, struct mandate_import *out);

#endif
