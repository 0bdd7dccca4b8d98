#include "domain/subscriptions/subscription_apply.h"

#include "base/json.h"
#include "domain/accounts/audit.h"
#include "domain/subscriptions/subscription_plan.h"
#include "platform/db/db.h"
#include "sql.h"

const struct field applied_row_fields[] = {
    FIELD(applied_row, id),
    FIELD(applied_row, reference_customer),
    FIELD(applied_row, reference_customer_buyer),
    FIELD_CHOICE_OF(applied_row, state_subscription, state_subscription_names),
    FIELD(applied_row, is_changed),
    FIELD(applied_row, has_own_prices),
    FIELD(applied_row, amount_before),
    FIELD(applied_row, amount_after),
    FIELDS_END,
};

const struct field applied_fields[] = {
    FIELD(applied, currency),
    FIELD(applied, count),
    FIELD(applied, count_changed),
    FIELD(applied, count_own),
    FIELD(applied, amount_before),
    FIELD(applied, amount_after),
    FIELD(applied, id_next),
    FIELD_LIST_OF(applied, rows, applied_row_fields, applied_row),
    FIELDS_END,
};

/* Who holds and who pays a subscription of the page. */
struct people {
    int64_t id, id_customer_buyer;
    const char *reference_customer, *reference_customer_buyer, *language;
};

static const struct field people_fields[] = {
    FIELD(people, id),
    FIELD(people, id_customer_buyer),
    FIELD(people, reference_customer),
    FIELD(people, reference_customer_buyer),
    FIELD(people, language),
    FIELDS_END,
};

/* What a page is worked out with. */
struct applying {
    struct ctx *ctx;
    const struct application *input;
    struct segment segment;
    struct offer offer;
    struct list offered;                                    /* of struct offer_feature */
    struct list versions;                                   /* of struct offer_version */
    struct list people, subscriptions, features, discounts; /* of the page, each by id */
    size_t feature_at, discount_at;
    struct steps_memo memo;
};

/* what differs ------------------------------------------------------------------------------------
 */

static bool is_same_amount(int64_t a, int64_t b)
{
    return (a == NONE ? 0 : a) == (b == NONE ? 0 : b);
}

static bool is_free(struct applying *applying, const char *steps)
{
    struct steps read;

    return steps_read(applying->ctx, &applying->memo, steps, &read) == OK && !steps_can_cost(read);
}

/* As far as money goes. */
static bool is_same_price(struct applying *applying, const struct feature_parameters *a,
                          const struct feature_parameters *b)
{
    bool is_same_steps = text_equal(a->steps, b->steps)
                             ? a->mode_pricing == b->mode_pricing || !a->steps
                             : is_free(applying, a->steps) && is_free(applying, b->steps);

    return is_same_steps && a->is_included == b->is_included &&
           a->quantity_included.micros == b->quantity_included.micros && a->timing == b->timing &&
           is_same_amount(a->amount_min, b->amount_min) &&
           is_same_amount(a->amount_max, b->amount_max);
}

static const struct offer_feature *feature_among(const struct list *features, int64_t id_feature)
{
    for (size_t i = 0; i < features->count; i++)
        if (LIST_AT(*features, struct offer_feature, i)->id_feature == id_feature)
            return LIST_AT(*features, struct offer_feature, i);
    return NULL;
}

static bool was_offered(struct applying *applying, const struct subscription_feature *feature)
{
    for (size_t i = 0; i < applying->versions.count; i++) {
        const struct offer_version *version = LIST_AT(applying->versions, struct offer_version, i);
        const struct offer_feature *then = feature_among(&version->features, feature->id_feature);

        if (then && is_same_price(applying, &then->parameters, &feature->parameters))
            return true;
    }
    return false;
}

/* A list of its own: what checks it writes into it. What is free has a price of nothing, since no
 * price would leave the old one. */
static enum err steps_of(struct applying *applying, const char *json, struct list *out)
{
    struct steps steps;
    struct step *copy;

    TRY(steps_read(applying->ctx, &applying->memo, json, &steps));
    copy = ARENA_ARRAY(applying->ctx->arena, struct step, steps.count + 1);
    fields_clear(step_fields, &copy[0]);
    copy[0].amount_per_increment = 0;
    for (size_t i = 0; i < steps.count; i++)
        copy[i] = steps.at[i];
    *out = (struct list){copy, steps.count ? steps.count : 1};
    return OK;
}

static enum err override_of(struct applying *applying, const struct offer_feature *feature,
                            struct feature_override *out)
{
    const struct feature_parameters *parameters = &feature->parameters;

    fields_clear(feature_override_fields, out);
    out->reference_feature = feature->reference_feature;
    out->is_included = parameters->is_included;
    out->quantity_included = parameters->quantity_included;
    out->mode_pricing = parameters->mode_pricing;
    out->pricing.amount_min = parameters->amount_min;
    out->pricing.amount_max = parameters->amount_max;
    out->pricing.timing = parameters->timing;
    return steps_of(applying, parameters->steps, &out->steps);
}

