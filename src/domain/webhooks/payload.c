#include "domain/webhooks/payload.h"

#include <inttypes.h>

#include "base/json.h"
#include "domain/catalogue/offer.h"
#include "domain/event.h"
#include "domain/invoices/invoice.h"
#include "platform/db/db.h"
#include "rules/estimate_state.h"
#include "rules/lifecycle.h"
#include "rules/recurring_state.h"
#include "sql.h"

const struct field happening_fields[] = {
    FIELD(happening, id),
    FIELD_CHOICE_OF(happening, type_trigger, event_type_names),
    FIELD(happening, date_trigger),
    FIELD(happening, id_segment),
    FIELD(happening, id_customer),
    FIELD(happening, id_subscription),
    FIELD(happening, id_invoice),
    FIELD(happening, id_permission),
    FIELD(happening, id_estimate),
    FIELD(happening, id_customer_buyer),
    FIELD(happening, id_offer),
    FIELD(happening, reference_segment),
    FIELD(happening, state),
    FIELD(happening, id_recurring_invoice),
    FIELDS_END,
};

/* the blocks --------------------------------------------------------------------------------------
 */

struct envelope {
    const char *id;
    int64_t id_business, id_segment;
    const char *reference_segment;
    struct instant date_trigger;
    int type_trigger;
};

static const struct field envelope_fields[] = {
    FIELD(envelope, id),
    FIELD(envelope, id_business),
    FIELD(envelope, id_segment),
    FIELD(envelope, reference_segment),
    FIELD(envelope, date_trigger),
    FIELD_CHOICE_OF(envelope, type_trigger, event_type_names),
    FIELDS_END,
};

/* Every block begins with its id, by which it is found. */
struct customer_block {
    int64_t id;
    const char *reference_customer, *name, *email, *language, *status;
};

static const struct field customer_block_fields[] = {
    FIELD(customer_block, id),
    FIELD(customer_block, reference_customer),
    FIELD(customer_block, name),
    FIELD(customer_block, email),
    FIELD(customer_block, language),
    FIELD(customer_block, status),
    FIELDS_END,
};

/* The two fees at the end are only read to tell whether it is priced. */
struct offer_block {
    int64_t id, id_segment;
    const char *reference_offer, *state_life;
    bool is_visible, is_priced;
    const char *name;
    int64_t amount_recurrence, duration_recurrence;
    const char *unit_recurrence;
    int64_t amount_up_front, amount_trial, amount_minimum;
};

static const struct field offer_block_fields[] = {
    FIELD(offer_block, id),
    FIELD(offer_block, id_segment),
    FIELD(offer_block, reference_offer),
    FIELD(offer_block, state_life),
    FIELD(offer_block, is_visible),
    FIELD(offer_block, is_priced),
    FIELD(offer_block, name),
    FIELD(offer_block, amount_recurrence),
    FIELD(offer_block, duration_recurrence),
    FIELD(offer_block, unit_recurrence),
    FIELD(offer_block, amount_up_front),
    FIELD(offer_block, amount_trial),
    FIELD(offer_block, amount_minimum),
    FIELDS_END,
};

struct subscription_block {
    int64_t id;
    int status, state_subscription;
    struct instant date_start;
    int64_t amount_recurrence, duration_recurrence;
    const char *unit_recurrence;
};

static const struct field subscription_block_fields[] = {
    FIELD(subscription_block, id),
    FIELD_CHOICE_OF(subscription_block, status, status_subscription_names),
    FIELD_CHOICE_OF(subscription_block, state_subscription, state_subscription_names),
    FIELD(subscription_block, date_start),
    FIELD(subscription_block, amount_recurrence),
    FIELD(subscription_block, duration_recurrence),
    FIELD(subscription_block, unit_recurrence),
    FIELDS_END,
};

struct invoice_block {
    int64_t id;
    const char *full_number, *status;
    int state_invoice;
    struct instant date_issue, date_payment;
    const char *type_payment;
    int64_t amount_subtotal, amount_total;
    const char *type_credit, *reason;
};

static const struct field invoice_block_fields[] = {
    FIELD(invoice_block, id),
    FIELD(invoice_block, full_number),
    FIELD(invoice_block, status),
    FIELD_CHOICE_OF(invoice_block, state_invoice, state_invoice_names),
    FIELD(invoice_block, date_issue),
    FIELD(invoice_block, date_payment),
    FIELD(invoice_block, type_payment),
    FIELD(invoice_block, amount_subtotal),
    FIELD(invoice_block, amount_total),
    FIELD(invoice_block, type_credit),
    FIELD(invoice_block, reason),
    FIELDS_END,
};

