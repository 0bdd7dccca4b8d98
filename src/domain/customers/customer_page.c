#include "domain/customers/customer_page.h"

#include "domain/customers/customer.h"
#include "domain/invoices/invoice.h"
#include "platform/db/db.h"
#include "rules/charge.h"
#include "rules/lifecycle.h"
#include "sql.h"

enum { LIST_SIZE = 50, PART_SIZE = 100 };

/* the list ----------------------------------------------------------------------------------------
 */

struct list_query {
    const char *prefix, *after;
    int64_t id_after;
};

static const struct field list_query_fields[] = {
    FIELD(list_query, prefix),
    FIELD(list_query, after),
    FIELD(list_query, id_after),
    FIELDS_END,
};

struct list_row {
    int64_t id;
    const char *reference_customer, *name, *city, *currency;
    int status, type_payment;
    bool is_suspended;
    struct instant date_next_billing;
    int64_t subscriptions, amount_due;
};

static const struct field list_row_fields[] = {
    FIELD(list_row, id),
    FIELD(list_row, reference_customer),
    FIELD(list_row, name),
    FIELD(list_row, city),
    FIELD(list_row, currency),
    FIELD_CHOICE_OF(list_row, status, status_customer_names),
    FIELD_CHOICE_OF(list_row, type_payment, type_payment_names),
    FIELD(list_row, is_suspended),
    FIELD(list_row, date_next_billing),
    FIELD(list_row, subscriptions),
    FIELD(list_row, amount_due),
    FIELDS_END,
};

struct list_view {
    const char *prefix, *after; /* `after` is there if there are more */
    int64_t id_after;
    bool is_first;
    struct list customers;
};

static const struct field list_view_fields[] = {
    FIELD(list_view, prefix),
    FIELD(list_view, after),
    FIELD(list_view, id_after),
    FIELD(list_view, is_first),
    FIELD_LIST_OF(list_view, customers, list_row_fields, list_row),
    FIELDS_END,
};

const struct html_page customer_page_list_page = {
    "customer_page_list.html",
    "customers",
    list_view_fields,
};

enum err customer_page_list(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct list_query query;
    struct list_view view = {0};

    TRY(request_read_query(ctx, request, list_query_fields, &query));
    view.prefix = query.prefix;
    view.is_first = !query.after;
    TRY(db_list(ctx, &sql_customer_page_list,
                ARGS(ARG_AS(prefix, query.prefix ? query.prefix : ""),
                     ARG_AS(after, query.after ? query.after : ""),
                     ARG_AS(after_id, query.id_after == NONE ? 0 : query.id_after),
                     ARG_AS(most, LIST_SIZE + 1)),
                list_row_fields, sizeof(struct list_row), &view.customers));
    if (html_cut(&view.customers, LIST_SIZE)) {
        const struct list_row *last = LIST_AT(view.customers, struct list_row, LIST_SIZE - 1);

        view.after = last->reference_customer;
        view.id_after = last->id;
    }
    for (size_t i = 0; i < view.customers.count; i++) {
        struct list_row *row = LIST_AT(view.customers, struct list_row, i);

        row->is_suspended = row->status == CUSTOMER_SUSPENDED;
    }
    return html_respond(ctx, request, response, &customer_page_list_page, NULL, &view);
}

/* one customer ------------------------------------------------------------------------------------
 */

struct feature_row {
    int64_t id_subscription;
    const char *reference_feature, *title;
    int type_feature;
    int64_t is_enabled;
    struct quantity quantity_included, quantity_current;
    bool is_switch, is_consumption;
};

static const struct field feature_row_fields[] = {
    FIELD(feature_row, id_subscription),
    FIELD(feature_row, reference_feature),
    FIELD(feature_row, title),
    FIELD_CHOICE_OF(feature_row, type_feature, type_feature_names),
    FIELD_FLAG_OF(feature_row, is_enabled),
    FIELD(feature_row, quantity_included),
    FIELD(feature_row, quantity_current),
    FIELD(feature_row, is_switch),
    FIELD(feature_row, is_consumption),
    FIELDS_END,
};

