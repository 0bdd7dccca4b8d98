#include "domain/webhooks/delivery.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/secret.h"
#include "domain/event.h"
#include "domain/webhooks/payload.h"
#include "domain/webhooks/webhook.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "platform/post/post.h"
#include "rules/retry.h"
#include "sql.h"

/* Longer than any attempt takes: whoever leased it is gone. */
#define LEASE SECONDS(POST_SECONDS + 20)

const char *const state_job_names[] = {NULL, "ToDeliver", "Retrying", "Delivered", "GivenUp", NULL};

/* dispatching -------------------------------------------------------------------------------------
 */

/* A row of `jobs` as it begins. */
struct new_errand {
    int64_t id, id_webhook, id_event;
    int type_trigger;
    const char *body;
};

static const struct field new_errand_fields[] = {
    FIELD(new_errand, id),       FIELD(new_errand, id_webhook),
    FIELD(new_errand, id_event), FIELD_CHOICE_OF(new_errand, type_trigger, event_type_names),
    FIELD(new_errand, body),     FIELDS_END,
};

static const struct field outbox_fields[] = {
    FIELD(outbox, id),
    FIELD(outbox, is_live),
    FIELDS_END,
};

enum err delivery_outboxes(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_delivery_businesses, NO_ARGS, outbox_fields, sizeof(struct outbox),
                   out);
}

static bool listens(const struct webhook *webhook, int type_trigger)
{
    const char *name = event_type_names[type_trigger];
    const char *at = strstr(webhook->triggers, name);

    /* A name may be the beginning of another; in the JSON array each ends with a quote. */
    while (at && (at[-1] != '"' || at[strlen(name)] != '"'))
        at = strstr(at + 1, name);
    return webhook->state_webhook == WEBHOOK_ACTIVE && at;
}

static enum err add_errand(struct ctx *ctx, struct new_errand errand)
{
    errand.id = db_new_id(ctx, ID_ROW);
    return db_save(ctx, &sql_delivery_add, new_errand_fields, &errand);
}

static enum err tell(struct ctx *ctx, const struct happening *happening, const char *body,
                     const struct list *webhooks)
{
    for (size_t i = 0; i < webhooks->count; i++) {
        const struct webhook *webhook = LIST_AT(*webhooks, struct webhook, i);

        if (listens(webhook, happening->type_trigger))
            TRY(add_errand(ctx, (struct new_errand){.id_webhook = webhook->id,
                                                    .id_event = happening->id,
                                                    .type_trigger = happening->type_trigger,
                                                    .body = body}));
    }
    return db_run(ctx, &sql_happening_told, ARGS(ARG_AS(id, happening->id)));
}

enum err delivery_dispatch(struct ctx *ctx, int64_t most, int64_t *count)
{
    struct list happenings, webhooks, bodies;

    TRY(db_list(ctx, &sql_happening_list_pending, ARGS(ARG(most)), happening_fields,
                sizeof(struct happening), &happenings));
    *count = (int64_t)happenings.count;
    if (!happenings.count)
        return OK;
    TRY(webhook_list(ctx, &webhooks));
    TRY(payload_list(ctx, &happenings, &bodies));
    for (size_t i = 0; i < happenings.count; i++)
        TRY(tell(ctx, LIST_AT(happenings, struct happening, i), *LIST_AT(bodies, const char *, i),
                 &webhooks));
    return OK;
}

enum err delivery_add_code(struct ctx *ctx, int64_t id_webhook, const char *code)
{
    return add_errand(
        ctx, (struct new_errand){.id_webhook = id_webhook,
                                 .id_event = NONE,
                                 .body = arena_printf(ctx->arena, "{\"Code\":\"%s\"}", code)});
}

/* delivering --------------------------------------------------------------------------------------
 */

static const struct field listener_fields[] = {
    FIELD(listener, id),
    FIELD(listener, id_business),
    FIELD(listener, is_live),
    FIELD(listener, url),
    FIELD(listener, webhook_key),
    FIELD_CHOICE_OF(listener, state_webhook, state_webhook_names),
    FIELDS_END,
};

static const struct field errand_fields[] = {
    FIELD(errand, id),
    FIELD(errand, attempts),
    FIELD(errand, id_event),
    FIELD(errand, failures),
    FIELD(errand, failing_since),
    FIELD(errand, body),
    FIELDS_END,
};

