#include "domain/catalogue/offer_card.h"

#include "domain/html.h"

struct feature_card {
    const char *title;
    bool is_switch, is_included, is_optional, is_single_price, is_in_arrears;
    int64_t amount_min, amount_max;
    struct quantity quantity_included;
    int mode_pricing;
    struct list steps; /* of struct step */
};

static const struct field feature_card_fields[] = {
    FIELD(feature_card, title),
    FIELD(feature_card, is_switch),
    FIELD(feature_card, is_included),
    FIELD(feature_card, is_optional),
    FIELD(feature_card, is_single_price),
    FIELD(feature_card, is_in_arrears),
    FIELD(feature_card, amount_min),
    FIELD(feature_card, amount_max),
    FIELD(feature_card, quantity_included),
    FIELD_CHOICE_OF(feature_card, mode_pricing, mode_pricing_names),
    FIELD_LIST_OF(feature_card, steps, step_fields, step),
    FIELDS_END,
};

const struct field offer_card_fields[] = {
    FIELD_RECORD_OF(offer_card, offer, offer_fields),
    FIELD(offer_card, currency),
    FIELD(offer_card, title),
    FIELD(offer_card, rhythm),
    FIELD(offer_card, trial),
    FIELD(offer_card, commitment),
    FIELD(offer_card, is_hidden),
    FIELD(offer_card, is_in_arrears),
    FIELD_LIST_OF(offer_card, features, feature_card_fields, feature_card),
    FIELDS_END,
};

static enum err feature_show(struct ctx *ctx, const struct offer_feature *feature,
                             struct feature_card *card)
{
    const struct feature_parameters *parameters = &feature->parameters;
    struct steps steps;

    TRY(steps_read(ctx, NULL, parameters->steps, &steps));
    *card = (struct feature_card){
        .title = feature->title_localized ? feature->title_localized : feature->reference_feature,
        .is_switch = feature->type_feature == FEATURE_ON_OFF,
        .is_included = parameters->is_included == 1,
        .is_single_price = steps.count == 1,
        .is_in_arrears = parameters->timing == TIMING_ARREARS,
        .amount_min = parameters->amount_min,
        .amount_max = parameters->amount_max,
        .quantity_included = parameters->quantity_included,
        .mode_pricing = parameters->mode_pricing,
        .steps = {arena_copy_bytes(ctx->arena, steps.at, steps.count * sizeof *steps.at),
                  steps.count},
    };
    card->is_optional = card->is_switch && !card->is_included;
    return OK;
}

enum err offer_card_show(struct ctx *ctx, const struct offer *offer, const char *language,
                         struct offer_card *card)
{
    struct list features;

    *card = (struct offer_card){
        .offer = *offer,
        .currency = offer->currency,
        .title = offer->title_localized ? offer->title_localized : offer->name,
        .rhythm =
            html_rhythm(ctx->arena, language, offer->duration_recurrence, offer->unit_recurrence),
        .is_hidden = !offer->is_visible,
        .is_in_arrears = offer->timing_recurrence == TIMING_ARREARS,
    };
    if (offer->duration_trial != NONE)
        card->trial = html_duration(ctx->arena, language, offer->duration_trial, offer->unit_trial);
    if (offer->count_min_recurrences != NONE)
        card->commitment = html_duration(ctx->arena, language,
                                         offer->count_min_recurrences * offer->duration_recurrence,
                                         offer->unit_recurrence);
    TRY(offer_feature_list(ctx, offer->id, language, &features));
    card->features = (struct list){
        ARENA_ARRAY(ctx->arena, struct feature_card, features.count),
        features.count,
    };
    for (size_t i = 0; i < features.count; i++)
        TRY(feature_show(ctx, LIST_AT(features, struct offer_feature, i),
                         LIST_AT(card->features, struct feature_card, i)));
    return OK;
}