struct permission_block {
    int64_t id;
    const char *state_permission, *type_payment, *type_gateway, *name_display, *country;
    struct instant date_expiration;
};

static const struct field permission_block_fields[] = {
    FIELD(permission_block, id),
    FIELD(permission_block, state_permission),
    FIELD(permission_block, type_payment),
    FIELD(permission_block, type_gateway),
    FIELD(permission_block, name_display),
    FIELD(permission_block, country),
    FIELD(permission_block, date_expiration),
    FIELDS_END,
};

struct estimate_block {
    int64_t id;
    const char *full_number;
    int state_estimate;
    struct instant date_issue;
    const char *valid_until, *currency;
    int64_t amount_subtotal, amount_total, amount_deposit, id_invoice;
    const char *comment; /* the customer's, with his answer */
};

static const struct field estimate_block_fields[] = {
    FIELD(estimate_block, id),
    FIELD(estimate_block, full_number),
    FIELD_CHOICE_OF(estimate_block, state_estimate, state_estimate_names),
    FIELD(estimate_block, date_issue),
    FIELD(estimate_block, valid_until),
    FIELD(estimate_block, currency),
    FIELD(estimate_block, amount_subtotal),
    FIELD(estimate_block, amount_total),
    FIELD(estimate_block, amount_deposit),
    FIELD(estimate_block, id_invoice),
    FIELD(estimate_block, comment),
    FIELDS_END,
};

struct recurring_block {
    int64_t id;
    const char *full_number;
    int state_recurring;
    const char *title;
    int64_t duration_recurrence;
    const char *unit_recurrence;
    struct instant date_start, date_next, date_end;
    int64_t cycles, cycles_done, id_invoice;
};

static const struct field recurring_block_fields[] = {
    FIELD(recurring_block, id),
    FIELD(recurring_block, full_number),
    FIELD_CHOICE_OF(recurring_block, state_recurring, state_recurring_names),
    FIELD(recurring_block, title),
    FIELD(recurring_block, duration_recurrence),
    FIELD(recurring_block, unit_recurrence),
    FIELD(recurring_block, date_start),
    FIELD(recurring_block, date_next),
    FIELD(recurring_block, date_end),
    FIELD(recurring_block, cycles),
    FIELD(recurring_block, cycles_done),
    FIELD(recurring_block, id_invoice),
    FIELDS_END,
};

/* What one payload is made of; NULL where it has no such block. */
struct payload {
    struct envelope envelope;
    const struct customer_block *customer, *buyer;
    const struct offer_block *offer;
    const struct subscription_block *subscription;
    const struct invoice_block *invoice;
    const struct permission_block *permission;
    const struct estimate_block *estimate;
    const struct recurring_block *recurring;
};

/* writing -----------------------------------------------------------------------------------------
 */

static void write_block(struct text *out, const char *name, const struct field *fields,
                        const void *block)
{
    if (!block)
        return;
    text_appendf(out, ",\"%s\":", name);
    json_write(out, fields, block);
}

static const char *write_payload(struct ctx *ctx, const struct payload *payload)
{
    enum event_blocks blocks = event_blocks[payload->envelope.type_trigger];
    struct text out = {.arena = ctx->arena};
    bool is_first = true;

    text_append_char(&out, '{');
    json_write_members(&out, envelope_fields, &payload->envelope, &is_first);
    write_block(&out, "Customer", customer_block_fields, payload->customer);
    if (blocks == BLOCKS_SUBSCRIPTION) {
        write_block(&out, "CustomerBuyer", customer_block_fields, payload->buyer);
        write_block(&out, "Offer", offer_block_fields, payload->offer);
        write_block(&out, "Subscription", subscription_block_fields, payload->subscription);
    } else if (blocks == BLOCKS_INVOICE_DEBIT) {
        write_block(&out, "InvoiceDebit", invoice_block_fields, payload->invoice);
    } else if (blocks == BLOCKS_INVOICE_CREDIT) {
        write_block(&out, "InvoiceCredit", invoice_block_fields, payload->invoice);
    } else if (blocks == BLOCKS_PERMISSION) {
        write_block(&out, "GatewayPermission", permission_block_fields, payload->permission);
    } else if (blocks == BLOCKS_ESTIMATE) {
        write_block(&out, "Estimate", estimate_block_fields, payload->estimate);
    } else if (blocks == BLOCKS_RECURRING) {
        write_block(&out, "RecurringInvoice", recurring_block_fields, payload->recurring);
    }
    text_append_char(&out, '}');
    return text_done(&out);
}

