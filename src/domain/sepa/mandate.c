#include "domain/sepa/mandate.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/secret.h"
#include "domain/check.h"
#include "domain/sepa/sepa_gateway.h"
#include "platform/db/db.h"
#include "rules/iban.h"
#include "rules/period.h"
#include "rules/sepa_text.h"
#include "rules/target.h"
#include "sql.h"

/* A mandate that was not used for so long is void. */
enum { LIFE_MONTHS = 36 };

const struct field mandate_fields[] = {
    FIELD(mandate, id),
    FIELD(mandate, id_customer),
    FIELD(mandate, id_gateway),
    FIELD(mandate, id_permission),
    FIELD(mandate, reference_customer),
    FIELD(mandate, reference_segment),
    FIELD(mandate, reference_mandate),
    FIELD_CHOICE_OF(mandate, scheme_mandate, scheme_mandate_names),
    FIELD_CHOICE_OF(mandate, type_mandate, sequence_sepa_names),
    FIELD_CHOICE_OF(mandate, state_permission, state_permission_names),
    FIELD(mandate, name_debtor),
    FIELD(mandate, iban_masked),
    FIELD(mandate, bic),
    FIELD(mandate, date_signature),
    FIELD(mandate, signed_from),
    FIELD(mandate, signed_with),
    FIELD(mandate, text_version),
    FIELD(mandate, text_hash),
    FIELD(mandate, date_last_collection),
    FIELD(mandate, date_collection),
    FIELD(mandate, date_file),
    FIELD(mandate, date_amendment),
    FIELD(mandate, creditor_before),
    FIELD(mandate, creditor_name_before),
    FIELD(mandate, is_account_new),
    FIELD(mandate, date_expiration),
    FIELD(mandate, date_revocation),
    FIELD(mandate, reason_revocation),
    TRACE_FIELDS(mandate),
    FIELDS_END,
};

const struct field mandate_input_fields[] = {
    FIELD(mandate_input, reference_customer),
    FIELD(mandate_input, reference_segment),
    FIELD(mandate_input, id_gateway),
    FIELD(mandate_input, reference_mandate),
    FIELD_CHOICE_OF(mandate_input, scheme_mandate, scheme_mandate_names),
    FIELD_CHOICE_OF(mandate_input, type_mandate, sequence_sepa_names),
    FIELD_LIMITED(mandate_input, name_debtor, 140),
    FIELD_LIMITED(mandate_input, iban, 50),
    FIELD_LIMITED(mandate_input, bic, 20),
    FIELD(mandate_input, date_signature),
    FIELD_LIMITED(mandate_input, signed_from, 100),
    FIELD(mandate_input, signed_with),
    FIELD_LIMITED(mandate_input, text_version, 100),
    FIELD_LIMITED(mandate_input, text_hash, 100),
    FIELD(mandate_input, date_last_collection),
    FIELD_LIMITED(mandate_input, creditor_before, 35),
    FIELD_LIMITED(mandate_input, creditor_name_before, 70),
    FIELDS_END,
};

/* rows --------------------------------------------------------------------------------------------
 */

static enum err or_unknown(struct ctx *ctx, enum err err)
{
    return err == ERR_NOT_FOUND
               ? fail(ctx, err, "Error.Api.Mandate.NotFound", NULL, "There is no such mandate.")
               : err;
}

enum err mandate_get(struct ctx *ctx, int64_t id, struct mandate *out)
{
    return or_unknown(ctx, db_get(ctx, &sql_mandate_get, ARGS(ARG(id)), mandate_fields, out));
}

enum err mandate_find(struct ctx *ctx, const char *reference_mandate, struct mandate *out)
{
    return or_unknown(ctx, db_get(ctx, &sql_mandate_of_reference, ARGS(ARG(reference_mandate)),
                                  mandate_fields, out));
}

enum err mandate_of_permission(struct ctx *ctx, int64_t id_permission, struct mandate *out)
{
    return db_get(ctx, &sql_mandate_of_permission, ARGS(ARG(id_permission)), mandate_fields, out);
}

enum err mandate_list(struct ctx *ctx, int64_t id_customer, const struct page *page,
                      struct list *out, int64_t *total)
{
    struct args args = ARGS(ARG(id_customer), ARG_AS(size_page, page->size_page),
                            ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_mandate_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_mandate_list, args, mandate_fields, sizeof(struct mandate), out);
}

