#include "domain/subscriptions/subscription_manage_live.h"

#include "domain/live.h"
#include "domain/subscriptions/subscription_apply.h"

/* A feature or a discount as it holds here. */
struct sheet_discount {
    const char *name;
    int type_off;
    int64_t value_off;
    int target_fee;
    int64_t count_periods, period_from;
};

static const struct field sheet_discount_fields[] = {
    FIELD(sheet_discount, name),
    FIELD_CHOICE_OF(sheet_discount, type_off, type_off_names),
    FIELD(sheet_discount, value_off),
    FIELD_CHOICE_OF(sheet_discount, target_fee, target_fee_names),
    FIELD(sheet_discount, count_periods),
    FIELD(sheet_discount, period_from),
    FIELDS_END,
};

struct sheet_feature {
    const char *reference_feature;
    int64_t is_included, is_enabled;
    struct quantity quantity_included, quantity_current;
    int mode_pricing;
    struct list steps;
    int timing;
    int64_t amount_min, amount_max;
};

static const struct field sheet_feature_fields[] = {
    FIELD(sheet_feature, reference_feature),
    FIELD_FLAG_OF(sheet_feature, is_included),
    FIELD_FLAG_OF(sheet_feature, is_enabled),
    FIELD(sheet_feature, quantity_included),
    FIELD(sheet_feature, quantity_current),
    FIELD_CHOICE_OF(sheet_feature, mode_pricing, mode_pricing_names),
    FIELD_LIST_OF(sheet_feature, steps, step_fields, step),
    FIELD_CHOICE_OF(sheet_feature, timing, timing_names),
    FIELD(sheet_feature, amount_min),
    FIELD(sheet_feature, amount_max),
    FIELDS_END,
};

struct subscription_sheet {
    struct subscription subscription;
    struct surroundings around;
    int64_t pricing_subtotal;
    struct list features;  /* of struct sheet_feature */
    struct list discounts; /* of struct sheet_discount */
};

#define OF_SUBSCRIPTION(member, kind_of_it, ...)                                                   \
    {                                                                                              \
        .name = #member, .kind = (kind_of_it),                                                     \
        .offset = offsetof(struct subscription_sheet, subscription.member), __VA_ARGS__            \
    }
#define OF_AROUND(member)                                                                          \
    {                                                                                              \
        .name = #member, .kind = FIELD_TEXT,                                                       \
        .offset = offsetof(struct subscription_sheet, around.member)                               \
    }
#define CHOSEN(member, names) OF_SUBSCRIPTION(member, FIELD_CHOICE, .choices = (names))

