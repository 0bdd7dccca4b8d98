#include "domain/catalogue/catalogue.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/catalogue/offer.h"
#include "domain/catalogue/promotion.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "sql.h"

/* What the file holds, before it is checked. */
struct feature_input {
    const char *reference_feature, *name;
    int type_feature;
    int64_t is_visible;
    const char *title_localized, *description_localized, *metadata;
};

static const struct field feature_input_fields[] = {
    FIELD(feature_input, reference_feature),
    FIELD(feature_input, name),
    FIELD_CHOICE_OF(feature_input, type_feature, type_feature_names),
    FIELD_FLAG_OF(feature_input, is_visible),
    FIELD_JSON_OF(feature_input, title_localized),
    FIELD_JSON_OF(feature_input, description_localized),
    FIELD_JSON_OF(feature_input, metadata),
    FIELDS_END,
};

struct offer_feature_input {
    const char *reference_feature;
    int64_t is_included, is_enabled;
    struct quantity quantity_included, quantity_current;
    const char *properties;
    int mode_quantity;
    int64_t is_carried_over; /* a flag */
    int mode_pricing;
    struct list steps;
    struct pricing_input pricing;
};

static const struct field offer_feature_input_fields[] = {
    FIELD(offer_feature_input, reference_feature),
    FIELD_FLAG_OF(offer_feature_input, is_included),
    FIELD_FLAG_OF(offer_feature_input, is_enabled),
    FIELD(offer_feature_input, quantity_included),
    FIELD(offer_feature_input, quantity_current),
    FIELD(offer_feature_input, properties),
    FIELD_CHOICE_OF(offer_feature_input, mode_quantity, mode_quantity_names),
    FIELD_FLAG_OF(offer_feature_input, is_carried_over),
    FIELD_CHOICE_OF(offer_feature_input, mode_pricing, mode_pricing_names),
    FIELD_LIST_OF(offer_feature_input, steps, step_fields, step),
    PRICING_INPUT_FIELDS(offer_feature_input),
    FIELDS_END,
};

struct offer_discount_input {
    const char *reference_discount, *reference_feature;
};

static const struct field offer_discount_input_fields[] = {
    FIELD(offer_discount_input, reference_discount),
    FIELD(offer_discount_input, reference_feature),
    FIELDS_END,
};

struct offer_input {
    const char *reference_offer, *name;
    int64_t is_visible;
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial;
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int anchor, first_period;
    int64_t billing_day;
    int timing_recurrence;
    int64_t amount_minimum, amount_threshold;
    const char *title_localized, *description_localized, *metadata;
    struct list features, discounts;
};

static const struct field offer_input_fields[] = {
    FIELD(offer_input, reference_offer),
    FIELD(offer_input, name),
    FIELD_FLAG_OF(offer_input, is_visible),
    FIELD(offer_input, amount_up_front),
    FIELD(offer_input, amount_trial),
    FIELD(offer_input, duration_trial),
    FIELD_CHOICE_OF(offer_input, unit_trial, unit_names),
    FIELD(offer_input, amount_recurrence),
    FIELD(offer_input, duration_recurrence),
    FIELD_CHOICE_OF(offer_input, unit_recurrence, unit_names),
    FIELD(offer_input, count_recurrences),
    FIELD(offer_input, count_min_recurrences),
    FIELD(offer_input, amount_termination),
    FIELD_CHOICE_OF(offer_input, anchor, anchor_names),
    FIELD(offer_input, billing_day),
    FIELD_CHOICE_OF(offer_input, first_period, first_period_names),
    FIELD_CHOICE_OF(offer_input, timing_recurrence, timing_names),
    FIELD(offer_input, amount_minimum),
    FIELD(offer_input, amount_threshold),
    FIELD_JSON_OF(offer_input, title_localized),
    FIELD_JSON_OF(offer_input, description_localized),
    FIELD_JSON_OF(offer_input, metadata),
    FIELD_LIST_OF(offer_input, features, offer_feature_input_fields, offer_feature_input),
    FIELD_LIST_OF(offer_input, discounts, offer_discount_input_fields, offer_discount_input),
    FIELDS_END,
};

