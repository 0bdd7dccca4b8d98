#include "domain/gateways/gateway_live.h"

#include <string.h>

#include "domain/gateways/collect.h"
#include "domain/gateways/sandbox.h"
#include "domain/live.h"

/* gateways ----------------------------------------------------------------------------------------
 */

#define OF_TRACE(type, member)                                                                     \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct type *)0)->trace.member),                     \
        .offset = offsetof(struct type, trace.member)                                              \
    }

const struct field gateway_live_fields[] = {
    FIELD(gateway, id),
    FIELD(gateway, id_segment),
    FIELD(gateway, reference_segment),
    FIELD(gateway, name),
    FIELD(gateway, type_gateway),
    FIELD_CHOICE_OF(gateway, type_payment, type_payment_names),
    FIELD_CHOICE_OF(gateway, state_gateway, state_gateway_names),
    FIELD(gateway, api_url),
    FIELD_JSON_OF(gateway, settings),
    FIELD(gateway, position),
    OF_TRACE(gateway, date_creation),
    OF_TRACE(gateway, date_update),
    FIELDS_END,
};

struct gateway_query {
    struct page page;
};

const struct field gateway_live_list_fields[] = {PAGE_FIELDS(gateway_query), FIELDS_END};

enum err gateway_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = gateway_live_fields,
        .size = sizeof(struct gateway),
        .is_always_there = true,
    };
    struct gateway_query query = {0};

    TRY(request_read_query(ctx, request, gateway_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(gateway_list(ctx, &list.items));
    list.page = query.page;
    list.total = (int64_t)list.items.count;
    page_cut(&query.page, &list.items, sizeof(struct gateway));
    return live_respond_list(ctx, request, response, &list);
}

static enum err gateway_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Gateway.NotFound", id);
}

enum err gateway_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct gateway gateway;
    int64_t id;

    TRY(gateway_id(ctx, request, &id));
    TRY(gateway_get(ctx, id, &gateway));
    return respond_json(ctx, response, 200, gateway_live_fields, &gateway);
}

enum err gateway_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct gateway_input input;
    struct gateway gateway;

    TRY(request_read(ctx, request, gateway_input_fields, &input));
    TRY(gateway_add(ctx, &input, &gateway));
    return respond_json(ctx, response, 201, gateway_live_fields, &gateway);
}

enum err gateway_live_change(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct gateway_input input;
    struct gateway gateway;
    int64_t id;

    TRY(gateway_id(ctx, request, &id));
    TRY(request_read(ctx, request, gateway_input_fields, &input));
    TRY(gateway_change(ctx, id, &input, &gateway));
    return respond_json(ctx, response, 200, gateway_live_fields, &gateway);
}

/* methods -----------------------------------------------------------------------------------------
 */

const struct field permission_live_fields[] = {
    FIELD(gateway_permission, id),
    FIELD(gateway_permission, id_customer),
    FIELD(gateway_permission, id_gateway),
    FIELD(gateway_permission, reference_customer),
    FIELD(gateway_permission, reference_segment),
    FIELD_CHOICE_OF(gateway_permission, state_permission, state_permission_names),
    FIELD_CHOICE_OF(gateway_permission, type_payment, type_payment_names),
    FIELD(gateway_permission, type_gateway),
    FIELD(gateway_permission, is_default),
    FIELD(gateway_permission, name_display),
    FIELD(gateway_permission, brand),
    FIELD(gateway_permission, country),
    FIELD(gateway_permission, date_expiration),
    FIELD(gateway_permission, mandate),
    FIELD(gateway_permission, page_url),
    FIELD(gateway_permission, code),
    FIELD(gateway_permission, message),
    OF_TRACE(gateway_permission, date_creation),
    OF_TRACE(gateway_permission, date_update),
    FIELDS_END,
};

struct customer_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer, id_invoice;
    int state_transaction;
    struct page page;
};

const struct field permission_live_list_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    FIELD(customer_query, id_customer),
    PAGE_FIELDS(customer_query),
    FIELDS_END,
};

static enum err read_query(struct ctx *ctx, const struct request *request,
                           const struct field *fields, struct customer_query *query)
{
    struct customer customer;

    query->id_invoice = NONE;
    query->state_transaction = TRANSACTION_NONE;
    TRY(request_read_query(ctx, request, fields, query));
    TRY(page_check(ctx, &query->page));
    if (!query->reference_customer)
        return OK;
    TRY(customer_access(ctx, query->reference_customer, query->reference_segment, &customer));
    query->id_customer = customer.id;
    return OK;
}

