#include "domain/subscriptions/subscription_live.h"

#include "domain/catalogue/held_feature.h"
#include "domain/customers/customer_capping.h"
#include "domain/invoices/invoice.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
#include "domain/payments/payment_unused.h"
#include "domain/wording.h"
#include "rules/tax.h"

struct subscription_view {
    int64_t id, id_segment, id_offer, id_customer, id_customer_buyer;
    const char *reference_segment, *reference_offer, *reference_customer, *reference_customer_buyer;
    int status, state_subscription;
    struct instant date_start, date_period_start, date_period_end, date_term;
    struct instant date_reset_consumption, date_end;
    int status_after_term, state_subscription_after_term;
    int64_t is_trial, count_days_trial, is_engaged; /* NONE while they say nothing */
    bool is_customer_billable, is_payment_capping_reached;
    struct instant date_next_billing;
    const char *currency, *title_localized, *description_localized;
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial;
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int timing_recurrence; /* beyond the contract, with the next two */
    int64_t amount_minimum, amount_threshold;
    int64_t pricing_subtotal, pricing_total;
    const char *metadata;
    struct list features; /* of struct held_feature_view */
    struct instant date_update;
    const char *links;
};

const struct field subscription_live_fields[] = {
    FIELD(subscription_view, id),
    FIELD(subscription_view, id_segment),
    FIELD(subscription_view, id_offer),
    FIELD(subscription_view, id_customer),
    FIELD(subscription_view, id_customer_buyer),
    FIELD(subscription_view, reference_segment),
    FIELD(subscription_view, reference_offer),
    FIELD(subscription_view, reference_customer),
    FIELD(subscription_view, reference_customer_buyer),
    FIELD_CHOICE_OF(subscription_view, status, status_subscription_names),
    FIELD_CHOICE_OF(subscription_view, state_subscription, state_subscription_names),
    FIELD(subscription_view, date_start),
    FIELD(subscription_view, date_period_start),
    FIELD(subscription_view, date_period_end),
    FIELD(subscription_view, date_term),
    FIELD(subscription_view, date_reset_consumption),
    FIELD(subscription_view, date_end),
    FIELD_CHOICE_OF(subscription_view, status_after_term, status_subscription_names),
    FIELD_CHOICE_OF(subscription_view, state_subscription_after_term, state_subscription_names),
    FIELD_FLAG_OF(subscription_view, is_trial),
    FIELD(subscription_view, count_days_trial),
    FIELD_FLAG_OF(subscription_view, is_engaged),
    FIELD(subscription_view, is_customer_billable),
    FIELD(subscription_view, is_payment_capping_reached),
    FIELD(subscription_view, date_next_billing),
    FIELD(subscription_view, currency),
    FIELD(subscription_view, title_localized),
    FIELD(subscription_view, description_localized),
    FIELD(subscription_view, amount_up_front),
    FIELD(subscription_view, amount_trial),
    FIELD(subscription_view, duration_trial),
    FIELD_CHOICE_OF(subscription_view, unit_trial, unit_names),
    FIELD(subscription_view, amount_recurrence),
    FIELD(subscription_view, duration_recurrence),
    FIELD_CHOICE_OF(subscription_view, unit_recurrence, unit_names),
    FIELD(subscription_view, count_recurrences),
    FIELD(subscription_view, count_min_recurrences),
    FIELD(subscription_view, amount_termination),
    FIELD_CHOICE_OF(subscription_view, timing_recurrence, timing_names),
    FIELD(subscription_view, amount_minimum),
    FIELD(subscription_view, amount_threshold),
    FIELD(subscription_view, pricing_subtotal),
    FIELD(subscription_view, pricing_total),
    FIELD_JSON_OF(subscription_view, metadata),
    FIELD_LIST_OF(subscription_view, features, held_feature_fields, held_feature_view),
    FIELD(subscription_view, date_update),
    FIELD_JSON_OF(subscription_view, links),
    FIELDS_END,
};

struct subscription_query {
    const char *reference_customer, *reference_customer_buyer, *reference_segment, *reference_offer;
    int64_t id_subscription, id_customer, ignore_features, links;
    const char *language;
    struct page page;
};

const struct field subscription_live_query_fields[] = {
    FIELD(subscription_query, reference_customer),
    FIELD(subscription_query, reference_segment),
    FIELD(subscription_query, reference_offer),
    FIELD(subscription_query, id_subscription),
    FIELD(subscription_query, id_customer),
    FIELD_FLAG_OF(subscription_query, ignore_features),
    FIELD_FLAG_OF(subscription_query, links),
    FIELD(subscription_query, language),
    FIELDS_END,
};

