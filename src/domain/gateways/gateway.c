#include "domain/gateways/gateway.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/accounts/secret.h"
#include "domain/accounts/setting.h"
#include "domain/check.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/post/post.h"
#include "rules/retry.h"
#include "sql.h"

enum { NAME_MAX_LENGTH = 100, SECRET_MAX = 4000, SETTINGS_MAX = 50, SETTING_LENGTH_MAX = 450 };

/* A lease is longer than any call may last. */
#define LEASE MINUTES(2)
/* How often he is asked who never answers. */
#define SILENCE_MAX HOURS(8)

const char *const state_gateway_names[] = {NULL, "Active", "Inactive", NULL};

const struct field gateway_fields[] = {
    FIELD(gateway, id),
    FIELD(gateway, id_segment),
    FIELD(gateway, reference_segment),
    FIELD(gateway, name),
    FIELD(gateway, type_gateway),
    FIELD_CHOICE_OF(gateway, type_payment, type_payment_names),
    FIELD_CHOICE_OF(gateway, state_gateway, state_gateway_names),
    FIELD(gateway, api_url),
    FIELD_JSON_OF(gateway, settings),
    FIELD(gateway, position),
    TRACE_FIELDS(gateway),
    FIELDS_END,
};

const struct field gateway_input_fields[] = {
    FIELD(gateway_input, reference_segment),
    FIELD(gateway_input, name),
    FIELD(gateway_input, type_gateway),
    FIELD_CHOICE_OF(gateway_input, type_payment, type_payment_names),
    FIELD_CHOICE_OF(gateway_input, state_gateway, state_gateway_names),
    FIELD(gateway_input, api_url),
    FIELD_JSON_OF(gateway_input, settings),
    FIELD_LIMITED(gateway_input, api_key, SECRET_MAX),
    FIELD_LIMITED(gateway_input, webhook_secret, SECRET_MAX),
    FIELD(gateway_input, position),
    FIELDS_END,
};

const struct driver *gateway_driver(const struct gateway *gateway)
{
    return driver_of(gateway->type_gateway);
}

/* input -------------------------------------------------------------------------------------------
 */

static const char *known_types(struct ctx *ctx)
{
    struct text text = {.arena = ctx->arena};

    for (size_t i = 0; drivers[i]; i++)
        text_appendf(&text, "%s%s", i ? ", " : "", drivers[i]->type_gateway);
    return text_done(&text);
}

static void check_type(struct ctx *ctx, const struct gateway_input *input)
{
    const struct driver *driver = driver_of(input->type_gateway);

    if (!driver) {
        complain(ctx, NULL, "TypeGateway", "TypeGateway: is one of %s.", known_types(ctx));
        return;
    }
    if (driver == &driver_sandbox && ctx->is_live)
        complain(ctx, NULL, "TypeGateway", "TypeGateway: %s moves no real money.",
                 driver->type_gateway);
    if (input->type_payment == PAYMENT_CARD           ? !driver->takes_cards
        : input->type_payment == PAYMENT_DIRECT_DEBIT ? !driver->takes_debits
                                                      : true)
        complain(ctx, NULL, "TypePayment", "TypePayment: %s takes %s.", driver->type_gateway,
                 !driver->takes_cards    ? "DirectDebit"
                 : !driver->takes_debits ? "Card"
                                         : "Card or DirectDebit, one of them");
}

/* The key would go wherever the url says: real ones go to the provider alone. */
static void check_url(struct ctx *ctx, const char *url)
{
    const char *why = NULL;

    if (!url)
        return;
    if (ctx->is_live)
        why = "a live business calls the provider where he always listens";
    else
        why = post_url_objection(ctx->arena, url, true);
    if (why)
        complain(ctx, NULL, "ApiUrl", "ApiUrl: %s.", why);
}

