#include "domain/webhooks/webhook_live.h"

#include <inttypes.h>
#include <string.h>

#include "base/json.h"
#include "domain/event.h"
#include "domain/live.h"
#include "domain/webhooks/delivery.h"
#include "domain/webhooks/payload.h"
#include "domain/webhooks/webhook.h"

/* webhooks ----------------------------------------------------------------------------------------
 */

struct webhook_view {
    int64_t id, id_business;
    const char *url, *triggers, *webhook_key;
    int state_webhook;
    struct instant date_creation, date_update;
    const char *state_life;
};

const struct field webhook_live_fields[] = {
    FIELD(webhook_view, id),
    FIELD(webhook_view, id_business),
    FIELD(webhook_view, url),
    FIELD_JSON_OF(webhook_view, triggers),
    FIELD(webhook_view, webhook_key),
    FIELD_CHOICE_OF(webhook_view, state_webhook, state_webhook_names),
    FIELD(webhook_view, date_creation),
    FIELD(webhook_view, date_update),
    FIELD(webhook_view, state_life),
    FIELDS_END,
};

static struct webhook_view view_of(const struct ctx *ctx, const struct webhook *webhook)
{
    return (struct webhook_view){
        .id = webhook->id,
        .id_business = ctx->id_business,
        .url = webhook->url,
        .triggers = webhook->triggers,
        .webhook_key = webhook->webhook_key,
        .state_webhook = webhook->state_webhook,
        .date_creation = webhook->trace.date_creation,
        .date_update = webhook->trace.date_update,
        .state_life = webhook->trace.state_life,
    };
}

static enum err respond_webhook(struct ctx *ctx, struct response *response, int status,
                                const struct webhook *webhook)
{
    struct webhook_view view = view_of(ctx, webhook);

    return respond_json(ctx, response, status, webhook_live_fields, &view);
}

static enum err id_of(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Webhook.NotFound", id);
}

struct list_query {
    struct page page;
};

const struct field webhook_live_list_fields[] = {PAGE_FIELDS(list_query), FIELDS_END};

enum err webhook_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = webhook_live_fields,
        .size = sizeof(struct webhook_view),
        .is_always_there = true,
    };
    struct list_query query = {0};
    struct list webhooks;

    TRY(request_read_query(ctx, request, webhook_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(webhook_list(ctx, &webhooks));
    list.page = query.page;
    list.total = (int64_t)webhooks.count;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct webhook_view, webhooks.count), webhooks.count};
    for (size_t i = 0; i < webhooks.count; i++)
        *LIST_AT(list.items, struct webhook_view, i) =
            view_of(ctx, LIST_AT(webhooks, struct webhook, i));
    page_cut(&query.page, &list.items, sizeof(struct webhook_view));
    return live_respond_list(ctx, request, response, &list);
}

struct input {
    int64_t id_business;
    const char *url, *triggers;
};

const struct field webhook_live_input_fields[] = {
    FIELD(input, id_business),
    FIELD(input, url),
    FIELD_JSON_OF(input, triggers),
    FIELDS_END,
};

/* The names in a JSON array; what is no text there is no name. */
static enum err read_names(struct ctx *ctx, const char *triggers, struct list *out)
{
    const struct json *json;

    TRY(json_parse(ctx, triggers, strlen(triggers), &json));
    *out = (struct list){ARENA_ARRAY(ctx->arena, const char *, json_count(json)), json_count(json)};
    for (size_t i = 0; i < out->count; i++)
        *LIST_AT(*out, const char *, i) = json_text(json_at(json, i));
    return OK;
}

static enum err read_input(struct ctx *ctx, const struct request *request, struct list *names,
                           struct webhook_input *out)
{
    struct input input;

    TRY(request_read(ctx, request, webhook_live_input_fields, &input));
    TRY(live_check_business(ctx, input.id_business));
    *out = (struct webhook_input){.url = input.url};
    if (!input.triggers)
        return OK;
    out->triggers = names;
    return read_names(ctx, input.triggers, names);
}

enum err webhook_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct webhook_input input;
    struct webhook webhook;
    struct list names;

    TRY(read_input(ctx, request, &names, &input));
    TRY(webhook_create(ctx, &input, &webhook));
    return respond_webhook(ctx, response, 201, &webhook);
}