/* reading -----------------------------------------------------------------------------------------
 */

/* All that the payloads of a batch are made of, each list by id. */
struct source {
    struct list customers, offers, subscriptions, invoices, permissions, recurring, estimates;
};

static void add_id(struct text *ids, int64_t id)
{
    if (id != NONE)
        text_appendf(ids, "%s%" PRId64, ids->size ? "," : "[", id);
}

/* The rows of those ids; no statement if there are none. */
static enum err load(struct ctx *ctx, const struct sql *sql, struct text *ids,
                     const struct field *fields, size_t size, struct list *out)
{
    if (!ids->size)
        return OK;
    text_append_char(ids, ']');
    return db_list(ctx, sql, ARGS(ARG_AS(ids, text_done(ids))), fields, size, out);
}

/* Whether it can cost anything depends on its features. */
static enum err tell_whether_priced(struct ctx *ctx, struct offer_block *offer)
{
    struct flat_fees fees = {
        .amount_up_front = offer->amount_up_front,
        .amount_trial = offer->amount_trial,
        .amount_recurrence = offer->amount_recurrence,
        .amount_minimum = offer->amount_minimum,
    };
    struct feature_terms *terms;
    struct list features;

    TRY(offer_feature_list(ctx, offer->id, "en", &features));
    terms = ARENA_ARRAY(ctx->arena, struct feature_terms, features.count);
    for (size_t i = 0; i < features.count; i++) {
        const struct offer_feature *feature = LIST_AT(features, struct offer_feature, i);

        TRY(feature_terms_of(ctx, NULL, feature->id_feature, feature->type_feature,
                             &feature->parameters, &terms[i]));
    }
    offer->is_priced = terms_are_priced(&fees, terms, features.count);
    offer->amount_up_front = offer->amount_trial = offer->amount_minimum = NONE;
    return OK;
}

static enum err load_source(struct ctx *ctx, const struct list *happenings, struct source *out)
{
    struct text customers = {.arena = ctx->arena}, offers = customers, subscriptions = customers,
                invoices = customers, permissions = customers, recurring = customers,
                estimates = customers;

    *out = (struct source){0};
    for (size_t i = 0; i < happenings->count; i++) {
        const struct happening *one = LIST_AT(*happenings, struct happening, i);

        add_id(&customers, one->id_customer);
        add_id(&customers, one->id_customer_buyer);
        add_id(&offers, one->id_offer);
        add_id(&subscriptions, one->id_subscription);
        add_id(&invoices, one->id_invoice);
        add_id(&permissions, one->id_permission);
        add_id(&estimates, one->id_estimate);
        add_id(&recurring, one->id_recurring_invoice);
    }
    TRY(load(ctx, &sql_payload_customers, &customers, customer_block_fields,
             sizeof(struct customer_block), &out->customers));
    TRY(load(ctx, &sql_payload_offers, &offers, offer_block_fields, sizeof(struct offer_block),
             &out->offers));
    TRY(load(ctx, &sql_payload_subscriptions, &subscriptions, subscription_block_fields,
             sizeof(struct subscription_block), &out->subscriptions));
    TRY(load(ctx, &sql_payload_invoices, &invoices, invoice_block_fields,
             sizeof(struct invoice_block), &out->invoices));
    TRY(load(ctx, &sql_payload_permissions, &permissions, permission_block_fields,
             sizeof(struct permission_block), &out->permissions));
    TRY(load(ctx, &sql_payload_estimates, &estimates, estimate_block_fields,
             sizeof(struct estimate_block), &out->estimates));
    TRY(load(ctx, &sql_payload_recurring, &recurring, recurring_block_fields,
             sizeof(struct recurring_block), &out->recurring));
    for (size_t i = 0; i < out->offers.count; i++)
        TRY(tell_whether_priced(ctx, LIST_AT(out->offers, struct offer_block, i)));
    return OK;
}

/* Since then the subscription may have gone on. */
static const struct subscription_block *
subscription_then(struct ctx *ctx, const struct source *source, const struct happening *one)
{
    const struct subscription_block *now =
        list_find(&source->subscriptions, sizeof(struct subscription_block), one->id_subscription);
    struct subscription_block *then = ARENA_NEW(ctx->arena, struct subscription_block);
    int state = one->state ? choice_named(state_subscription_names, one->state) : 0;

    if (!now)
        return NULL;
    *then = *now;
    if (state)
        then->state_subscription = state;
    then->status = (int)status_of((enum state_subscription)then->state_subscription);
    return then;
}

