#include "domain/webhooks/webhook.h"

#include <inttypes.h>
#include <string.h>

#include "base/count.h"
#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/setting.h"
#include "domain/event.h"
#include "domain/webhooks/delivery.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/post/post.h"
#include "rules/retry.h"
#include "sql.h"

/* Every event of a business is weighed by each of its webhooks. */
enum { WEBHOOKS_MAX = 50, URL_MAX = 500, KEY_SIZE = 16, CODE_SIZE = 6 };

/* A code is good for as long as it may still be on its way. */
#define CODE_LIFE RETRY_HORIZON

int webhook_trigger_named(const char *name)
{
    static const struct {
        const char *name;
        int type;
    } former[] = {
        {"CustomerSettingsPaymentUpdated",       EVENT_CUSTOMER_PAYMENT_METHOD_UPDATED          },
        {"SubscriptionSuspendedCustomer",        EVENT_SUBSCRIPTION_SUSPENDED_AGENT             },
        {"InvoiceDebitPaymentAutoRequestedAuto", EVENT_INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH},
    };

    for (size_t i = 0; i < COUNT_OF(former); i++)
        if (strcmp(former[i].name, name) == 0)
            return former[i].type;
    return choice_named(event_type_names, name);
}

enum err webhook_may_be_private(struct ctx *ctx, bool *out)
{
    struct settings settings;

    *out = false;
    if (ctx->is_live)
        return OK;
    TRY(settings_load(ctx, &settings));
    *out = setting_number(&settings, SETTING_WEBHOOKS_TO_PRIVATE_ADDRESSES, 0) == 1;
    return OK;
}

/* input -------------------------------------------------------------------------------------------
 */

static enum err check_url(struct ctx *ctx, const char *url)
{
    bool may_be_private;
    const char *why;

    TRY(webhook_may_be_private(ctx, &may_be_private));
    why = text_is_blank(url)           ? "is missing"
          : utf8_length(url) > URL_MAX ? "is too long"
                                       : post_url_objection(ctx->arena, url, may_be_private);
    if (why)
        complain(ctx, NULL, "Url", "Url: %s.", why);
    return OK;
}

/* Each once, by its present name, in the order given. */
static const char *check_triggers(struct ctx *ctx, const struct list *names)
{
    struct text json = {.arena = ctx->arena};
    bool is_chosen[EVENT_TYPE_COUNT] = {0};

    for (size_t i = 0; i < names->count; i++) {
        const char *name = *LIST_AT(*names, const char *, i);
        int type = webhook_trigger_named(name ? name : "");

        if (!type)
            complain(ctx, NULL, "Triggers", "Triggers: \"%.60s\" is not an event.",
                     name ? name : "");
        if (!type || is_chosen[type])
            continue;
        is_chosen[type] = true;
        text_appendf(&json, "%s\"%s\"", json.size ? "," : "[", event_type_names[type]);
    }
    if (!names->count)
        complain(ctx, NULL, "Triggers", "Triggers: at least one event is wanted.");
    text_append_char(&json, ']');
    return text_done(&json);
}

static enum err record(struct ctx *ctx, const char *action, const struct webhook *webhook)
{
    struct text after = {.arena = ctx->arena};

    text_append(&after, "{\"Url\":");
    json_write_string(&after, webhook->url);
    text_appendf(&after, ",\"Triggers\":%s,\"StateWebhook\":\"%s\"}", webhook->triggers,
                 state_webhook_names[webhook->state_webhook]);
    return audit_record(ctx, action, "webhooks", webhook->id, NULL, text_done(&after));
}

static enum err save(struct ctx *ctx, const char *action, struct webhook *webhook)
{
    trace_updated(ctx, &webhook->trace);
    TRY(db_update(ctx, &sql_webhook_save, webhook_fields, webhook));
    webhook->trace.version++;
    return record(ctx, action, webhook);
}

static enum err give_up_all(struct ctx *ctx, const struct webhook *webhook, const char *why)
{
    return db_run(ctx, &sql_delivery_give_up_all,
                  ARGS(ARG_AS(id_webhook, webhook->id), ARG_AS(last_error, why)));
}

/* verbs -------------------------------------------------------------------------------------------
 */

static enum err check_room(struct ctx *ctx)
{
    int64_t count;

    TRY(db_number(ctx, &sql_webhook_count, NO_ARGS, &count));
    if (count < WEBHOOKS_MAX)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Api.Webhook.TooMany", NULL,
                "There are %d webhooks already; delete one first.", WEBHOOKS_MAX);
}

enum err webhook_create(struct ctx *ctx, const struct webhook_input *input, struct webhook *out)
{
    static const struct list none = {0};
    const char *triggers = check_triggers(ctx, input->triggers ? input->triggers : &none);

