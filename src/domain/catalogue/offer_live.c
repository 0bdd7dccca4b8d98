#include "domain/catalogue/offer_live.h"

#include "base/text.h"
#include "domain/accounts/business.h"
#include "domain/catalogue/held_feature.h"
#include "domain/customers/customer.h"
#include "domain/links/link_writer.h"
#include "domain/live.h"
#include "domain/subscriptions/subscription.h"
#include "domain/wording.h"
#include "rules/tax.h"

struct offer_view {
    int64_t id, id_segment;
    const char *reference_offer, *reference_segment;
    bool is_visible;
    int64_t is_priced;
    const char *name, *title_localized, *description_localized, *pricing_localized, *currency;
    int64_t amount_up_front, amount_trial, duration_trial;
    int unit_trial;
    int64_t pricing_subtotal, pricing_total;
    int64_t amount_recurrence, duration_recurrence;
    int unit_recurrence;
    int64_t count_recurrences, count_min_recurrences, amount_termination;
    int timing_recurrence;
    int64_t amount_minimum, amount_threshold;
    struct list features; /* of struct held_feature_view */
    const char *metadata, *links;
};

const struct field offer_live_fields[] = {
    FIELD(offer_view, id),
    FIELD(offer_view, id_segment),
    FIELD(offer_view, reference_offer),
    FIELD(offer_view, reference_segment),
    FIELD(offer_view, is_visible),
    FIELD_FLAG_OF(offer_view, is_priced),
    FIELD(offer_view, name),
    FIELD(offer_view, title_localized),
    FIELD(offer_view, description_localized),
    FIELD(offer_view, pricing_localized),
    FIELD(offer_view, currency),
    FIELD(offer_view, amount_up_front),
    FIELD(offer_view, amount_trial),
    FIELD(offer_view, duration_trial),
    FIELD_CHOICE_OF(offer_view, unit_trial, unit_names),
    FIELD(offer_view, pricing_subtotal),
    FIELD(offer_view, pricing_total),
    FIELD(offer_view, amount_recurrence),
    FIELD(offer_view, duration_recurrence),
    FIELD_CHOICE_OF(offer_view, unit_recurrence, unit_names),
    FIELD(offer_view, count_recurrences),
    FIELD(offer_view, count_min_recurrences),
    FIELD(offer_view, amount_termination),
    FIELD_CHOICE_OF(offer_view, timing_recurrence, timing_names),
    FIELD(offer_view, amount_minimum),
    FIELD(offer_view, amount_threshold),
    FIELD_LIST_OF(offer_view, features, held_feature_fields, held_feature_view),
    FIELD_JSON_OF(offer_view, metadata),
    FIELD_JSON_OF(offer_view, links),
    FIELDS_END,
};

struct offer_query {
    const char *reference_offer, *reference_segment, *reference_customer;
    int64_t id_subscription, upgrade, is_visible;
    const char *prefix_reference_offer, *reference_pricing_table, *language;
    int64_t ignore_features, pricing, links;
    struct page page;
};

const struct field offer_live_query_fields[] = {
    FIELD(offer_query, reference_offer),
    FIELD(offer_query, reference_segment),
    FIELD(offer_query, reference_customer),
    FIELD(offer_query, id_subscription),
    FIELD_FLAG_OF(offer_query, upgrade),
    FIELD_FLAG_OF(offer_query, is_visible),
    FIELD(offer_query, prefix_reference_offer),
    FIELD(offer_query, reference_pricing_table),
    FIELD(offer_query, language),
    FIELD_FLAG_OF(offer_query, ignore_features),
    FIELD_FLAG_OF(offer_query, pricing),
    FIELD_FLAG_OF(offer_query, links),
    PAGE_FIELDS(offer_query),
    FIELDS_END,
};

/* How offers are to be shown, and to whom. */
struct reading {
    const struct offer_query *query;
    int64_t id_customer; /* NONE: nobody in particular */
    struct link_owner owner;
    struct link_writer writer;
    struct segment segment;
    const char *language;
};

/* ERR_NOT_FOUND, not noted, for a customer or a subscription that is named and unknown. */
static enum err find_reader(struct ctx *ctx, struct reading *reading)
{
    const struct offer_query *query = reading->query;
    struct subscription subscription;
    struct customer customer;

    reading->id_customer = NONE;
    if (query->reference_customer) {
        TRY(customer_find(ctx, query->reference_customer, query->reference_segment, &customer));
    } else if (query->id_subscription != NONE) {
        TRY(subscription_get(ctx, query->id_subscription, &subscription));
        TRY(customer_get(ctx, subscription.id_customer, &customer));
    } else {
        TRY(segment_choose(ctx, query->reference_segment, &reading->segment));
        reading->language = live_language(query->language, NULL, reading->segment.language);
        return OK;
    }
    reading->id_customer = customer.id;
    reading->owner = link_owner_of(&customer);
    reading->language = live_language(query->language, customer.language, NULL);
    return segment_get(ctx, customer.id_segment, &reading->segment);
}