const struct field subscription_sheet_fields[] = {
    OF_SUBSCRIPTION(id, FIELD_INTEGER, ),
    OF_AROUND(reference_segment),
    OF_AROUND(reference_offer),
    OF_AROUND(reference_customer),
    OF_AROUND(reference_customer_buyer),
    CHOSEN(state_subscription, state_subscription_names),
    OF_AROUND(title_localized),
    OF_AROUND(description_localized),
    OF_AROUND(currency),
    OF_SUBSCRIPTION(amount_up_front, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(amount_trial, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(duration_trial, FIELD_INTEGER, ),
    CHOSEN(unit_trial, unit_names),
    OF_SUBSCRIPTION(amount_recurrence, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(duration_recurrence, FIELD_INTEGER, ),
    CHOSEN(unit_recurrence, unit_names),
    OF_SUBSCRIPTION(count_recurrences, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(count_min_recurrences, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(amount_termination, FIELD_INTEGER, ),
    CHOSEN(timing_recurrence, timing_names),
    OF_SUBSCRIPTION(amount_minimum, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(amount_threshold, FIELD_INTEGER, ),
    FIELD(subscription_sheet, pricing_subtotal),
    CHOSEN(anchor, anchor_names),
    OF_SUBSCRIPTION(billing_day, FIELD_INTEGER, ),
    CHOSEN(first_period, first_period_names),
    OF_SUBSCRIPTION(time_zone, FIELD_TEXT, ),
    CHOSEN(proration_unit, proration_unit_names),
    CHOSEN(proration_rounding, proration_rounding_names),
    CHOSEN(month_length, month_length_names),
    OF_SUBSCRIPTION(period_no, FIELD_INTEGER, ),
    OF_SUBSCRIPTION(date_start, FIELD_INSTANT, ),
    OF_SUBSCRIPTION(date_period_start, FIELD_INSTANT, ),
    OF_SUBSCRIPTION(date_period_end, FIELD_INSTANT, ),
    OF_SUBSCRIPTION(is_period_free, FIELD_BOOLEAN, ),
    OF_SUBSCRIPTION(date_term, FIELD_INSTANT, ),
    OF_SUBSCRIPTION(date_restart, FIELD_INSTANT, ),
    CHOSEN(unused_part, unused_part_names),
    OF_SUBSCRIPTION(date_end, FIELD_INSTANT, ),
    OF_SUBSCRIPTION(edit_pending, FIELD_JSON, ),
    OF_SUBSCRIPTION(metadata, FIELD_JSON, ),
    FIELD_LIST_OF(subscription_sheet, features, sheet_feature_fields, sheet_feature),
    FIELD_LIST_OF(subscription_sheet, discounts, sheet_discount_fields, sheet_discount),
    FIELDS_END,
};

static void add_features(struct ctx *ctx, const struct subscription_parts *parts, struct list *out)
{
    const struct list *features = &parts->features;

    *out = (struct list){ARENA_ARRAY(ctx->arena, struct sheet_feature, features->count + 1),
                         features->count};
    for (size_t i = 0; i < features->count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(*features, struct subscription_feature, i);
        const struct feature_parameters *parameters = &feature->parameters;

        *LIST_AT(*out, struct sheet_feature, i) = (struct sheet_feature){
            .reference_feature = feature->reference_feature,
            .is_included = parameters->is_included,
            .is_enabled = parameters->is_enabled,
            .quantity_included = parameters->quantity_included,
            .quantity_current = parameters->quantity_current,
            .mode_pricing = parameters->mode_pricing,
            .steps = steps_shown(ctx, parts->terms[i].steps),
            .timing = parameters->timing,
            .amount_min = parameters->amount_min,
            .amount_max = parameters->amount_max,
        };
    }
}

static void add_discounts(struct ctx *ctx, const struct list *discounts, struct list *out)
{
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct sheet_discount, discounts->count + 1),
                         discounts->count};
    for (size_t i = 0; i < discounts->count; i++) {
        const struct subscription_discount *discount =
            LIST_AT(*discounts, struct subscription_discount, i);

        *LIST_AT(*out, struct sheet_discount, i) = (struct sheet_discount){
            .name = discount->name,
            .type_off = discount->type_off,
            .value_off = discount->value_off,
            .target_fee = discount->target_fee,
            .count_periods = discount->count_periods,
            .period_from = discount->period_from,
        };
    }
}

enum err subscription_sheet_load(struct ctx *ctx, int64_t id, struct subscription_sheet **out)
{
    struct subscription_filter filter = {
        .id = id, .id_customer = NONE, .id_customer_buyer = NONE, .id_segment = NONE};
    struct page first = {1, 1};
    struct subscription_parts parts;
    struct subscription_sheet *sheet = ARENA_ARRAY(ctx->arena, struct subscription_sheet, 1);
    struct list shown;
    int64_t total;

    TRY(subscription_list(ctx, &filter, NULL, &first, &shown, &total));
    if (!shown.count)
        return fail(ctx, ERR_NOT_FOUND, "Error.Api.Subscription.NotFound", NULL,
                    "There is no such subscription.");
    TRY(subscription_load(ctx, id, NULL, &parts));
    sheet->subscription = parts.subscription;
    sheet->around = LIST_AT(shown, struct subscription_shown, 0)->around;
    sheet->pricing_subtotal = price_of_period(&parts.fees, parts.terms, parts.features.count);
    add_features(ctx, &parts, &sheet->features);
    add_discounts(ctx, &parts.discounts, &sheet->discounts);
    *out = sheet;
    return OK;
}

static enum err respond_sheet(struct ctx *ctx, struct response *response, int64_t id)
{
    struct subscription_sheet *sheet;

    TRY(subscription_sheet_load(ctx, id, &sheet));
    return respond_json(ctx, response, 200, subscription_sheet_fields, sheet);
}

static enum err read_id(struct ctx *ctx, const struct request *request, int64_t *id)
{
    return path_id(ctx, request, "id", "Error.Api.Subscription.NotFound", id);
}

enum err subscription_manage_get(struct ctx *ctx, const struct request *request,
                                 struct response *response)
{
    int64_t id;

    TRY(read_id(ctx, request, &id));
    return respond_sheet(ctx, response, id);
}

enum err subscription_manage_edit(struct ctx *ctx, const struct request *request,
                                  struct response *response)
{
    struct subscription_edit edit;
    struct subscription subscription;
    int64_t id;

    TRY(read_id(ctx, request, &id));
    TRY(request_read(ctx, request, subscription_edit_fields, &edit));
    TRY(subscription_edit(ctx, id, &edit, &subscription));
    return respond_sheet(ctx, response, id);
}

/* the catalogue's changes -------------------------------------------------------------------------
 */

struct application_query {
    const char *reference_offer, *reference_segment;
    int64_t immediate, after, size_page;
};

const struct field application_live_fields[] = {
    FIELD(application_query, reference_offer),   FIELD(application_query, reference_segment),
    FIELD_FLAG_OF(application_query, immediate), FIELD(application_query, after),
    FIELD(application_query, size_page),         FIELDS_END,
};

static enum err respond_application(struct ctx *ctx, const struct request *request,
                                    struct response *response, bool is_preview)
{
    struct application_query query;
    struct application input;
    struct applied applied;

    TRY(request_read(ctx, request, application_live_fields, &query));
    if (!query.reference_offer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceOffer",
                    "ReferenceOffer: is missing.");
    if (query.size_page == NONE)
        query.size_page = APPLICATION_SIZE_PAGE;
    if (query.size_page < 1 || query.size_page > APPLICATION_SIZE_PAGE)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "SizePage",
                    "SizePage: is not from 1 to %d.", APPLICATION_SIZE_PAGE);
    input = (struct application){
        .reference_offer = query.reference_offer,
        .reference_segment = query.reference_segment,
        .is_preview = is_preview,
        .is_now = query.immediate == 1,
        .after = query.after == NONE ? 0 : query.after,
        .size_page = query.size_page,
    };
    TRY(subscription_apply_offer(ctx, &input, &applied));
    return respond_json(ctx, response, 200, applied_fields, &applied);
}

enum err application_live_get(struct ctx *ctx, const struct request *request,
                              struct response *response)
{
    return respond_application(ctx, request, response, true);
}

enum err application_live_post(struct ctx *ctx, const struct request *request,
                               struct response *response)
{
    return respond_application(ctx, request, response, false);
}
