#include "domain/customers/customer_account_live.h"

#include "domain/accounts/business.h"
#include "domain/customers/customer_account.h"
#include "domain/live.h"

struct account_query {
    const char *reference_segment, *reference_customer, *reference_customer_payer;
    int type_payment, mode_billing;
    struct page page;
};

const struct field account_live_list_fields[] = {
    FIELD(account_query, reference_segment),
    FIELD(account_query, reference_customer),
    FIELD(account_query, reference_customer_payer),
    FIELD_CHOICE_OF(account_query, type_payment, type_payment_names),
    FIELD_CHOICE_OF(account_query, mode_billing, mode_billing_names),
    PAGE_FIELDS(account_query),
    FIELDS_END,
};

struct settings_input {
    struct payment_input payment;
    const char *reference_customer_payer;
};

#define OF_PAYMENT(member, kind_of_it, ...)                                                        \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct settings_input, payment.member), __VA_ARGS__                     \
    }

const struct field account_live_settings_fields[] = {
    OF_PAYMENT(type_payment, FIELD_CHOICE, .choices = type_payment_names),
    OF_PAYMENT(mode_billing, FIELD_CHOICE, .choices = mode_billing_names),
    OF_PAYMENT(is_grey_listed, FIELD_FLAG, ),
    OF_PAYMENT(is_auto_billing, FIELD_FLAG, ),
    OF_PAYMENT(note_invoice, FIELD_TEXT, .size = 2000),
    OF_PAYMENT(date_next_billing, FIELD_INSTANT, ),
    FIELD(settings_input, reference_customer_payer),
    FIELDS_END,
};

static enum err filter_of(struct ctx *ctx, const struct account_query *query,
                          struct account_filter *out)
{
    struct customer payer;
    struct segment segment;

    *out = (struct account_filter){NONE, NONE, query->type_payment, query->mode_billing,
                                   query->reference_customer};
    if (query->reference_segment) {
        TRY(segment_choose(ctx, query->reference_segment, &segment));
        out->id_segment = segment.id;
    }
    if (!query->reference_customer_payer)
        return OK;
    TRY(customer_access(ctx, query->reference_customer_payer, query->reference_segment, &payer));
    out->id_customer_payer = payer.id;
    return OK;
}

enum err account_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {
        .fields = customer_account_fields,
        .size = sizeof(struct customer_account),
        .is_always_there = true,
    };
    struct account_query query = {0};
    struct account_filter filter;

    TRY(request_read_query(ctx, request, account_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(filter_of(ctx, &query, &filter));
    TRY(customer_account_list(ctx, &filter, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

static enum err respond_account(struct ctx *ctx, struct response *response, int64_t id)
{
    struct customer_account account;
    enum err err = customer_account_get(ctx, id, &account);

    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.");
    TRY(err);
    return respond_json(ctx, response, 200, customer_account_fields, &account);
}

enum err account_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", &id));
    return respond_account(ctx, response, id);
}

enum err account_live_set(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct settings_input input = {0};
    struct customer customer;
    enum err err;
    int64_t id;

    TRY(path_id(ctx, request, "id", "Error.Api.Customer.NotFound", &id));
    TRY(request_read(ctx, request, account_live_settings_fields, &input));
    err = customer_get(ctx, id, &customer);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Customer.NotFound", NULL, "There is no such customer.");
    TRY(err);
    if (input.reference_customer_payer)
        TRY(customer_set_payer(ctx, &customer, input.reference_customer_payer));
    TRY(customer_set_payment(ctx, &customer, &input.payment));
    return respond_account(ctx, response, id);
}