/* Zero rather than nothing where the contract always has a number. */
static int64_t or_zero(int64_t amount)
{
    return amount == NONE ? 0 : amount;
}

static struct offer_view view_of(const struct offer *offer)
{
    return (struct offer_view){
        .id = offer->id,
        .id_segment = offer->id_segment,
        .reference_offer = offer->reference_offer,
        .reference_segment = offer->reference_segment,
        .is_visible = offer->is_visible,
        .name = offer->name,
        .title_localized = offer->title_localized ? offer->title_localized : offer->name,
        .description_localized = offer->description_localized,
        .currency = offer->currency,
        .amount_up_front = or_zero(offer->amount_up_front),
        .amount_trial = or_zero(offer->amount_trial),
        .duration_trial = or_zero(offer->duration_trial),
        .unit_trial = offer->unit_trial,
        .amount_recurrence = offer->amount_recurrence,
        .duration_recurrence = offer->duration_recurrence,
        .unit_recurrence = offer->unit_recurrence,
        .count_recurrences = offer->count_recurrences,
        .count_min_recurrences = offer->count_min_recurrences,
        .amount_termination = or_zero(offer->amount_termination),
        .timing_recurrence = offer->timing_recurrence,
        .amount_minimum = offer->amount_minimum,
        .amount_threshold = offer->amount_threshold,
        .metadata = offer->metadata,
    };
}

/* NULL if the caller wants none. */
static const char *links_of(struct ctx *ctx, const struct reading *reading, int64_t id_offer)
{
    bool is_upgrade = reading->query->upgrade == 1 && reading->id_customer != NONE;
    struct link_list list;

    if (reading->query->links == 0)
        return NULL;
    link_list_begin(ctx, &reading->writer, reading->id_customer == NONE ? NULL : &reading->owner,
                    reading->segment.id, &list);
    link_list_add(ctx, &list, LINK_HOME, 0);
    link_list_add(ctx, &list, is_upgrade ? LINK_UPGRADE_TO : LINK_SUBSCRIBE, id_offer);
    return link_list_done(&list);
}

/* Nothing of a consumption is there before it begins; `unlimited` is what includes no number. */
static struct quantity quantity_shown(const struct offer_feature *feature)
{
    const struct feature_parameters *parameters = &feature->parameters;

    if (feature->type_feature == FEATURE_CONSUMPTION && parameters->quantity_current.micros == NONE)
        return (struct quantity){0};
    return parameters->quantity_current;
}

static struct held_feature_view feature_view(struct ctx *ctx, const struct reading *reading,
                                             const struct offer_feature *feature,
                                             const struct feature_terms *terms)
{
    bool is_counted = feature->type_feature != FEATURE_ON_OFF;
    struct held_feature_view view = {
        .id = feature->id_feature,
        .reference_feature = feature->reference_feature,
        .is_visible = feature->is_visible,
        .title_localized =
            feature->title_localized ? feature->title_localized : feature->reference_feature,
        .description_localized = feature->description_localized,
        .type_feature = feature->type_feature,
        .pricing_localized =
            reading->query->pricing == 0
                ? NULL
                : extra_in_words(ctx, reading->language, reading->segment.currency, terms),
        .properties = properties_in_words(ctx, &feature->parameters),
        .metadata = feature->metadata,
        .is_included = is_counted ? NONE : feature->parameters.is_included,
        .is_enabled = is_counted ? NONE : feature->parameters.is_enabled,
        .quantity_included = {is_counted ? feature->parameters.quantity_included.micros : NONE},
        .quantity_current = {is_counted ? quantity_shown(feature).micros : NONE},
        .mode_pricing = terms->steps.count ? feature->parameters.mode_pricing : PRICING_NONE,
        .steps = steps_shown(ctx, terms->steps),
        .timing = feature->parameters.timing,
        .amount_min = feature->parameters.amount_min,
        .amount_max = feature->parameters.amount_max,
    };

    held_feature_describe(&feature->parameters, &view);
    return view;
}

static void add_prices(struct ctx *ctx, const struct reading *reading,
                       const struct feature_terms *terms, size_t count, struct offer_view *view)
{
    struct flat_fees fees = {
        .amount_up_front = view->amount_up_front,
        .amount_trial = view->amount_trial,
        .amount_recurrence = view->amount_recurrence,
        .amount_minimum = view->amount_minimum,
    };

    view->is_priced = terms_are_priced(&fees, terms, count);
    if (reading->query->pricing == 0)
        return;
    view->pricing_subtotal = price_of_period(&fees, terms, count);
    view->pricing_total =
        view->pricing_subtotal + tax_of_document(view->pricing_subtotal, reading->segment.rate_tax);
    view->pricing_localized =
        price_in_words(ctx, reading->language, view->currency, view->amount_recurrence,
                       view->duration_recurrence, view->unit_recurrence);
}