struct discount_input {
    const char *reference_discount, *name;
    int state_discount, type_off, target_fee;
    int64_t value_off, count_periods;
};

static const struct field discount_input_fields[] = {
    FIELD(discount_input, reference_discount),
    FIELD(discount_input, name),
    FIELD_CHOICE_OF(discount_input, state_discount, state_discount_names),
    FIELD_CHOICE_OF(discount_input, type_off, type_off_names),
    FIELD(discount_input, value_off),
    FIELD_CHOICE_OF(discount_input, target_fee, target_fee_names),
    FIELD(discount_input, count_periods),
    FIELDS_END,
};

struct table_offer_input {
    const char *reference_offer;
};

static const struct field table_offer_input_fields[] = {
    FIELD(table_offer_input, reference_offer),
    FIELDS_END,
};

struct table_input {
    const char *reference_pricing_table, *name;
    int64_t is_visible, is_default;
    struct list offers;
};

static const struct field table_input_fields[] = {
    FIELD(table_input, reference_pricing_table),
    FIELD(table_input, name),
    FIELD_FLAG_OF(table_input, is_visible),
    FIELD_FLAG_OF(table_input, is_default),
    FIELD_LIST_OF(table_input, offers, table_offer_input_fields, table_offer_input),
    FIELDS_END,
};

struct catalogue_file {
    const char *reference_segment;
    struct list features, discounts, offers, pricing_tables, promotion_codes;
};

static const struct field catalogue_file_fields[] = {
    FIELD(catalogue_file, reference_segment),
    FIELD_LIST_OF(catalogue_file, features, feature_input_fields, feature_input),
    FIELD_LIST_OF(catalogue_file, discounts, discount_input_fields, discount_input),
    FIELD_LIST_OF(catalogue_file, offers, offer_input_fields, offer_input),
    FIELD_LIST_OF(catalogue_file, pricing_tables, table_input_fields, table_input),
    FIELD_LIST_OF(catalogue_file, promotion_codes, promotion_input_fields, promotion_input),
    FIELDS_END,
};

const struct field catalogue_counts_fields[] = {
    FIELD(catalogue_counts, features),
    FIELD(catalogue_counts, discounts),
    FIELD(catalogue_counts, offers),
    FIELD(catalogue_counts, pricing_tables),
    FIELD(catalogue_counts, promotion_codes),
    FIELDS_END,
};

/* Everything that loading works with. */
struct loading {
    struct ctx *ctx;
    struct segment segment;
    size_t index;             /* of the element that is loaded, which is its position */
    struct failure *failures; /* of the elements before */
};

/* So that each element is looked at as if the ones before it were right. */
static void set_failures_aside(struct loading *loading)
{
    struct failure **end = &loading->failures;

    while (*end)
        end = &(*end)->next;
    *end = loading->ctx->failures;
    loading->ctx->failures = NULL;
}

static void at_place(struct loading *loading, const char *list, size_t index)
{
    set_failures_aside(loading);
    loading->ctx->place = arena_printf(loading->ctx->arena, "%s[%zu].", list, index);
    loading->index = index;
}

static void need(struct ctx *ctx, const char *target, bool is_given)
{
    if (!is_given)
        complain(ctx, NULL, target, "%s: is missing.", target);
}

/* A localized text may be a plain string: then it is in the segment's language. */
static const char *texts_by_language(struct loading *loading, const char *texts)
{
    if (!texts || *texts != '"')
        return texts;
    return arena_printf(loading->ctx->arena, "{\"%s\":%s}", loading->segment.language, texts);
}