enum err delivery_listeners(struct ctx *ctx, struct list *out)
{
    return db_list(ctx, &sql_delivery_listeners, NO_ARGS, listener_fields, sizeof(struct listener),
                   out);
}

enum err delivery_lease(struct ctx *ctx, const struct listener *listener, int64_t most,
                        struct list *out)
{
    return db_list(ctx, &sql_delivery_lease,
                   ARGS(ARG_AS(id_webhook, listener->id),
                        ARG_AS(is_active, listener->state_webhook == WEBHOOK_ACTIVE),
                        ARG_AS(leased_until, instant_plus(ctx->machine_now, LEASE)), ARG(most)),
                   errand_fields, sizeof(struct errand), out);
}

enum err delivery_terms(struct ctx *ctx, const char **secret, bool *may_be_private)
{
    enum err err = secret_get(ctx, "businesses", ctx->id_business, "webhook_secret", secret);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_FAILED, "Error.Secret.NotSet", NULL,
                    "The business has no Webhook Security Key: tacite key secret set "
                    "business.webhook.");
    TRY(err);
    return webhook_may_be_private(ctx, may_be_private);
}

/* SHA-256 of key and secret: it proves who calls, and says nothing of the body. */
static const char *signature_of_caller(struct ctx *ctx, const char *key, const char *secret)
{
    const struct bytes pieces[] = {
        {key,    strlen(key)   },
        {secret, strlen(secret)}
    };
    uint8_t hash[SHA256_SIZE];

    sha256_pieces(pieces, 2, hash);
    return base64(ctx->arena, hash, sizeof hash);
}

/* Standard Webhooks: it covers the id, the moment and the body. */
static const char *signature_of_body(struct ctx *ctx, const char *id, const char *timestamp,
                                     const char *body, const char *secret)
{
    const struct bytes pieces[] = {
        {id,        strlen(id)       },
        {".",       1                },
        {timestamp, strlen(timestamp)},
        {".",       1                },
        {body,      strlen(body)     },
    };
    uint8_t hash[SHA256_SIZE];

    hmac_sha256((struct bytes){secret, strlen(secret)}, pieces, sizeof pieces / sizeof *pieces,
                hash);
    return arena_printf(ctx->arena, "v1,%s", base64(ctx->arena, hash, sizeof hash));
}

struct list delivery_headers(struct ctx *ctx, const struct listener *listener,
                             const struct errand *errand, const char *secret)
{
    enum { COUNT = 5 };
    struct post_header *headers = ARENA_ARRAY(ctx->arena, struct post_header, COUNT);
    const char *id = errand->id_event == NONE
                         ? arena_printf(ctx->arena, "code_%" PRId64, errand->id)
                         : arena_printf(ctx->arena, "trg_%" PRId64, errand->id_event);
    const char *timestamp =
        arena_printf(ctx->arena, "%" PRId64, ctx->machine_now.micros / MICROS_PER_SECOND);

    headers[0] = (struct post_header){"x-proabono-key", listener->webhook_key};
    headers[1] = (struct post_header){"x-proabono-signature",
                                      signature_of_caller(ctx, listener->webhook_key, secret)};
    headers[2] = (struct post_header){"webhook-id", id};
    headers[3] = (struct post_header){"webhook-timestamp", timestamp};
    headers[4] = (struct post_header){"webhook-signature",
                                      signature_of_body(ctx, id, timestamp, errand->body, secret)};
    return (struct list){headers, COUNT};
}

bool outcome_is_good(const struct outcome *outcome)
{
    return outcome->status >= 200 && outcome->status < 300;
}

/* What delivery_close writes. */
struct closing {
    int64_t id, attempts, failures, status;
    int state_job;
    struct instant done_at, due_at, failing_since;
    const char *answer, *last_error;
};

static const struct field closing_fields[] = {
    FIELD(closing, id),
    FIELD(closing, attempts),
    FIELD(closing, failures),
    FIELD(closing, status),
    FIELD_CHOICE_OF(closing, state_job, state_job_names),
    FIELD(closing, done_at),
    FIELD(closing, due_at),
    FIELD(closing, failing_since),
    FIELD(closing, answer),
    FIELD(closing, last_error),
    FIELDS_END,
};

static const char *why_it_failed(struct ctx *ctx, const struct outcome *outcome)
{
    if (!outcome->status)
        return outcome->error;
    if (outcome->status >= 300 && outcome->status < 400)
        return arena_printf(ctx->arena, "The answer was %" PRId64 ": redirects are not followed.",
                            outcome->status);
    return arena_printf(ctx->arena, "The answer was %" PRId64 ".", outcome->status);
}

