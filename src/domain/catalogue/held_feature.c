#include "domain/catalogue/held_feature.h"

#include "base/count.h"
#include "base/text.h"

const struct field held_feature_fields[] = {
    FIELD(held_feature_view, id),
    FIELD(held_feature_view, reference_feature),
    FIELD(held_feature_view, is_visible),
    FIELD(held_feature_view, title_localized),
    FIELD(held_feature_view, description_localized),
    FIELD_CHOICE_OF(held_feature_view, type_feature, type_feature_names),
    FIELD_CHOICE_OF(held_feature_view, mode_quantity, mode_quantity_names),
    FIELD_FLAG_OF(held_feature_view, is_carried_over),
    FIELD(held_feature_view, pricing_localized),
    FIELD(held_feature_view, properties),
    FIELD_JSON_OF(held_feature_view, metadata),
    FIELD_FLAG_OF(held_feature_view, is_included),
    FIELD_FLAG_OF(held_feature_view, is_enabled),
    FIELD(held_feature_view, quantity_included),
    FIELD(held_feature_view, quantity_current),
    FIELD_CHOICE_OF(held_feature_view, mode_pricing, mode_pricing_names),
    FIELD_LIST_OF(held_feature_view, steps, step_fields, step),
    FIELD_CHOICE_OF(held_feature_view, timing, timing_names),
    FIELD(held_feature_view, amount_min),
    FIELD(held_feature_view, amount_max),
    FIELDS_END,
};

void held_feature_describe(const struct feature_parameters *parameters,
                           struct held_feature_view *view)
{
    if (parameters->mode_quantity != QUANTITY_SUM)
        view->mode_quantity = parameters->mode_quantity;
    view->is_carried_over = parameters->is_carried_over ? 1 : NONE;
}

const char *properties_in_words(struct ctx *ctx, const struct feature_parameters *parameters)
{
    const struct {
        bool is_set;
        const char *name;
    } properties[] = {
        {parameters->is_updatable_before_subscription, "UpdatableBeforeSubscription"},
        {parameters->is_updatable_after_subscription,  "UpdatableAfterSubscription" },
        {parameters->is_update_at_full_price,          "UpdateAtFullPrice"          },
        {parameters->is_free_in_trial,                 "FreeInTrial"                },
    };
    struct text text = {.arena = ctx->arena};

    for (size_t i = 0; i < COUNT_OF(properties); i++)
        if (properties[i].is_set)
            text_appendf(&text, "%s%s", text.size ? ", " : "", properties[i].name);
    return text.size ? text_done(&text) : NULL;
}
