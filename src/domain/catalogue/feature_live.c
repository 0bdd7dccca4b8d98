#include "domain/catalogue/feature_live.h"

#include "domain/accounts/business.h"
#include "domain/live.h"
#include "domain/usage/usage.h"

/* A feature, and, for a customer, what he holds of it. */
struct feature_view {
    struct feature feature;
    struct usage usage;
};

#define OF_FEATURE(member, kind_of_it, ...)                                                        \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct feature_view, feature.member), __VA_ARGS__                       \
    }
#define OF_USAGE(member, kind_of_it)                                                               \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct feature_view, usage.member)                                      \
    }

const struct field feature_live_fields[] = {
    OF_FEATURE(id, FIELD_INTEGER, ),
    OF_FEATURE(reference_feature, FIELD_TEXT, ),
    OF_FEATURE(is_visible, FIELD_BOOLEAN, ),
    OF_FEATURE(title_localized, FIELD_TEXT, ),
    OF_FEATURE(description_localized, FIELD_TEXT, ),
    OF_FEATURE(type_feature, FIELD_CHOICE, .choices = type_feature_names),
    OF_FEATURE(metadata, FIELD_JSON, ),
    OF_USAGE(is_included, FIELD_FLAG),
    OF_USAGE(is_enabled, FIELD_FLAG),
    OF_USAGE(quantity_included, FIELD_QUANTITY),
    OF_USAGE(quantity_current, FIELD_QUANTITY),
    OF_USAGE(date_period_start, FIELD_INSTANT),
    OF_USAGE(date_period_end, FIELD_INSTANT),
    FIELDS_END,
};

struct feature_query {
    const char *reference_feature, *reference_customer, *reference_segment, *language;
    int64_t is_visible;
    struct page page;
};

const struct field feature_live_query_fields[] = {
    FIELD(feature_query, reference_feature),
    FIELD(feature_query, language),
    FIELDS_END,
};

const struct field feature_live_list_fields[] = {
    FIELD(feature_query, reference_customer),
    FIELD(feature_query, reference_segment),
    FIELD(feature_query, language),
    FIELD_FLAG_OF(feature_query, is_visible),
    PAGE_FIELDS(feature_query),
    FIELDS_END,
};

/* A feature without a title shows its name. */
static struct feature_view view_of(const struct feature *feature, const struct usage *usage)
{
    struct feature_view view = {.feature = *feature};

    if (!feature->title_localized)
        view.feature.title_localized = feature->name;
    fields_clear(usage_fields, &view.usage);
    if (usage)
        view.usage = *usage;
    return view;
}

static enum err find_one(struct ctx *ctx, const struct feature_filter *filter, const char *language,
                         struct feature_view *out)
{
    struct page first = {1, 1};
    struct segment segment;
    struct list features;
    int64_t total;

    TRY(segment_choose(ctx, NULL, &segment));
    TRY(feature_list(ctx, filter, live_language(language, NULL, segment.language), &first,
                     &features, &total));
    if (!features.count)
        return ERR_NOT_FOUND;
    *out = view_of(LIST_AT(features, struct feature, 0), NULL);
    return OK;
}

enum err feature_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct feature_filter filter = {.id = NONE, .is_visible = NONE};
    struct feature_query query = {0};
    struct feature_view view;
    enum err err;

    TRY(request_read_query(ctx, request, feature_live_query_fields, &query));
    if (!query.reference_feature)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceFeature",
                    "ReferenceFeature: is missing.");
    filter.reference_feature = query.reference_feature;
    err = find_one(ctx, &filter, query.language, &view);
    if (err == ERR_NOT_FOUND)
        return respond_nothing(response);
    TRY(err);
    return respond_json(ctx, response, 200, feature_live_fields, &view);
}

enum err feature_live_get_id(struct ctx *ctx, const struct request *request,
                             struct response *response)
{
    struct feature_filter filter = {.is_visible = NONE};
    struct feature_query query = {0};
    struct feature_view view;
    enum err err;

    TRY(path_id(ctx, request, "id", "Error.Api.Feature.NotFound", &filter.id));
    TRY(request_read_query(ctx, request, feature_live_query_fields, &query));
    err = find_one(ctx, &filter, query.language, &view);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.Feature.NotFound", NULL, "There is no such feature.");
    TRY(err);
    return respond_json(ctx, response, 200, feature_live_fields, &view);
}

static const struct usage *usage_of(const struct list *usages, int64_t id_feature)
{
    for (size_t i = 0; i < usages->count; i++)
        if (LIST_AT(*usages, struct usage, i)->id_feature == id_feature)
            return LIST_AT(*usages, struct usage, i);
    return NULL;
}

/* What the customer holds of all features; nothing if none is named. */
static enum err load_usages(struct ctx *ctx, const struct feature_query *query, struct list *out)
{
    struct page all = {1, SIZE_PAGE_MAX};
    struct usage_filter filter = USAGE_FILTER_NONE;
    int64_t total;

    *out = (struct list){0};
    if (!query->reference_customer)
        return OK;
    filter.reference_customer = query->reference_customer;
    filter.reference_segment = query->reference_segment;
    return usage_list(ctx, &filter, true, &all, out, &total);
}

enum err feature_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {.fields = feature_live_fields, .size = sizeof(struct feature_view)};
    struct feature_filter filter = {.id = NONE};
    struct feature_query query = {0};
    struct segment segment;
    struct list features, usages;

    TRY(request_read_query(ctx, request, feature_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    TRY(segment_choose(ctx, query.reference_segment, &segment));
    TRY(load_usages(ctx, &query, &usages));
    filter.is_visible = query.is_visible;
    TRY(feature_list(ctx, &filter, live_language(query.language, NULL, segment.language),
                     &query.page, &features, &list.total));
    list.page = query.page;
    list.items =
        (struct list){ARENA_ARRAY(ctx->arena, struct feature_view, features.count), features.count};
    for (size_t i = 0; i < features.count; i++) {
        const struct feature *feature = LIST_AT(features, struct feature, i);

        *LIST_AT(list.items, struct feature_view, i) =
            view_of(feature, usage_of(&usages, feature->id));
    }
    return live_respond_list(ctx, request, response, &list);
}
