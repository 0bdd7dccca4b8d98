#include "domain/balance/balance_credit_live.h"

#include "domain/balance/balance_credit.h"
#include "domain/live.h"

const struct field credit_live_fields[] = {
    FIELD(credit_line, id),
    FIELD(credit_line, id_customer),
    FIELD(credit_line, reference_customer),
    FIELD_CHOICE_OF(credit_line, type_line, type_line_names),
    FIELD(credit_line, label),
    FIELD(credit_line, amount),
    FIELD(credit_line, amount_given),
    FIELD(credit_line, currency),
    FIELD(credit_line, date_expiry),
    FIELD(credit_line, date_creation),
    FIELDS_END,
};

struct credit_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer;
    struct page page;
};

const struct field credit_live_list_fields[] = {
    FIELD(credit_query, reference_customer),
    FIELD(credit_query, reference_segment),
    FIELD(credit_query, id_customer),
    PAGE_FIELDS(credit_query),
    FIELDS_END,
};

const struct field credit_live_input_fields[] = {
    FIELD(credit_gift, reference_customer),
    FIELD(credit_gift, reference_segment),
    FIELD(credit_gift, amount),
    FIELD(credit_gift, label),
    FIELD(credit_gift, key_charge),
    FIELD(credit_gift, date_expiry),
    FIELDS_END,
};

struct deleted {
    int64_t id;
};

const struct field credit_live_deleted_fields[] = {
    FIELD(deleted, id),
    FIELDS_END,
};

enum err credit_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {
        .fields = credit_live_fields,
        .size = sizeof(struct credit_line),
        .is_always_there = true,
    };
    struct credit_query query = {0};
    struct customer customer;

    TRY(request_read_query(ctx, request, credit_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    if (query.reference_customer) {
        TRY(customer_access(ctx, query.reference_customer, query.reference_segment, &customer));
        query.id_customer = customer.id;
    }
    TRY(credit_list(ctx, query.id_customer, &query.page, &list.items, &list.total));
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

enum err credit_live_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct credit_gift input;
    struct credit_line credit;

    TRY(request_read(ctx, request, credit_live_input_fields, &input));
    TRY(credit_grant(ctx, &input, &credit));
    return respond_json(ctx, response, 201, credit_live_fields, &credit);
}

enum err credit_live_delete(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct deleted deleted = {0};

    TRY(path_id(ctx, request, "id", "Error.Api.Credit.NotFound", &deleted.id));
    TRY(credit_withdraw(ctx, deleted.id));
    return respond_json(ctx, response, 200, credit_live_deleted_fields, &deleted);
}
