#include "domain/subscriptions/subscription_portal.h"

#include <inttypes.h>

#include "domain/invoices/invoice.h"
#include "domain/subscriptions/subscription_seen.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

struct feature_row {
    const char *title, *description;
    bool is_switch, is_on, is_counted, is_unlimited, has_included, is_over;
    struct quantity quantity_current, quantity_included;
    bool has_bar;
    int64_t percent; /* of what is included, at most 100 */
};

static const struct field feature_row_fields[] = {
    FIELD(feature_row, title),
    FIELD(feature_row, description),
    FIELD(feature_row, is_switch),
    FIELD(feature_row, is_on),
    FIELD(feature_row, is_counted),
    FIELD(feature_row, is_unlimited),
    FIELD(feature_row, has_included),
    FIELD(feature_row, is_over),
    FIELD(feature_row, quantity_current),
    FIELD(feature_row, quantity_included),
    FIELD(feature_row, has_bar),
    FIELD(feature_row, percent),
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

static int64_t percent_of(int64_t part, int64_t whole)
{
    return part >= whole ? 100
           : part <= 0   ? 0
                         : divide_rounded((int128)part * 100, whole, ROUND_DOWN);
}

static struct feature_row feature_row(const struct subscription_feature *feature,
                                      const struct feature_terms *terms)
{
    const char *title = feature->title_localized;
    bool is_switch = feature->type_feature == FEATURE_ON_OFF;
    struct quantity current = terms->current, included = terms->included;
    bool is_known = !is_switch && current.micros != NONE;
    bool has_included = is_known && included.micros != NONE && included.micros > 0;

    return (struct feature_row){
        .title = title ? title : feature->reference_feature,
        .description = feature->description_localized,
        .is_switch = is_switch,
        .is_on = is_switch && terms->is_enabled,
        .is_counted = is_known,
        .is_unlimited = !is_switch && !is_known,
        .has_included = has_included,
        .is_over = has_included && current.micros > included.micros,
        .quantity_current = current,
        .quantity_included = included,
        .has_bar = has_included,
        .percent = has_included ? percent_of(current.micros, included.micros) : 0,
    };
}

static struct list feature_rows(struct ctx *ctx, const struct subscription_parts *parts)
{
    struct list rows = {ARENA_ARRAY(ctx->arena, struct feature_row, parts->features.count + 1), 0};

    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);

        if (feature->is_visible)
            *LIST_AT(rows, struct feature_row, rows.count++) =
                feature_row(feature, &parts->terms[i]);
    }
    return rows;
}

static struct subscription_row subscription_row(struct ctx *ctx,
                                                const struct subscription_parts *parts,
                                                const struct surroundings *around)
{
    const struct subscription *subscription = &parts->subscription;
    enum state_subscription state = (enum state_subscription)subscription->state_subscription;
    struct subscription_row row = {
        .title = around->title_localized,
        .description = around->description_localized,
        .currency = around->currency,
        .tone = html_tone(state_subscription_names[state]),
        .rhythm = look_rhythm(ctx->arena, &ctx->visitor->look, subscription->duration_recurrence,
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
        if (seen_may_see(ctx->visitor, subscription) &&
            (filter->id_customer_buyer == NONE || !is_held))
            *LIST_AT(*rows, struct subscription_row, rows->count++) =
                subscription_row(ctx, &one->parts, &one->around);
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

/* What has just been done is said on the page that follows. */
static const char *with_query(struct ctx *ctx, const struct request *request, const char *path)
{
    const char *done = query_value(request, "done");

    return done ? arena_printf(ctx->arena, "%s?done=%.40s", path, done) : path;
}

/* None: what is on offer; one: that one. */
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
    html_keep_language(ctx, request, response);
    if (view.subscriptions.count == 1)
        return portal_go(ctx, response,
                         with_query(ctx, request,
                                    LIST_AT(view.subscriptions, struct subscription_row, 0)->path));
    if (!view.subscriptions.count)
        return portal_go(ctx, response, "/portal/offers");
    return portal_respond(ctx, request, response, &subscription_portal_list_page, NULL, &view);
}

/* one ---------------------------------------------------------------------------------------------
 */

enum { INVOICES_SHOWN = 12 };

struct invoice_row {
    const char *full_number, *currency, *tone, *path;
    int state_invoice;
    struct instant date_issue;
    int64_t amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD(invoice_row, path),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, amount_total),
    FIELDS_END,
};

struct show_view {
    struct subscription_row subscription;
    struct list invoices; /* of struct invoice_row */
    bool has_next;
    struct preview next; /* what its term brings */
    struct instant date_next;
    struct instant date_engaged; /* the last day of the commitment */
    struct instant date_last_day, date_change;
    const char *change, *options, *cancel, *restart, *start, *choose, *keep;
    bool is_free_to_leave, is_ending, is_changing, is_suspended_unpaid, is_suspended_method;
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, subscription, subscription_row_fields),
    FIELD_LIST_OF(show_view, invoices, invoice_row_fields, invoice_row),
    FIELD(show_view, has_next),
    FIELD_RECORD_OF(show_view, next, preview_fields),
    FIELD(show_view, date_next),
    FIELD(show_view, date_engaged),
    FIELD(show_view, date_last_day),
    FIELD(show_view, date_change),
    FIELD(show_view, change),
    FIELD(show_view, options),
    FIELD(show_view, cancel),
    FIELD(show_view, restart),
    FIELD(show_view, start),
    FIELD(show_view, choose),
    FIELD(show_view, keep),
    FIELD(show_view, is_free_to_leave),
    FIELD(show_view, is_ending),
    FIELD(show_view, is_changing),
    FIELD(show_view, is_suspended_unpaid),
    FIELD(show_view, is_suspended_method),
    FIELDS_END,
};