static enum err save_texts(struct loading *loading, const char *subject, int64_t id,
                           const char *title, const char *description)
{
    TRY(texts_save(loading->ctx, subject, id, "title", texts_by_language(loading, title)));
    return texts_save(loading->ctx, subject, id, "description",
                      texts_by_language(loading, description));
}

/* features ----------------------------------------------------------------------------------------
 */

static void check_feature(struct ctx *ctx, const struct feature_input *input)
{
    need(ctx, "ReferenceFeature", input->reference_feature);
    need(ctx, "TypeFeature", input->type_feature);
    check_reference(ctx, "ReferenceFeature", input->reference_feature);
    check_metadata(ctx, "Metadata", input->metadata);
}

static enum err load_feature(struct loading *loading, const struct feature_input *input)
{
    struct ctx *ctx = loading->ctx;
    struct feature feature;
    enum err err;

    check_feature(ctx, input);
    if (ctx->failures)
        return OK;
    err = feature_find(ctx, input->reference_feature, &feature);
    if (err == OK && feature.type_feature != input->type_feature) {
        complain(ctx, NULL, "TypeFeature",
                 "TypeFeature: \"%s\" is %s already, and a feature's type never changes.",
                 input->reference_feature, type_feature_names[feature.type_feature]);
        return OK;
    }
    if (err == ERR_NOT_FOUND)
        feature = (struct feature){.id = db_new_id(ctx, ID_PUBLIC), .trace = trace_created(ctx)};
    else
        TRY(err);
    trace_updated(ctx, &feature.trace);
    feature.reference_feature = input->reference_feature;
    feature.name = input->name ? input->name : input->reference_feature;
    feature.type_feature = input->type_feature;
    feature.is_visible = input->is_visible != 0;
    feature.position = (int64_t)loading->index + 1;
    feature.metadata = input->metadata;
    TRY(feature_save(ctx, &feature));
    return save_texts(loading, "feature", feature.id, input->title_localized,
                      input->description_localized);
}

/* discounts ---------------------------------------------------------------------------------------
 */

static void check_discount(struct ctx *ctx, const struct discount_input *input)
{
    need(ctx, "ReferenceDiscount", input->reference_discount);
    need(ctx, "TypeOff", input->type_off);
    need(ctx, "ValueOff", input->value_off != NONE);
    need(ctx, "TargetFee", input->target_fee);
    check_reference(ctx, "ReferenceDiscount", input->reference_discount);
    check_range(ctx, "ValueOff", input->value_off, 0,
                input->type_off == OFF_PER_TEN_THOUSAND ? 10000 : AMOUNT_MAX);
    check_range(ctx, "CountPeriods", input->count_periods, 1, 10000);
}

static enum err load_discount(struct loading *loading, const struct discount_input *input)
{
    struct ctx *ctx = loading->ctx;
    struct discount discount = {
        .id = db_new_id(ctx, ID_PUBLIC),
        .id_segment = loading->segment.id,
        .reference_discount = input->reference_discount,
        .name = input->name ? input->name : input->reference_discount,
        .state_discount = input->state_discount ? input->state_discount
                                                : choice_named(state_discount_names, "Enabled"),
        .type_off = input->type_off,
        .value_off = input->value_off,
        .target_fee = input->target_fee,
        .count_periods = input->count_periods,
        .trace = trace_created(ctx),
    };

    check_discount(ctx, input);
    return ctx->failures ? OK : db_save(ctx, &sql_discount_save, discount_fields, &discount);
}

/* offers ------------------------------------------------------------------------------------------
 */

