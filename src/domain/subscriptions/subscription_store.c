#include "domain/subscriptions/subscription.h"

#include <assert.h>

#include "base/text.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field subscription_fields[] = {
    FIELD(subscription, id),
    FIELD(subscription, id_segment),
    FIELD(subscription, id_offer),
    FIELD(subscription, id_customer),
    FIELD(subscription, id_customer_buyer),
    FIELD(subscription, id_subscription_before),
    FIELD_CHOICE_OF(subscription, state_subscription, state_subscription_names),
    FIELD(subscription, external_key),
    FIELD(subscription, title),
    FIELD(subscription, description),
    FIELD(subscription, amount_up_front),
    FIELD(subscription, amount_trial),
    FIELD(subscription, duration_trial),
    FIELD_CHOICE_OF(subscription, unit_trial, unit_names),
    FIELD(subscription, amount_recurrence),
    FIELD(subscription, duration_recurrence),
    FIELD_CHOICE_OF(subscription, unit_recurrence, unit_names),
    FIELD(subscription, count_recurrences),
    FIELD(subscription, count_min_recurrences),
    FIELD(subscription, amount_termination),
    FIELD_CHOICE_OF(subscription, timing_recurrence, timing_names),
    FIELD(subscription, amount_minimum),
    FIELD(subscription, amount_threshold),
    FIELD(subscription, amount_period),
    FIELD(subscription, amount_accrued),
    FIELD(subscription, date_accrued),
    FIELD(subscription, date_anchor),
    FIELD(subscription, period_anchor),
    FIELD(subscription, period_no),
    FIELD(subscription, date_start),
    FIELD(subscription, date_period_start),
    FIELD(subscription, date_period_end),
    FIELD(subscription, date_reference_start),
    FIELD(subscription, date_reference_end),
    FIELD(subscription, date_term),
    FIELD(subscription, date_end),
    FIELD(subscription, is_migration),
    FIELD_CHOICE_OF(subscription, anchor, anchor_names),
    FIELD(subscription, billing_day),
    FIELD_CHOICE_OF(subscription, first_period, first_period_names),
    FIELD(subscription, time_zone),
    FIELD_CHOICE_OF(subscription, proration_unit, proration_unit_names),
    FIELD_CHOICE_OF(subscription, proration_rounding, proration_rounding_names),
    FIELD_CHOICE_OF(subscription, month_length, month_length_names),
    FIELD(subscription, is_period_free),
    FIELD_CHOICE_OF(subscription, unused_part, unused_part_names),
    FIELD(subscription, date_restart),
    FIELD_JSON_OF(subscription, edit_pending),
    FIELD(subscription, next_at),
    FIELD_JSON_OF(subscription, metadata),
    TRACE_FIELDS(subscription),
    FIELDS_END,
};

const struct field subscription_feature_fields[] = {
    FIELD(subscription_feature, id),
    FIELD(subscription_feature, id_subscription),
    FIELD(subscription_feature, id_feature),
    FIELD(subscription_feature, reference_feature),
    FIELD(subscription_feature, title_localized),
    FIELD(subscription_feature, description_localized),
    FIELD_JSON_OF(subscription_feature, metadata),
    FIELD(subscription_feature, is_visible),
    FIELD_CHOICE_OF(subscription_feature, type_feature, type_feature_names),
    FIELD(subscription_feature, consumed),
    FIELD(subscription_feature, level),
    FIELD(subscription_feature, mean),
    FIELD(subscription_feature, rest),
    FIELD(subscription_feature, counted_at),
    FEATURE_PARAMETER_FIELDS(subscription_feature),
    FIELD(subscription_feature, period_open),
    FIELD(subscription_feature, amount_accrued),
    FIELD(subscription_feature, date_accrued),
    FIELD(subscription_feature, amount_charged),
    FIELD(subscription_feature, quantity_charged),
    FIELD(subscription_feature, count_charged),
    FIELDS_END,
};

const struct field subscription_discount_fields[] = {
    FIELD(subscription_discount, id_subscription),
    FIELD(subscription_discount, id_discount),
    FIELD(subscription_discount, id_feature),
    FIELD(subscription_discount, name),
    FIELD_CHOICE_OF(subscription_discount, type_off, type_off_names),
    FIELD(subscription_discount, value_off),
    FIELD_CHOICE_OF(subscription_discount, target_fee, target_fee_names),
    FIELD(subscription_discount, count_periods),
    FIELD(subscription_discount, period_from),
    FIELDS_END,
};

static const struct field surroundings_fields[] = {
    FIELD(surroundings, reference_segment),
    FIELD(surroundings, currency),
    FIELD(surroundings, rate_tax),
    FIELD(surroundings, reference_offer),
    FIELD(surroundings, reference_customer),
    FIELD(surroundings, reference_customer_buyer),
    FIELD_CHOICE_OF(surroundings, type_payment, type_payment_names),
    FIELD(surroundings, date_next_billing),
    FIELD(surroundings, language),
    FIELD(surroundings, title_localized),
    FIELD(surroundings, description_localized),
    FIELDS_END,
};