enum err mandate_iban(struct ctx *ctx, const struct mandate *mandate, const char **out)
{
    return secret_get(ctx, "mandates", mandate->id, "iban", out);
}

static enum err save(struct ctx *ctx, struct mandate *mandate)
{
    trace_updated(ctx, &mandate->trace);
    TRY(db_update(ctx, &sql_mandate_save, mandate_fields, mandate));
    mandate->trace.version++;
    return OK;
}

static enum err record(struct ctx *ctx, const char *action, const struct mandate *mandate)
{
    return audit_record(ctx, action, "mandates", mandate->id, NULL,
                        arena_printf(ctx->arena, "{\"Iban\":\"%s\"}", mandate->iban_masked));
}

/* what is given -----------------------------------------------------------------------------------
 */

/* The compact number, or NULL after complaining. */
static const char *check_iban(struct ctx *ctx, const char *typed)
{
    const char *iban = typed ? iban_compact(ctx->arena, typed) : "";
    const char *objection = *iban ? iban_objection(ctx->arena, iban) : "is missing";

    if (!objection && !iban_is_sepa(iban))
        objection = "is of a country that SEPA does not reach";
    if (!objection)
        return iban;
    complain(ctx, NULL, "Iban", "Iban: %s.", objection);
    return NULL;
}

static const char *check_bic(struct ctx *ctx, const char *typed)
{
    const char *bic = typed ? iban_compact(ctx->arena, typed) : NULL;
    const char *objection = bic ? bic_objection(bic) : NULL;

    if (objection)
        complain(ctx, NULL, "Bic", "Bic: %s.", objection);
    return bic;
}

static void check_name(struct ctx *ctx, const char *name)
{
    if (!sepa_text(ctx->arena, name, SEPA_NAME_MAX))
        complain(ctx, NULL, "NameDebtor",
                 "NameDebtor: the name of the account's holder is missing.");
}

static void check_days(struct ctx *ctx, const struct mandate_input *input)
{
    if (input->date_signature.micros > ctx->now.micros)
        complain(ctx, NULL, "DateSignature", "DateSignature: is in the future.");
    if (input->date_last_collection.micros > ctx->now.micros)
        complain(ctx, NULL, "DateLastCollection", "DateLastCollection: is in the future.");
}

static void check_references(struct ctx *ctx, const struct mandate_input *input)
{
    const char *objection =
        input->reference_mandate ? rum_objection(ctx->arena, input->reference_mandate) : NULL;

    if (objection)
        complain(ctx, NULL, "ReferenceMandate", "ReferenceMandate: %s.", objection);
    objection = input->creditor_before ? ics_objection(ctx->arena, input->creditor_before) : NULL;
    if (objection)
        complain(ctx, NULL, "CreditorBefore", "CreditorBefore: %s.", objection);
}

bool mandate_is_amended(const struct mandate *mandate)
{
    /* At the same moment nobody knows which came first, and to tell it twice does no harm. */
    return instant_is_set(mandate->date_amendment) &&
           mandate->date_amendment.micros >= mandate->date_file.micros;
}

bool mandate_was_used(const struct mandate *mandate)
{
    return instant_is_set(mandate->date_last_collection) ||
           instant_is_set(mandate->date_collection);
}

/* The first day on which it may not be used any more. */
static struct instant end_of_life(const struct mandate *mandate)
{
    struct instant last =
        instant_later(mandate->date_signature,
                      instant_later(mandate->date_last_collection, mandate->date_collection));

    return period_boundary(last, (struct rhythm){LIFE_MONTHS, UNIT_MONTH}, 1);
}

/* adding ------------------------------------------------------------------------------------------
 */

static enum err choose_gateway(struct ctx *ctx, const struct mandate_input *input,
                               const struct customer *customer, struct gateway *out)
{
    if (input->id_gateway != NONE)
        TRY(gateway_get(ctx, input->id_gateway, out));
    else
        TRY(sepa_gateway_choose(ctx, customer->id_segment, out));
    if (!text_equal(out->type_gateway, SEPA_GATEWAY))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "IdGateway",
                    "IdGateway: the gateway %s is no SEPA gateway.", out->name);
    return OK;
}

