#include "domain/catalogue/offer.h"

#include <string.h>

#include "base/json.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field offer_fields[] = {
    FIELD(offer, id),
    FIELD(offer, id_segment),
    FIELD(offer, reference_segment),
    FIELD(offer, currency),
    FIELD(offer, rate_tax),
    FIELD(offer, reference_offer),
    FIELD(offer, name),
    FIELD(offer, is_visible),
    FIELD(offer, amount_up_front),
    FIELD(offer, amount_trial),
    FIELD(offer, duration_trial),
    FIELD_CHOICE_OF(offer, unit_trial, unit_names),
    FIELD(offer, amount_recurrence),
    FIELD(offer, duration_recurrence),
    FIELD_CHOICE_OF(offer, unit_recurrence, unit_names),
    FIELD(offer, count_recurrences),
    FIELD(offer, count_min_recurrences),
    FIELD(offer, amount_termination),
    FIELD_CHOICE_OF(offer, anchor, anchor_names),
    FIELD(offer, billing_day),
    FIELD_CHOICE_OF(offer, first_period, first_period_names),
    FIELD_CHOICE_OF(offer, timing_recurrence, timing_names),
    FIELD(offer, amount_minimum),
    FIELD(offer, amount_threshold),
    FIELD(offer, position),
    FIELD_JSON_OF(offer, metadata),
    FIELD(offer, title_localized),
    FIELD(offer, description_localized),
    FIELD(offer, has_discounts),
    TRACE_FIELDS(offer),
    FIELDS_END,
};

const struct field offer_feature_fields[] = {
    FIELD(offer_feature, id_offer),
    FIELD(offer_feature, id_feature),
    FIELD(offer_feature, reference_feature),
    FIELD_CHOICE_OF(offer_feature, type_feature, type_feature_names),
    FIELD(offer_feature, is_visible),
    FIELD(offer_feature, title_localized),
    FIELD(offer_feature, description_localized),
    FIELD_JSON_OF(offer_feature, metadata),
    FIELD(offer_feature, position),
    FEATURE_PARAMETER_FIELDS(offer_feature),
    FIELDS_END,
};

const char *const state_discount_names[] = {NULL, "Draft", "Enabled", NULL};

const struct field discount_fields[] = {
    FIELD(discount, id),
    FIELD(discount, id_segment),
    FIELD(discount, reference_discount),
    FIELD(discount, name),
    FIELD_CHOICE_OF(discount, state_discount, state_discount_names),
    FIELD_CHOICE_OF(discount, type_off, type_off_names),
    FIELD(discount, value_off),
    FIELD_CHOICE_OF(discount, target_fee, target_fee_names),
    FIELD(discount, count_periods),
    TRACE_FIELDS(discount),
    FIELDS_END,
};

enum err offer_find(struct ctx *ctx, const char *reference_offer, int64_t id_segment,
                    const char *language, struct offer *out)
{
    return db_get(ctx, &sql_offer_find,
                  ARGS(ARG(reference_offer), ARG_AS(id_segment, id_segment ? id_segment : NONE),
                       ARG(language)),
                  offer_fields, out);
}

enum err offer_get(struct ctx *ctx, int64_t id, const char *language, struct offer *out)
{
    return db_get(ctx, &sql_offer_get, ARGS(ARG(id), ARG(language)), offer_fields, out);
}

enum err offer_list(struct ctx *ctx, const struct offer_filter *filter, const char *language,
                    const struct page *page, struct list *out, int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id_segment, filter->id_segment), ARG_AS(is_visible, filter->is_visible),
             ARG_AS(prefix_reference_offer, filter->prefix_reference_offer),
             ARG_AS(reference_pricing_table, filter->reference_pricing_table),
             ARG_AS(id_customer_upgrade, filter->id_customer_upgrade), ARG(language),
             ARG_AS(size_page, page->size_page), ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_offer_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    return db_list(ctx, &sql_offer_list, args, offer_fields, sizeof(struct offer), out);
}

enum err offer_feature_list(struct ctx *ctx, int64_t id_offer, const char *language,
                            struct list *out)
{
    return db_list(ctx, &sql_offer_feature_list, ARGS(ARG(id_offer), ARG(language)),
                   offer_feature_fields, sizeof(struct offer_feature), out);
}

static const struct field offer_discount_fields[] = {
    FIELD(offer_discount, id_discount),
    FIELD(offer_discount, id_feature),
    FIELD(offer_discount, name),
    FIELD_CHOICE_OF(offer_discount, type_off, type_off_names),
    FIELD(offer_discount, value_off),
    FIELD_CHOICE_OF(offer_discount, target_fee, target_fee_names),
    FIELD(offer_discount, count_periods),
    FIELDS_END,
};

enum err offer_discount_list(struct ctx *ctx, int64_t id_offer, struct list *out)
{
    return db_list(ctx, &sql_offer_discount_list, ARGS(ARG(id_offer)), offer_discount_fields,
                   sizeof(struct offer_discount), out);
}

enum err promotion_discount_list(struct ctx *ctx, int64_t id_promotion, struct list *out)
{
    return db_list(ctx, &sql_promotion_discount_list, ARGS(ARG(id_promotion)),
                   offer_discount_fields, sizeof(struct offer_discount), out);
}

enum err discount_find(struct ctx *ctx, int64_t id_segment, const char *reference_discount,
                       struct discount *out)
{
    return db_get(ctx, &sql_discount_find, ARGS(ARG(id_segment), ARG(reference_discount)),
                  discount_fields, out);
}

/* what it said before -----------------------------------------------------------------------------
 */

static const struct field version_feature_fields[] = {
    FIELD(offer_feature, id_feature),
    FEATURE_PARAMETER_FIELDS(offer_feature),
    FIELDS_END,
};

static const struct field offer_version_fields[] = {
    FIELD(offer_version, amount_recurrence),
    FIELD(offer_version, amount_termination),
    FIELD_LIST_OF(offer_version, features, version_feature_fields, offer_feature),
    FIELDS_END,
};

enum err offer_remember(struct ctx *ctx, const struct offer *offer)
{
    struct offer_version version = {offer->amount_recurrence, offer->amount_termination, {0}};
    struct text content = {.arena = ctx->arena};

    TRY(offer_feature_list(ctx, offer->id, NULL, &version.features));
    json_write(&content, offer_version_fields, &version);
    return db_run(ctx, &sql_offer_version_add,
                  ARGS(ARG_AS(id_offer, offer->id), ARG_AS(version, offer->trace.version),
                       ARG_AS(content, text_done(&content))));
}

struct version_row {
    const char *content;
};

static const struct field version_row_fields[] = {
    FIELD(version_row, content),
    FIELDS_END,
};

enum err offer_version_list(struct ctx *ctx, int64_t id_offer, struct list *out)
{
    struct list rows;

    TRY(db_list(ctx, &sql_offer_version_list, ARGS(ARG(id_offer)), version_row_fields,
                sizeof(struct version_row), &rows));
    *out = (struct list){ARENA_ARRAY(ctx->arena, struct offer_version, rows.count + 1), rows.count};
    for (size_t i = 0; i < rows.count; i++) {
        const char *content = LIST_AT(rows, struct version_row, i)->content;
        const struct json *json;

        TRY(json_parse(ctx, content, strlen(content), &json));
        TRY(json_read(ctx, json, offer_version_fields, LIST_AT(*out, struct offer_version, i)));
    }
    return OK;
}
