#include "domain/usage/usage_live.h"

#include "base/json.h"
#include "domain/live.h"

enum { USAGES_AT_ONCE = 50 };

struct usage_query {
    struct usage_filter filter;
    int64_t aggregate;
    struct page page;
};

#define OF_FILTER(member)                                                                          \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct usage_filter *)0)->member),                   \
        .offset = offsetof(struct usage_query, filter.member)                                      \
    }

const struct field usage_live_query_fields[] = {
    OF_FILTER(reference_feature), OF_FILTER(reference_customer), OF_FILTER(reference_segment),
    OF_FILTER(id_customer),       OF_FILTER(id_subscription),    FIELDS_END,
};

const struct field usage_live_list_fields[] = {
    OF_FILTER(reference_customer),
    OF_FILTER(reference_segment),
    OF_FILTER(reference_feature),
    OF_FILTER(id_subscription),
    OF_FILTER(id_customer),
    OF_FILTER(id_feature),
    FIELD_FLAG_OF(usage_query, aggregate),
    PAGE_FIELDS(usage_query),
    FIELDS_END,
};

enum err usage_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {.fields = usage_fields, .size = sizeof(struct usage)};
    struct usage_query query = {.filter = USAGE_FILTER_NONE};
    bool is_aggregate;

    TRY(request_read_query(ctx, request, usage_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    is_aggregate = query.aggregate == 1;
    TRY(usage_list(ctx, &query.filter, is_aggregate, &query.page, &list.items, &list.total));
    for (size_t i = 0; i < list.items.count && is_aggregate; i++)
        LIST_AT(list.items, struct usage, i)->id_subscription = NONE;
    list.page = query.page;
    return live_respond_list(ctx, request, response, &list);
}

static void check_query(struct ctx *ctx, const struct usage_filter *filter)
{
    if (!filter->reference_feature)
        complain(ctx, NULL, "ReferenceFeature", "ReferenceFeature: is missing.");
    if (!filter->reference_customer && filter->id_customer == NONE &&
        filter->id_subscription == NONE)
        complain(ctx, NULL, "ReferenceCustomer", "ReferenceCustomer: is missing.");
}

enum err usage_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct usage_query query = {.filter = USAGE_FILTER_NONE};
    struct page first = {1, 1};
    struct list usages;
    int64_t total;

    TRY(request_read_query(ctx, request, usage_live_query_fields, &query));
    check_query(ctx, &query.filter);
    TRY(complaints(ctx));
    TRY(usage_list(ctx, &query.filter, true, &first, &usages, &total));
    if (!usages.count)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Usage.NoneMatching", NULL,
                    "No running subscription of the Customer has that Feature");
    return respond_json(ctx, response, 200, usage_fields, usages.items);
}

enum err usage_live_post(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct usage_input input;
    struct usage usage;

    TRY(request_read(ctx, request, usage_input_fields, &input));
    TRY(usage_write(ctx, &input, &usage));
    return respond_json(ctx, response, 200, usage_fields, &usage);
}

/* One after the other, each seeing what the one before it did. */
static enum err write_all(struct ctx *ctx, const struct list *inputs, struct list *out)
{
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct usage, inputs->count), inputs->count};
    for (size_t i = 0; i < inputs->count; i++) {
        ctx->place = arena_printf(ctx->arena, "[%zu].", i);
        TRY(usage_write(ctx, LIST_AT(*inputs, struct usage_input, i),
                        LIST_AT(*out, struct usage, i)));
    }
    ctx->place = NULL;
    return OK;
}

enum err usage_live_post_list(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    struct text text = {.arena = ctx->arena};
    struct list inputs, usages;

    if (!request->json)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "A JSON array is expected.");
    TRY(json_read_list(ctx, request->json, usage_input_fields, sizeof(struct usage_input),
                       USAGES_AT_ONCE, &inputs));
    TRY(write_all(ctx, &inputs, &usages));
    json_write_list(&text, usage_fields, sizeof(struct usage), &usages);
    return respond_text(response, 200, "application/json; charset=utf-8", text_done(&text),
                        text.size);
}