    TRY(check_url(ctx, input->url));
    TRY(complaints(ctx));
    TRY(check_room(ctx));
    *out = (struct webhook){
        .id = db_new_id(ctx, ID_PUBLIC),
        .url = input->url,
        .triggers = triggers,
        .webhook_key = random_hex(ctx->arena, KEY_SIZE),
        .state_webhook = WEBHOOK_TO_VALIDATE,
        .trace = trace_created(ctx),
    };
    TRY(db_save(ctx, &sql_webhook_add, webhook_fields, out));
    return record(ctx, "Webhook.Create", out);
}

enum err webhook_change(struct ctx *ctx, int64_t id, const struct webhook_input *input,
                        struct webhook *out)
{
    TRY(webhook_get(ctx, id, out));
    if (input->triggers)
        out->triggers = check_triggers(ctx, input->triggers);
    if (input->url && strcmp(input->url, out->url) != 0) {
        TRY(check_url(ctx, input->url));
        out->url = input->url;
        out->state_webhook = WEBHOOK_TO_VALIDATE;
        out->code_hash = (struct bytes){0};
        TRY(db_run(ctx, &sql_delivery_forget_codes, ARGS(ARG_AS(id_webhook, id))));
    }
    TRY(complaints(ctx));
    return save(ctx, "Webhook.Change", out);
}

static struct bytes hash_of(struct ctx *ctx, const char *code)
{
    uint8_t *hash = arena_alloc(ctx->arena, SHA256_SIZE);

    sha256(code, strlen(code), hash);
    return (struct bytes){hash, SHA256_SIZE};
}

enum err webhook_send_code(struct ctx *ctx, int64_t id, struct webhook *out)
{
    const char *code = random_hex(ctx->arena, CODE_SIZE);

    TRY(webhook_get(ctx, id, out));
    out->code_hash = hash_of(ctx, code);
    out->date_code_expiry = instant_plus(ctx->machine_now, CODE_LIFE);
    TRY(db_run(ctx, &sql_delivery_forget_codes, ARGS(ARG_AS(id_webhook, id))));
    TRY(delivery_add_code(ctx, id, code));
    return save(ctx, "Webhook.SendCode", out);
}

static bool is_code(const struct ctx *ctx, const struct webhook *webhook, struct bytes hash)
{
    return webhook->code_hash.size == hash.size &&
           webhook->date_code_expiry.micros > ctx->machine_now.micros &&
           equal_in_constant_time(webhook->code_hash.at, hash.at, hash.size);
}

enum err webhook_verify(struct ctx *ctx, int64_t id, const char *code, struct webhook *out)
{
    TRY(webhook_get(ctx, id, out));
    if (!code || !is_code(ctx, out, hash_of(ctx, code)))
        return fail(ctx, ERR_INVALID, "Error.Api.Webhook.WrongCode", "Code",
                    "Code: this is not the code that was sent last, or it is too old.");
    out->code_hash = (struct bytes){0};
    out->date_code_expiry = (struct instant){0};
    out->state_webhook = WEBHOOK_ACTIVE;
    return save(ctx, "Webhook.Verify", out);
}

/* Only one that was validated can be switched on and off. */
static enum err get_validated(struct ctx *ctx, int64_t id, struct webhook *out)
{
    TRY(webhook_get(ctx, id, out));
    if (out->state_webhook != WEBHOOK_TO_VALIDATE)
        return OK;
    return fail(ctx, ERR_CONFLICT, "Error.Api.Webhook.NotValidated", NULL,
                "The webhook must be validated first, with the code that is sent to its url.");
}

enum err webhook_activate(struct ctx *ctx, int64_t id, struct webhook *out)
{
    TRY(get_validated(ctx, id, out));
    if (out->state_webhook == WEBHOOK_ACTIVE)
        return OK;
    out->state_webhook = WEBHOOK_ACTIVE;
    return save(ctx, "Webhook.Activate", out);
}

enum err webhook_deactivate(struct ctx *ctx, int64_t id, struct webhook *out)
{
    TRY(get_validated(ctx, id, out));
    if (out->state_webhook == WEBHOOK_INACTIVE)
        return OK;
    out->state_webhook = WEBHOOK_INACTIVE;
    TRY(give_up_all(ctx, out, "The webhook was deactivated."));
    return save(ctx, "Webhook.Deactivate", out);
}

enum err webhook_delete(struct ctx *ctx, int64_t id)
{
    struct webhook webhook;

    TRY(webhook_get(ctx, id, &webhook));
    webhook.state_webhook = WEBHOOK_INACTIVE;
    webhook.trace.state_life = "Deleted";
    TRY(give_up_all(ctx, &webhook, "The webhook was deleted."));
    return save(ctx, "Webhook.Delete", &webhook);
}
