#include "domain/usage/usage_live.h"

#include "base/json.h"
#include "domain/live.h"

enum { USAGES_AT_ONCE = 50, EVENTS_AT_ONCE = 10000 };

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

/* many events ------------------------------------------------------------------------------------
 */

static const struct field refusal_fields[] = {
    FIELD(usage_refusal, index),
    FIELD(usage_refusal, code),
    FIELD(usage_refusal, message),
    FIELD(usage_refusal, target),
    FIELDS_END,
};

/* What became of them. */
struct events_view {
    int64_t count_added, count_known, count_refused;
    struct list refused; /* of struct usage_refusal */
};

const struct field usage_live_events_fields[] = {
    FIELD(events_view, count_added),
    FIELD(events_view, count_known),
    FIELD(events_view, count_refused),
    FIELD_LIST_OF(events_view, refused, refusal_fields, usage_refusal),
    FIELDS_END,
};

/* Of many events, what cannot be read of one speaks against that one alone. */
static enum err read_event(struct ctx *ctx, const struct json *json, int64_t index,
                           struct usage_report *out)
{
    struct usage_refusal *refusal;
    enum err err = json_read(ctx, json, usage_input_fields, &out->input);

    if (err != ERR_INVALID)
        return err;
    refusal = ARENA_NEW(ctx->arena, struct usage_refusal);
    *refusal = (struct usage_refusal){
        .index = index,
        .code = ctx->failures->code,
        .message = ctx->failures->message,
        .target = ctx->failures->target,
    };
    out->refusal = refusal;
    ctx->failures = NULL;
    return OK;
}

static enum err read_events(struct ctx *ctx, const struct json *json, struct list *out)
{
    size_t count = json_count(json);

    if (!json || !json_is_array(json))
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL, "A JSON array is expected.");
    if (count > EVENTS_AT_ONCE)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", NULL,
                    "%zu elements; at most %d are taken at once.", count, EVENTS_AT_ONCE);
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct usage_report, count + 1), count};
    for (size_t i = 0; i < count; i++)
        TRY(read_event(ctx, json_at(json, i), (int64_t)i, LIST_AT(*out, struct usage_report, i)));
    return OK;
}

static struct events_view view_of(struct ctx *ctx, const struct list *reports)
{
    struct events_view view = {
        .refused.items = ARENA_ARRAY(ctx->arena, struct usage_refusal, reports->count + 1)};

    for (size_t i = 0; i < reports->count; i++) {
        const struct usage_report *report = LIST_AT(*reports, struct usage_report, i);

        if (report->refusal)
            *LIST_AT(view.refused, struct usage_refusal, view.refused.count++) = *report->refusal;
        else if (report->is_known)
            view.count_known++;
        else
            view.count_added++;
    }
    view.count_refused = (int64_t)view.refused.count;
    return view;
}

enum err usage_live_post_events(struct ctx *ctx, const struct request *request,
                                struct response *response)
{
    struct events_view view;
    struct list reports;

    TRY(read_events(ctx, request->json, &reports));
    TRY(usage_report_all(ctx, &reports));
    view = view_of(ctx, &reports);
    return respond_json(ctx, response, 200, usage_live_events_fields, &view);
}

enum err usage_live_correct(struct ctx *ctx, const struct request *request,
                            struct response *response)
{
    struct usage_correction input;
    struct usage_event event;

    TRY(request_read(ctx, request, usage_correction_fields, &input));
    TRY(usage_correct(ctx, &input, &event));
    return respond_json(ctx, response, 200, usage_event_fields, &event);
}
