/* Addresses, as versions: a row is never changed, a change is a new row, and a document names the
 * version that it was issued with. `digest` stands for the address wherever something is hashed:
 * SHA-256 over a random salt and the canonical fields, so that it tells nothing once salt and text
 * were erased. */
#ifndef DOMAIN_CUSTOMERS_ADDRESS_H
#define DOMAIN_CUSTOMERS_ADDRESS_H

#include "base/ctx.h"
#include "base/field.h"

struct address {
    int64_t id, id_customer; /* whose it is; NONE: a seller's */
    const char *company, *first_name, *last_name, *address_line1, *address_line2, *zip_code, *city;
    const char *country, *region; /* ISO 3166-1 alpha-2, ISO 3166-2 */
    const char *phone, *tax_information;
    struct bytes salt, digest;
    struct instant date_creation;
};
extern const struct field address_fields[];
/* The contract's CustomerAddressBilling: no id, no digest. */
extern const struct field address_live_fields[];

/* Complains about what makes no sense. */
void address_check(struct ctx *ctx, const struct address *address);
/* Gives the address an id, a salt and a digest, and writes it. */
MUST_CHECK enum err address_add(struct ctx *ctx, struct address *address);
/* Erases the text but for the country, and the salt, of the customer's versions that no invoice was
 * issued with. */
MUST_CHECK enum err address_erase(struct ctx *ctx, int64_t id_customer);
MUST_CHECK enum err address_get(struct ctx *ctx, int64_t id, struct address *out);
/* Those whose ids stand in a JSON array, by id: of `struct address`. */
MUST_CHECK enum err address_list(struct ctx *ctx, const char *ids, struct list *out);

#endif
