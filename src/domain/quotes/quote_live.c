#include "domain/quotes/quote_live.h"

#include "base/json.h"
#include "domain/balance/balance.h"
#include "domain/invoices/invoice_tax.h"
#include "domain/live.h"
#include "domain/subscriptions/subscription_plan.h"
#include "domain/usage/usage.h"
#include "domain/wording.h"

/* One line as it would be written. */
struct detail_view {
    int64_t id_subscription, id_feature;
    const char *label_localized;
    int64_t amount_total_due;
    struct instant date_period_start, date_period_end, date_move;
    struct quantity quantity_reported, quantity_billed;
    int64_t amount_subtotal, amount_total;
};

static const struct field detail_fields[] = {
    FIELD(detail_view, id_subscription),   FIELD(detail_view, id_feature),
    FIELD(detail_view, label_localized),   FIELD(detail_view, amount_total_due),
    FIELD(detail_view, date_period_start), FIELD(detail_view, date_period_end),
    FIELD(detail_view, date_move),         FIELD(detail_view, quantity_reported),
    FIELD(detail_view, quantity_billed),   FIELD(detail_view, amount_subtotal),
    FIELD(detail_view, amount_total),      FIELDS_END,
};

/* Whom a quote is for; the same in its next term. */
struct quoted {
    struct customer customer;
    bool is_customer_billable;
    const char *language;
    struct line_taxer taxer; /* of the buyer */
};

struct quote_view {
    int64_t id_subscription, id_business, id_segment, id_customer;
    const char *reference_segment, *reference_customer;
    int64_t id_feature;
    const char *reference_feature, *label_localized, *type_move, *currency;
    bool is_customer_billable;
    int64_t amount_total_due;
    const char *pricing_localized;
    struct instant date_period_start, date_period_end, date_period_term;
    int64_t amount_subtotal, amount_total;
    struct list details;   /* of struct detail_view */
    const char *next_term; /* a quote again, as JSON */
};

const struct field quote_live_fields[] = {
    FIELD(quote_view, id_subscription),
    FIELD(quote_view, id_business),
    FIELD(quote_view, id_segment),
    FIELD(quote_view, id_customer),
    FIELD(quote_view, reference_segment),
    FIELD(quote_view, reference_customer),
    FIELD(quote_view, id_feature),
    FIELD(quote_view, reference_feature),
    FIELD(quote_view, label_localized),
    FIELD(quote_view, type_move),
    FIELD(quote_view, currency),
    FIELD(quote_view, is_customer_billable),
    FIELD(quote_view, amount_total_due),
    FIELD(quote_view, pricing_localized),
    FIELD(quote_view, date_period_start),
    FIELD(quote_view, date_period_end),
    FIELD(quote_view, date_period_term),
    FIELD(quote_view, amount_subtotal),
    FIELD(quote_view, amount_total),
    FIELD_LIST_OF(quote_view, details, detail_fields, detail_view),
    FIELD_JSON_OF(quote_view, next_term),
    FIELDS_END,
};

/* putting a quote together ------------------------------------------------------------------------
 */

static struct detail_view detail_of(const struct balance_line *line)
{
    return (struct detail_view){
        .id_subscription = line->id_subscription,
        .id_feature = line->id_feature,
        .label_localized = line->label,
        .amount_total_due = line->amount_total,
        .date_period_start = line->date_period_start,
        .date_period_end = line->date_period_end,
        .date_move = line->date_move,
        .quantity_reported = line->quantity_reported,
        .quantity_billed = line->quantity_billed,
        .amount_subtotal = line->amount_subtotal,
        .amount_total = line->amount_total,
    };
}

static struct quote_view quote_begin(struct ctx *ctx, const struct quoted *quoted,
                                     int64_t id_subscription, struct period period)
{
    depends_on(ctx, ctx->now.micros); /* what is left of a period has its price */
    return (struct quote_view){
        .id_subscription = id_subscription,
        .id_business = ctx->id_business,
        .id_segment = quoted->customer.id_segment,
        .id_customer = quoted->customer.id,
        .reference_segment = quoted->customer.reference_segment,
        .reference_customer = quoted->customer.reference_customer,
        .id_feature = NONE,
        .type_move = "None",
        .currency = quoted->customer.currency,
        .is_customer_billable = quoted->is_customer_billable,
        .date_period_start = period.start,
        .date_period_end = period.end,
        .date_period_term = period.end,
        .details = {ARENA_ARRAY(ctx->arena, struct detail_view, 1), 0},
    };
}

