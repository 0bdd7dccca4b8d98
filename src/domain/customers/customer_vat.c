#include "domain/customers/customer_vat.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/clock.h"
#include "platform/db/db.h"
#include "rules/vat_number.h"
#include "sql.h"

const struct field tax_buyer_fields[] = {
    FIELD(tax_buyer, country),
    FIELD(tax_buyer, zip_code),
    FIELD(tax_buyer, region),
    FIELD(tax_buyer, company),
    FIELD(tax_buyer, tax_information),
    FIELD(tax_buyer, vat_number),
    FIELD_CHOICE_OF(tax_buyer, state_vat, state_vat_names),
    FIELD(tax_buyer, date_proof),
    FIELD(tax_buyer, proof_vat),
    FIELD(tax_buyer, vat_failure),
    FIELD(tax_buyer, is_exempt),
    FIELD(tax_buyer, vatex_tax),
    FIELD(tax_buyer, mention_tax),
    FIELDS_END,
};

bool tax_is_by_place(const struct settings *settings, int64_t id_segment)
{
    enum { FIXED = 1, PLACE };

    return setting_word(settings, SETTING_TAXES, id_segment) == PLACE;
}

enum err tax_buyer_get(struct ctx *ctx, int64_t id_customer, struct tax_buyer *out)
{
    return db_get(ctx, &sql_tax_buyer_get, ARGS(ARG_AS(id, id_customer)), tax_buyer_fields, out);
}

/* What stands in the address, if it reads as a number; what VIES said counts for the number that it
 * was asked about. A SIREN or a SIRET is no VAT number, and no mistake. */
struct vat_buyer tax_buyer_of(struct ctx *ctx, const struct tax_buyer *buyer)
{
    char *number = arena_alloc(ctx->arena, VAT_NUMBER_SIZE);
    enum vat_flaw flaw = vat_number_read(buyer->tax_information, buyer->country, number);
    struct vat_buyer out = {
        .address = {buyer->country, buyer->zip_code, buyer->region},
        .is_company = !text_is_blank(buyer->company),
        .is_exempt = buyer->is_exempt,
        .vatex = buyer->vatex_tax,
        .mention = buyer->mention_tax,
    };

    if (flaw == VAT_FLAW_MISSING || (flaw && is_french_company(buyer->tax_information)))
        return out;
    out.state_vat = VAT_MALFORMED;
    if (flaw != VAT_FLAW_NONE)
        return out;
    out.vat_number = number;
    out.state_vat =
        buyer->state_vat && text_equal(buyer->vat_number, number) ? buyer->state_vat : VAT_UNKNOWN;
    return out;
}

/* asking ------------------------------------------------------------------------------------------
 */

static enum err is_under_way(struct ctx *ctx, int64_t id_customer, const char *vat_number,
                             bool *out)
{
    int64_t count;

    TRY(db_number(ctx, &sql_vies_under_way, ARGS(ARG(id_customer), ARG(vat_number)), &count));
    *out = count > 0;
    return OK;
}

enum err customer_vat_ask(struct ctx *ctx, int64_t id_customer, const char *vat_number)
{
    int64_t id = db_new_id(ctx, ID_ROW);
    bool is_asking;

    TRY(is_under_way(ctx, id_customer, vat_number, &is_asking));
    if (is_asking)
        return OK;
    TRY(db_run(ctx, &sql_vies_forget, ARGS(ARG(id_customer))));
    ctx->leaves_work = true;
    return db_run(ctx, &sql_vies_add, ARGS(ARG(id), ARG(id_customer), ARG(vat_number)));
}

enum err customer_vat_ask_again(struct ctx *ctx, const struct customer *customer)
{
    struct settings settings;
    struct tax_buyer buyer;
    struct vat_buyer known;

    TRY(settings_load(ctx, &settings));
    TRY(tax_buyer_get(ctx, customer->id, &buyer));
    known = tax_buyer_of(ctx, &buyer);
    if (!known.vat_number)
        return fail(ctx, ERR_CONFLICT, "Error.Customer.NoVatNumber", NULL,
                    "The TaxInformation of \"%s\" is not a VAT number of the European Union.",
                    customer->reference_customer);
    if (!setting_text(&settings, SETTING_VIES_URL, customer->id_segment))
        return fail(ctx, ERR_CONFLICT, "Error.Vies.Off", NULL,
                    "VIES is not to be asked: the setting vies_url is none.");
    return customer_vat_ask(ctx, customer->id, known.vat_number);
}

static bool is_fresh(const struct ctx *ctx, const struct settings *settings, int64_t id_segment,
                     const struct tax_buyer *buyer)
{
    int64_t days = setting_number(settings, SETTING_VIES_PROOF_DAYS, id_segment);

    return instant_is_set(buyer->date_proof) &&
           buyer->date_proof.micros + DAYS(days) > ctx->now.micros;
}

