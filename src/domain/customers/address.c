#include "domain/customers/address.h"

#include "base/json.h"
#include "domain/check.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

enum { SALT_SIZE = 16 };

#define PUBLIC_FIELDS                                                                              \
    FIELD(address, company), FIELD(address, first_name), FIELD(address, last_name),                \
        FIELD(address, address_line1), FIELD(address, address_line2), FIELD(address, zip_code),    \
        FIELD(address, city), FIELD(address, country), FIELD(address, region),                     \
        FIELD(address, phone), FIELD(address, tax_information)

const struct field address_live_fields[] = {PUBLIC_FIELDS, FIELDS_END};

const struct field address_fields[] = {
    FIELD(address, id),     FIELD(address, id_customer),   PUBLIC_FIELDS, FIELD(address, salt),
    FIELD(address, digest), FIELD(address, date_creation), FIELDS_END,
};

void address_check(struct ctx *ctx, const struct address *address)
{
    check_country(ctx, "Country", address->country);
    check_region(ctx, "Region", address->region, address->country);
}

/* The order of the field table is the canonical one. */
static void make_digest(struct ctx *ctx, struct address *address)
{
    struct text canonical = {.arena = ctx->arena};
    uint8_t *salt = arena_alloc(ctx->arena, SALT_SIZE);
    uint8_t *digest = arena_alloc(ctx->arena, SHA256_SIZE);

    random_bytes(salt, SALT_SIZE);
    json_write(&canonical, address_live_fields, address);
    sha256_pieces(
        (struct bytes[]){
            {salt,         SALT_SIZE     },
            {canonical.at, canonical.size}
    },
        2, digest);
    address->salt = (struct bytes){salt, SALT_SIZE};
    address->digest = (struct bytes){digest, SHA256_SIZE};
}

enum err address_add(struct ctx *ctx, struct address *address)
{
    address->id = db_new_id(ctx, ID_ROW);
    address->date_creation = ctx->now;
    make_digest(ctx, address);
    return db_save(ctx, &sql_address_add, address_fields, address);
}

enum err address_erase(struct ctx *ctx, int64_t id_customer)
{
    return db_run(ctx, &sql_address_erase, ARGS(ARG(id_customer)));
}

enum err address_get(struct ctx *ctx, int64_t id, struct address *out)
{
    return db_get(ctx, &sql_address_get, ARGS(ARG(id)), address_fields, out);
}

enum err address_list(struct ctx *ctx, const char *ids, struct list *out)
{
    return db_list(ctx, &sql_address_list, ARGS(ARG(ids)), address_fields, sizeof(struct address),
                   out);
}