/* The method that rests on it, usable at once: nobody else has to be asked. */
static enum err add_permission(struct ctx *ctx, const struct mandate *mandate, const char *iban,
                               struct gateway_permission *out)
{
    struct registration registration = {
        .reference_customer = mandate->reference_customer,
        .reference_segment = mandate->reference_segment,
        .id_gateway = mandate->id_gateway,
        .type_payment = PAYMENT_DIRECT_DEBIT,
    };
    struct gateway_outcome outcome = {
        .permission =
            {
                         .token_permission = mandate->reference_mandate,
                         .mandate = mandate->reference_mandate,
                         .name_display = mandate->iban_masked,
                         .country = arena_printf(ctx->arena, "%.2s", iban),
                         .date_expiration = end_of_life(mandate),
                         .is_usable = true,
                         },
    };

    TRY(permission_begin(ctx, &registration, out));
    return permission_settle(ctx, out, &outcome);
}

static struct mandate mandate_of(struct ctx *ctx, const struct mandate_input *input,
                                 const struct customer *customer, const char *iban, const char *bic)
{
    int64_t id = db_new_id(ctx, ID_PUBLIC);

    return (struct mandate){
        .id = id,
        .id_customer = customer->id,
        .reference_customer = customer->reference_customer,
        .reference_segment = customer->reference_segment,
        .reference_mandate = input->reference_mandate
                                 ? input->reference_mandate
                                 : arena_printf(ctx->arena, "TACITE-M%" PRId64, id),
        .scheme_mandate = input->scheme_mandate ? input->scheme_mandate : SCHEME_CORE,
        .type_mandate = input->type_mandate ? input->type_mandate : SEQUENCE_RECURRENT,
        .name_debtor = input->name_debtor,
        .iban_masked = iban_masked(ctx->arena, iban),
        .bic = bic,
        .date_signature =
            day_of(instant_is_set(input->date_signature) ? input->date_signature : ctx->now),
        .signed_from = input->signed_from,
        .signed_with = input->signed_with,
        .text_version = input->text_version,
        .text_hash = input->text_hash,
        .date_last_collection = instant_is_set(input->date_last_collection)
                                    ? day_of(input->date_last_collection)
                                    : (struct instant){0},
        .date_amendment =
            input->creditor_before || input->creditor_name_before ? ctx->now : (struct instant){0},
        .creditor_before = input->creditor_before,
        .creditor_name_before = input->creditor_name_before,
        .trace = trace_created(ctx),
    };
}

/* ERR_NOT_FOUND, not noted, if the reference is free. */
static enum err find_repeated(struct ctx *ctx, const struct mandate_input *input,
                              const struct customer *customer, const char *iban,
                              struct mandate *out)
{
    const char *known;

    if (!input->reference_mandate)
        return ERR_NOT_FOUND;
    TRY(db_get(ctx, &sql_mandate_of_reference,
               ARGS(ARG_AS(reference_mandate, input->reference_mandate)), mandate_fields, out));
    TRY(mandate_iban(ctx, out, &known));
    if (out->id_customer == customer->id && text_equal(known, iban))
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Mandate.ReferenceUsed", "ReferenceMandate",
                "ReferenceMandate: %s stands for another mandate, number %" PRId64 ".",
                input->reference_mandate, out->id);
}

static enum err refuse_lapsed(struct ctx *ctx, const struct mandate *mandate)
{
    if (end_of_life(mandate).micros > ctx->now.micros)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Mandate.Lapsed", "DateLastCollection",
                "The mandate was not used for 36 months, so that it is void; a new one must be "
                "signed.");
}

static enum err add(struct ctx *ctx, const struct gateway *gateway, const char *iban,
                    struct mandate *out)
{
    struct gateway_permission permission;

    out->id_gateway = gateway->id;
    TRY(refuse_lapsed(ctx, out));
    TRY(add_permission(ctx, out, iban, &permission));
    out->id_permission = permission.id;
    out->state_permission = permission.state_permission;
    out->date_expiration = permission.date_expiration;
    TRY(db_save(ctx, &sql_mandate_add, mandate_fields, out));
    TRY(secret_put(ctx, "mandates", out->id, "iban", iban));
    return record(ctx, "Mandate.Add", out);
}

