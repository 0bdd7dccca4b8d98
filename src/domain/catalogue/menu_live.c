#include "domain/catalogue/menu_live.h"

#include "domain/accounts/business.h"
#include "domain/catalogue/offer.h"
#include "domain/live.h"

/* A number of features or offers that no menu has. */
enum { ALL = 100000 };

struct menu_query {
    const char *reference_segment;
    int type_feature;
    int64_t with_quantity;
    struct page page;
};

const struct field menu_live_query_fields[] = {
    FIELD(menu_query, reference_segment),
    PAGE_FIELDS(menu_query),
    FIELDS_END,
};

const struct field menu_live_feature_query_fields[] = {
    FIELD_CHOICE_OF(menu_query, type_feature, type_feature_names),
    FIELD_FLAG_OF(menu_query, with_quantity),
    PAGE_FIELDS(menu_query),
    FIELDS_END,
};

const struct field menu_live_segment_fields[] = {
    FIELD(segment, id),       FIELD(segment, name),     FIELD(segment, reference_segment),
    FIELD(segment, currency), FIELD(segment, language), FIELDS_END,
};

const struct field menu_live_offer_fields[] = {
    FIELD(offer, id),         FIELD(offer, id_segment),
    FIELD(offer, name),       FIELD(offer, reference_offer),
    FIELD(offer, is_visible), FIELDS_END,
};

const struct field menu_live_feature_fields[] = {
    FIELD(feature, id),
    FIELD(feature, name),
    FIELD(feature, reference_feature),
    FIELD_CHOICE_OF(feature, type_feature, type_feature_names),
    FIELD(feature, is_visible),
    FIELDS_END,
};

static enum err read_query(struct ctx *ctx, const struct request *request,
                           const struct field *fields, struct menu_query *out,
                           struct live_list *list)
{
    TRY(request_read_query(ctx, request, fields, out));
    TRY(page_check(ctx, &out->page));
    list->page = out->page;
    list->is_always_there = true;
    return OK;
}

enum err menu_live_segments(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct live_list list = {.fields = menu_live_segment_fields, .size = sizeof(struct segment)};
    struct menu_query query = {0};

    TRY(read_query(ctx, request, menu_live_query_fields, &query, &list));
    TRY(segment_list(ctx, &list.items));
    list.total = (int64_t)list.items.count;
    page_cut(&query.page, &list.items, list.size);
    return live_respond_list(ctx, request, response, &list);
}

enum err menu_live_offers(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {.fields = menu_live_offer_fields, .size = sizeof(struct offer)};
    struct offer_filter filter = {
        .id_segment = NONE, .is_visible = NONE, .id_customer_upgrade = NONE};
    struct menu_query query = {0};
    struct segment segment;

    TRY(read_query(ctx, request, menu_live_query_fields, &query, &list));
    if (query.reference_segment) {
        TRY(segment_choose(ctx, query.reference_segment, &segment));
        filter.id_segment = segment.id;
    }
    TRY(offer_list(ctx, &filter, NULL, &query.page, &list.items, &list.total));
    return live_respond_list(ctx, request, response, &list);
}

static bool is_wanted(const struct menu_query *query, const struct feature *feature)
{
    bool has_quantity = feature->type_feature != FEATURE_ON_OFF;

    if (query->type_feature && feature->type_feature != query->type_feature)
        return false;
    return query->with_quantity == NONE || has_quantity == (query->with_quantity == 1);
}

enum err menu_live_features(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct live_list list = {.fields = menu_live_feature_fields, .size = sizeof(struct feature)};
    struct feature_filter filter = {.id = NONE, .is_visible = NONE};
    struct page all = {1, ALL};
    struct menu_query query = {0};
    struct list features;
    int64_t total;

    TRY(read_query(ctx, request, menu_live_feature_query_fields, &query, &list));
    TRY(feature_list(ctx, &filter, NULL, &all, &features, &total));
    list.items = (struct list){ARENA_ARRAY(ctx->arena, struct feature, features.count), 0};
    for (size_t i = 0; i < features.count; i++)
        if (is_wanted(&query, LIST_AT(features, struct feature, i)))
            *LIST_AT(list.items, struct feature, list.items.count++) =
                *LIST_AT(features, struct feature, i);
    list.total = (int64_t)list.items.count;
    page_cut(&query.page, &list.items, list.size);
    return live_respond_list(ctx, request, response, &list);
}