struct subscription_row {
    int64_t id;
    int state_subscription;
    const char *title, *tone, *rhythm;
    bool is_trial, is_active;
    int64_t amount_recurrence, duration_recurrence, period_no;
    int unit_recurrence;
    struct instant date_start, date_period_start, date_period_end, date_last, date_end;
    int64_t id_holder, id_buyer; /* if somebody else is */
    const char *reference_holder, *reference_buyer;
    struct list features; /* of struct feature_row */
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, id),
    FIELD_CHOICE_OF(subscription_row, state_subscription, state_subscription_names),
    FIELD(subscription_row, title),
    FIELD(subscription_row, tone),
    FIELD(subscription_row, rhythm),
    FIELD(subscription_row, is_trial),
    FIELD(subscription_row, is_active),
    FIELD(subscription_row, amount_recurrence),
    FIELD(subscription_row, duration_recurrence),
    FIELD(subscription_row, period_no),
    FIELD_CHOICE_OF(subscription_row, unit_recurrence, unit_names),
    FIELD(subscription_row, date_start),
    FIELD(subscription_row, date_period_start),
    FIELD(subscription_row, date_period_end),
    FIELD(subscription_row, date_last),
    FIELD(subscription_row, date_end),
    FIELD(subscription_row, id_holder),
    FIELD(subscription_row, id_buyer),
    FIELD(subscription_row, reference_holder),
    FIELD(subscription_row, reference_buyer),
    FIELD_LIST_OF(subscription_row, features, feature_row_fields, feature_row),
    FIELDS_END,
};

struct line_row {
    const char *label;
    struct quantity quantity_billed;
    int64_t amount_subtotal;
    struct instant date_move, date_period_start, date_period_end, date_last;
};

static const struct field line_row_fields[] = {
    FIELD(line_row, label),
    FIELD(line_row, quantity_billed),
    FIELD(line_row, amount_subtotal),
    FIELD(line_row, date_move),
    FIELD(line_row, date_period_start),
    FIELD(line_row, date_period_end),
    FIELD(line_row, date_last),
    FIELDS_END,
};

struct invoice_row {
    int64_t id;
    const char *full_number, *issued_on, *currency, *tone;
    int state_invoice;
    bool is_overdue;
    struct instant date_payment_limit;
    int64_t amount_total, amount_paid;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, id),
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, issued_on),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, amount_total),
    FIELD(invoice_row, amount_paid),
    FIELDS_END,
};

struct show_view {
    struct customer customer;
    struct address address;
    bool is_suspended, has_address;
    const char *name; /* or the reference */
    const char *currency;
    int64_t amount_open, amount_due;
    struct list subscriptions, lines, invoices;
    bool has_more_subscriptions, has_more_lines, has_more_invoices;
};

static const struct field sums_fields[] = {
    FIELD(show_view, amount_open),
    FIELD(show_view, amount_due),
    FIELDS_END,
};

static const struct field show_view_fields[] = {
    FIELD_RECORD_OF(show_view, customer, customer_fields),
    FIELD_RECORD_OF(show_view, address, address_fields),
    FIELD(show_view, is_suspended),
    FIELD(show_view, has_address),
    FIELD(show_view, name),
    FIELD(show_view, currency),
    FIELD(show_view, amount_open),
    FIELD(show_view, amount_due),
    FIELD_LIST_OF(show_view, subscriptions, subscription_row_fields, subscription_row),
    FIELD_LIST_OF(show_view, lines, line_row_fields, line_row),
    FIELD_LIST_OF(show_view, invoices, invoice_row_fields, invoice_row),
    FIELD(show_view, has_more_subscriptions),
    FIELD(show_view, has_more_lines),
    FIELD(show_view, has_more_invoices),
    FIELDS_END,
};

const struct html_page customer_page_show_page = {
    "customer_page_show.html",
    "customer",
    show_view_fields,
};

/* Gives each subscription its part of the features, which come in the same order. */
static void share_features(const struct list *features, struct list *subscriptions)
{
    size_t next = 0;

    for (size_t i = 0; i < subscriptions->count; i++) {
        struct subscription_row *row = LIST_AT(*subscriptions, struct subscription_row, i);
        size_t first = next;

        while (next < features->count &&
               LIST_AT(*features, struct feature_row, next)->id_subscription == row->id)
            next++;
        row->features = (struct list){LIST_AT(*features, struct feature_row, first), next - first};
    }
}

static enum err load_features(struct ctx *ctx, int64_t id, const char *language,
                              struct list *subscriptions)
{
    struct list features;
    int64_t last;