static const struct invoice_block *invoice_then(struct ctx *ctx, const struct source *source,
                                                const struct happening *one)
{
    const struct invoice_block *now =
        list_find(&source->invoices, sizeof(struct invoice_block), one->id_invoice);
    struct invoice_block *then = ARENA_NEW(ctx->arena, struct invoice_block);
    int state = one->state ? choice_named(state_invoice_names, one->state) : 0;

    if (!now)
        return NULL;
    *then = *now;
    if (state)
        then->state_invoice = state;
    then->status = status_of_invoice((enum state_invoice)then->state_invoice);
    return then;
}

static const struct permission_block *permission_then(struct ctx *ctx, const struct source *source,
                                                      const struct happening *one)
{
    const struct permission_block *now =
        list_find(&source->permissions, sizeof(struct permission_block), one->id_permission);
    struct permission_block *then = ARENA_NEW(ctx->arena, struct permission_block);

    if (!now)
        return NULL;
    *then = *now;
    if (one->state)
        then->state_permission = one->state;
    return then;
}

static const struct recurring_block *recurring_then(struct ctx *ctx, const struct source *source,
                                                    const struct happening *one)
{
    const struct recurring_block *now =
        list_find(&source->recurring, sizeof(struct recurring_block), one->id_recurring_invoice);
    struct recurring_block *then = ARENA_NEW(ctx->arena, struct recurring_block);

    if (!now)
        return NULL;
    *then = *now;
    if (one->state)
        then->state_recurring = choice_named(state_recurring_names, one->state);
    return then;
}

static const struct estimate_block *estimate_then(struct ctx *ctx, const struct source *source,
                                                  const struct happening *one)
{
    const struct estimate_block *now =
        list_find(&source->estimates, sizeof(struct estimate_block), one->id_estimate);
    struct estimate_block *then = ARENA_NEW(ctx->arena, struct estimate_block);

    if (!now)
        return NULL;
    *then = *now;
    if (one->state)
        then->state_estimate = choice_named(state_estimate_names, one->state);
    return then;
}

static const char *public_id(struct ctx *ctx, int64_t id)
{
    return arena_printf(ctx->arena, "trg_%" PRId64, id);
}

static const char *payload_of(struct ctx *ctx, const struct source *source,
                              const struct happening *one)
{
    const struct payload payload = {
        .envelope = {.id = public_id(ctx, one->id),
                     .id_business = ctx->id_business,
                     .id_segment = one->id_segment,
                     .reference_segment = one->reference_segment,
                     .date_trigger = one->date_trigger,
                     .type_trigger = one->type_trigger},
        .customer = list_find(&source->customers, sizeof(struct customer_block), one->id_customer),
        .buyer =
            list_find(&source->customers, sizeof(struct customer_block), one->id_customer_buyer),
        .offer = list_find(&source->offers, sizeof(struct offer_block), one->id_offer),
        .subscription = subscription_then(ctx, source, one),
        .invoice = invoice_then(ctx, source, one),
        .permission = permission_then(ctx, source, one),
        .estimate = estimate_then(ctx, source, one),
        .recurring = recurring_then(ctx, source, one),
    };

    return write_payload(ctx, &payload);
}

enum err payload_list(struct ctx *ctx, const struct list *happenings, struct list *out)
{
    struct source source;

    TRY(load_source(ctx, happenings, &source));
    *out =
        (struct list){ARENA_ARRAY(ctx->arena, const char *, happenings->count), happenings->count};
    for (size_t i = 0; i < happenings->count; i++)
        *LIST_AT(*out, const char *, i) =
            payload_of(ctx, &source, LIST_AT(*happenings, struct happening, i));
    return OK;
}

/* samples -----------------------------------------------------------------------------------------
 */