enum err customer_vat_refresh(struct ctx *ctx, const struct settings *settings, int64_t id_segment,
                              int64_t id_customer, const struct tax_buyer *buyer)
{
    struct vat_buyer known;

    if (!tax_is_by_place(settings, id_segment) || !buyer->tax_information ||
        !setting_text(settings, SETTING_VIES_URL, id_segment))
        return OK;
    known = tax_buyer_of(ctx, buyer);
    if (!known.vat_number ||
        (known.state_vat != VAT_UNKNOWN && is_fresh(ctx, settings, id_segment, buyer)))
        return OK;
    return customer_vat_ask(ctx, id_customer, known.vat_number);
}

/* for people --------------------------------------------------------------------------------------
 */

const struct field customer_vat_fields[] = {
    FIELD(customer_vat, reference_customer),
    FIELD(customer_vat, country),
    FIELD(customer_vat, tax_information),
    FIELD(customer_vat, vat_number),
    FIELD_CHOICE_OF(customer_vat, state_vat, state_vat_names),
    FIELD(customer_vat, flaw_vat),
    FIELD(customer_vat, date_proof),
    FIELD(customer_vat, proof_vat),
    FIELD(customer_vat, name),
    FIELD(customer_vat, vat_failure),
    FIELD(customer_vat, is_asking),
    FIELD(customer_vat, is_exempt),
    FIELD(customer_vat, vatex_tax),
    FIELD(customer_vat, mention_tax),
    FIELDS_END,
};

struct proof_name {
    const char *name;
};

static const struct field proof_name_fields[] = {
    FIELD(proof_name, name),
    FIELDS_END,
};

/* What VIES said, and whose number it is. */
static enum err show_proof(struct ctx *ctx, int64_t id_customer, const struct tax_buyer *buyer,
                           struct customer_vat *out)
{
    struct proof_name proof = {0};
    enum err err;

    out->vat_failure = buyer->vat_failure;
    TRY(is_under_way(ctx, id_customer, out->vat_number, &out->is_asking));
    if (!text_equal(buyer->vat_number, out->vat_number) || !buyer->state_vat)
        return OK;
    out->date_proof = buyer->date_proof;
    out->proof_vat = buyer->proof_vat;
    err = db_get(ctx, &sql_vat_proof_name,
                 ARGS(ARG(id_customer), ARG_AS(vat_number, buyer->vat_number)), proof_name_fields,
                 &proof);
    out->name = proof.name;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err customer_vat_show(struct ctx *ctx, const struct customer *customer,
                           struct customer_vat *out)
{
    char number[VAT_NUMBER_SIZE];
    struct tax_buyer buyer;
    struct vat_buyer known;

    TRY(tax_buyer_get(ctx, customer->id, &buyer));
    known = tax_buyer_of(ctx, &buyer);
    *out = (struct customer_vat){
        .reference_customer = customer->reference_customer,
        .country = buyer.country,
        .tax_information = buyer.tax_information,
        .vat_number = known.vat_number,
        .state_vat = known.state_vat,
        .is_exempt = buyer.is_exempt,
        .vatex_tax = buyer.vatex_tax,
        .mention_tax = buyer.mention_tax,
    };
    if (known.state_vat == VAT_MALFORMED)
        out->flaw_vat =
            vat_flaw_names[vat_number_read(buyer.tax_information, buyer.country, number)];
    return known.vat_number ? show_proof(ctx, customer->id, &buyer, out) : OK;
}

enum err customer_set_exemption(struct ctx *ctx, const struct customer *customer,
                                const struct exemption *input)
{
    struct tax_buyer buyer;
    const char *vatex_tax, *mention_tax;
    bool is_exempt;

    TRY(tax_buyer_get(ctx, customer->id, &buyer));
    is_exempt = input->is_exempt == NONE ? buyer.is_exempt : input->is_exempt == 1;
    vatex_tax = input->vatex_tax ? input->vatex_tax : buyer.vatex_tax;
    mention_tax = input->mention_tax ? input->mention_tax : buyer.mention_tax;
    if (is_exempt && !vatex_tax && !mention_tax)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "MentionTax",
                    "MentionTax: an exempt customer's invoices must say why, by a mention or a "
                    "VatexTax.");
    if (!is_exempt)
        vatex_tax = mention_tax = NULL;
    TRY(db_run(
        ctx, &sql_customer_tax_exempt,
        ARGS(ARG_AS(id_customer, customer->id), ARG(is_exempt), ARG(vatex_tax), ARG(mention_tax))));
    return audit_record(ctx, is_exempt ? "Customer.TaxExempt" : "Customer.TaxDue", "customers",
                        customer->id, NULL, NULL);
}

enum err customer_vat_forget(struct ctx *ctx, int64_t id_customer)
{
    TRY(db_run(ctx, &sql_vies_forget, ARGS(ARG(id_customer))));
    return db_run(ctx, &sql_vat_proof_forget, ARGS(ARG(id_customer)));
}