static void check_offer(struct ctx *ctx, const struct offer_input *input)
{
    need(ctx, "ReferenceOffer", input->reference_offer);
    need(ctx, "AmountRecurrence", input->amount_recurrence != NONE);
    need(ctx, "DurationRecurrence", input->duration_recurrence != NONE);
    need(ctx, "UnitRecurrence", input->unit_recurrence);
    check_reference(ctx, "ReferenceOffer", input->reference_offer);
    check_metadata(ctx, "Metadata", input->metadata);
    check_range(ctx, "AmountUpFront", input->amount_up_front, 0, AMOUNT_MAX);
    check_range(ctx, "AmountTrial", input->amount_trial, 0, AMOUNT_MAX);
    check_range(ctx, "AmountRecurrence", input->amount_recurrence, 0, AMOUNT_MAX);
    check_range(ctx, "AmountTermination", input->amount_termination, 0, AMOUNT_MAX);
    check_range(ctx, "DurationTrial", input->duration_trial, 1, DURATION_MAX);
    check_range(ctx, "DurationRecurrence", input->duration_recurrence, 1, DURATION_MAX);
    check_range(ctx, "CountRecurrences", input->count_recurrences, 1, 100000);
    check_range(ctx, "CountMinRecurrences", input->count_min_recurrences, 0, 100000);
    check_range(ctx, "AmountMinimum", input->amount_minimum, 0, AMOUNT_MAX);
    check_range(ctx, "AmountThreshold", input->amount_threshold, 1, AMOUNT_MAX);
    if ((input->duration_trial != NONE) != (input->unit_trial != UNIT_NONE))
        complain(ctx, NULL, "UnitTrial", "DurationTrial and UnitTrial go together.");
    check_range(ctx, "BillingDay", input->billing_day, 1,
                input->unit_recurrence == UNIT_WEEK ? 7 : 31);
}

/* The flags of a comma-separated list; an unknown word is a mistake. */
static void read_properties(struct ctx *ctx, const char *properties,
                            struct feature_parameters *into)
{
    static const char separators[] = ", ";

    for (const char *at = properties; at && *at;) {
        size_t size = strcspn(at, separators);
        const char *word = arena_copy_bytes(ctx->arena, at, size);

        if (strcmp(word, "UpdatableBeforeSubscription") == 0)
            into->is_updatable_before_subscription = true;
        else if (strcmp(word, "UpdatableAfterSubscription") == 0)
            into->is_updatable_after_subscription = true;
        else if (strcmp(word, "UpdateAtFullPrice") == 0)
            into->is_update_at_full_price = true;
        else if (strcmp(word, "FreeInTrial") == 0)
            into->is_free_in_trial = true;
        else if (size)
            complain(ctx, NULL, "Properties", "Properties: \"%s\" is not a property.", word);
        at += size + strspn(at + size, separators);
    }
}

static void check_quantity(struct ctx *ctx, const char *target, struct quantity quantity)
{
    if (quantity.micros != NONE && quantity.micros < 0)
        complain(ctx, NULL, target, "%s: is negative.", target);
}

static enum err find_feature(struct ctx *ctx, const char *reference, struct feature *out)
{
    enum err err;

    if (!reference) {
        need(ctx, "ReferenceFeature", false);
        return ERR_INVALID;
    }
    err = feature_find(ctx, reference, out);
    if (err != ERR_NOT_FOUND)
        return err;
    complain(ctx, NULL, "ReferenceFeature", "ReferenceFeature: there is no feature \"%s\".",
             reference);
    return ERR_INVALID;
}