static void check_settings(struct ctx *ctx, const char *settings)
{
    const struct json *json;

    if (settings && (json_parse(ctx, settings, strlen(settings), &json) != OK ||
                     !json_is_plain_object(json, SETTINGS_MAX, SETTING_LENGTH_MAX)))
        complain(ctx, NULL, "Settings", "Settings: is an object of at most %d plain values.",
                 SETTINGS_MAX);
}

static void check_input(struct ctx *ctx, const struct driver *driver,
                        const struct gateway_input *input)
{
    if (input->name && utf8_length(input->name) > NAME_MAX_LENGTH)
        complain(ctx, NULL, "Name", "Name: has at most %d characters.", NAME_MAX_LENGTH);
    check_url(ctx, input->api_url);
    check_settings(ctx, input->settings);
    if (driver && driver->check && !ctx->failures)
        driver->check(ctx, input->settings, input->api_key);
}

static void apply(const struct gateway_input *input, struct gateway *gateway)
{
    if (input->name)
        gateway->name = input->name;
    if (input->state_gateway)
        gateway->state_gateway = input->state_gateway;
    if (input->api_url)
        gateway->api_url = input->api_url;
    if (input->settings)
        gateway->settings = input->settings;
    if (input->position != NONE)
        gateway->position = input->position;
}

static enum err keep_secrets(struct ctx *ctx, int64_t id, const struct gateway_input *input)
{
    if (input->api_key)
        TRY(secret_put(ctx, "gateways", id, "api_key", input->api_key));
    if (input->webhook_secret)
        TRY(secret_put(ctx, "gateways", id, "webhook_secret", input->webhook_secret));
    return OK;
}

static enum err record(struct ctx *ctx, const char *action, const struct gateway *before,
                       const struct gateway *gateway)
{
    struct text was = {.arena = ctx->arena}, is = {.arena = ctx->arena};

    if (before)
        json_write(&was, gateway_fields, before);
    json_write(&is, gateway_fields, gateway);
    return audit_record(ctx, action, "gateways", gateway->id, before ? text_done(&was) : NULL,
                        text_done(&is));
}

/* verbs -------------------------------------------------------------------------------------------
 */

enum err gateway_add(struct ctx *ctx, const struct gateway_input *input, struct gateway *out)
{
    struct segment segment;

    check_type(ctx, input);
    check_input(ctx, driver_of(input->type_gateway), input);
    TRY(complaints(ctx));
    *out = (struct gateway){
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = NONE,
        .name = input->type_gateway,
        .type_gateway = driver_of(input->type_gateway)->type_gateway,
        .type_payment = input->type_payment,
        .state_gateway = GATEWAY_ACTIVE,
        .position = 0,
        .trace = trace_created(ctx),
    };
    if (input->reference_segment) {
        TRY(segment_choose(ctx, input->reference_segment, &segment));
        out->id_segment = segment.id;
        out->reference_segment = segment.reference_segment;
    }
    apply(input, out);
    TRY(db_save(ctx, &sql_gateway_add, gateway_fields, out));
    TRY(keep_secrets(ctx, out->id, input));
    return record(ctx, "Gateway.Add", NULL, out);
}

static void check_kept(struct ctx *ctx, const struct gateway_input *input)
{
    if (input->type_gateway || input->type_payment || input->reference_segment)
        complain(ctx, NULL, "TypeGateway",
                 "TypeGateway: provider, type of payment and segment are for good; add another "
                 "gateway.");
}

enum err gateway_change(struct ctx *ctx, int64_t id, const struct gateway_input *input,
                        struct gateway *out)
{
    struct gateway before;

    TRY(gateway_get(ctx, id, out));
    before = *out;
    check_kept(ctx, input);
    check_input(ctx, gateway_driver(out), input);
    TRY(complaints(ctx));
    apply(input, out);
    trace_updated(ctx, &out->trace);
    TRY(db_update(ctx, &sql_gateway_save, gateway_fields, out));
    out->trace.version++;
    TRY(keep_secrets(ctx, id, input));
    return record(ctx, "Gateway.Change", &before, out);
}

