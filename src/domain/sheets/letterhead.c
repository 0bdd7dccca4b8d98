#include "domain/sheets/letterhead.h"

#include "domain/accounts/secret.h"
#include "domain/look/look_logo.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field letterhead_fields[] = {
    {.name = "contact",
     .kind = FIELD_TEXT,
     .offset = offsetof(struct letterhead, look) + offsetof(struct look, contact)},
    FIELDS_END,
};

const struct field seller_shown_fields[] = {
    FIELD(seller, id),      FIELD(seller, name),          FIELD(seller, legal_form),
    FIELD(seller, siren),   FIELD(seller, vat_number),    FIELD(seller, id_address),
    FIELD(seller, capital), FIELD(seller, city_registry), FIELDS_END,
};

enum err seller_shown(struct ctx *ctx, int64_t id_seller, struct seller *out)
{
    return db_get(ctx, &sql_seller_shown, ARGS(ARG(id_seller)), seller_shown_fields, out);
}

static enum err load_logo(struct ctx *ctx, const char *digest, struct bytes *out)
{
    struct logo logo;

    if (!digest)
        return OK;
    TRY(logo_get(ctx, digest, &logo));
    *out = logo.content;
    return OK;
}

enum err letterhead_load(struct ctx *ctx, int64_t id_segment, int64_t id_seller,
                         const char *language, struct letterhead *out)
{
    struct business business;
    enum err err;

    *out = (struct letterhead){0};
    TRY(business_get(ctx, &business));
    out->zone = business.time_zone;
    TRY(look_load(ctx, id_segment, language, &out->look));
    TRY(load_logo(ctx, out->look.logo_digest, &out->logo));
    err = secret_get(ctx, "sellers", id_seller, "iban", &out->iban);
    return err == ERR_NOT_FOUND ? OK : err;
}

/* parties -----------------------------------------------------------------------------------------
 */

static enum err load_address(struct ctx *ctx, int64_t id, struct address *out, bool *is_there)
{
    *is_there = id != NONE;
    return *is_there ? address_get(ctx, id, out) : OK;
}

enum err parties_load(struct ctx *ctx, const struct customer *customer, struct parties *out)
{
    struct segment segment;

    *out = (struct parties){.name = customer_name(customer)};
    TRY(segment_get(ctx, customer->id_segment, &segment));
    TRY(seller_shown(ctx, segment.id_seller, &out->seller));
    TRY(load_address(ctx, out->seller.id_address, &out->address_seller, &out->has_address_seller));
    return load_address(ctx, customer->id_address_billing, &out->address_customer,
                        &out->has_address_customer);
}
