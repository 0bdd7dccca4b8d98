/* What the merchant's documents have around whatever they say: who sells, with what the law wants
 * to be known of him, his logo, his account, whom to ask, and the lines at the foot of each sheet.
 */
#ifndef DOMAIN_SHEETS_LETTERHEAD_H
#define DOMAIN_SHEETS_LETTERHEAD_H

#include "domain/accounts/business.h"
#include "domain/customers/customer.h"
#include "domain/look/look.h"

struct letterhead {
    const char *zone; /* of the dates of the document */
    struct look
        look; /* contact box, lines at the foot, colour and words as the merchant has them */
    struct bytes logo; /* PNG or JPEG; empty: his name stands there */
    const char *iban;  /* of the seller's account, compact; or NULL */
};
extern const struct field letterhead_fields[];

/* Of a seller what a document says. */
extern const struct field seller_shown_fields[];
MUST_CHECK enum err seller_shown(struct ctx *ctx, int64_t id_seller, struct seller *out);

/* As it is today. */
MUST_CHECK enum err letterhead_load(struct ctx *ctx, int64_t id_segment, int64_t id_seller,
                                    const char *language, struct letterhead *out);

/* Who sells and who buys, as documents name them. */
struct parties {
    struct seller seller;
    struct address address_seller, address_customer;
    bool has_address_seller, has_address_customer;
    const char *name; /* the customer's, or his reference */
};
/* Their fields in the table of a struct that has a member `parties`. */
#define PARTIES_AT(type, member) .offset = offsetof(struct type, parties.member)
#define PARTIES_FIELDS(type)                                                                       \
    {.name = "seller",                                                                             \
     .kind = FIELD_RECORD,                                                                         \
     .element = seller_shown_fields,                                                               \
     PARTIES_AT(type, seller)},                                                                    \
        {.name = "address_seller",                                                                 \
         .kind = FIELD_RECORD,                                                                     \
         .element = address_fields,                                                                \
         PARTIES_AT(type, address_seller)},                                                        \
        {.name = "address_customer",                                                               \
         .kind = FIELD_RECORD,                                                                     \
         .element = address_fields,                                                                \
         PARTIES_AT(type, address_customer)},                                                      \
        {.name = "has_address_seller",                                                             \
         .kind = FIELD_BOOLEAN,                                                                    \
         PARTIES_AT(type, has_address_seller)},                                                    \
        {.name = "has_address_customer",                                                           \
         .kind = FIELD_BOOLEAN,                                                                    \
         PARTIES_AT(type, has_address_customer)},                                                  \
    {                                                                                              \
        .name = "name", .kind = FIELD_TEXT, PARTIES_AT(type, name)                                 \
    }
/* As they are today: the customer with his billing address, the seller of his segment. */
MUST_CHECK enum err parties_load(struct ctx *ctx, const struct customer *customer,
                                 struct parties *out);

#endif