static enum err load_offer_feature(struct loading *loading, int64_t id_offer, size_t index,
                                   const struct offer_feature_input *input)
{
    struct ctx *ctx = loading->ctx;
    struct feature feature;
    struct offer_feature row = {
        .id_offer = id_offer,
        .position = (int64_t)index + 1,
        .parameters =
            {
                         .is_included = input->is_included,
                         .is_enabled = input->is_enabled,
                         .quantity_included = input->quantity_included,
                         .quantity_current = input->quantity_current,
                         .mode_quantity = input->mode_quantity ? input->mode_quantity : QUANTITY_SUM,
                         .is_carried_over = input->is_carried_over == 1,
                         .mode_pricing = input->mode_pricing ? input->mode_pricing : PRICING_TIERED,
                         .timing = input->pricing.timing,
                         .amount_min = input->pricing.amount_min,
                         .amount_max = input->pricing.amount_max,
                         },
    };

    read_properties(ctx, input->properties, &row.parameters);
    steps_check(ctx, &input->steps, loading->segment.currency, NULL);
    check_quantity(ctx, "QuantityIncluded", input->quantity_included);
    check_quantity(ctx, "QuantityCurrent", input->quantity_current);
    if (find_feature(ctx, input->reference_feature, &feature) != OK)
        return complaints(ctx);
    if (feature.type_feature != FEATURE_CONSUMPTION &&
        (input->mode_quantity || input->is_carried_over == 1))
        complain(ctx, NULL, "ModeQuantity",
                 "ModeQuantity, IsCarriedOver: \"%s\" is no Consumption.",
                 feature.reference_feature);
    pricing_check(ctx, &input->pricing, feature.type_feature, "");
    TRY(complaints(ctx));
    row.id_feature = feature.id;
    row.parameters.quantity_current =
        stock_at_first(feature.type_feature, input->quantity_included, input->quantity_current);
    row.parameters.steps = steps_write(ctx, &input->steps);
    if (feature.type_feature == FEATURE_ON_OFF) {
        row.parameters.is_included = input->is_included == 1;
        row.parameters.is_enabled =
            input->is_enabled == NONE ? input->is_included == 1 : input->is_enabled;
    }
    return db_save(ctx, &sql_offer_feature_add, offer_feature_fields, &row);
}

static bool offer_has_feature(const struct offer_input *offer, const char *reference)
{
    for (size_t i = 0; i < offer->features.count; i++)
        if (text_equal(LIST_AT(offer->features, struct offer_feature_input, i)->reference_feature,
                       reference))
            return true;
    return false;
}

static void check_discounted_fee(struct ctx *ctx, const struct offer_input *offer,
                                 const struct offer_discount_input *input,
                                 const struct discount *discount, int64_t id_feature)
{
    struct discount_terms terms = {.target = (enum target_fee)discount->target_fee,
                                   .id_feature = id_feature};

    if (discount_lacks_fee(&terms, offer->amount_up_front != NONE,
                           offer_has_feature(offer, input->reference_feature)))
        complain(ctx, NULL, "ReferenceDiscount",
                 "ReferenceDiscount: \"%s\" aims at a fee that the offer does not have.",
                 input->reference_discount);
}

static enum err load_offer_discount(struct loading *loading, int64_t id_offer,
                                    const struct offer_input *offer,
                                    const struct offer_discount_input *input)
{
    struct ctx *ctx = loading->ctx;
    struct discount discount;
    struct feature feature = {0};
    enum err err = discount_find(ctx, loading->segment.id, input->reference_discount, &discount);

    if (err == ERR_NOT_FOUND) {
        complain(ctx, NULL, "ReferenceDiscount", "ReferenceDiscount: there is no discount \"%s\".",
                 input->reference_discount ? input->reference_discount : "");
        return ERR_INVALID;
    }
    TRY(err);
    if (input->reference_feature)
        TRY(find_feature(ctx, input->reference_feature, &feature));
    check_discounted_fee(ctx, offer, input, &discount, feature.id);
    return db_run(
        ctx, &sql_offer_discount_add,
        ARGS(ARG(id_offer), ARG_AS(id_discount, discount.id), ARG_AS(id_feature, feature.id)));
}

static enum err load_offer_parts(struct loading *loading, int64_t id_offer,
                                 const struct offer_input *input)
{
    struct ctx *ctx = loading->ctx;
    const char *outer = ctx->place;

    TRY(db_run(ctx, &sql_offer_features_clear, ARGS(ARG(id_offer))));
    TRY(db_run(ctx, &sql_offer_discounts_clear, ARGS(ARG(id_offer))));
    for (size_t i = 0; i < input->features.count; i++) {
        ctx->place = arena_printf(ctx->arena, "%sFeatures[%zu].", outer, i);
        TRY(load_offer_feature(loading, id_offer, i,
                               LIST_AT(input->features, struct offer_feature_input, i)));
    }
    for (size_t i = 0; i < input->discounts.count; i++) {
        ctx->place = arena_printf(ctx->arena, "%sDiscounts[%zu].", outer, i);
        TRY(load_offer_discount(loading, id_offer, input,
                                LIST_AT(input->discounts, struct offer_discount_input, i)));
    }
    ctx->place = outer;
    return OK;
}

