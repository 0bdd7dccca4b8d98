#include "domain/webhooks/webhook.h"

#include "platform/db/db.h"
#include "sql.h"

const char *const state_webhook_names[] = {NULL, "ToValidate", "Active", "Inactive", NULL};

const struct field webhook_fields[] = {
    FIELD(webhook, id),
    FIELD(webhook, url),
    FIELD_JSON_OF(webhook, triggers),
    FIELD(webhook, webhook_key),
    FIELD_CHOICE_OF(webhook, state_webhook, state_webhook_names),
    FIELD(webhook, code_hash),
    FIELD(webhook, date_code_expiry),
    TRACE_FIELDS(webhook),
    FIELDS_END,
};

enum err webhook_get(struct ctx *ctx, int64_t id, struct webhook *out)
{
    enum err err = db_get(ctx, &sql_webhook_get, ARGS(ARG(id)), webhook_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Webhook.NotFound", NULL, "There is no such webhook.");
    return err;
}

enum err webhook_list(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_webhook_list, NO_ARGS, webhook_fields, sizeof(struct webhook), out);
}