/* Adds lines (of `struct balance_line`) to what the quote has so far. */
static void quote_add(struct ctx *ctx, struct quote_view *quote, const struct list *lines)
{
    struct list details = {
        ARENA_ARRAY(ctx->arena, struct detail_view, quote->details.count + lines->count + 1),
        quote->details.count + lines->count,
    };

    for (size_t i = 0; i < quote->details.count; i++)
        *LIST_AT(details, struct detail_view, i) = *LIST_AT(quote->details, struct detail_view, i);
    for (size_t i = 0; i < lines->count; i++) {
        const struct balance_line *line = LIST_AT(*lines, struct balance_line, i);

        *LIST_AT(details, struct detail_view, quote->details.count + i) = detail_of(line);
        quote->amount_subtotal += line->amount_subtotal;
        quote->amount_total += line->amount_total;
    }
    quote->details = details;
}

static void quote_end(struct ctx *ctx, struct quote_view *quote, const char *language)
{
    quote->amount_total_due = quote->amount_total;
    quote->pricing_localized = amount_in_words(ctx, language, quote->currency, quote->amount_total);
    if (quote->details.count)
        quote->label_localized = LIST_AT(quote->details, struct detail_view, 0)->label_localized;
}

static void add_charges(struct ctx *ctx, struct quote_view *quote, struct quoted *quoted,
                        const struct payer *payer, const struct subscription_parts *parts,
                        const struct charge *charges, size_t count)
{
    struct billed_to to = subscription_billed_to(payer, parts);
    struct list lines = balance_lines_of(ctx, &to, charges, count);

    line_taxer_apply(ctx, &quoted->taxer, &lines);
    quote_add(ctx, quote, &lines);
}

/* The period after the one that is quoted, as JSON; NULL if none follows. */
static enum err next_term_of(struct ctx *ctx, struct quoted *quoted, const struct payer *payer,
                             const struct subscription_parts *parts, const char **out)
{
    struct charge *ending =
        ARENA_ARRAY(ctx->arena, struct charge, 2 * CHARGES_OF_PERIOD(parts->features.count));
    struct text json = {.arena = ctx->arena};
    struct quote_view quote;
    struct charge *charges;
    struct period period;
    int64_t count;

    *out = NULL;
    TRY(subscription_next_charges(ctx, parts, &charges, &count, &period));
    if (count == NONE)
        return OK;
    quote = quote_begin(ctx, quoted, parts->subscription.id, period);
    add_charges(ctx, &quote, quoted, payer, parts, ending,
                subscription_term_charges(ctx, parts, ending));
    add_charges(ctx, &quote, quoted, payer, parts, charges, (size_t)count);
    quote_end(ctx, &quote, quoted->language);
    json_write(&json, quote_live_fields, &quote);
    *out = text_done(&json);
    return OK;
}

static enum err find_quoted(struct ctx *ctx, int64_t id_customer, const struct payer *payer,
                            struct quoted *out)
{
    out->is_customer_billable = payer->has_method;
    out->language = payer->language;
    TRY(line_taxer_begin(ctx, payer->id_customer, payer->id_segment, &out->taxer));
    return customer_get(ctx, id_customer, &out->customer);
}

/* The plan's last step says which period it is about; one that only waits for its start, the step
 * before it. */
static struct period period_of(const struct subscription_plan *plan)
{
    const struct subscription *last = &plan->steps[plan->step_count - 1].parts.subscription;

    if (last->state_subscription == STATE_DRAFT_DELAYED_UPGRADE)
        last = &plan->steps[0].parts.subscription;
    return subscription_span(last).period;
}