const struct field subscription_live_list_fields[] = {
    FIELD(subscription_query, reference_segment),
    FIELD(subscription_query, reference_customer),
    FIELD(subscription_query, reference_customer_buyer),
    FIELD(subscription_query, id_customer),
    FIELD_FLAG_OF(subscription_query, ignore_features),
    FIELD_FLAG_OF(subscription_query, links),
    FIELD(subscription_query, language),
    PAGE_FIELDS(subscription_query),
    FIELDS_END,
};

struct term_input {
    struct instant date_term;
};

const struct field subscription_live_term_fields[] = {
    FIELD(term_input, date_term),
    FIELDS_END,
};

struct suspension_query {
    int state_subscription; /* SuspendedAgent: at once; ActiveDelayedSuspension: at its term */
    struct instant date_suspension;
};

const struct field subscription_live_suspension_fields[] = {
    FIELD_CHOICE_OF(suspension_query, state_subscription, state_subscription_names),
    FIELD(suspension_query, date_suspension),
    FIELDS_END,
};

/* the view ----------------------------------------------------------------------------------------
 */

static struct held_feature_view feature_view(struct ctx *ctx, const struct surroundings *around,
                                             const struct subscription_feature *feature,
                                             const struct feature_terms *terms)
{
    bool is_counted = feature->type_feature != FEATURE_ON_OFF;
    struct held_feature_view view = {
        .id = feature->id,
        .reference_feature = feature->reference_feature,
        .is_visible = feature->is_visible,
        .title_localized =
            feature->title_localized ? feature->title_localized : feature->reference_feature,
        .description_localized = feature->description_localized,
        .type_feature = feature->type_feature,
        .pricing_localized = extra_in_words(ctx, around->language, around->currency, terms),
        .metadata = feature->metadata,
        .is_included = is_counted ? NONE : feature->parameters.is_included,
        .is_enabled = is_counted ? NONE : feature->parameters.is_enabled,
        .quantity_included = {is_counted ? terms->included.micros : NONE},
        .quantity_current = {is_counted ? terms->current.micros : NONE},
        .mode_pricing = terms->steps.count ? feature->parameters.mode_pricing : PRICING_NONE,
        .steps = steps_shown(ctx, terms->steps),
        .timing = feature->parameters.timing,
        .amount_min = feature->parameters.amount_min,
        .amount_max = feature->parameters.amount_max,
    };

    held_feature_describe(&feature->parameters, &view);
    return view;
}

static struct list feature_views(struct ctx *ctx, const struct subscription_shown *shown)
{
    const struct subscription_parts *parts = &shown->parts;
    struct list views = {
        ARENA_ARRAY(ctx->arena, struct held_feature_view, parts->features.count + 1),
        parts->features.count,
    };

    for (size_t i = 0; i < views.count; i++)
        *LIST_AT(views, struct held_feature_view, i) = feature_view(
            ctx, &shown->around, LIST_AT(parts->features, struct subscription_feature, i),
            &parts->terms[i]);
    return views;
}

/* A day that has begun counts as a day. */
static int64_t days_until(const struct ctx *ctx, struct instant at)
{
    int64_t left = at.micros - ctx->now.micros;
    int64_t days = left > 0 ? (left + DAYS(1) - 1) / DAYS(1) : 0;

    depends_on(ctx, days);
    return days;
}

/* What is only said of a subscription that runs. */
static void add_term(const struct ctx *ctx, const struct subscription *subscription,
                     struct subscription_view *view)
{
    enum state_subscription after =
        state_after_term((enum state_subscription)subscription->state_subscription,
                         subscription_is_last_period(subscription));

    view->is_trial = view->count_days_trial = view->is_engaged = NONE;
    if (view->status != STATUS_ACTIVE)
        return;
    view->date_reset_consumption = subscription->date_period_end;
    view->state_subscription_after_term = (int)after;
    view->status_after_term = (int)status_of(after);
    view->is_trial = subscription_is_trial(subscription);
    if (view->is_trial)
        view->count_days_trial = days_until(ctx, subscription->date_period_end);
    view->is_engaged = subscription_is_engaged(subscription);
}