static void fill_offer(struct loading *loading, const struct offer_input *input,
                       struct offer *offer)
{
    offer->id_segment = loading->segment.id;
    offer->reference_offer = input->reference_offer;
    offer->name = input->name ? input->name : input->reference_offer;
    offer->is_visible = input->is_visible != 0;
    offer->amount_up_front = input->amount_up_front;
    offer->amount_trial = input->amount_trial;
    offer->duration_trial = input->duration_trial;
    offer->unit_trial = input->unit_trial;
    offer->amount_recurrence = input->amount_recurrence;
    offer->duration_recurrence = input->duration_recurrence;
    offer->unit_recurrence = input->unit_recurrence;
    offer->count_recurrences = input->count_recurrences;
    offer->count_min_recurrences = input->count_min_recurrences;
    offer->amount_termination = input->amount_termination;
    offer->anchor = input->anchor;
    offer->billing_day = input->billing_day;
    offer->first_period = input->first_period;
    offer->timing_recurrence = input->timing_recurrence;
    offer->amount_minimum = input->amount_minimum;
    offer->amount_threshold = input->amount_threshold;
    offer->position = (int64_t)loading->index + 1;
    offer->metadata = input->metadata;
}

static enum err load_offer(struct loading *loading, const struct offer_input *input)
{
    struct ctx *ctx = loading->ctx;
    struct offer offer;
    enum err err;

    check_offer(ctx, input);
    if (ctx->failures)
        return OK;
    err = offer_find(ctx, input->reference_offer, loading->segment.id, loading->segment.language,
                     &offer);
    if (err == ERR_NOT_FOUND)
        offer = (struct offer){.id = db_new_id(ctx, ID_PUBLIC), .trace = trace_created(ctx)};
    else
        TRY(err);
    if (err == OK)
        TRY(offer_remember(ctx, &offer));
    trace_updated(ctx, &offer.trace);
    fill_offer(loading, input, &offer);
    TRY(db_save(ctx, &sql_offer_save, offer_fields, &offer));
    TRY(save_texts(loading, "offer", offer.id, input->title_localized,
                   input->description_localized));
    err = load_offer_parts(loading, offer.id, input);
    return err == ERR_INVALID ? OK : err; /* noted; the other offers are looked at too */
}

/* pricing tables ----------------------------------------------------------------------------------
 */

static enum err load_table_offers(struct loading *loading, int64_t id_pricing_table,
                                  const struct list *offers)
{
    struct ctx *ctx = loading->ctx;

    TRY(db_run(ctx, &sql_pricing_table_offers_clear, ARGS(ARG(id_pricing_table))));
    for (size_t i = 0; i < offers->count; i++) {
        const char *reference = LIST_AT(*offers, struct table_offer_input, i)->reference_offer;
        struct offer offer;
        enum err err = reference ? offer_find(ctx, reference, loading->segment.id,
                                              loading->segment.language, &offer)
                                 : ERR_NOT_FOUND;

        if (err == ERR_NOT_FOUND) {
            complain(ctx, NULL, "ReferenceOffer", "Offers[%zu]: there is no offer \"%s\".", i,
                     reference ? reference : "");
            continue;
        }
        TRY(err);
        TRY(db_run(ctx, &sql_pricing_table_offer_add,
                   ARGS(ARG(id_pricing_table), ARG_AS(id_offer, offer.id),
                        ARG_AS(position, (int64_t)i + 1))));
    }
    return OK;
}