/* The state in which an event leaves what it is about. */
static int sample_state(int type_trigger)
{
    static const int states[EVENT_TYPE_COUNT] = {
        [EVENT_SUBSCRIPTION_SUSPENDED_AGENT] = STATE_SUSPENDED_AGENT,
        [EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_INFO_MISSING] = STATE_SUSPENDED_NO_PAYMENT_INFO,
        [EVENT_SUBSCRIPTION_SUSPENDED_PAYMENT_DUE] = STATE_SUSPENDED_PAYMENT_DUE,
        [EVENT_SUBSCRIPTION_TERMINATED_AT_RENEWAL] = STATE_ACTIVE_DELAYED_TERMINATION,
        [EVENT_SUBSCRIPTION_TERMINATED] = STATE_ENDED_TERMINATED,
        [EVENT_SUBSCRIPTION_HISTORY] = STATE_ENDED_COMPLETE,
        [EVENT_SUBSCRIPTION_DELETED] = STATE_DELETED,
        [EVENT_SUBSCRIPTION_TERMINATED_FOR_UPGRADE] = STATE_ENDED_UPGRADE,
        [EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_AUTO] = INVOICE_DUE_AUTO,
        [EVENT_INVOICE_DEBIT_PAID] = INVOICE_PAID,
        [EVENT_INVOICE_DEBIT_REFUNDED] = INVOICE_PAID_REFUNDED,
        [EVENT_INVOICE_DEBIT_CANCELLED] = INVOICE_VOID,
        [EVENT_INVOICE_DEBIT_PAYMENT_AUTO_FAILED] = INVOICE_PROBLEM_AUTO,
        [EVENT_INVOICE_DEBIT_PAYMENT_AUTO_REQUESTED_AUTH] = INVOICE_DUE_AUTO,
        [EVENT_INVOICE_DEBIT_OVERDUE] = INVOICE_PROBLEM_OVERDUE,
        [EVENT_INVOICE_DEBIT_REMINDER] = INVOICE_DUE_OFFLINE,
        [EVENT_INVOICE_DEBIT_DISPUTED] = INVOICE_PROBLEM_DISPUTED,
        [EVENT_INVOICE_DEBIT_UNCOLLECTIBLE] = INVOICE_UNCOLLECTIBLE,
        [EVENT_INVOICE_CREDIT_ISSUED] = INVOICE_PAID,
        [EVENT_ESTIMATE_APPROVED] = ESTIMATE_APPROVED,
        [EVENT_ESTIMATE_DECLINED] = ESTIMATE_DECLINED,
        [EVENT_ESTIMATE_EXPIRED] = ESTIMATE_EXPIRED,
        [EVENT_ESTIMATE_CONVERTED] = ESTIMATE_CONVERTED,
        [EVENT_ESTIMATE_CANCELLED] = ESTIMATE_CANCELLED,
        [EVENT_RECURRING_INVOICE_PAUSED] = RECURRING_PAUSED,
        [EVENT_RECURRING_INVOICE_COMPLETED] = RECURRING_COMPLETED,
    };

    return states[type_trigger];
}

static const struct invoice_block *sample_invoice(struct ctx *ctx, int type_trigger)
{
    struct invoice_block *invoice = ARENA_NEW(ctx->arena, struct invoice_block);
    int state = sample_state(type_trigger);
    bool is_credit = event_blocks[type_trigger] == BLOCKS_INVOICE_CREDIT;

    *invoice = (struct invoice_block){
        .id = 1005,
        .full_number = is_credit ? "TEST-CREDIT-000007" : "TEST-000042",
        .state_invoice = state ? state : INVOICE_DUE_OFFLINE,
        .date_issue = ctx->now,
        .type_payment = type_trigger == EVENT_INVOICE_DEBIT_ISSUED_PAYMENT_OFFLINE ||
                                type_trigger == EVENT_INVOICE_DEBIT_REMINDER
                            ? "ExternalBank"
                            : "Card",
        .amount_subtotal = 2900,
        .amount_total = 3480,
        .type_credit = is_credit ? "Refund" : NULL,
        .reason = is_credit ? "A seat was charged twice." : NULL,
    };
    invoice->status = status_of_invoice((enum state_invoice)invoice->state_invoice);
    if (state == INVOICE_PAID || state == INVOICE_PAID_REFUNDED)
        invoice->date_payment = ctx->now;
    return invoice;
}

static const struct subscription_block *sample_subscription(struct ctx *ctx, int type_trigger)
{
    struct subscription_block *subscription = ARENA_NEW(ctx->arena, struct subscription_block);
    int state = sample_state(type_trigger);

    *subscription = (struct subscription_block){
        .id = 1004,
        .state_subscription = state ? state : STATE_ACTIVE_RUNNING,
        .date_start = instant_plus(instant_whole_second(ctx->now), -DAYS(31)),
        .amount_recurrence = 2900,
        .duration_recurrence = 1,
        .unit_recurrence = "Month",
    };
    subscription->status =
        (int)status_of((enum state_subscription)subscription->state_subscription);
    return subscription;
}

