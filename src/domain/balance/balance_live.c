#include "domain/balance/balance_live.h"

#include "base/json.h"
#include "domain/live.h"
#include "domain/wording.h"

struct line_view {
    struct open_line line;
    const char *pricing_localized; /* with tax */
};

#define OF_LINE(member)                                                                            \
    {                                                                                              \
        .name = #member, .kind = FIELD_KIND(((struct open_line *)0)->member),                      \
        .offset = offsetof(struct line_view, line.member)                                          \
    }
#define OF_LINE_CHOICE(member, names)                                                              \
    {                                                                                              \
        .name = #member, .kind = FIELD_CHOICE, .offset = offsetof(struct line_view, line.member),  \
        .choices = (names)                                                                         \
    }

const struct field balance_live_fields[] = {
    OF_LINE(id_customer),
    OF_LINE(id_segment),
    OF_LINE(id_subscription),
    OF_LINE(id_feature),
    OF_LINE(reference_customer),
    OF_LINE(reference_segment),
    OF_LINE(reference_feature),
    OF_LINE(label_localized),
    OF_LINE(key_charge),
    FIELD(line_view, pricing_localized),
    OF_LINE(amount_subtotal),
    OF_LINE(amount_total),
    OF_LINE(currency),
    OF_LINE(date_move),
    OF_LINE(date_period_start),
    OF_LINE(date_period_end),
    OF_LINE_CHOICE(state_move, state_move_names),
    OF_LINE_CHOICE(type_line, type_line_names),
    OF_LINE(quantity_reported),
    OF_LINE(quantity_billed),
    FIELDS_END,
};

struct balance_query {
    const char *reference_customer, *reference_segment;
    int64_t id_customer, id_subscription;
    const char *reference_feature, *language;
    struct page page;
};

const struct field balance_live_list_fields[] = {
    FIELD(balance_query, reference_customer),
    FIELD(balance_query, reference_segment),
    FIELD(balance_query, id_customer),
    FIELD(balance_query, id_subscription),
    FIELD(balance_query, reference_feature),
    FIELD(balance_query, language),
    PAGE_FIELDS(balance_query),
    FIELDS_END,
};

static struct line_view view_of(struct ctx *ctx, const struct open_line *line, const char *language)
{
    return (struct line_view){
        .line = *line,
        .pricing_localized = amount_in_words(ctx, live_language(language, line->language, NULL),
                                             line->currency, line->amount_total),
    };
}

enum err balance_live_post(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct open_filter filter = {.id_subscription = NONE};
    struct page first = {1, 1};
    struct manual_line input;
    struct customer customer;
    struct balance_line line;
    struct open_sums sums;
    struct line_view view;
    struct list lines;

    TRY(request_read(ctx, request, manual_line_fields, &input));
    TRY(customer_access(ctx, input.reference_customer, NULL, &customer));
    TRY(balance_add_manual(ctx, &input, &customer, &line));
    filter.id = line.id;
    filter.id_customer = customer.id;
    TRY(balance_list(ctx, &filter, &first, &lines, &sums));
    view = view_of(ctx, LIST_AT(lines, struct open_line, 0), NULL);
    return respond_json(ctx, response, 201, balance_live_fields, &view);
}

/* What all the lines come to, for the envelope. */
static const char *computations(struct ctx *ctx, const struct open_sums *sums)
{
    struct text json = {.arena = ctx->arena};

    /* Without the count, which the envelope has. */
    json_write(&json, open_sums_fields + 1, sums);
    return text_done(&json);
}

/* ERR_NOT_FOUND, not noted, for an unknown customer. */
static enum err filter_of(struct ctx *ctx, const struct balance_query *query,
                          struct open_filter *filter)
{
    struct customer customer;

    *filter = (struct open_filter){
        .id = NONE,
        .id_customer = query->id_customer,
        .id_subscription = query->id_subscription,
        .reference_feature = query->reference_feature,
    };
    if (!query->reference_customer)
        return OK;
    TRY(customer_find(ctx, query->reference_customer, query->reference_segment, &customer));
    filter->id_customer = customer.id;
    return OK;
}

enum err balance_live_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct live_list list = {.fields = balance_live_fields, .size = sizeof(struct line_view)};
    struct balance_query query = {0};
    struct open_filter filter;
    struct open_sums sums;
    struct list lines;
    enum err err;

    TRY(request_read_query(ctx, request, balance_live_list_fields, &query));
    TRY(page_check(ctx, &query.page));
    err = filter_of(ctx, &query, &filter);
    if (err == ERR_NOT_FOUND)
        return respond_nothing(response);
    TRY(err);
    TRY(balance_list(ctx, &filter, &query.page, &lines, &sums));
    list.page = query.page;
    list.total = sums.count;
    list.computations = computations(ctx, &sums);
    list.items = (struct list){ARENA_ARRAY(ctx->arena, struct line_view, lines.count), lines.count};
    for (size_t i = 0; i < lines.count; i++)
        *LIST_AT(list.items, struct line_view, i) =
            view_of(ctx, LIST_AT(lines, struct open_line, i), query.language);
    return live_respond_list(ctx, request, response, &list);
}