const struct html_page subscription_portal_show_page = {"subscription_portal_show.html",
                                                        "subscription", show_view_fields};

/* Documents are his who pays. */
static enum err load_invoices(struct ctx *ctx, const struct seen *seen, struct list *out)
{
    const struct invoice_filter filter = {ctx->visitor->customer.id, seen->parts.subscription.id,
                                          NONE};
    struct page first = {1, INVOICES_SHOWN};
    struct list shown;
    int64_t total;

    TRY(invoice_list(ctx, &filter, &first, &shown, &total));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct invoice_row, shown.count + 1), shown.count};
    for (size_t i = 0; i < shown.count; i++) {
        const struct invoice_shown *invoice = LIST_AT(shown, struct invoice_shown, i);

        *LIST_AT(*out, struct invoice_row, i) = (struct invoice_row){
            .full_number = invoice->full_number,
            .currency = invoice->currency,
            .tone = html_tone(state_invoice_names[invoice->state_invoice]),
            .path = arena_printf(ctx->arena, "/portal/invoices/%" PRId64, invoice->id),
            .state_invoice = invoice->state_invoice,
            .date_issue = invoice->date_issue,
            .amount_total = invoice->amount_total,
        };
    }
    return OK;
}

/* What waits for this visitor's invoice comes with it, if he pays it. */
static enum err load_next(struct ctx *ctx, const struct seen *seen, struct show_view *view)
{
    const struct subscription *subscription = &seen->parts.subscription;
    struct list lines;

    TRY(preview_term_lines(ctx, &seen->payer, &seen->parts, &lines));
    view->has_next = lines.count != 0;
    view->date_next = subscription->next_at;
    if (!view->has_next)
        return OK;
    return preview_show(ctx, &seen->buyer, &lines, 0,
                        seen->pays_himself ? subscription->next_at : (struct instant){0},
                        &view->next);
}

static void add_buttons(struct ctx *ctx, const struct seen *seen, struct show_view *view)
{
    view->change = seen_button(ctx, seen, BUTTON_CHANGE_PLAN, seen_can_change(seen), "change");
    view->options =
        seen_button(ctx, seen, BUTTON_CHANGE_OPTIONS, seen_can_change_options(seen), "options");
    view->cancel = seen_button(ctx, seen, BUTTON_TERMINATE, seen_can_terminate(seen), "cancel");
    view->restart = seen_button(ctx, seen, BUTTON_RESTART, seen_can_restart(seen), "restart");
    view->choose =
        seen_button(ctx, seen, BUTTON_CHOOSE_OFFER, seen_has_ended(seen), "/portal/offers");
    view->start = seen_can_start(seen) ? arena_printf(ctx->arena, "%s/start", seen->path) : NULL;
    view->keep = seen_can_keep(seen) ? arena_printf(ctx->arena, "%s/keep", seen->path) : NULL;
}

static void add_state(const struct seen *seen, struct show_view *view)
{
    const struct subscription *subscription = &seen->parts.subscription;
    struct instant engaged = seen_engaged_until(seen);

    if (instant_is_set(engaged))
        view->date_engaged = html_last_day(subscription->date_period_start, engaged);
    view->is_free_to_leave = seen_is_active(seen) && !instant_is_set(engaged);
    view->is_ending = subscription->state_subscription == STATE_ACTIVE_DELAYED_TERMINATION;
    view->is_changing = subscription->state_subscription == STATE_ACTIVE_DELAYED_UPGRADE;
    view->is_suspended_unpaid = subscription->state_subscription == STATE_SUSPENDED_PAYMENT_DUE;
    view->is_suspended_method = subscription->state_subscription == STATE_SUSPENDED_NO_PAYMENT_INFO;
    if (view->is_ending || view->is_changing) {
        view->date_last_day =
            html_last_day(subscription->date_period_start, subscription->date_term);
        view->date_change = subscription->date_term;
    }
}

enum err subscription_portal_show(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct show_view view = {.has_next = false};
    struct seen seen;

    TRY(seen_load(ctx, request, &seen));
    view.subscription = subscription_row(ctx, &seen.parts, &seen.around);
    add_buttons(ctx, &seen, &view);
    add_state(&seen, &view);
    TRY(load_next(ctx, &seen, &view));
    TRY(load_invoices(ctx, &seen, &view.invoices));
    return portal_respond(ctx, request, response, &subscription_portal_show_page,
                          view.subscription.title, &view);
}