static enum err respond_plan(struct ctx *ctx, struct response *response,
                             const struct subscription_plan *plan, int64_t id_subscription,
                             bool with_next_term)
{
    const struct subscription_parts *parts = &plan->steps[plan->step_count - 1].parts;
    struct quoted quoted;
    struct quote_view quote;

    TRY(find_quoted(ctx, parts->subscription.id_customer, &plan->payer, &quoted));
    quote = quote_begin(ctx, &quoted, id_subscription, period_of(plan));
    for (size_t i = 0; i < plan->step_count; i++) {
        const struct subscription_step *step = &plan->steps[i];

        add_charges(ctx, &quote, &quoted, &plan->payer, &step->parts, step->charges,
                    step->charge_count);
    }
    quote_end(ctx, &quote, quoted.language);
    if (with_next_term)
        TRY(next_term_of(ctx, &quoted, &plan->payer, parts, &quote.next_term));
    return respond_json(ctx, response, 200, quote_live_fields, &quote);
}

/* subscriptions -----------------------------------------------------------------------------------
 */

static enum err read_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Subscription.NotFound", id);
}

enum err quote_live_subscription(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct subscription_input input;
    struct subscription_plan plan;

    TRY(request_read(ctx, request, subscription_input_fields, &input));
    TRY(subscription_plan_create(ctx, &input, TO_QUOTE, &plan));
    return respond_plan(ctx, response, &plan, NONE,
                        subscription_is_trial(&plan.steps[0].parts.subscription));
}

const struct field quote_live_start_fields[] = {
    FIELD_FLAG_OF(start_input, ensure_billable),
    FIELDS_END,
};

static enum err respond_start(struct ctx *ctx, struct response *response, int64_t id,
                              bool ensure_billable)
{
    struct start_input input = {.ensure_billable = ensure_billable};
    struct subscription_plan plan;

    TRY(subscription_plan_start(ctx, id, &input, TO_QUOTE, &plan));
    return respond_plan(ctx, response, &plan, id, true);
}

static enum err respond_upgrade(struct ctx *ctx, struct response *response, int64_t id,
                                const struct upgrade_input *input)
{
    struct subscription_plan plan;

    TRY(subscription_plan_upgrade(ctx, id, input, TO_QUOTE, &plan));
    return respond_plan(ctx, response, &plan, id, true);
}

enum err quote_live_start(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct start_input query;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, quote_live_start_fields, &query));
    return respond_start(ctx, response, id, query.ensure_billable == 1);
}

enum err quote_live_upgrade(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct upgrade_input input;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, upgrade_input_fields, &input));
    return respond_upgrade(ctx, response, id, &input);
}

/* What the older path needs to know to tell its three meanings apart. */
struct pricing_query {
    int64_t id_subscription, ensure_billable;
    const char *reference_offer;
};

const struct field quote_live_pricing_fields[] = {
    FIELD(pricing_query, id_subscription),
    FIELD(pricing_query, reference_offer),
    FIELD_FLAG_OF(pricing_query, ensure_billable),
    FIELDS_END,
};

enum err quote_live_pricing(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct pricing_query query;
    struct upgrade_input upgrade;

    TRY(request_read(ctx, request, quote_live_pricing_fields, &query));
    if (query.id_subscription == NONE)
        return quote_live_subscription(ctx, request, response);
    if (!query.reference_offer)
        return respond_start(ctx, response, query.id_subscription, query.ensure_billable == 1);
    TRY(request_read(ctx, request, upgrade_input_fields, &upgrade));
    return respond_upgrade(ctx, response, query.id_subscription, &upgrade);
}

/* usage -------------------------------------------------------------------------------------------
 */

struct usage_query {
    struct usage_input input;
    int64_t ensure_billable, next_term;
};

#define OF_INPUT(member, kind_of_it)                                                               \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct usage_query, input.member)                                       \
    }

const struct field quote_live_usage_fields[] = {
    OF_INPUT(reference_feature, FIELD_TEXT), OF_INPUT(reference_customer, FIELD_TEXT),
    OF_INPUT(id_customer, FIELD_INTEGER),    OF_INPUT(id_subscription, FIELD_INTEGER),
    OF_INPUT(date_stamp, FIELD_INSTANT),     OF_INPUT(date_time, FIELD_INSTANT),
    OF_INPUT(increment, FIELD_QUANTITY),     OF_INPUT(quantity_current, FIELD_QUANTITY),
    OF_INPUT(is_enabled, FIELD_FLAG),        FIELD_FLAG_OF(usage_query, ensure_billable),
    FIELD_FLAG_OF(usage_query, next_term),   FIELDS_END,
};

