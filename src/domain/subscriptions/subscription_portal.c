#include "domain/subscriptions/subscription_portal.h"

#include <inttypes.h>

#include "domain/portal/portal.h"
#include "domain/subscriptions/subscription.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

struct feature_row {
    const char *title;
    bool is_switch;
    int64_t is_enabled;
    struct quantity quantity_current, quantity_included;
};

static const struct field feature_row_fields[] = {
    FIELD(feature_row, title),
    FIELD(feature_row, is_switch),
    FIELD_FLAG_OF(feature_row, is_enabled),
    FIELD(feature_row, quantity_current),
    FIELD(feature_row, quantity_included),
    FIELDS_END,
};

struct subscription_row {
    const char *title, *description, *currency, *tone, *rhythm, *path;
    int state_subscription;
    bool is_active;
    int64_t amount_price; /* of a period, with its features, without tax */
    struct instant date_start, date_period_start, date_last, date_end;
    struct list features; /* of struct feature_row */
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, title),
    FIELD(subscription_row, description),
    FIELD(subscription_row, currency),
    FIELD(subscription_row, tone),
    FIELD(subscription_row, rhythm),
    FIELD(subscription_row, path),
    FIELD_CHOICE_OF(subscription_row, state_subscription, state_subscription_names),
    FIELD(subscription_row, is_active),
    FIELD(subscription_row, amount_price),
    FIELD(subscription_row, date_start),
    FIELD(subscription_row, date_period_start),
    FIELD(subscription_row, date_last),
    FIELD(subscription_row, date_end),
    FIELD_LIST_OF(subscription_row, features, feature_row_fields, feature_row),
    FIELDS_END,
};

/* A holder sees his own, drafts as well; who only pays sees what he pays for. */
static bool may_see(struct ctx *ctx, const struct subscription *subscription)
{
    enum status_subscription status =
        status_of((enum state_subscription)subscription->state_subscription);
    int64_t id = ctx->visitor->customer.id;

    if (status == STATUS_DELETED)
        return false;
    return subscription->id_customer == id ||
           (subscription->id_customer_buyer == id && status != STATUS_DRAFT);
}

static struct list feature_rows(struct ctx *ctx, const struct subscription_parts *parts)
{
    struct list rows = {ARENA_ARRAY(ctx->arena, struct feature_row, parts->features.count + 1), 0};

    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);
        const char *title = feature->title_localized;

        if (!feature->is_visible)
            continue;
        *LIST_AT(rows, struct feature_row, rows.count++) = (struct feature_row){
            .title = title ? title : feature->reference_feature,
            .is_switch = feature->type_feature == FEATURE_ON_OFF,
            .is_enabled = feature->parameters.is_enabled,
            .quantity_current = parts->terms[i].current,
            .quantity_included = parts->terms[i].included,
        };
    }
    return rows;
}

static struct subscription_row subscription_row(struct ctx *ctx,
                                                const struct subscription_shown *shown)
{
    const struct subscription_parts *parts = &shown->parts;
    const struct subscription *subscription = &parts->subscription;
    enum state_subscription state = (enum state_subscription)subscription->state_subscription;
    struct subscription_row row = {
        .title = shown->around.title_localized,
        .description = shown->around.description_localized,
        .currency = shown->around.currency,
        .tone = html_tone(state_subscription_names[state]),
        .rhythm = html_rhythm(ctx->arena, ctx->visitor->language, subscription->duration_recurrence,
                              subscription->unit_recurrence),
        .path = arena_printf(ctx->arena, "/portal/subscriptions/%" PRId64, subscription->id),
        .state_subscription = subscription->state_subscription,
        .is_active = status_of(state) == STATUS_ACTIVE,
        .amount_price = price_of_period(&parts->fees, parts->terms, parts->features.count),
        .date_start = subscription->date_start,
        .date_period_start = subscription->date_period_start,
        .date_end = subscription->date_end,
        .features = feature_rows(ctx, parts),
    };

    if (row.is_active)
        row.date_last =
            html_last_day(subscription->date_period_start, subscription->date_period_end);
    return row;
}

/* Appends those that match and may be seen; `has_more` if the list goes on. */
static enum err add_subscriptions(struct ctx *ctx, const struct subscription_filter *filter,
                                  struct list *rows, bool *has_more)
{
    struct page first = {1, PART_SIZE};
    struct list shown;
    int64_t total;

    TRY(subscription_list(ctx, filter, ctx->visitor->language, &first, &shown, &total));
    *has_more = *has_more || total > PART_SIZE;
    for (size_t i = 0; i < shown.count; i++) {
        const struct subscription_shown *one = LIST_AT(shown, struct subscription_shown, i);
        const struct subscription *subscription = &one->parts.subscription;
        bool is_held = subscription->id_customer == ctx->visitor->customer.id;

        /* Who holds and pays would find it twice. */
        if (may_see(ctx, subscription) && (filter->id_customer_buyer == NONE || !is_held))
            *LIST_AT(*rows, struct subscription_row, rows->count++) = subscription_row(ctx, one);
    }
    return OK;
}

/* the list ----------------------------------------------------------------------------------------
 */

struct list_view {
    struct list subscriptions; /* of struct subscription_row */
    bool has_more_subscriptions;
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, subscriptions, subscription_row_fields, subscription_row),
    FIELD(list_view, has_more_subscriptions),
    FIELDS_END,
};

const struct html_page subscription_portal_list_page = {"subscription_portal_list.html",
                                                        "subscriptions", list_view_fields};

enum err subscription_portal_list(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    int64_t id = ctx->visitor->customer.id;
    const struct subscription_filter held = {NONE, id, NONE, NONE}, paid = {NONE, NONE, id, NONE};
    struct list_view view = {
        .subscriptions = {ARENA_ARRAY(ctx->arena, struct subscription_row, 2 * PART_SIZE), 0}
    };

    TRY(add_subscriptions(ctx, &held, &view.subscriptions, &view.has_more_subscriptions));
    TRY(add_subscriptions(ctx, &paid, &view.subscriptions, &view.has_more_subscriptions));
    return portal_respond(ctx, request, response, &subscription_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

struct show_view {
    struct subscription_row subscription;
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, subscription, subscription_row_fields),
    FIELDS_END,
};

const struct html_page subscription_portal_show_page = {"subscription_portal_show.html",
                                                        "subscription", show_view_fields};

enum err subscription_portal_show(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct subscription_filter filter = {NONE, NONE, NONE, NONE};
    struct page first = {1, 1};
    struct show_view view;
    struct list shown;
    int64_t total;

    if (path_id(ctx, request, "id", "Error.Portal.NotFound", &filter.id) != OK)
        return ERR_NOT_FOUND;
    TRY(subscription_list(ctx, &filter, ctx->visitor->language, &first, &shown, &total));
    if (!shown.count ||
        !may_see(ctx, &LIST_AT(shown, struct subscription_shown, 0)->parts.subscription))
        return portal_refuse(ctx);
    view.subscription = subscription_row(ctx, LIST_AT(shown, struct subscription_shown, 0));
    return portal_respond(ctx, request, response, &subscription_portal_show_page,
                          view.subscription.title, &view);
}