static const struct permission_block *sample_permission(struct ctx *ctx, int type_trigger)
{
    struct permission_block *permission = ARENA_NEW(ctx->arena, struct permission_block);
    bool is_expired = type_trigger == EVENT_GATEWAY_PERMISSION_EXPIRED;

    *permission = (struct permission_block){
        .id = 1006,
        .state_permission = is_expired                                           ? "Expired"
                            : type_trigger == EVENT_GATEWAY_PERMISSION_DEFECTIVE ? "Defective"
                                                                                 : "Active",
        .type_payment = "Card",
        .type_gateway = "Stripe",
        .name_display = "****-****-****-4242",
        .country = "FR",
        .date_expiration = instant_plus(ctx->now, is_expired ? -DAYS(1) : DAYS(30)),
    };
    return permission;
}

static const struct estimate_block *sample_estimate(struct ctx *ctx, int type_trigger)
{
    struct estimate_block *estimate = ARENA_NEW(ctx->arena, struct estimate_block);
    bool is_converted = type_trigger == EVENT_ESTIMATE_CONVERTED;
    int state = sample_state(type_trigger);

    *estimate = (struct estimate_block){
        .id = 1008,
        .full_number = "TEST-D-000003",
        .state_estimate = state ? state : ESTIMATE_SENT,
        .date_issue = ctx->now,
        .valid_until = "2026-12-31",
        .currency = "EUR",
        .amount_subtotal = 2900,
        .amount_total = 3480,
        .amount_deposit = NONE,
        .id_invoice = is_converted ? 1005 : NONE,
        .comment = type_trigger == EVENT_ESTIMATE_DECLINED ? "Too late for us." : NULL,
    };
    return estimate;
}

static const struct recurring_block *sample_recurring(struct ctx *ctx, int type_trigger)
{
    struct recurring_block *recurring = ARENA_NEW(ctx->arena, struct recurring_block);
    int state = sample_state(type_trigger);

    *recurring = (struct recurring_block){
        .id = 1007,
        .full_number = "TEST-RECURRING-000003",
        .state_recurring = state ? state : RECURRING_ACTIVE,
        .title = "Maintenance",
        .duration_recurrence = 1,
        .unit_recurrence = "Month",
        .date_start = instant_plus(instant_whole_second(ctx->now), -DAYS(31)),
        .cycles = 12,
        .cycles_done = 1,
        .id_invoice = 1005,
    };
    if (!state)
        recurring->date_next = instant_plus(instant_whole_second(ctx->now), DAYS(30));
    return recurring;
}

const char *payload_sample(struct ctx *ctx, int type_trigger)
{
    static const struct customer_block customer = {
        .id = 1002,
        .reference_customer = "sample-customer",
        .name = "Ada Lovelace",
        .email = "ada@example.org",
        .language = "en",
        .status = "Enabled",
    };
    const struct offer_block offer = {
        .id = 1003,
        .id_segment = 1001,
        .reference_offer = "sample-offer",
        .state_life = "Ok",
        .is_visible = true,
        .is_priced = true,
        .name = "Sample offer",
        .amount_recurrence = 2900,
        .duration_recurrence = 1,
        .unit_recurrence = "Month",
        .amount_up_front = NONE,
        .amount_trial = NONE,
        .amount_minimum = NONE,
    };
    struct payload payload = {
        .envelope = {.id = public_id(ctx, 1000),
                     .id_business = ctx->id_business,
                     .id_segment = 1001,
                     .reference_segment = "default",
                     .date_trigger = ctx->now,
                     .type_trigger = type_trigger},
        .customer = &customer,
        .buyer = &customer,
        .offer = &offer,
    };

    if (event_blocks[type_trigger] == BLOCKS_SUBSCRIPTION)
        payload.subscription = sample_subscription(ctx, type_trigger);
    else if (event_blocks[type_trigger] == BLOCKS_PERMISSION)
        payload.permission = sample_permission(ctx, type_trigger);
    else if (event_blocks[type_trigger] == BLOCKS_ESTIMATE)
        payload.estimate = sample_estimate(ctx, type_trigger);
    else if (event_blocks[type_trigger] == BLOCKS_RECURRING)
        payload.recurring = sample_recurring(ctx, type_trigger);
    else if (event_blocks[type_trigger] != BLOCKS_CUSTOMER)
        payload.invoice = sample_invoice(ctx, type_trigger);
    return write_payload(ctx, &payload);
}