/* Whether somebody can pay matters if it costs, unless the caller says otherwise. */
static enum err check_usage_payer(struct ctx *ctx, const struct usage_query *query,
                                  const struct usage_cost *cost)
{
    bool is_due = charges_sum(cost->charges, cost->charge_count) > 0;

    if (query->ensure_billable == 1 || (query->ensure_billable != 0 && is_due))
        return payer_check(ctx, &cost->payer);
    return OK;
}

enum err quote_live_usage(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct usage_query query = {.input = {.event_id = NULL}};
    struct subscription *subscription;
    struct usage_cost cost;
    struct quoted quoted;
    struct quote_view quote;

    TRY(request_read(ctx, request, quote_live_usage_fields, &query));
    TRY(usage_quote(ctx, &query.input, &cost));
    TRY(check_usage_payer(ctx, &query, &cost));
    subscription = &cost.parts.subscription;
    TRY(find_quoted(ctx, subscription->id_customer, &cost.payer, &quoted));
    quote = quote_begin(ctx, &quoted, subscription->id,
                        span_left(subscription_span(subscription), ctx->now).period);
    quote.id_feature = cost.id_feature;
    quote.reference_feature = query.input.reference_feature;
    if (cost.charge_count) {
        quote.date_period_start = cost.charges[0].period.start;
        add_charges(ctx, &quote, &quoted, &cost.payer, &cost.parts, cost.charges,
                    cost.charge_count);
    }
    quote_end(ctx, &quote, quoted.language);
    if (query.next_term == 1)
        TRY(next_term_of(ctx, &quoted, &cost.payer, &cost.parts, &quote.next_term));
    return respond_json(ctx, response, 200, quote_live_fields, &quote);
}

/* a manual line -----------------------------------------------------------------------------------
 */

struct line_quote_view {
    int64_t id_segment, id_customer;
    const char *reference_segment, *reference_customer, *label_localized, *pricing_localized;
    const char *currency;
    int64_t amount_subtotal, amount_total;
    struct instant date_move, date_period_start, date_period_end;
    struct quantity quantity_reported, quantity_billed;
};

const struct field quote_live_line_fields[] = {
    FIELD(line_quote_view, id_segment),
    FIELD(line_quote_view, id_customer),
    FIELD(line_quote_view, reference_segment),
    FIELD(line_quote_view, reference_customer),
    FIELD(line_quote_view, label_localized),
    FIELD(line_quote_view, pricing_localized),
    FIELD(line_quote_view, currency),
    FIELD(line_quote_view, amount_subtotal),
    FIELD(line_quote_view, amount_total),
    FIELD(line_quote_view, date_move),
    FIELD(line_quote_view, date_period_start),
    FIELD(line_quote_view, date_period_end),
    FIELD(line_quote_view, quantity_reported),
    FIELD(line_quote_view, quantity_billed),
    FIELDS_END,
};

enum err quote_live_balance_line(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct manual_line input;
    struct customer customer;
    struct balance_line line;
    struct line_taxer taxer;
    struct line_quote_view view;

    TRY(request_read(ctx, request, manual_line_fields, &input));
    TRY(customer_access(ctx, input.reference_customer, NULL, &customer));
    TRY(balance_quote_manual(ctx, &input, &customer, &line));
    TRY(line_taxer_begin(ctx, customer.id, customer.id_segment, &taxer));
    line_taxer_apply(ctx, &taxer, &(struct list){&line, 1});
    view = (struct line_quote_view){
        .id_segment = customer.id_segment,
        .id_customer = customer.id,
        .reference_segment = customer.reference_segment,
        .reference_customer = customer.reference_customer,
        .label_localized = line.label,
        .pricing_localized =
            amount_in_words(ctx, customer.language, customer.currency, line.amount_total),
        .currency = customer.currency,
        .amount_subtotal = line.amount_subtotal,
        .amount_total = line.amount_total,
        .date_move = line.date_move,
        .date_period_start = line.date_period_start,
        .date_period_end = line.date_period_end,
        .quantity_reported = line.quantity_reported,
        .quantity_billed = line.quantity_billed,
    };
    return respond_json(ctx, response, 200, quote_live_line_fields, &view);
}

