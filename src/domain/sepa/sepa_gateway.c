#include "domain/sepa/sepa_gateway.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/check.h"
#include "rules/iban.h"
#include "rules/sepa_text.h"

/* What counts unless a gateway says otherwise. */
enum { LEAD_DAYS = 1, SETTLE_DAYS = 5, DAYS_MAX = 60 };

const struct field sepa_settings_fields[] = {
    FIELD_LIMITED(sepa_settings, name, SEPA_NAME_MAX),
    FIELD_LIMITED(sepa_settings, ics, ICS_SIZE_MAX),
    FIELD_LIMITED(sepa_settings, bic, 11),
    FIELD_CHOICE_OF(sepa_settings, version, version_sepa_names),
    FIELD(sepa_settings, lead_days),
    FIELD(sepa_settings, settle_days),
    FIELDS_END,
};

static void or_else(int64_t *value, int64_t otherwise)
{
    if (*value == NONE)
        *value = otherwise;
}

static void check(struct ctx *ctx, const struct sepa_settings *settings)
{
    const char *objection = settings->ics ? ics_objection(ctx->arena, settings->ics) : NULL;

    if (objection)
        complain(ctx, NULL, "Settings", "Settings: Ics %s.", objection);
    objection = settings->bic ? bic_objection(settings->bic) : NULL;
    if (objection)
        complain(ctx, NULL, "Settings", "Settings: Bic %s.", objection);
    check_range(ctx, "LeadDays", settings->lead_days, 1, DAYS_MAX);
    check_range(ctx, "SettleDays", settings->settle_days, 0, DAYS_MAX);
}

enum err sepa_settings_read(struct ctx *ctx, const char *settings, struct sepa_settings *out)
{
    const struct json *json;

    fields_clear(sepa_settings_fields, out);
    if (settings) {
        TRY(json_parse(ctx, settings, strlen(settings), &json));
        TRY(json_read(ctx, json, sepa_settings_fields, out));
    }
    or_else(&out->lead_days, LEAD_DAYS);
    or_else(&out->settle_days, SETTLE_DAYS);
    if (!out->version)
        out->version = VERSION_2019;
    check(ctx, out);
    return complaints(ctx);
}

enum err sepa_gateway_choose(struct ctx *ctx, int64_t id_segment, struct gateway *out)
{
    struct list gateways;

    TRY(gateway_list(ctx, &gateways));
    for (size_t i = 0; i < gateways.count; i++) {
        *out = *LIST_AT(gateways, struct gateway, i);
        if (text_equal(out->type_gateway, SEPA_GATEWAY) && out->state_gateway == GATEWAY_ACTIVE &&
            (out->id_segment == NONE || out->id_segment == id_segment))
            return OK;
    }
    return fail(ctx, ERR_CONFLICT, "Error.Sepa.NoGateway", NULL,
                "There is no active SEPA gateway; add one first: tacite gateway add --type Sepa.");
}

/* The seller of the gateway's segment, or the default one. */
static enum err find_seller(struct ctx *ctx, const struct gateway *gateway, struct seller *out)
{
    struct segment segment = {.id_seller = NONE};
    struct list sellers;

    if (gateway->id_segment != NONE)
        TRY(segment_get(ctx, gateway->id_segment, &segment));
    TRY(seller_list(ctx, &sellers));
    for (size_t i = 0; i < sellers.count; i++) {
        *out = *LIST_AT(sellers, struct seller, i);
        if (segment.id_seller == NONE ? out->is_default : out->id == segment.id_seller)
            return OK;
    }
    return fail(ctx, ERR_FAILED, "Error.Api.Internal", NULL, "The business has no seller.");
}

static enum err find_account(struct ctx *ctx, const struct gateway *gateway,
                             const struct seller *seller, const char **out)
{
    const char *typed = NULL;
    enum err err = secret_get(ctx, "gateways", gateway->id, "api_key", &typed);

    if (err == ERR_NOT_FOUND)
        err = secret_get(ctx, "sellers", seller->id, "iban", &typed);
    if (err != OK && err != ERR_NOT_FOUND)
        return err;
    *out = typed ? iban_compact(ctx->arena, typed) : NULL;
    return OK;
}

static void check_creditor(struct ctx *ctx, const struct gateway *gateway,
                           const struct sepa_creditor *creditor)
{
    const char *objection =
        creditor->iban ? iban_objection(ctx->arena, creditor->iban) : "is missing";

    if (objection)
        complain(ctx, "Error.Sepa.NoAccount", "ApiKey",
                 "The account of the gateway %s %s; its IBAN is the gateway's API key.",
                 gateway->name, objection);
    objection = creditor->ics ? ics_objection(ctx->arena, creditor->ics) : "is missing";
    if (objection)
        complain(ctx, "Error.Sepa.NoCreditorId", "Settings",
                 "The creditor identifier of the gateway %s %s; it is Ics in its settings.",
                 gateway->name, objection);
    if (!sepa_text(ctx->arena, creditor->name, SEPA_NAME_MAX))
        complain(ctx, "Error.Sepa.NoName", "Settings",
                 "The gateway %s has no name of a creditor; it is Name in its settings.",
                 gateway->name);
}

enum err sepa_creditor_get(struct ctx *ctx, const struct gateway *gateway,
                           const struct sepa_settings *settings, struct sepa_creditor *out)
{
    struct seller seller = {0};

    TRY(find_seller(ctx, gateway, &seller));
    *out = (struct sepa_creditor){
        .name = settings->name ? settings->name : seller.name,
        .ics = settings->ics ? settings->ics : seller.creditor_id,
        .bic = settings->bic,
    };
    TRY(find_account(ctx, gateway, &seller, &out->iban));
    check_creditor(ctx, gateway, out);
    return complaints(ctx) == OK ? OK : ERR_CONFLICT;
}

const char *sepa_end_to_end(struct arena *arena, int64_t id_transaction)
{
    return arena_printf(arena, "TACITE-T%" PRId64, id_transaction);
}
