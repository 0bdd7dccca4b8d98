#include "domain/subscriptions/subscription.h"

#include "platform/db/db.h"
#include "sql.h"

const struct field subscription_fields[] = {
    FIELD(subscription, id),
    FIELD(subscription, id_segment),
    FIELD(subscription, id_offer),
    FIELD(subscription, id_customer),
    FIELD(subscription, id_customer_buyer),
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
    FIELD(subscription, date_anchor),
    FIELD(subscription, period_anchor),
    FIELD(subscription, period_no),
    FIELD(subscription, date_start),
    FIELD(subscription, date_period_start),
    FIELD(subscription, date_period_end),
    FIELD(subscription, date_term),
    FIELD(subscription, date_end),
    FIELD(subscription, is_migration),
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
    FIELD_CHOICE_OF(subscription_feature, type_feature, type_feature_names),
    FIELD(subscription_feature, consumed),
    FEATURE_PARAMETER_FIELDS(subscription_feature),
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

enum err subscription_load(struct ctx *ctx, int64_t id, struct subscription_parts *out)
{
    TRY(subscription_get(ctx, id, &out->subscription));
    TRY(db_list(ctx, &sql_subscription_feature_list,
                ARGS(ARG_AS(id_subscription, id), ARG_AS(language, (const char *)NULL)),
                subscription_feature_fields, sizeof(struct subscription_feature), &out->features));
    return subscription_terms(ctx, out);
}