/* the next invoice --------------------------------------------------------------------------------
 */

struct billing_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer, next_billing;
};

const struct field quote_live_billing_fields[] = {
    FIELD(billing_query, reference_customer),
    FIELD(billing_query, reference_segment),
    FIELD(billing_query, id_customer),
    FIELD_FLAG_OF(billing_query, next_billing),
    FIELDS_END,
};

/* What renews before the invoice, with what was consumed so far. */
static enum err add_renewal(struct ctx *ctx, struct quote_view *quote, struct quoted *quoted,
                            const struct subscription *subscription, const struct payer *payer,
                            struct instant until)
{
    struct subscription_step step = {0};
    struct charge *charges;
    struct period period;
    int64_t count;

    if (status_of((enum state_subscription)subscription->state_subscription) != STATUS_ACTIVE ||
        subscription->next_at.micros > until.micros)
        return OK;
    TRY(subscription_load(ctx, subscription->id, payer->language, &step.parts));
    step_close_period(ctx, &step, step.parts.subscription.next_at);
    step_add_minimum(ctx, &step, step.parts.subscription.next_at);
    add_charges(ctx, quote, quoted, payer, &step.parts, step.charges, step.charge_count);
    TRY(subscription_next_charges(ctx, &step.parts, &charges, &count, &period));
    if (count != NONE)
        add_charges(ctx, quote, quoted, payer, &step.parts, charges, (size_t)count);
    return OK;
}

static enum err add_renewals(struct ctx *ctx, struct quote_view *quote, struct quoted *quoted,
                             const struct payer *payer, struct instant until)
{
    struct subscription_filter filter = {NONE, NONE, payer->id_customer, NONE};
    struct page all = {1, SIZE_PAGE_MAX};
    struct list shown;
    int64_t total;

    TRY(subscription_list(ctx, &filter, NULL, &all, &shown, &total));
    for (size_t i = 0; i < shown.count; i++)
        TRY(add_renewal(ctx, quote, quoted,
                        &LIST_AT(shown, struct subscription_shown, i)->parts.subscription, payer,
                        until));
    return OK;
}

static enum err find_billed(struct ctx *ctx, const struct billing_query *query,
                            struct customer *out)
{
    enum err err;

    if (query->reference_customer || query->id_customer == NONE)
        return customer_access(ctx, query->reference_customer, query->reference_segment, out);
    err = customer_get(ctx, query->id_customer, out);
    if (err != ERR_NOT_FOUND)
        return err;
    return fail(ctx, ERR_FORBIDDEN, "Error.Api.Customer.Unaccessible", NULL,
                "You cannot access that Customer");
}

enum err quote_live_billing(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct billing_query query;
    struct customer customer;
    struct payer payer;
    struct quoted quoted;
    struct quote_view quote;
    struct instant until = ctx->now;
    struct list lines;

    TRY(request_read(ctx, request, quote_live_billing_fields, &query));
    TRY(find_billed(ctx, &query, &customer));
    TRY(payer_load(ctx, &customer, &payer));
    if (query.next_billing == 1)
        until = instant_later(ctx->now, customer.date_next_billing);
    TRY(find_quoted(ctx, customer.id, &payer, &quoted));
    TRY(balance_due_lines(ctx, customer.id, until, &lines));
    quote = quote_begin(ctx, &quoted, NONE, (struct period){ctx->now, until});
    line_taxer_apply(ctx, &quoted.taxer, &lines);
    quote_add(ctx, &quote, &lines);
    if (query.next_billing == 1)
        TRY(add_renewals(ctx, &quote, &quoted, &payer, until));
    quote_end(ctx, &quote, quoted.language);
    return respond_json(ctx, response, 200, quote_live_fields, &quote);
}