enum err webhook_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct webhook webhook;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(webhook_get(ctx, id, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

enum err webhook_live_change(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct webhook_input input;
    struct webhook webhook;
    struct list names;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(read_input(ctx, request, &names, &input));
    TRY(webhook_change(ctx, id, &input, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

struct deleted {
    int64_t code;
    const char *message;
};

const struct field webhook_live_deleted_fields[] = {
    FIELD(deleted, code),
    FIELD(deleted, message),
    FIELDS_END,
};

enum err webhook_live_delete(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    const struct deleted deleted = {200, "The webhook was deleted."};
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(webhook_delete(ctx, id));
    return respond_json(ctx, response, 200, webhook_live_deleted_fields, &deleted);
}

/* validation and switching ------------------------------------------------------------------------
 */

struct code_query {
    int64_t send_code, echo;
    const char *code;
};

const struct field webhook_live_send_fields[] = {
    FIELD_FLAG_OF(code_query, send_code),
    FIELDS_END,
};

/* n8n confirms with `echo`, which has nothing to say here. */
const struct field webhook_live_code_fields[] = {
    FIELD(code_query, code),
    FIELD_FLAG_OF(code_query, echo),
    FIELDS_END,
};

enum err webhook_live_send_code(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct code_query query = {0};
    struct webhook webhook;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(request_read_query(ctx, request, webhook_live_send_fields, &query));
    if (query.send_code == 1)
        TRY(webhook_send_code(ctx, id, &webhook));
    else
        TRY(webhook_get(ctx, id, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

enum err webhook_live_verify(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct code_query query = {0};
    struct webhook webhook;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(request_read(ctx, request, webhook_live_code_fields, &query));
    TRY(webhook_verify(ctx, id, query.code, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

enum err webhook_live_activate(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct webhook webhook;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(webhook_activate(ctx, id, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

enum err webhook_live_deactivate(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct webhook webhook;
    int64_t id;

    TRY(id_of(ctx, request, &id));
    TRY(webhook_deactivate(ctx, id, &webhook));
    return respond_webhook(ctx, response, 200, &webhook);
}

/* samples and rewinding ---------------------------------------------------------------------------
 */

struct type_query {
    const char *type_trigger;
    struct page page;
};

const struct field webhook_live_type_fields[] = {FIELD(type_query, type_trigger), FIELDS_END};

const struct field webhook_live_rewind_fields[] = {
    FIELD(type_query, type_trigger),
    PAGE_FIELDS(type_query),
    FIELDS_END,
};

static enum err read_type(struct ctx *ctx, const char *name, int *out)
{
    *out = name ? webhook_trigger_named(name) : 0;
    if (*out)
        return OK;
    return fail(ctx, ERR_INVALID, "Error.Api.Validation", "TypeTrigger",
                name ? "TypeTrigger: \"%.60s\" is not an event." : "TypeTrigger: is missing.",
                name);
}

struct sample {
    const char *data;
};

const struct field webhook_live_sample_fields[] = {FIELD_JSON_OF(sample, data), FIELDS_END};

enum err webhook_live_sample(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct type_query query = {0};
    struct sample sample = {0};
    int type;

    TRY(request_read_query(ctx, request, webhook_live_type_fields, &query));
    TRY(read_type(ctx, query.type_trigger, &type));
    sample.data = payload_sample(ctx, type);
    return respond_json(ctx, response, 200, webhook_live_sample_fields, &sample);
}

struct rewound {
    int64_t page, size_page, count, total_items;
    const char *items;
};

const struct field webhook_live_rewound_fields[] = {
    FIELD(rewound, page),        FIELD(rewound, size_page),     FIELD(rewound, count),
    FIELD(rewound, total_items), FIELD_JSON_OF(rewound, items), FIELDS_END,
};

static const char *array_of(struct ctx *ctx, const struct list *texts)
{
    struct text array = {.arena = ctx->arena};

    text_append_char(&array, '[');
    for (size_t i = 0; i < texts->count; i++) {
        if (i)
            text_append_char(&array, ',');
        text_append(&array, *LIST_AT(*texts, const char *, i));
    }
    text_append_char(&array, ']');
    return text_done(&array);
}

enum err webhook_live_rewind(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct type_query query = {0};
    struct rewound rewound = {0};
    struct list payloads;
    int type;

    TRY(request_read_query(ctx, request, webhook_live_rewind_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(read_type(ctx, query.type_trigger, &type));
    TRY(notification_rewind(ctx, type, &query.page, &payloads, &rewound.total_items));
    rewound.page = query.page.page;
    rewound.size_page = query.page.size_page;
    rewound.count = (int64_t)payloads.count;
    rewound.items = array_of(ctx, &payloads);
    return respond_json(ctx, response, 200, webhook_live_rewound_fields, &rewound);
}

/* history -----------------------------------------------------------------------------------------
 */

struct notification_view {
    int64_t id, id_webhook;
    const char *id_trigger;
    int type_trigger, state_notification;
    int64_t count_attempts;
    struct instant date_creation, date_last_attempt, date_next_attempt;
    int64_t status_answer;
    const char *answer, *error, *payload;
};

const struct field notification_live_fields[] = {
    FIELD(notification_view, id),
    FIELD(notification_view, id_webhook),
    FIELD(notification_view, id_trigger),
    FIELD_CHOICE_OF(notification_view, type_trigger, event_type_names),
    FIELD_CHOICE_OF(notification_view, state_notification, state_job_names),
    FIELD(notification_view, count_attempts),
    FIELD(notification_view, date_creation),
    FIELD(notification_view, date_last_attempt),
    FIELD(notification_view, date_next_attempt),
    FIELD(notification_view, status_answer),
    FIELD(notification_view, answer),
    FIELD(notification_view, error),
    FIELD_JSON_OF(notification_view, payload),
    FIELDS_END,
};

static struct notification_view notification_view_of(struct ctx *ctx,
                                                     const struct notification *from)
{
    bool is_over = from->state_job >= JOB_DELIVERED;

    return (struct notification_view){
        .id = from->id,
        .id_webhook = from->id_webhook,
        .id_trigger = arena_printf(ctx->arena, "trg_%" PRId64, from->id_event),
        .type_trigger = from->type_trigger,
        .state_notification = from->state_job,
        .count_attempts = from->attempts,
        .date_creation = from->created_at,
        .date_last_attempt = from->attempted_at,
        .date_next_attempt = is_over ? (struct instant){0} : from->due_at,
        .status_answer = from->status,
        .answer = from->answer,
        .error = from->last_error,
        .payload = from->body,
    };
}

struct notification_query {
    int64_t id_webhook;
    int state_notification;
    const char *type_trigger;
    struct page page;
};

const struct field notification_live_list_fields[] = {
    FIELD(notification_query, id_webhook),
    FIELD_CHOICE_OF(notification_query, state_notification, state_job_names),
    FIELD(notification_query, type_trigger),
    PAGE_FIELDS(notification_query),
    FIELDS_END,
};

enum err notification_live_list(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct live_list list = {
        .fields = notification_live_fields,
        .size = sizeof(struct notification_view),
        .is_always_there = true,
    };
    struct notification_filter filter = {0};
    struct notification_query query = {0};
    struct list found;

    TRY(request_read_query(ctx, request, notification_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    if (query.type_trigger)
        TRY(read_type(ctx, query.type_trigger, &filter.type_trigger));
    filter.id_webhook = query.id_webhook;
    filter.state_job = query.state_notification;
    TRY(notification_list(ctx, &filter, &query.page, &found, &list.total));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct notification_view, found.count), found.count};
    for (size_t i = 0; i < found.count; i++)
        *LIST_AT(list.items, struct notification_view, i) =
            notification_view_of(ctx, LIST_AT(found, struct notification, i));
    return live_respond_list(ctx, request, response, &list);
}

static enum err respond_notification(struct ctx *ctx, struct response *response,
                                     const struct notification *notification)
{
    struct notification_view view = notification_view_of(ctx, notification);

    return respond_json(ctx, response, 200, notification_live_fields, &view);
}

enum err notification_live_get(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct notification notification;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.WebhookNotification.NotFound", &id));
    TRY(notification_get(ctx, id, &notification));
    return respond_notification(ctx, response, &notification);
}

enum err notification_live_repeat(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct notification notification;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.WebhookNotification.NotFound", &id));
    TRY(notification_repeat(ctx, id, &notification));
    return respond_notification(ctx, response, &notification);
}
