#include "domain/taxes/seller.h"

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "rules/vat.h"
#include "rules/vat_number.h"
#include "sql.h"

#define INPUT_FIELDS                                                                               \
    FIELD(seller_facts, name), FIELD(seller_facts, legal_form), FIELD(seller_facts, capital),      \
        FIELD(seller_facts, siren), FIELD(seller_facts, city_registry),                            \
        FIELD(seller_facts, vat_number),                                                           \
        FIELD_CHOICE_OF(seller_facts, vat_regime, regime_vat_names),                               \
        FIELD(seller_facts, address_line1), FIELD(seller_facts, address_line2),                    \
        FIELD(seller_facts, zip_code), FIELD(seller_facts, city), FIELD(seller_facts, country),    \
        FIELD(seller_facts, region)

const struct field seller_input_fields[] = {INPUT_FIELDS, FIELDS_END};
const struct field seller_facts_fields[] = {FIELD(seller_facts, id), INPUT_FIELDS, FIELDS_END};

static const struct field seller_row_fields[] = {
    FIELD(seller_facts, id),      INPUT_FIELDS, FIELD(seller_facts, id_address),
    FIELD(seller_facts, version), FIELDS_END,
};

enum err seller_facts_get(struct ctx *ctx, const char *reference_segment, struct seller_facts *out)
{
    struct segment segment;

    TRY(segment_choose(ctx, reference_segment, &segment));
    return db_get(ctx, &sql_seller_facts_get, ARGS(ARG_AS(id, segment.id_seller)),
                  seller_row_fields, out);
}

static struct address address_of(const struct seller_facts *facts)
{
    struct address address;

    fields_clear(address_fields, &address);
    address.address_line1 = facts->address_line1;
    address.address_line2 = facts->address_line2;
    address.zip_code = facts->zip_code;
    address.city = facts->city;
    address.country = facts->country;
    address.region = facts->region;
    return address;
}

static void check(struct ctx *ctx, const struct seller_facts *facts)
{
    const struct address address = address_of(facts);
    char number[VAT_NUMBER_SIZE];

    address_check(ctx, &address);
    if (text_is_blank(facts->name))
        complain(ctx, NULL, "Name", "Name: is missing.");
    if (facts->siren && !siren_is_good(facts->siren))
        complain(ctx, NULL, "Siren",
                 "Siren: \"%.40s\" is not nine digits with the right key at their end.",
                 facts->siren);
    if (facts->vat_number && is_member_state(facts->country) &&
        vat_number_read(facts->vat_number, facts->country, number) != VAT_FLAW_NONE)
        complain(ctx, NULL, "VatNumber",
                 "VatNumber: \"%.40s\" cannot be a VAT number of %s: its form or its key is wrong.",
                 facts->vat_number, facts->country);
}

static enum err save_address(struct ctx *ctx, const struct seller_facts *before,
                             struct seller_facts *facts)
{
    const struct address old = address_of(before);
    struct address address = address_of(facts);

    if (fields_equal(address_live_fields, &old, &address))
        return OK;
    address.id_customer = NONE;
    TRY(address_add(ctx, &address));
    facts->id_address = address.id;
    return OK;
}

enum err seller_facts_set(struct ctx *ctx, const char *reference_segment,
                          const struct seller_facts *input, struct seller_facts *out)
{
    struct text old = {.arena = ctx->arena}, new = {.arena = ctx->arena};
    struct seller_facts before;

    TRY(seller_facts_get(ctx, reference_segment, &before));
    *out = before;
    fields_merge(seller_input_fields, out, input);
    check(ctx, out);
    TRY(complaints(ctx));
    TRY(save_address(ctx, &before, out));
    TRY(db_update(ctx, &sql_seller_facts_save, seller_row_fields, out));
    json_write(&old, seller_facts_fields, &before);
    json_write(&new, seller_facts_fields, out);
    return audit_record(ctx, "Seller.Set", "sellers", out->id, text_done(&old), text_done(&new));
}