enum err mandate_add(struct ctx *ctx, const struct mandate_input *input, struct mandate *out,
                     bool *is_new)
{
    const char *iban = check_iban(ctx, input->iban), *bic = check_bic(ctx, input->bic);
    struct customer customer;
    struct gateway gateway;
    enum err err;

    check_name(ctx, input->name_debtor);
    check_days(ctx, input);
    check_references(ctx, input);
    TRY(complaints(ctx));
    TRY(customer_access(ctx, input->reference_customer, input->reference_segment, &customer));
    TRY(customer_lock(ctx, customer.id, &customer));
    err = find_repeated(ctx, input, &customer, iban, out);
    *is_new = err == ERR_NOT_FOUND;
    if (!*is_new)
        return err;
    TRY(choose_gateway(ctx, input, &customer, &gateway));
    *out = mandate_of(ctx, input, &customer, iban, bic);
    return add(ctx, &gateway, iban, out);
}

/* later -------------------------------------------------------------------------------------------
 */

static enum err lock(struct ctx *ctx, int64_t id, struct mandate *out)
{
    struct customer customer;

    TRY(mandate_get(ctx, id, out));
    TRY(customer_lock(ctx, out->id_customer, &customer));
    return mandate_get(ctx, id, out);
}

static enum err learn(struct ctx *ctx, const struct mandate *mandate,
                      const struct permission_facts *facts)
{
    struct gateway_fact fact = {
        .kind = FACT_PERMISSION_CHANGED,
        .token_permission = mandate->reference_mandate,
        .amount = NONE,
        .permission = *facts,
    };
    struct gateway gateway;

    TRY(gateway_get(ctx, mandate->id_gateway, &gateway));
    return permission_learn(ctx, &gateway, &fact);
}

/* The account that is given again is no change. */
static enum err change_account(struct ctx *ctx, struct mandate *mandate, const char *iban)
{
    const char *before;

    TRY(mandate_iban(ctx, mandate, &before));
    if (text_equal(before, iban))
        return OK;
    TRY(secret_put(ctx, "mandates", mandate->id, "iban", iban));
    mandate->iban_masked = iban_masked(ctx->arena, iban);
    mandate->bic = NULL;
    if (mandate_was_used(mandate)) { /* else the bank knows nothing of it yet */
        mandate->is_account_new = true;
        mandate->date_amendment = ctx->now;
    }
    return learn(ctx, mandate,
                 &(struct permission_facts){
                     .name_display = mandate->iban_masked,
                     .country = arena_printf(ctx->arena, "%.2s", iban),
                 });
}

enum err mandate_amend(struct ctx *ctx, int64_t id, const struct mandate_amendment *amendment,
                       struct mandate *out)
{
    const char *iban = amendment->iban ? check_iban(ctx, amendment->iban) : NULL;
    const char *bic = check_bic(ctx, amendment->bic);

    if (amendment->name_debtor)
        check_name(ctx, amendment->name_debtor);
    if (!amendment->iban && !amendment->bic && !amendment->name_debtor)
        complain(ctx, NULL, "Iban", "Iban: say what has changed: Iban, Bic or NameDebtor.");
    TRY(complaints(ctx));
    TRY(lock(ctx, id, out));
    if (out->state_permission != PERMISSION_OK)
        return fail(ctx, ERR_CONFLICT, "Error.Mandate.NotUsable", NULL,
                    "The mandate %s cannot be amended; it is %s. A new one must be signed.",
                    out->reference_mandate, state_permission_names[out->state_permission]);
    if (iban)
        TRY(change_account(ctx, out, iban));
    if (bic)
        out->bic = bic;
    if (amendment->name_debtor)
        out->name_debtor = amendment->name_debtor;
    TRY(save(ctx, out));
    return record(ctx, "Mandate.Amend", out);
}

enum err mandate_revoke(struct ctx *ctx, int64_t id, const char *reason, struct mandate *out)
{
    struct gateway_permission permission;

    TRY(lock(ctx, id, out));
    if (instant_is_set(out->date_revocation))
        return OK;
    TRY(permission_forget(ctx, out->id_permission, &permission));
    out->state_permission = permission.state_permission;
    out->date_revocation = ctx->now;
    out->reason_revocation = reason;
    TRY(save(ctx, out));
    return record(ctx, "Mandate.Revoke", out);
}

enum err mandate_use(struct ctx *ctx, const struct mandate *mandate, struct instant day)
{
    struct mandate used = *mandate;

    used.date_collection = instant_later(used.date_collection, day);
    return learn(ctx, mandate, &(struct permission_facts){.date_expiration = end_of_life(&used)});
}