static const struct subscription_feature *held(const struct subscription_parts *parts,
                                               int64_t id_feature)
{
    for (size_t i = 0; i < parts->features.count; i++)
        if (LIST_AT(parts->features, struct subscription_feature, i)->id_feature == id_feature)
            return LIST_AT(parts->features, struct subscription_feature, i);
    return NULL;
}

static enum err compare_features(struct applying *applying, const struct subscription_parts *parts,
                                 struct subscription_edit *edit, bool *is_own)
{
    edit->features.items =
        ARENA_ARRAY(applying->ctx->arena, struct feature_override, applying->offered.count + 1);
    for (size_t i = 0; i < applying->offered.count; i++) {
        const struct offer_feature *offered = LIST_AT(applying->offered, struct offer_feature, i);
        const struct subscription_feature *feature = held(parts, offered->id_feature);

        if (feature && is_same_price(applying, &offered->parameters, &feature->parameters))
            continue;
        if (feature && !was_offered(applying, feature)) {
            *is_own = true;
            continue;
        }
        TRY(override_of(applying, offered,
                        LIST_AT(edit->features, struct feature_override, edit->features.count)));
        edit->features.count++;
    }
    return OK;
}

/* `present` becomes `offered` if it is what the offer said once. */
static void compare_amount(const struct list *versions, size_t offset, int64_t offered,
                           int64_t present, int64_t *edited, bool *is_own)
{
    if (is_same_amount(present, offered))
        return;
    for (size_t i = 0; i < versions->count; i++) {
        const char *version = (const char *)LIST_AT(*versions, struct offer_version, i);

        if (is_same_amount(*(const int64_t *)(const void *)(version + offset), present)) {
            *edited = offered == NONE ? 0 : offered;
            return;
        }
    }
    *is_own = true;
}

/* What would make the subscription what the offer says now. */
static enum err compare(struct applying *applying, const struct subscription_parts *parts,
                        struct subscription_edit *edit, bool *is_own)
{
    const struct subscription *subscription = &parts->subscription;

    *is_own = false;
    fields_clear(subscription_edit_fields, edit);
    compare_amount(&applying->versions, offsetof(struct offer_version, amount_recurrence),
                   applying->offer.amount_recurrence, subscription->amount_recurrence,
                   &edit->amount_recurrence, is_own);
    compare_amount(&applying->versions, offsetof(struct offer_version, amount_termination),
                   applying->offer.amount_termination, subscription->amount_termination,
                   &edit->amount_termination, is_own);
    return compare_features(applying, parts, edit, is_own);
}

/* a page ------------------------------------------------------------------------------------------
 */

static enum err load_offer(struct applying *applying)
{
    struct ctx *ctx = applying->ctx;
    const struct application *input = applying->input;
    enum err err;

    TRY(segment_choose(ctx, input->reference_segment, &applying->segment));
    err = offer_find(ctx, input->reference_offer ? input->reference_offer : "",
                     applying->segment.id, NULL, &applying->offer);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Offer.Unknown", "ReferenceOffer",
                    "ReferenceOffer: there is no offer \"%s\" in the segment \"%s\".",
                    input->reference_offer ? input->reference_offer : "",
                    applying->segment.reference_segment);
    TRY(err);
    TRY(offer_feature_list(ctx, applying->offer.id, NULL, &applying->offered));
    return offer_version_list(ctx, applying->offer.id, &applying->versions);
}

static enum err load_page(struct applying *applying)
{
    struct ctx *ctx = applying->ctx;
    struct args page =
        ARGS(ARG_AS(id_offer, applying->offer.id), ARG_AS(after, applying->input->after),
             ARG_AS(size_page, applying->input->size_page));
    const struct people *people;
    struct args range;

    /* Buyers are locked before their subscriptions, as everywhere. */
    TRY(db_list(ctx, applying->input->is_preview ? &sql_apply_people : &sql_apply_people_locked,
                page, people_fields, sizeof(struct people), &applying->people));
    if (!applying->people.count)
        return OK;
    people = applying->people.items;
    range = ARGS(ARG_AS(id_offer, applying->offer.id), ARG_AS(first, people[0].id),
                 ARG_AS(last, people[applying->people.count - 1].id));
    TRY(db_list(ctx, &sql_apply_subscriptions, range, subscription_fields,
                sizeof(struct subscription), &applying->subscriptions));
    TRY(db_list(ctx, &sql_apply_features, range, subscription_feature_fields,
                sizeof(struct subscription_feature), &applying->features));
    return db_list(ctx, &sql_apply_discounts, range, subscription_discount_fields,
                   sizeof(struct subscription_discount), &applying->discounts);
}

/* The features and discounts of one subscription are neighbours, and move along with it. */
static struct subscription_parts parts_of(struct applying *applying,
                                          const struct subscription *subscription)
{
    struct subscription_parts parts = {
        .subscription = *subscription,
        .features = {LIST_AT(applying->features,  struct subscription_feature,  applying->feature_at),
                     0},
        .discounts = {LIST_AT(applying->discounts, struct subscription_discount,
                     applying->discount_at),
                     0},
        .memo = &applying->memo,
        .currency = applying->segment.currency,
    };

    for (; applying->feature_at < applying->features.count &&
           LIST_AT(applying->features, struct subscription_feature, applying->feature_at)
                   ->id_subscription == subscription->id;
         applying->feature_at++)
        parts.features.count++;
    for (; applying->discount_at < applying->discounts.count &&
           LIST_AT(applying->discounts, struct subscription_discount, applying->discount_at)
                   ->id_subscription == subscription->id;
         applying->discount_at++)
        parts.discounts.count++;
    return parts;
}