static void add_prices(const struct subscription_shown *shown, struct subscription_view *view)
{
    const struct subscription_parts *parts = &shown->parts;

    view->pricing_subtotal = price_of_period(&parts->fees, parts->terms, parts->features.count);
    view->pricing_total =
        view->pricing_subtotal + tax_of_document(view->pricing_subtotal, shown->around.rate_tax);
}

/* What the subscriptions of one answer have in common. */
struct showing {
    bool with_features, with_links;
    struct link_writer writer;
    struct list capped; /* the ids of those buyers who owe too much */
};

static enum err begin_showing(struct ctx *ctx, const struct list *shown,
                              const struct subscription_query *query, struct showing *out)
{
    int64_t *buyers = ARENA_ARRAY(ctx->arena, int64_t, shown->count + 1);
    int64_t *holders = ARENA_ARRAY(ctx->arena, int64_t, shown->count + 1);

    for (size_t i = 0; i < shown->count; i++) {
        const struct subscription *subscription =
            &LIST_AT(*shown, struct subscription_shown, i)->parts.subscription;

        buyers[i] = subscription->id_customer_buyer;
        holders[i] = subscription->id_customer;
    }
    out->with_features = query->ignore_features != 1;
    out->with_links = query->links != 0;
    TRY(link_writer_begin(ctx, holders, shown->count, &out->writer));
    return customer_list_capped(ctx, &out->writer.settings, buyers, shown->count, &out->capped);
}

/* The holder's pages about it, as its state allows. */
static void add_pages(struct ctx *ctx, struct link_list *list,
                      const struct subscription *subscription)
{
    int state = subscription->state_subscription;
    enum status_subscription status = status_of((enum state_subscription)state);

    link_list_add(ctx, list, LINK_HOME, 0);
    link_list_add(ctx, list, LINK_RELATED_SUBSCRIPTION, subscription->id);
    if (state == STATE_DRAFT_DELAYED_START)
        link_list_add(ctx, list, LINK_REGISTER, subscription->id);
    else if (status == STATUS_DRAFT)
        link_list_add(ctx, list, LINK_START, subscription->id);
    if (status == STATUS_ACTIVE)
        link_list_add(ctx, list, LINK_UPGRADE, subscription->id);
    if (status == STATUS_SUSPENDED || state == STATE_ACTIVE_DELAYED_TERMINATION ||
        state == STATE_ACTIVE_DELAYED_SUSPENSION)
        link_list_add(ctx, list, LINK_RESTART, subscription->id);
}

static const char *links_of(struct ctx *ctx, const struct showing *showing,
                            const struct subscription *subscription)
{
    enum status_subscription status =
        status_of((enum state_subscription)subscription->state_subscription);
    struct link_list list;

    if (!showing->with_links)
        return LIVE_NO_LINKS;
    link_list_begin(ctx, &showing->writer,
                    link_writer_owner(&showing->writer, subscription->id_customer),
                    subscription->id_segment, &list);
    link_list_add_plain(
        &list, "self",
        arena_printf(ctx->arena, "/v1/Subscription/%lld", (long long)subscription->id));
    add_pages(ctx, &list, subscription);
    if (status != STATUS_ENDED && status != STATUS_DELETED)
        link_list_add_plain(&list, "related-quote",
                            arena_printf(ctx->arena,
                                         "/v1/Pricing/Subscription/%lld?ensureBillable=False",
                                         (long long)subscription->id));
    return link_list_done(&list);
}

