/* tacite webhook: who is told what happens, and what was told. */
#include <string.h>

#include "app/command.h"
#include "base/count.h"
#include "domain/event.h"
#include "domain/webhooks/delivery.h"
#include "domain/webhooks/webhook.h"
#include "platform/work/work.h"

static const struct field shown_webhook_fields[] = {
    FIELD(webhook, id),
    FIELD_CHOICE_OF(webhook, state_webhook, state_webhook_names),
    FIELD(webhook, url),
    FIELD(webhook, webhook_key),
    FIELD_JSON_OF(webhook, triggers),
    FIELDS_END,
};

static const struct field shown_notification_fields[] = {
    FIELD(notification, id),
    FIELD(notification, id_webhook),
    FIELD(notification, id_event),
    FIELD_CHOICE_OF(notification, type_trigger, event_type_names),
    FIELD_CHOICE_OF(notification, state_job, state_job_names),
    FIELD(notification, attempts),
    FIELD(notification, created_at),
    FIELD(notification, attempted_at),
    FIELD(notification, status),
    FIELD(notification, last_error),
    FIELDS_END,
};

/* What is to be done with which one. */
struct change {
    int64_t id;
    const char *url, *code;
    struct list triggers;
    struct webhook webhook;
};

static enum err add(struct ctx *ctx, void *data)
{
    struct change *change = data;
    struct webhook_input input = {change->url, &change->triggers};

    return webhook_create(ctx, &input, &change->webhook);
}

/* Without a code one is sent, with it it comes back. */
static enum err verify(struct ctx *ctx, void *data)
{
    struct change *change = data;

    if (!change->code)
        return webhook_send_code(ctx, change->id, &change->webhook);
    return webhook_verify(ctx, change->id, change->code, &change->webhook);
}

static enum err activate(struct ctx *ctx, void *data)
{
    struct change *change = data;

    return webhook_activate(ctx, change->id, &change->webhook);
}

static enum err deactivate(struct ctx *ctx, void *data)
{
    struct change *change = data;

    return webhook_deactivate(ctx, change->id, &change->webhook);
}

static enum err remove_one(struct ctx *ctx, void *data)
{
    const struct change *change = data;

    return webhook_delete(ctx, change->id);
}

static int show_changed(struct job *job, enum err (*run)(struct ctx *ctx, void *data),
                        struct change *change)
{
    enum err err = work_do(job->app->work, &job->ctx, run, change);

    if (err == OK && change->webhook.id)
        console_object(job->console, shown_webhook_fields, &change->webhook);
    return console_failures(job->console, &job->ctx, err);
}

static int command_add(struct job *job)
{
    const struct list *arguments = &job->console->options.arguments;
    struct change change = {.url = console_argument(job->console, 1)};

    if (arguments->count < 3) {
        console_error(job->console, "tacite: tacite webhook add URL EVENT...; events:\n");
        for (int i = 1; event_type_names[i]; i++)
            console_error(job->console, "  %s\n", event_type_names[i]);
        return EXIT_USAGE;
    }
    change.triggers = (struct list){LIST_AT(*arguments, struct argument, 2), arguments->count - 2};
    return show_changed(job, add, &change);
}

static enum err list_webhooks(struct ctx *ctx, void *data)
{
    return webhook_list(ctx, data);
}

static int command_list(struct job *job)
{
    struct list webhooks;
    enum err err = app_read(job->app, &job->ctx, list_webhooks, &webhooks);

    if (err == OK)
        console_list(job->console, shown_webhook_fields, sizeof(struct webhook), &webhooks);
    return console_failures(job->console, &job->ctx, err);
}

struct look {
    struct notification_filter filter;
    struct list found;
};

static enum err look_back(struct ctx *ctx, void *data)
{
    const struct page page = {1, SIZE_PAGE_MAX};
    struct look *look = data;
    int64_t total;

    return notification_list(ctx, &look->filter, &page, &look->found, &total);
}

/* The id that stands at a place of the command line; NONE, and told, if none does. */
static int64_t id_at(struct job *job, size_t index)
{
    const char *text = console_argument(job->console, index);
    int64_t id;

    if (text && integer_parse(text, INT64_MAX, &id) && id > 0)
        return id;
    console_error(job->console, "tacite: say which one, by its id: tacite webhook %s\n",
                  command_named("webhook")->arguments);
    return NONE;
}

static int command_history(struct job *job)
{
    struct look look = {.filter.id_webhook = NONE};
    enum err err;

    if (console_argument(job->console, 1)) {
        look.filter.id_webhook = id_at(job, 1);
        if (look.filter.id_webhook == NONE)
            return EXIT_USAGE;
    }
    err = app_read(job->app, &job->ctx, look_back, &look);
    if (err == OK)
        console_list(job->console, shown_notification_fields, sizeof(struct notification),
                     &look.found);
    return console_failures(job->console, &job->ctx, err);
}

struct repetition {
    int64_t id;
    struct notification notification;
};

static enum err repeat(struct ctx *ctx, void *data)
{
    struct repetition *repetition = data;

    return notification_repeat(ctx, repetition->id, &repetition->notification);
}

static int command_retry(struct job *job)
{
    struct repetition repetition = {.id = id_at(job, 1)};
    enum err err;

    if (repetition.id == NONE)
        return EXIT_USAGE;
    err = work_do(job->app->work, &job->ctx, repeat, &repetition);
    if (err == OK)
        console_object(job->console, shown_notification_fields, &repetition.notification);
    return console_failures(job->console, &job->ctx, err);
}

int command_webhook(struct job *job)
{
    static const struct {
        const char *name;
        int (*run)(struct job *job);
        enum err (*change)(struct ctx *ctx, void *data); /* of the one whose id follows */
    } verbs[] = {
        {"list",       command_list,    NULL      },
        {"add",        command_add,     NULL      },
        {"verify",     NULL,            verify    },
        {"activate",   NULL,            activate  },
        {"deactivate", NULL,            deactivate},
        {"delete",     NULL,            remove_one},
        {"history",    command_history, NULL      },
        {"retry",      command_retry,   NULL      },
    };
    const char *verb = console_argument(job->console, 0);

    for (size_t i = 0; verb && i < COUNT_OF(verbs); i++) {
        struct change change = {0};

        if (strcmp(verbs[i].name, verb) != 0)
            continue;
        if (verbs[i].run)
            return verbs[i].run(job);
        change.id = id_at(job, 1);
        change.code = console_argument(job->console, 2);
        return change.id == NONE ? EXIT_USAGE : show_changed(job, verbs[i].change, &change);
    }
    console_error(job->console, "tacite: say what to do: tacite webhook %s\n",
                  command_named("webhook")->arguments);
    return EXIT_USAGE;
}