static int64_t price_of_parts(const struct subscription_parts *parts)
{
    return price_of_period(&parts->fees, parts->terms, parts->features.count);
}

/* At this moment the clock is about to renew it: then the change comes with that. */
static bool is_now_for(const struct applying *applying, const struct subscription *subscription)
{
    return applying->input->is_now && !(instant_is_set(subscription->next_at) &&
                                        subscription->next_at.micros <= applying->ctx->now.micros);
}

static enum err write_one(struct applying *applying, const struct people *people,
                          const struct subscription_edit *edit, struct subscription_step *step)
{
    struct ctx *ctx = applying->ctx;
    struct subscription *subscription = &step->parts.subscription;
    struct payer payer = {
        .id_customer = people->id_customer_buyer,
        .id_segment = applying->segment.id,
        .language = people->language,
        .rate_tax = applying->segment.rate_tax,
    };

    if (edit->amount_recurrence != NONE || edit->features.count)
        TRY(subscription_change_prices(ctx, edit, is_now_for(applying, subscription), step));
    if (edit->amount_termination != NONE) {
        subscription->amount_termination = edit->amount_termination;
        TRY(db_save(ctx, &sql_subscription_texts_set, subscription_fields, subscription));
    }
    step->event = EVENT_SUBSCRIPTION_UPDATED;
    TRY(subscription_save(ctx, subscription));
    return subscription_step_write(ctx, &payer, step);
}

/* What it is, with what waits for its renewal, and what it would be. */
static enum err apply_one(struct applying *applying, const struct people *people,
                          struct subscription_parts *parts, struct applied_row *row)
{
    struct ctx *ctx = applying->ctx;
    struct subscription_step present = {0}, after, step = {0};
    struct subscription_edit edit;

    TRY(subscription_terms(ctx, parts));
    step.parts = present.parts = *parts;
    TRY(step_take_pending(ctx, &present));
    TRY(compare(applying, &present.parts, &edit, &row->has_own_prices));
    row->amount_before = row->amount_after = price_of_parts(&present.parts);
    row->is_changed = edit.amount_recurrence != NONE || edit.amount_termination != NONE ||
                      edit.features.count > 0;
    if (!row->is_changed)
        return OK;
    after = (struct subscription_step){.parts = present.parts};
    TRY(subscription_change_prices(ctx, &edit, true, &after));
    row->amount_after = price_of_parts(&after.parts);
    return applying->input->is_preview ? OK : write_one(applying, people, &edit, &step);
}

static void count_row(const struct applied_row *row, struct applied *out)
{
    out->count++;
    out->count_changed += row->is_changed;
    out->count_own += row->has_own_prices;
    out->amount_before += row->amount_before;
    out->amount_after += row->amount_after;
}

static enum err audit(struct applying *applying, const struct applied *applied)
{
    const char *what = arena_printf(
        applying->ctx->arena, "{\"CountChanged\":%lld,\"Immediate\":%s,\"After\":%lld}",
        (long long)applied->count_changed, applying->input->is_now ? "true" : "false",
        (long long)applying->input->after);

    if (!applied->count_changed || applying->input->is_preview)
        return OK;
    return audit_record(applying->ctx, "Offer.Apply", "offers", applying->offer.id, NULL, what);
}

enum err subscription_apply_offer(struct ctx *ctx, const struct application *input,
                                  struct applied *out)
{
    struct applying applying = {.ctx = ctx, .input = input};

    *out = (struct applied){.id_next = NONE};
    TRY(load_offer(&applying));
    TRY(load_page(&applying));
    out->currency = applying.segment.currency;
    out->rows =
        (struct list){ARENA_ARRAY(ctx->arena, struct applied_row, applying.subscriptions.count + 1),
                      applying.subscriptions.count};
    for (size_t i = 0; i < applying.subscriptions.count; i++) {
        struct subscription_parts parts =
            parts_of(&applying, LIST_AT(applying.subscriptions, struct subscription, i));
        const struct people *people =
            list_find(&applying.people, sizeof(struct people), parts.subscription.id);
        struct applied_row *row = LIST_AT(out->rows, struct applied_row, i);

        *row = (struct applied_row){
            .id = parts.subscription.id,
            .reference_customer = people->reference_customer,
            .reference_customer_buyer = people->reference_customer_buyer,
            .state_subscription = parts.subscription.state_subscription,
        };
        TRY(apply_one(&applying, people, &parts, row));
        count_row(row, out);
    }
    if (applying.people.count == (size_t)input->size_page)
        out->id_next = LIST_AT(out->rows, struct applied_row, out->rows.count - 1)->id;
    return audit(&applying, out);
}