static struct subscription_view view_of(struct ctx *ctx, const struct showing *showing,
                                        const struct subscription_shown *shown)
{
    const struct subscription *subscription = &shown->parts.subscription;
    const struct surroundings *around = &shown->around;
    struct subscription_view view = {
        .id = subscription->id,
        .id_segment = subscription->id_segment,
        .id_offer = subscription->id_offer,
        .id_customer = subscription->id_customer,
        .id_customer_buyer = subscription->id_customer_buyer,
        .reference_segment = around->reference_segment,
        .reference_offer = around->reference_offer,
        .reference_customer = around->reference_customer,
        .reference_customer_buyer = around->reference_customer_buyer,
        .status = (int)status_of((enum state_subscription)subscription->state_subscription),
        .state_subscription = subscription->state_subscription,
        .date_start = subscription->date_start,
        .date_period_start = subscription->date_period_start,
        .date_period_end = subscription->date_period_end,
        .date_term = subscription->date_term,
        .date_end = subscription->date_end,
        .is_customer_billable = around->type_payment > PAYMENT_FREE,
        .is_payment_capping_reached =
            customer_is_among(&showing->capped, subscription->id_customer_buyer),
        .currency = around->currency,
        .title_localized = around->title_localized,
        .description_localized = around->description_localized,
        .amount_up_front = subscription->amount_up_front,
        .amount_trial = subscription->amount_trial,
        .duration_trial = subscription->duration_trial == NONE ? 0 : subscription->duration_trial,
        .unit_trial = subscription->unit_trial,
        .amount_recurrence = subscription->amount_recurrence,
        .duration_recurrence = subscription->duration_recurrence,
        .unit_recurrence = subscription->unit_recurrence,
        .count_recurrences = subscription->count_recurrences,
        .count_min_recurrences = subscription->count_min_recurrences,
        .amount_termination = subscription->amount_termination,
        .timing_recurrence = subscription->timing_recurrence,
        .amount_minimum = subscription->amount_minimum,
        .amount_threshold = subscription->amount_threshold,
        .metadata = subscription->metadata,
        .date_update = subscription->trace.date_update,
        .links = links_of(ctx, showing, subscription),
    };

    add_term(ctx, subscription, &view);
    add_prices(shown, &view);
    if (view.status != STATUS_DRAFT)
        view.date_next_billing = around->date_next_billing;
    if (showing->with_features)
        view.features = feature_views(ctx, shown);
    return view;
}

/* reading -----------------------------------------------------------------------------------------
 */

static enum err no_subscription(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.Subscription.NotFound", NULL,
                "There is no such subscription.");
}

static enum err respond_one(struct ctx *ctx, struct response *response, int status, int64_t id,
                            const struct subscription_query *query)
{
    struct subscription_filter filter = {
        .id = id, .id_customer = NONE, .id_customer_buyer = NONE, .id_segment = NONE};
    struct page first = {1, 1};
    struct subscription_view view;
    struct showing showing;
    struct list list;
    int64_t total;

    TRY(subscription_list(ctx, &filter, query->language, &first, &list, &total));
    if (!list.count)
        return no_subscription(ctx);
    TRY(begin_showing(ctx, &list, query, &showing));
    view = view_of(ctx, &showing, LIST_AT(list, struct subscription_shown, 0));
    return respond_json(ctx, response, status, subscription_live_fields, &view);
}

enum err subscription_live_get_id(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct subscription_query query = {0};
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Subscription.NotFound", &id));
    TRY(request_read_query(ctx, request, subscription_live_query_fields, &query));
    return respond_one(ctx, response, 200, id, &query);
}

/* The subscription that the query means: ERR_NOT_FOUND, not noted. */
static enum err find_meant(struct ctx *ctx, const struct subscription_query *query, int64_t *id)
{
    struct customer customer = {.id = query->id_customer};

    if (query->reference_customer)
        TRY(customer_find(ctx, query->reference_customer, query->reference_segment, &customer));
    return subscription_find(ctx, customer.id, query->reference_offer, id);
}

enum err subscription_live_get(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct subscription_query query = {0};
    int64_t id;
    enum err err = OK;

    TRY(request_read_query(ctx, request, subscription_live_query_fields, &query));
    id = query.id_subscription;
    if (id == NONE && !query.reference_customer && query.id_customer == NONE)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceCustomer",
                    "ReferenceCustomer: is missing.");
    if (id == NONE)
        err = find_meant(ctx, &query, &id);
    if (err == ERR_NOT_FOUND)
        return no_subscription(ctx);
    TRY(err);
    return respond_one(ctx, response, 200, id, &query);
}

/* Which subscriptions the query means: ERR_NOT_FOUND, not noted, for an unknown customer. */
static enum err filter_of(struct ctx *ctx, const struct subscription_query *query,
                          struct subscription_filter *filter)
{
    struct customer customer;
    struct segment segment;

    *filter = (struct subscription_filter){NONE, query->id_customer, NONE, NONE};
    if (query->reference_customer) {
        TRY(customer_find(ctx, query->reference_customer, query->reference_segment, &customer));
        filter->id_customer = customer.id;
    }
    if (query->reference_customer_buyer) {
        TRY(customer_find(ctx, query->reference_customer_buyer, query->reference_segment,
                          &customer));
        filter->id_customer_buyer = customer.id;
    }
    TRY(segment_choose(ctx, query->reference_segment, &segment));
    filter->id_segment = segment.id;
    return OK;
}