enum err subscription_get(struct ctx *ctx, int64_t id, struct subscription *out)
{
    return db_get(ctx, &sql_subscription_get, ARGS(ARG(id)), subscription_fields, out);
}

enum err subscription_save(struct ctx *ctx, struct subscription *subscription)
{
    trace_updated(ctx, &subscription->trace);
    TRY(db_update(ctx, &sql_subscription_update, subscription_fields, subscription));
    subscription->trace.version++;
    return OK;
}

struct known_key {
    const char *external_key;
};

static const struct field known_key_fields[] = {
    FIELD(known_key, external_key),
    FIELDS_END,
};

enum err subscription_known_keys(struct ctx *ctx, int64_t id_segment, const char *external_keys,
                                 struct list *out)
{
    return db_list(ctx, &sql_subscription_known_keys, ARGS(ARG(id_segment), ARG(external_keys)),
                   known_key_fields, sizeof(struct known_key), out);
}

enum err subscription_load_discounts(struct ctx *ctx, struct subscription_parts *parts)
{
    return db_list(ctx, &sql_subscription_discount_list,
                   ARGS(ARG_AS(id_subscription, parts->subscription.id)),
                   subscription_discount_fields, sizeof(struct subscription_discount),
                   &parts->discounts);
}

enum err subscription_load(struct ctx *ctx, int64_t id, const char *language,
                           struct subscription_parts *out)
{
    *out = (struct subscription_parts){0};
    TRY(subscription_get(ctx, id, &out->subscription));
    TRY(db_list(ctx, &sql_subscription_feature_list,
                ARGS(ARG_AS(id_subscription, id), ARG(language)), subscription_feature_fields,
                sizeof(struct subscription_feature), &out->features));
    TRY(subscription_load_discounts(ctx, out));
    return subscription_terms(ctx, out);
}

/* Subscriptions, surroundings and features are all in the order of the subscriptions' ids. */
static enum err assemble(struct ctx *ctx, const struct list *subscriptions,
                         const struct list *surroundings, const struct list *features,
                         struct list *out)
{
    size_t at = 0;

    assert(surroundings->count == subscriptions->count);
    out->items = ARENA_ARRAY(ctx->arena, struct subscription_shown, subscriptions->count);
    out->count = subscriptions->count;
    for (size_t i = 0; i < out->count; i++) {
        struct subscription_shown *shown = LIST_AT(*out, struct subscription_shown, i);
        struct subscription_parts *parts = &shown->parts;

        shown->around = *LIST_AT(*surroundings, struct surroundings, i);
        parts->subscription = *LIST_AT(*subscriptions, struct subscription, i);
        parts->features.items = LIST_AT(*features, struct subscription_feature, at);
        while (at < features->count &&
               LIST_AT(*features, struct subscription_feature, at)->id_subscription ==
                   parts->subscription.id) {
            parts->features.count++;
            at++;
        }
        TRY(subscription_terms(ctx, parts));
    }
    return OK;
}

static const struct field page_fields[] = {
    FIELD(subscription, id),
    FIELDS_END,
};

static const char *ids_of(struct ctx *ctx, const struct list *subscriptions)
{
    struct text json = {.arena = ctx->arena};

    for (size_t i = 0; i < subscriptions->count; i++) {
        text_append_char(&json, i ? ',' : '[');
        text_append_integer(&json, LIST_AT(*subscriptions, struct subscription, i)->id);
    }
    text_append_char(&json, ']');
    return text_done(&json);
}

/* Those of a page that is not empty, each with what is around it. */
static enum err load_page(struct ctx *ctx, const struct list *page, const char *language,
                          struct list *out)
{
    const char *ids = ids_of(ctx, page);
    struct list subscriptions, surroundings, features;

    TRY(db_list(ctx, &sql_subscription_list, ARGS(ARG(ids)), subscription_fields,
                sizeof(struct subscription), &subscriptions));
    TRY(db_list(ctx, &sql_subscription_list_around, ARGS(ARG(ids), ARG(language)),
                surroundings_fields, sizeof(struct surroundings), &surroundings));
    TRY(db_list(ctx, &sql_subscription_list_features, ARGS(ARG(ids), ARG(language)),
                subscription_feature_fields, sizeof(struct subscription_feature), &features));
    return assemble(ctx, &subscriptions, &surroundings, &features, out);
}

enum err subscription_list(struct ctx *ctx, const struct subscription_filter *filter,
                           const char *language, const struct page *page, struct list *out,
                           int64_t *total)
{
    struct args args =
        ARGS(ARG_AS(id, filter->id), ARG_AS(id_customer, filter->id_customer),
             ARG_AS(id_customer_buyer, filter->id_customer_buyer),
             ARG_AS(id_segment, filter->id_segment), ARG_AS(size_page, page->size_page),
             ARG_AS(skipped, page_skipped(page)));
    struct list found;

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_subscription_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_subscription_page, args, page_fields, sizeof(struct subscription),
                &found));
    return load_page(ctx, &found, language, out);
}

enum err subscription_find(struct ctx *ctx, int64_t id_customer, const char *reference_offer,
                           int64_t *id)
{
    return db_number(ctx, &sql_subscription_most_alive,
                     ARGS(ARG(id_customer), ARG(reference_offer)), id);
}
