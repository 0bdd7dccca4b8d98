/* What the law wants to know of a seller, written down by the merchant: it stands on his invoices,
 * and says where he is for taxes. IBAN and BIC are secrets (accounts/secret.h). */
#ifndef DOMAIN_TAXES_SELLER_H
#define DOMAIN_TAXES_SELLER_H

#include "domain/accounts/business.h"
#include "domain/customers/address.h"

struct seller_facts {
    int64_t id;
    const char *name, *legal_form, *capital, *siren, *city_registry, *vat_number;
    int vat_regime; /* enum regime_vat */
    const char *address_line1, *address_line2, *zip_code, *city, *country, *region;
    int64_t id_address, version;
};
/* What is written, and with the id what is shown. */
extern const struct field seller_facts_fields[], seller_input_fields[];

/* The seller of a segment; of the first one if `reference_segment` is NULL. */
MUST_CHECK enum err seller_facts_get(struct ctx *ctx, const char *reference_segment,
                                     struct seller_facts *out);
/* Writes what is given and leaves the rest; a change of the address is a new version of it, since
 * invoices keep the one that they were issued with. ERR_INVALID with every mistake noted: a SIREN
 * or a VAT number that can be none, a country that there is not. */
MUST_CHECK enum err seller_facts_set(struct ctx *ctx, const char *reference_segment,
                                     const struct seller_facts *input, struct seller_facts *out);

#endif
