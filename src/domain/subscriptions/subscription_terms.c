/* From a subscription's rows to the values that rules/charge.h works with. */
#include "domain/subscriptions/subscription.h"

static struct feature_terms terms_of(const struct subscription_feature *feature, struct steps steps)
{
    const struct feature_parameters *parameters = &feature->parameters;

    return (struct feature_terms){
        .id_feature = feature->id_feature,
        .type = (enum type_feature)feature->type_feature,
        .is_included = parameters->is_included == 1,
        .is_enabled = parameters->is_enabled == 1,
        .included = parameters->quantity_included,
        .current = {feature->consumed == NONE ? parameters->quantity_current.micros
                                              : feature->consumed},
        .is_update_at_full_price = parameters->is_update_at_full_price,
        .is_free_in_trial = parameters->is_free_in_trial,
        .mode = (enum mode_pricing)parameters->mode_pricing,
        .steps = steps,
    };
}

enum err subscription_terms(struct ctx *ctx, struct subscription_parts *parts)
{
    const struct subscription *subscription = &parts->subscription;

    parts->fees = (struct flat_fees){
        .amount_up_front = subscription->amount_up_front,
        .amount_trial = subscription->amount_trial,
        .amount_recurrence = subscription->amount_recurrence,
    };
    parts->terms = ARENA_ARRAY(ctx->arena, struct feature_terms, parts->features.count);
    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);
        struct steps steps;

        TRY(steps_read(ctx, feature->parameters.steps, &steps));
        parts->terms[i] = terms_of(feature, steps);
    }
    return OK;
}

static struct rhythm rhythm_of(const struct subscription *subscription)
{
    return (struct rhythm){subscription->duration_recurrence,
                           (enum unit)subscription->unit_recurrence};
}

bool subscription_is_trial(const struct subscription *subscription)
{
    return subscription->period_no == 0;
}

struct period subscription_period(const struct subscription *subscription)
{
    if (subscription_is_trial(subscription))
        return (struct period){subscription->date_start, subscription->date_anchor};
    return period_at(subscription->date_anchor, rhythm_of(subscription),
                     subscription->period_no - subscription->period_anchor);
}

const char *subscription_feature_title(const void *features, int64_t id_feature)
{
    const struct list *list = features;

    for (size_t i = 0; i < list->count; i++) {
        const struct subscription_feature *feature = LIST_AT(*list, struct subscription_feature, i);

        if (feature->id_feature == id_feature)
            return feature->title_localized ? feature->title_localized : feature->reference_feature;
    }
    return NULL;
}