enum err permission_live_list(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct live_list list = {
        .fields = permission_live_fields,
        .size = sizeof(struct gateway_permission),
        .is_always_there = true,
    };
    struct customer_query query = {0};

    TRY(read_query(ctx, request, permission_live_list_fields, &query));
    list.page = query.page;
    TRY(permission_list(ctx, query.id_customer, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

static enum err permission_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.GatewayPermission.NotFound", id);
}

static enum err respond_permission(struct ctx *ctx, struct response *response, int status,
                                   const struct gateway_permission *permission)
{
    return respond_json(ctx, response, status, permission_live_fields, permission);
}

enum err permission_live_get(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct gateway_permission permission;
    int64_t id;

    TRY(permission_id(ctx, request, &id));
    TRY(permission_get(ctx, id, &permission));
    return respond_permission(ctx, response, 200, &permission);
}

enum err permission_live_post(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct registration registration;
    struct gateway_permission permission;

    TRY(request_read(ctx, request, registration_fields, &registration));
    registration.return_path = NULL;
    TRY(permission_begin(ctx, &registration, &permission));
    return respond_permission(ctx, response, 201, &permission);
}

typedef enum err permission_verb(struct ctx *ctx, int64_t id, struct gateway_permission *out);

static enum err do_permission(struct ctx *ctx, const struct request *request,
                              struct response *response, permission_verb *verb)
{
    struct gateway_permission permission;
    int64_t id;

    TRY(permission_id(ctx, request, &id));
    TRY(verb(ctx, id, &permission));
    return respond_permission(ctx, response, 200, &permission);
}

enum err permission_live_confirm(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return do_permission(ctx, request, response, permission_confirm);
}

enum err permission_live_default(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    return do_permission(ctx, request, response, permission_set_default);
}

enum err permission_live_forget(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    return do_permission(ctx, request, response, permission_forget);
}

/* transactions ------------------------------------------------------------------------------------
 */

static const struct field share_fields[] = {
    FIELD(transaction_share, id_invoice),
    FIELD(transaction_share, full_number),
    FIELD(transaction_share, amount),
    FIELDS_END,
};

const struct field transaction_live_fields[] = {
    FIELD(transaction, id),
    FIELD(transaction, id_segment),
    FIELD(transaction, id_customer),
    FIELD(transaction, id_gateway),
    FIELD(transaction, id_permission),
    FIELD(transaction, id_corrects),
    FIELD(transaction, reference_customer),
    FIELD(transaction, reference_segment),
    FIELD(transaction, type_gateway),
    FIELD_CHOICE_OF(transaction, type_payment, type_payment_names),
    FIELD(transaction, name_display),
    FIELD_CHOICE_OF(transaction, state_transaction, state_transaction_names),
    FIELD(transaction, amount),
    FIELD(transaction, currency),
    FIELD(transaction, attempt),
    FIELD(transaction, date_charge),
    FIELD(transaction, date_settlement),
    FIELD(transaction, token_transaction),
    FIELD(transaction, token_refund),
    FIELD(transaction, page_url),
    FIELD_CHOICE_OF(transaction, decline, decline_names),
    FIELD(transaction, code),
    FIELD(transaction, message),
    FIELD(transaction, reason),
    FIELD(transaction, date_creation),
    FIELD(transaction, date_update),
    FIELD_LIST_OF(transaction, shares, share_fields, transaction_share),
    FIELDS_END,
};

const struct field transaction_live_list_fields[] = {
    FIELD(customer_query, reference_customer),
    FIELD(customer_query, reference_segment),
    FIELD(customer_query, id_customer),
    FIELD(customer_query, id_invoice),
    FIELD_CHOICE_OF(customer_query, state_transaction, state_transaction_names),
    PAGE_FIELDS(customer_query),
    FIELDS_END,
};

enum err transaction_live_list(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct live_list list = {
        .fields = transaction_live_fields,
        .size = sizeof(struct transaction),
        .is_always_there = true,
    };
    struct customer_query query = {0};
    struct transaction_filter filter;

    TRY(read_query(ctx, request, transaction_live_list_fields, &query));
    filter =
        (struct transaction_filter){query.id_customer, query.id_invoice, query.state_transaction};
    list.page = query.page;
    TRY(transaction_list(ctx, &filter, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

enum err transaction_live_get(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct transaction transaction;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Transaction.NotFound", &id));
    TRY(transaction_get(ctx, id, &transaction));
    return respond_json(ctx, response, 200, transaction_live_fields, &transaction);
}

struct charge_input {
    int64_t is_customer_present;
};

const struct field transaction_live_charge_fields[] = {
    FIELD_FLAG_OF(charge_input, is_customer_present),
    FIELDS_END,
};

enum err transaction_live_charge(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    struct transaction transaction;
    struct charge_input input;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Invoice.NotFound", &id));
    TRY(request_read(ctx, request, transaction_live_charge_fields, &input));
    TRY(collect_charge_now(ctx, id, input.is_customer_present == 1, &transaction));
    return respond_json(ctx, response, 200, transaction_live_fields, &transaction);
}

struct simulation {
    int happening;
};

const struct field transaction_live_simulate_fields[] = {
    FIELD_CHOICE_OF(simulation, happening, sandbox_happening_names),
    FIELDS_END,
};

enum err transaction_live_simulate(struct ctx *ctx, const struct request *request,
                                   struct response *response)
{
    struct transaction transaction;
    struct simulation simulation;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Transaction.NotFound", &id));
    TRY(request_read(ctx, request, transaction_live_simulate_fields, &simulation));
    TRY(transaction_simulate(ctx, id, (enum sandbox_happening)simulation.happening, &transaction));
    return respond_json(ctx, response, 200, transaction_live_fields, &transaction);
}