static enum err load_table(struct loading *loading, const struct table_input *input)
{
    struct ctx *ctx = loading->ctx;
    int64_t id;
    enum err err;

    need(ctx, "ReferencePricingTable", input->reference_pricing_table);
    check_reference(ctx, "ReferencePricingTable", input->reference_pricing_table);
    if (ctx->failures)
        return OK;
    err = db_number(ctx, &sql_pricing_table_find,
                    ARGS(ARG_AS(id_segment, loading->segment.id),
                         ARG_AS(reference_pricing_table, input->reference_pricing_table)),
                    &id);
    if (err == ERR_NOT_FOUND)
        id = db_new_id(ctx, ID_PUBLIC);
    else
        TRY(err);
    TRY(db_run(ctx, &sql_pricing_table_save,
               ARGS(ARG(id), ARG_AS(id_segment, loading->segment.id),
                    ARG_AS(reference_pricing_table, input->reference_pricing_table),
                    ARG_AS(name, input->name ? input->name : input->reference_pricing_table),
                    ARG_AS(position, (int64_t)loading->index + 1),
                    ARG_AS(is_visible, input->is_visible != 0),
                    ARG_AS(is_default, input->is_default == 1),
                    ARG_AS(id_user_creation, ctx->actor.id))));
    return load_table_offers(loading, id, &input->offers);
}

/* What is wrong with one is noted; the others are looked at too. */
static enum err load_promotion(struct loading *loading, const struct promotion_input *input)
{
    enum err err = promotion_save(loading->ctx, input, &loading->segment);

    return err == ERR_INVALID ? OK : err;
}

/* the whole ---------------------------------------------------------------------------------------
 */

/* In this order, since the later lists name what the earlier ones define. */
static enum err load_lists(struct loading *loading, const struct catalogue_file *file)
{
    for (size_t i = 0; i < file->features.count; i++) {
        at_place(loading, "Features", i);
        TRY(load_feature(loading, LIST_AT(file->features, struct feature_input, i)));
    }
    for (size_t i = 0; i < file->discounts.count; i++) {
        at_place(loading, "Discounts", i);
        TRY(load_discount(loading, LIST_AT(file->discounts, struct discount_input, i)));
    }
    for (size_t i = 0; i < file->offers.count; i++) {
        at_place(loading, "Offers", i);
        TRY(load_offer(loading, LIST_AT(file->offers, struct offer_input, i)));
    }
    for (size_t i = 0; i < file->pricing_tables.count; i++) {
        at_place(loading, "PricingTables", i);
        TRY(load_table(loading, LIST_AT(file->pricing_tables, struct table_input, i)));
    }
    for (size_t i = 0; i < file->promotion_codes.count; i++) {
        at_place(loading, "PromotionCodes", i);
        TRY(load_promotion(loading, LIST_AT(file->promotion_codes, struct promotion_input, i)));
    }
    loading->ctx->place = NULL;
    set_failures_aside(loading);
    loading->ctx->failures = loading->failures;
    return complaints(loading->ctx);
}

enum err catalogue_load(struct ctx *ctx, const char *json, size_t size,
                        struct catalogue_counts *out)
{
    struct loading loading = {.ctx = ctx};
    struct catalogue_file file;
    const struct json *parsed;

    TRY(json_parse(ctx, json, size, &parsed));
    TRY(json_read(ctx, parsed, catalogue_file_fields, &file));
    TRY(segment_choose(ctx, file.reference_segment, &loading.segment));
    TRY(load_lists(&loading, &file));
    *out = (struct catalogue_counts){
        .features = (int64_t)file.features.count,
        .discounts = (int64_t)file.discounts.count,
        .offers = (int64_t)file.offers.count,
        .pricing_tables = (int64_t)file.pricing_tables.count,
        .promotion_codes = (int64_t)file.promotion_codes.count,
    };
    return OK;
}
