#include "domain/catalogue/payment_link_live.h"

#include "domain/live.h"

struct payment_link_query {
    struct page page;
};

const struct field payment_link_live_query_fields[] = {
    PAGE_FIELDS(payment_link_query),
    FIELDS_END,
};

const struct field payment_link_live_fields[] = {
    FIELD(payment_link, id),
    FIELD(payment_link, id_segment),
    FIELD(payment_link, id_offer),
    FIELD(payment_link, reference_segment),
    FIELD(payment_link, reference_offer),
    FIELD(payment_link, name),
    FIELD_CHOICE_OF(payment_link, state_payment_link, state_payment_link_names),
    FIELD(payment_link, promotion_code),
    FIELD(payment_link, reference_feature),
    FIELD(payment_link, quantity),
    FIELD(payment_link, quantity_max),
    FIELD(payment_link, uses_max),
    FIELD(payment_link, uses),
    FIELD(payment_link, date_until),
    FIELD(payment_link, path),
    FIELDS_END,
};

enum err payment_link_live_list(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct live_list list = {
        .fields = payment_link_live_fields,
        .size = sizeof(struct payment_link),
        .is_always_there = true,
    };
    struct payment_link_query query = {0};

    TRY(request_read_query(ctx, request, payment_link_live_query_fields, &query));
    TRY(page_check(ctx, &query.page));
    list.page = query.page;
    TRY(payment_link_list(ctx, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

static enum err read_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.PaymentLink.NotFound", id);
}

enum err payment_link_live_get(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct payment_link link;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(payment_link_get(ctx, id, &link));
    return respond_json(ctx, response, 200, payment_link_live_fields, &link);
}

enum err payment_link_live_add(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    struct payment_link_input input;
    struct payment_link link;

    TRY(request_read(ctx, request, payment_link_input_fields, &input));
    TRY(payment_link_add(ctx, &input, &link));
    return respond_json(ctx, response, 201, payment_link_live_fields, &link);
}

enum err payment_link_live_change(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct payment_link_input input;
    struct payment_link link;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, payment_link_input_fields, &input));
    TRY(payment_link_change(ctx, id, &input, &link));
    return respond_json(ctx, response, 200, payment_link_live_fields, &link);
}