static void put_off(struct ctx *ctx, const struct errand *errand, struct closing *closing)
{
    uint32_t dice;

    random_bytes(&dice, sizeof dice);
    closing->failures = errand->failures + 1;
    closing->failing_since =
        instant_is_set(errand->failing_since) ? errand->failing_since : ctx->machine_now;
    closing->due_at = retry_at(closing->failing_since, closing->failures, ctx->machine_now, dice);
    closing->state_job = instant_is_set(closing->due_at) ? JOB_RETRYING : JOB_GIVEN_UP;
    if (closing->state_job == JOB_GIVEN_UP)
        closing->done_at = ctx->machine_now;
}

enum err delivery_close(struct ctx *ctx, const struct errand *errand, const struct outcome *outcome)
{
    struct closing closing = {
        .id = errand->id,
        .attempts = errand->attempts,
        .status = outcome->status ? outcome->status : NONE,
        .answer = outcome->answer,
    };

    if (outcome_is_good(outcome)) {
        closing.state_job = JOB_DELIVERED;
        closing.done_at = ctx->machine_now;
    } else {
        closing.last_error = why_it_failed(ctx, outcome);
        put_off(ctx, errand, &closing);
    }
    return db_save(ctx, &sql_delivery_close, closing_fields, &closing);
}

enum err delivery_release(struct ctx *ctx, const struct errand *errand)
{
    return db_run(ctx, &sql_delivery_release,
                  ARGS(ARG_AS(id, errand->id), ARG_AS(attempts, errand->attempts)));
}

enum err delivery_prune(struct ctx *ctx, int64_t most, int64_t *count)
{
    return db_change(
        ctx, &sql_delivery_prune,
        ARGS(ARG_AS(before, instant_plus(ctx->machine_now, -DAYS(HISTORY_DAYS))), ARG(most)),
        count);
}

/* history -----------------------------------------------------------------------------------------
 */

static const struct field notification_fields[] = {
    FIELD(notification, id),
    FIELD(notification, id_webhook),
    FIELD(notification, id_event),
    FIELD_CHOICE_OF(notification, type_trigger, event_type_names),
    FIELD_CHOICE_OF(notification, state_job, state_job_names),
    FIELD(notification, attempts),
    FIELD(notification, created_at),
    FIELD(notification, due_at),
    FIELD(notification, attempted_at),
    FIELD(notification, status),
    FIELD(notification, answer),
    FIELD(notification, last_error),
    FIELD(notification, body),
    FIELDS_END,
};

enum err notification_list(struct ctx *ctx, const struct notification_filter *filter,
                           const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_webhook, filter->id_webhook),
             ARG_AS(state_job, state_job_names[filter->state_job]),
             ARG_AS(type_trigger, event_type_names[filter->type_trigger]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_notification_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_notification_list, args, notification_fields,
                   sizeof(struct notification), out);
}

enum err notification_get(struct ctx *ctx, int64_t id, struct notification *out)
{
    enum err err = db_get(ctx, &sql_notification_get, ARGS(ARG(id)), notification_fields, out);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.WebhookNotification.NotFound", NULL,
                    "There is no such notification; they are kept for %d days.", HISTORY_DAYS);
    return err;
}

enum err notification_repeat(struct ctx *ctx, int64_t id, struct notification *out)
{
    struct webhook webhook;

    TRY(notification_get(ctx, id, out));
    TRY(webhook_get(ctx, out->id_webhook, &webhook));
    if (webhook.state_webhook != WEBHOOK_ACTIVE)
        return fail(ctx, ERR_CONFLICT, "Error.Api.Webhook.NotActive", NULL,
                    "The webhook is not active.");
    TRY(db_run(ctx, &sql_notification_repeat, ARGS(ARG(id))));
    return notification_get(ctx, id, out);
}

enum err notification_rewind(struct ctx *ctx, int type_trigger, const struct page *page,
                             struct list *out, int64_t *total)
{
    struct list happenings;
    struct args args =
        ARGS(ARG_AS(type_trigger, event_type_names[type_trigger]),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_happening_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_happening_list_recent, args, happening_fields, sizeof(struct happening),
                &happenings));
    return payload_list(ctx, &happenings, out);
}
