#include "domain/catalogue/promotion_live.h"

#include "domain/live.h"

struct promotion_query {
    const char *reference_segment, *promotion_code;
    struct page page;
};

const struct field promotion_live_query_fields[] = {
    FIELD(promotion_query, reference_segment),
    FIELD(promotion_query, promotion_code),
    PAGE_FIELDS(promotion_query),
    FIELDS_END,
};

const struct field promotion_live_fields[] = {
    FIELD(promotion, id),
    FIELD(promotion, id_segment),
    FIELD(promotion, reference_segment),
    FIELD(promotion, promotion_code),
    FIELD(promotion, name),
    FIELD_CHOICE_OF(promotion, state_promotion, state_promotion_names),
    FIELD(promotion, uses),
    FIELD(promotion, uses_max),
    FIELD(promotion, uses_per_customer_max),
    FIELD(promotion, date_from),
    FIELD(promotion, date_until),
    FIELD(promotion, is_first_subscription),
    FIELD_LIST_OF(promotion, discounts, promotion_discount_fields, promotion_discount),
    FIELD_LIST_OF(promotion, offers, promotion_offer_fields, promotion_offer),
    FIELDS_END,
};

enum err promotion_live_list(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct live_list list = {
        .fields = promotion_live_fields,
        .size = sizeof(struct promotion),
        .is_always_there = true,
    };
    struct segment segment = {.id = NONE};
    struct promotion_query query = {0};

    TRY(request_read_query(ctx, request, promotion_live_query_fields, &query));
    TRY(page_check(ctx, &query.page));
    if (query.reference_segment)
        TRY(segment_choose(ctx, query.reference_segment, &segment));
    list.page = query.page;
    TRY(promotion_list(ctx, segment.id, query.promotion_code, &query.page, &list.items,
                       &list.total));
    return live_respond_list(ctx, request, response, &list);
}

enum err promotion_live_post(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    static const struct page first = {1, 1};
    struct promotion_input input;
    struct segment segment;
    struct list found;
    int64_t before = 0, total;

    TRY(request_read(ctx, request, promotion_input_fields, &input));
    TRY(segment_choose(ctx, input.reference_segment, &segment));
    if (input.promotion_code)
        TRY(promotion_list(ctx, segment.id, input.promotion_code, &first, &found, &before));
    TRY(promotion_save(ctx, &input, &segment));
    TRY(promotion_list(ctx, segment.id, input.promotion_code, &first, &found, &total));
    return respond_json(ctx, response, before ? 200 : 201, promotion_live_fields, found.items);
}