enum err subscription_live_list(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct live_list list = {.fields = subscription_live_fields,
                             .size = sizeof(struct subscription_view)};
    struct subscription_query query = {0};
    struct subscription_filter filter;
    struct showing showing;
    struct list shown;
    enum err err;

    TRY(request_read_query(ctx, request, subscription_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    err = filter_of(ctx, &query, &filter);
    if (err == ERR_NOT_FOUND)
        return respond_nothing(response);
    TRY(err);
    TRY(subscription_list(ctx, &filter, query.language, &query.page, &shown, &list.total));
    TRY(begin_showing(ctx, &shown, &query, &showing));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct subscription_view, shown.count), shown.count};
    for (size_t i = 0; i < shown.count; i++)
        *LIST_AT(list.items, struct subscription_view, i) =
            view_of(ctx, &showing, LIST_AT(shown, struct subscription_shown, i));
    return live_respond_list(ctx, request, response, &list);
}

static enum err respond_written(struct ctx *ctx, struct response *response, int status, int64_t id)
{
    return respond_one(ctx, response, status, id, &(struct subscription_query){.links = NONE});
}

/* writing -----------------------------------------------------------------------------------------
 */

/* Invoices what the start has just charged, in the same transaction. Who need not be billable
 * to start has nothing to be billed. */
static enum err bill_now(struct ctx *ctx, const struct subscription *subscription)
{
    struct billing how = {0};
    struct settings settings;
    struct customer buyer;
    struct invoice invoice;
    bool is_issued, is_capped;

    if (status_of((enum state_subscription)subscription->state_subscription) != STATUS_ACTIVE)
        return OK;
    TRY(customer_get(ctx, subscription->id_customer_buyer, &buyer));
    TRY(settings_load(ctx, &settings));
    TRY(customer_is_capped(ctx, &settings, &buyer, &is_capped));
    if (is_capped || !customer_can_pay(&buyer))
        return OK;
    return invoice_bill_customer(ctx, &buyer, &how, &invoice, &is_issued);
}

enum err subscription_live_post(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct subscription_input input;
    struct subscription subscription;

    TRY(request_read(ctx, request, subscription_input_fields, &input));
    TRY(subscription_create(ctx, &input, &subscription));
    if (input.bill_now == 1)
        TRY(bill_now(ctx, &subscription));
    return respond_written(ctx, response, 201, subscription.id);
}

static enum err read_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Subscription.NotFound", id);
}

enum err subscription_live_start(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct start_input input;
    struct subscription subscription;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, start_input_fields, &input));
    TRY(subscription_start(ctx, id, &input, &subscription));
    if (input.bill_now == 1)
        TRY(bill_now(ctx, &subscription));
    return respond_written(ctx, response, 200, id);
}

enum err subscription_live_upgrade(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    struct upgrade_input input;
    struct subscription subscription;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, upgrade_input_fields, &input));
    TRY(subscription_upgrade(ctx, id, &input, &subscription));
    if (input.bill_now == 1)
        TRY(bill_now(ctx, &subscription));
    return respond_written(ctx, response, 200, subscription.id);
}

enum err subscription_live_terminate(struct ctx *ctx, const struct request *request,
                                     struct response *response)
{
    struct termination_input input;
    struct subscription subscription;
    struct unused unused;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, termination_input_fields, &input));
    TRY(subscription_terminate(ctx, id, &input, &subscription, &unused));
    TRY(payment_refund_unused(ctx, &unused));
    return respond_written(ctx, response, 200, id);
}

enum err subscription_live_suspend(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    struct suspension_query query;
    struct suspension_input input;
    struct subscription subscription;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, subscription_live_suspension_fields, &query));
    input = (struct suspension_input){
        .is_at_term = query.state_subscription == STATE_ACTIVE_DELAYED_SUSPENSION,
        .date_suspension = query.date_suspension,
    };
    if (query.state_subscription && !input.is_at_term &&
        query.state_subscription != STATE_SUSPENDED_AGENT)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "StateSubscription",
                    "StateSubscription: SuspendedAgent suspends now, ActiveDelayedSuspension at "
                    "the term; nothing else can be asked for.");
    TRY(subscription_suspend(ctx, id, &input, &subscription));
    return respond_written(ctx, response, 200, id);
}

enum err subscription_live_set_term(struct ctx *ctx, const struct request *request,
                                    struct response *response)
{
    struct term_input input;
    struct subscription subscription;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, subscription_live_term_fields, &input));
    TRY(subscription_set_term(ctx, id, input.date_term, &subscription));
    return respond_written(ctx, response, 200, id);
}