static bool is_shown(const struct reading *reading, const struct offer_feature *feature)
{
    return reading->query->is_visible == NONE || feature->is_visible == reading->query->is_visible;
}

/* Prices need all features, the view only those to be shown. */
static enum err show(struct ctx *ctx, const struct reading *reading, const struct offer *offer,
                     struct offer_view *view)
{
    struct list features;
    struct feature_terms *terms;
    struct held_feature_view *shown;

    *view = view_of(offer);
    view->pricing_subtotal = view->pricing_total = NONE;
    TRY(offer_feature_list(ctx, offer->id, reading->language, &features));
    terms = ARENA_ARRAY(ctx->arena, struct feature_terms, features.count);
    shown = ARENA_ARRAY(ctx->arena, struct held_feature_view, features.count + 1);
    for (size_t i = 0; i < features.count; i++) {
        const struct offer_feature *feature = LIST_AT(features, struct offer_feature, i);

        TRY(feature_terms_of(ctx, NULL, feature->id_feature, feature->type_feature,
                             &feature->parameters, &terms[i]));
        if (is_shown(reading, feature))
            shown[view->features.count++] = feature_view(ctx, reading, feature, &terms[i]);
    }
    if (reading->query->ignore_features != 1)
        view->features.items = shown;
    view->links = links_of(ctx, reading, offer->id);
    add_prices(ctx, reading, terms, features.count, view);
    return OK;
}

static enum err begin_links(struct ctx *ctx, struct reading *reading)
{
    if (reading->query->links == 0)
        return OK;
    return link_writer_begin(ctx, NULL, 0, &reading->writer);
}

static enum err no_offer(struct ctx *ctx)
{
    return fail(ctx, ERR_NOT_FOUND, "Error.Api.Offer.NotFound", NULL, "There is no such offer.");
}

/* Whoever is not known yet may look at an offer as anybody may. */
static enum err find_reader_or_nobody(struct ctx *ctx, struct offer_query *query,
                                      struct reading *reading)
{
    enum err err = find_reader(ctx, reading);

    if (err != ERR_NOT_FOUND)
        return err;
    query->reference_customer = NULL;
    query->id_subscription = NONE;
    return find_reader(ctx, reading);
}

enum err offer_live_get(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct offer_query query;
    struct reading reading = {.query = &query};
    struct offer_view view;
    struct offer offer;
    enum err err;

    TRY(request_read_query(ctx, request, offer_live_query_fields, &query));
    if (!query.reference_offer)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceOffer",
                    "ReferenceOffer: is missing.");
    TRY(find_reader_or_nobody(ctx, &query, &reading));
    err = offer_find(ctx, query.reference_offer, reading.segment.id, reading.language, &offer);
    if (err == ERR_NOT_FOUND)
        return no_offer(ctx);
    TRY(err);
    if (query.is_visible != NONE && offer.is_visible != query.is_visible)
        return no_offer(ctx);
    TRY(begin_links(ctx, &reading));
    TRY(show(ctx, &reading, &offer, &view));
    return respond_json(ctx, response, 200, offer_live_fields, &view);
}

static enum err list_views(struct ctx *ctx, const struct reading *reading, struct live_list *list)
{
    const struct offer_query *query = reading->query;
    struct offer_filter filter = {
        .id_segment = reading->segment.id,
        .is_visible = query->is_visible,
        .prefix_reference_offer = query->prefix_reference_offer,
        .reference_pricing_table = query->reference_pricing_table,
        .id_customer_upgrade = query->upgrade == 1 ? reading->id_customer : NONE,
    };
    struct list offers;

    TRY(offer_list(ctx, &filter, reading->language, &query->page, &offers, &list->total));
    list->items =
        (struct list){ARENA_ARRAY(ctx->arena, struct offer_view, offers.count), offers.count};
    for (size_t i = 0; i < offers.count; i++)
        TRY(show(ctx, reading, LIST_AT(offers, struct offer, i),
                 LIST_AT(list->items, struct offer_view, i)));
    return OK;
}

enum err offer_live_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct live_list list = {.fields = offer_live_fields, .size = sizeof(struct offer_view)};
    struct offer_query query;
    struct reading reading = {.query = &query};
    enum err err;

    TRY(request_read_query(ctx, request, offer_live_query_fields, &query));
    TRY(page_check(ctx, &query.page));
    err = find_reader(ctx, &reading);
    if (err == ERR_NOT_FOUND)
        return respond_nothing(response);
    TRY(err);
    list.page = query.page;
    TRY(begin_links(ctx, &reading));
    TRY(list_views(ctx, &reading, &list));
    return live_respond_list(ctx, request, response, &list);
}