enum err gateway_get(struct ctx *ctx, int64_t id, struct gateway *out)
{
    enum err err = db_get(ctx, &sql_gateway_get, ARGS(ARG(id)), gateway_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Gateway.NotFound", NULL, "There is no such gateway.");
    return err;
}

enum err gateway_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_gateway_list, NO_ARGS, gateway_fields, sizeof(struct gateway), out);
}

enum err gateway_choose(struct ctx *ctx, int64_t id_segment, int type_payment, struct gateway *out)
{
    return db_get(ctx, &sql_gateway_choose,
                  ARGS(ARG(id_segment), ARG_AS(type_payment, type_payment_names[type_payment])),
                  gateway_fields, out);
}

enum err gateway_errand(struct ctx *ctx, const struct gateway *gateway, struct gateway_errand *out)
{
    const struct driver *driver = gateway_driver(gateway);
    enum err err;

    *out = (struct gateway_errand){
        .type_gateway = gateway->type_gateway,
        .type_payment = gateway->type_payment,
        .is_live = ctx->is_live,
        .api_url = gateway->api_url ? gateway->api_url
                   : ctx->is_live   ? driver->api_url_live
                                    : driver->api_url,
        .settings = gateway->settings,
        .amount = NONE,
    };
    if (driver->perform)
        return OK;
    err = secret_get(ctx, "gateways", gateway->id, "api_key", &out->secret);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_CONFLICT, "Error.Gateway.NoKey", NULL,
                    "The gateway %s has no API key.", gateway->name);
    return err;
}

enum err gateway_page_url(struct ctx *ctx, const char *page_url, const char **out)
{
    struct settings settings;
    const char *base;

    *out = page_url;
    if (page_url[0] != '/')
        return OK;
    TRY(settings_load(ctx, &settings));
    base = setting_text(&settings, SETTING_PUBLIC_URL, 0);
    if (base)
        *out = arena_printf(ctx->arena, "%s%s", base, page_url);
    return OK;
}

/* calls -------------------------------------------------------------------------------------------
 */

void call_wish(const struct ctx *ctx, struct call *call, enum wish wish)
{
    call_later(ctx, call, wish, 0);
}

void call_later(const struct ctx *ctx, struct call *call, enum wish wish, int64_t micros)
{
    call->wish = (int)wish;
    call->due_at = instant_plus(ctx->machine_now, micros);
    call->leased_until = call->silent_since = (struct instant){0};
    call->silences = 0;
}

void call_end(struct call *call)
{
    call->wish = WISH_NONE;
    call->due_at = call->leased_until = call->silent_since = (struct instant){0};
    call->silences = 0;
}

void call_silence(const struct ctx *ctx, struct call *call)
{
    uint32_t dice;

    random_bytes(&dice, sizeof dice);
    call->silences++;
    if (!instant_is_set(call->silent_since))
        call->silent_since = ctx->machine_now;
    call->due_at = retry_at(call->silent_since, call->silences, ctx->machine_now, dice);
    if (!instant_is_set(call->due_at))
        call->due_at = instant_plus(ctx->machine_now, SILENCE_MAX);
    call->leased_until = (struct instant){0};
}

bool call_lease(const struct ctx *ctx, struct call *call)
{
    if (!call->wish || call->due_at.micros > ctx->machine_now.micros ||
        call->leased_until.micros > ctx->machine_now.micros)
        return false;
    call->leased_until = instant_plus(ctx->machine_now, LEASE);
    call->leases++;
    return true;
}

struct post gateway_post(const struct ctx *ctx, const struct gateway_request *request)
{
    return (struct post){
        .verb = request->verb,
        .url = request->url,
        .content_type = request->content_type,
        .headers = request->headers,
        .body = request->body,
        .may_be_private = !ctx->is_live,
        .is_answer_wanted = true,
    };
}