    if (!subscriptions->count)
        return OK;
    last = LIST_AT(*subscriptions, struct subscription_row, subscriptions->count - 1)->id;
    TRY(db_list(ctx, &sql_customer_page_features, ARGS(ARG(id), ARG(last), ARG(language)),
                feature_row_fields, sizeof(struct feature_row), &features));
    for (size_t i = 0; i < features.count; i++) {
        struct feature_row *row = LIST_AT(features, struct feature_row, i);

        row->is_switch = row->type_feature == FEATURE_ON_OFF;
        row->is_consumption = row->type_feature == FEATURE_CONSUMPTION;
    }
    share_features(&features, subscriptions);
    return OK;
}

static enum err load_subscriptions(struct ctx *ctx, int64_t id, const char *language,
                                   struct show_view *view)
{
    TRY(db_list(ctx, &sql_customer_page_subscriptions,
                ARGS(ARG(id), ARG(language), ARG_AS(most, PART_SIZE + 1)), subscription_row_fields,
                sizeof(struct subscription_row), &view->subscriptions));
    view->has_more_subscriptions = html_cut(&view->subscriptions, PART_SIZE);
    for (size_t i = 0; i < view->subscriptions.count; i++) {
        struct subscription_row *row = LIST_AT(view->subscriptions, struct subscription_row, i);

        row->tone = html_tone(state_subscription_names[row->state_subscription]);
        row->rhythm =
            html_rhythm(ctx->arena, language, row->duration_recurrence, row->unit_recurrence);
        row->is_active =
            status_of((enum state_subscription)row->state_subscription) == STATUS_ACTIVE;
        row->is_trial = row->is_active && row->period_no == 0;
        if (row->is_active)
            row->date_last = html_last_day(row->date_period_start, row->date_period_end);
    }
    return load_features(ctx, id, language, &view->subscriptions);
}

static enum err load_lines(struct ctx *ctx, int64_t id, struct show_view *view)
{
    TRY(db_list(ctx, &sql_customer_page_balance, ARGS(ARG(id), ARG_AS(most, PART_SIZE + 1)),
                line_row_fields, sizeof(struct line_row), &view->lines));
    view->has_more_lines = html_cut(&view->lines, PART_SIZE);
    for (size_t i = 0; i < view->lines.count; i++) {
        struct line_row *row = LIST_AT(view->lines, struct line_row, i);

        if (instant_is_set(row->date_period_end))
            row->date_last = html_last_day(row->date_period_start, row->date_period_end);
    }
    return OK;
}

static enum err load_invoices(struct ctx *ctx, int64_t id, struct show_view *view)
{
    TRY(db_list(ctx, &sql_customer_page_invoices, ARGS(ARG(id), ARG_AS(most, PART_SIZE + 1)),
                invoice_row_fields, sizeof(struct invoice_row), &view->invoices));
    view->has_more_invoices = html_cut(&view->invoices, PART_SIZE);
    for (size_t i = 0; i < view->invoices.count; i++) {
        struct invoice_row *row = LIST_AT(view->invoices, struct invoice_row, i);

        row->tone = html_tone(state_invoice_names[row->state_invoice]);
        row->is_overdue = invoice_is_overdue((enum state_invoice)row->state_invoice,
                                             row->date_payment_limit, ctx->now);
    }
    return OK;
}

static enum err load_address(struct ctx *ctx, struct show_view *view)
{
    if (view->customer.id_address_billing == NONE)
        return OK;
    TRY(address_get(ctx, view->customer.id_address_billing, &view->address));
    view->has_address = true;
    return OK;
}

enum err customer_page_show(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    const char *code = "Error.Page.NotFound";
    struct show_view view;
    enum err err;
    int64_t id;

    TRY(path_id(ctx, request, "id", code, &id));
    fields_clear(show_view_fields, &view);
    err = customer_get(ctx, id, &view.customer);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, code, "id", "There is no customer %lld.", (long long)id);
    TRY(err);
    view.name = customer_name(&view.customer);
    view.currency = view.customer.currency;
    view.is_suspended = view.customer.status == CUSTOMER_SUSPENDED;
    TRY(load_address(ctx, &view));
    TRY(db_get(ctx, &sql_customer_page_sums, ARGS(ARG(id)), sums_fields, &view));
    TRY(load_subscriptions(ctx, id, html_language(request), &view));
    TRY(load_lines(ctx, id, &view));
    TRY(load_invoices(ctx, id, &view));
    return html_respond(ctx, request, response, &customer_page_show_page, view.name, &view);
}
