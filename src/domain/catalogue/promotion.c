#include "domain/catalogue/promotion.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "domain/check.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const state_promotion_names[] = {NULL, "Enabled", "Disabled", NULL};

static const struct field promotion_fields[] = {
    FIELD(promotion, id),
    FIELD(promotion, id_segment),
    FIELD(promotion, reference_segment),
    FIELD(promotion, promotion_code),
    FIELD(promotion, name),
    FIELD_CHOICE_OF(promotion, state_promotion, state_promotion_names),
    FIELD(promotion, uses_max),
    FIELD(promotion, uses_per_customer_max),
    FIELD(promotion, date_from),
    FIELD(promotion, date_until),
    FIELD(promotion, is_first_subscription),
    FIELD(promotion, uses),
    TRACE_FIELDS(promotion),
    FIELDS_END,
};

const struct field promotion_discount_fields[] = {
    FIELD(promotion_discount, reference_discount),
    FIELD(promotion_discount, reference_feature),
    FIELDS_END,
};

const struct field promotion_offer_fields[] = {
    FIELD(promotion_offer, reference_offer),
    FIELDS_END,
};

const struct field promotion_input_fields[] = {
    FIELD(promotion_input, promotion_code),
    FIELD(promotion_input, name),
    FIELD(promotion_input, reference_segment),
    FIELD_CHOICE_OF(promotion_input, state_promotion, state_promotion_names),
    FIELD(promotion_input, uses_max),
    FIELD(promotion_input, uses_per_customer_max),
    FIELD(promotion_input, date_from),
    FIELD(promotion_input, date_until),
    FIELD_FLAG_OF(promotion_input, is_first_subscription),
    FIELD_LIST_OF(promotion_input, discounts, promotion_discount_fields, promotion_discount),
    FIELD_LIST_OF(promotion_input, offers, promotion_offer_fields, promotion_offer),
    FIELDS_END,
};

/* saving ------------------------------------------------------------------------------------------
 */

/* As it is kept: capitals and small letters of ASCII are the same. */
static const char *in_capitals(struct ctx *ctx, const char *code)
{
    char *copy = arena_copy(ctx->arena, code);

    for (char *at = copy; *at; at++)
        *at = (char)toupper((unsigned char)*at);
    return copy;
}

static bool is_a_code(const char *code)
{
    static const char allowed[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";

    return *code && strlen(code) <= 50 && strspn(code, allowed) == strlen(code);
}

static void check_input(struct ctx *ctx, const struct promotion_input *input)
{
    if (!input->promotion_code)
        complain(ctx, NULL, "PromotionCode", "PromotionCode: is missing.");
    else if (!is_a_code(input->promotion_code))
        complain(ctx, NULL, "PromotionCode",
                 "PromotionCode: takes 1 to 50 letters from A to Z, digits, - _ and points.");
    if (!input->discounts.count)
        complain(ctx, NULL, "Discounts", "Discounts: are missing: a code gives one at least.");
    check_range(ctx, "UsesMax", input->uses_max, 1, INT64_C(1000000000));
    check_range(ctx, "UsesPerCustomerMax", input->uses_per_customer_max, 1, INT64_C(1000000000));
    if (instant_is_set(input->date_from) && instant_is_set(input->date_until) &&
        input->date_until.micros <= input->date_from.micros)
        complain(ctx, NULL, "DateUntil", "DateUntil: is not after DateFrom.");
}

static enum err add_discount(struct ctx *ctx, const struct promotion *promotion, size_t index,
                             const struct promotion_discount *input, struct discount_terms *terms)
{
    const char *reference = input->reference_discount ? input->reference_discount : "";
    struct discount discount;
    struct feature feature = {0};
    enum err err = discount_find(ctx, promotion->id_segment, reference, &discount);

    if (err == ERR_NOT_FOUND) {
        complain(ctx, NULL, "Discounts", "Discounts[%zu]: there is no discount \"%s\".", index,
                 reference);
        return OK;
    }
    TRY(err);
    if (input->reference_feature && feature_find(ctx, input->reference_feature, &feature) != OK) {
        complain(ctx, NULL, "Discounts", "Discounts[%zu]: there is no feature \"%s\".", index,
                 input->reference_feature);
        return OK;
    }
    *terms = (struct discount_terms){.target = (enum target_fee)discount.target_fee,
                                     .id_feature = feature.id};
    return db_run(ctx, &sql_promotion_discount_add,
                  ARGS(ARG_AS(id_promotion, promotion->id), ARG_AS(id_discount, discount.id),
                       ARG_AS(id_feature, feature.id)));
}

/* A fee can have one discount at most, so a code must not bring two for it. */
static enum err save_discounts(struct ctx *ctx, const struct promotion *promotion,
                               const struct list *discounts)
{
    struct discount_terms *terms =
        ARENA_ARRAY(ctx->arena, struct discount_terms, discounts->count + 1);
    int conflict;

    TRY(db_run(ctx, &sql_promotion_discounts_clear, ARGS(ARG_AS(id_promotion, promotion->id))));
    for (size_t i = 0; i < discounts->count; i++)
        TRY(add_discount(ctx, promotion, i, LIST_AT(*discounts, struct promotion_discount, i),
                         &terms[i]));
    conflict = discounts_conflict(terms, discounts->count);
    if (conflict >= 0)
        complain(ctx, "Error.Api.Discount.Conflict", "Discounts",
                 "Discounts[%d]: aims at a fee that has a discount already.", conflict);
    return OK;
}

static enum err save_offers(struct ctx *ctx, const struct promotion *promotion,
                            const struct list *offers)
{
    TRY(db_run(ctx, &sql_promotion_offers_clear, ARGS(ARG_AS(id_promotion, promotion->id))));
    for (size_t i = 0; i < offers->count; i++) {
        const char *reference = LIST_AT(*offers, struct promotion_offer, i)->reference_offer;
        struct offer offer;
        enum err err = reference ? offer_find(ctx, reference, promotion->id_segment, NULL, &offer)
                                 : ERR_NOT_FOUND;

        if (err == ERR_NOT_FOUND) {
            complain(ctx, NULL, "Offers", "Offers[%zu]: there is no offer \"%s\".", i,
                     reference ? reference : "");
            continue;
        }
        TRY(err);
        TRY(db_run(ctx, &sql_promotion_offer_add,
                   ARGS(ARG_AS(id_promotion, promotion->id), ARG_AS(id_offer, offer.id))));
    }
    return OK;
}

static enum err find(struct ctx *ctx, int64_t id_segment, const char *code, bool is_locked,
                     struct promotion *out)
{
    const char *promotion_code = in_capitals(ctx, code);

    return db_get(ctx, is_locked ? &sql_promotion_lock : &sql_promotion_find,
                  ARGS(ARG(id_segment), ARG(promotion_code)), promotion_fields, out);
}

enum err promotion_save(struct ctx *ctx, const struct promotion_input *input,
                        const struct segment *segment)
{
    struct promotion promotion;
    enum err err;

    check_input(ctx, input);
    TRY(complaints(ctx));
    err = find(ctx, segment->id, input->promotion_code, true, &promotion);
    if (err == ERR_NOT_FOUND)
        promotion =
            (struct promotion){.id = db_new_id(ctx, ID_PUBLIC), .trace = trace_created(ctx)};
    else
        TRY(err);
    trace_updated(ctx, &promotion.trace);
    promotion.id_segment = segment->id;
    promotion.promotion_code = in_capitals(ctx, input->promotion_code);
    promotion.name = input->name ? input->name : promotion.promotion_code;
    promotion.state_promotion = input->state_promotion ? input->state_promotion : PROMOTION_ENABLED;
    promotion.uses_max = input->uses_max;
    promotion.uses_per_customer_max = input->uses_per_customer_max;
    promotion.date_from = input->date_from;
    promotion.date_until = input->date_until;
    promotion.is_first_subscription = input->is_first_subscription == 1;
    TRY(db_save(ctx, &sql_promotion_save, promotion_fields, &promotion));
    TRY(save_discounts(ctx, &promotion, &input->discounts));
    TRY(save_offers(ctx, &promotion, &input->offers));
    return complaints(ctx);
}

enum err promotion_set_state(struct ctx *ctx, const char *code, const char *reference_segment,
                             enum state_promotion state)
{
    struct promotion promotion;
    struct segment segment;
    enum err err;

    TRY(segment_choose(ctx, reference_segment, &segment));
    err = find(ctx, segment.id, code, true, &promotion);
    if (err == ERR_NOT_FOUND)
        return fail(ctx, err, "Error.Api.PromotionCode.Unknown", "PromotionCode",
                    "PromotionCode: there is no code \"%s\" in the segment \"%s\".", code,
                    segment.reference_segment);
    TRY(err);
    trace_updated(ctx, &promotion.trace);
    promotion.state_promotion = (int)state;
    return db_save(ctx, &sql_promotion_save, promotion_fields, &promotion);
}

/* showing -----------------------------------------------------------------------------------------
 */

static const struct field list_discount_fields[] = {
    FIELD(promotion_discount, id_promotion),
    FIELD(promotion_discount, reference_discount),
    FIELD(promotion_discount, reference_feature),
    FIELDS_END,
};

static const struct field list_offer_fields[] = {
    FIELD(promotion_offer, id_promotion),
    FIELD(promotion_offer, reference_offer),
    FIELDS_END,
};

/* Both lists are in the order of the promotions; of each they stand together. */
static void share_out(struct list *promotions, const struct list *discounts,
                      const struct list *offers)
{
    size_t discount_at = 0, offer_at = 0;

    for (size_t i = 0; i < promotions->count; i++) {
        struct promotion *promotion = LIST_AT(*promotions, struct promotion, i);

        promotion->discounts.items = LIST_AT(*discounts, struct promotion_discount, discount_at);
        while (discount_at < discounts->count &&
               LIST_AT(*discounts, struct promotion_discount, discount_at)->id_promotion ==
                   promotion->id) {
            discount_at++;
            promotion->discounts.count++;
        }
        promotion->offers.items = LIST_AT(*offers, struct promotion_offer, offer_at);
        while (offer_at < offers->count &&
               LIST_AT(*offers, struct promotion_offer, offer_at)->id_promotion == promotion->id) {
            offer_at++;
            promotion->offers.count++;
        }
    }
}

static enum err load_lists(struct ctx *ctx, struct list *promotions)
{
    int64_t first = LIST_AT(*promotions, struct promotion, 0)->id;
    int64_t last = LIST_AT(*promotions, struct promotion, promotions->count - 1)->id;
    struct list discounts, offers;

    TRY(db_list(ctx, &sql_promotion_list_discounts, ARGS(ARG(first), ARG(last)),
                list_discount_fields, sizeof(struct promotion_discount), &discounts));
    TRY(db_list(ctx, &sql_promotion_list_offers, ARGS(ARG(first), ARG(last)), list_offer_fields,
                sizeof(struct promotion_offer), &offers));
    share_out(promotions, &discounts, &offers);
    return OK;
}

enum err promotion_list(struct ctx *ctx, int64_t id_segment, const char *code,
                        const struct page *page, struct list *out, int64_t *total)
{
    const char *promotion_code = code ? in_capitals(ctx, code) : NULL;
    struct args args =
        ARGS(ARG(id_segment), ARG(promotion_code), ARG_AS(size_page, page->size_page),
             ARG_AS(skipped, page_skipped(page)));

    *out = (struct list){0};
    TRY(db_number(ctx, &sql_promotion_count, args, total));
    if (!page_has_items(page, *total))
        return OK;
    TRY(db_list(ctx, &sql_promotion_list, args, promotion_fields, sizeof(struct promotion), out));
    return out->count ? load_lists(ctx, out) : OK;
}

/* taking ------------------------------------------------------------------------------------------
 */

#define REFUSED(code, ...)                                                                         \
    fail(ctx, ERR_INVALID, code, "PromotionCode", "PromotionCode: " __VA_ARGS__)

static enum err check_dates(struct ctx *ctx, const struct promotion *promotion)
{
    if (promotion->state_promotion == PROMOTION_DISABLED)
        return REFUSED("Error.Api.PromotionCode.Disabled", "the code is switched off.");
    if (promotion->date_from.micros > ctx->now.micros)
        return REFUSED("Error.Api.PromotionCode.NotYet", "the code cannot be used yet.");
    if (instant_is_set(promotion->date_until) && promotion->date_until.micros <= ctx->now.micros)
        return REFUSED("Error.Api.PromotionCode.Expired", "the code has expired.");
    return OK;
}

static enum err count(struct ctx *ctx, const struct sql *sql, const struct promotion *promotion,
                      const struct promotion_taker *taker, int64_t *out)
{
    return db_number(ctx, sql,
                     ARGS(ARG_AS(id_promotion, promotion->id), ARG_AS(id_offer, taker->id_offer),
                          ARG_AS(id_customer, taker->id_customer)),
                     out);
}

static enum err check_taker(struct ctx *ctx, const struct promotion *promotion,
                            const struct promotion_taker *taker)
{
    int64_t fitting, before = 0, uses = 0;

    TRY(count(ctx, &sql_promotion_offer_count, promotion, taker, &fitting));
    if (!fitting)
        return REFUSED("Error.Api.PromotionCode.NotForOffer", "the code is not for this offer.");
    if (promotion->is_first_subscription)
        TRY(count(ctx, &sql_promotion_subscriptions_before, promotion, taker, &before));
    if (before)
        return REFUSED("Error.Api.PromotionCode.NotFirst",
                       "the code is only for a customer's first subscription.");
    if (promotion->uses_per_customer_max != NONE)
        TRY(count(ctx, &sql_promotion_uses_of_customer, promotion, taker, &uses));
    if (promotion->uses_per_customer_max != NONE && uses >= promotion->uses_per_customer_max)
        return REFUSED("Error.Api.PromotionCode.UsedByCustomer",
                       "the customer has used the code already.");
    if (promotion->uses_max != NONE && promotion->uses >= promotion->uses_max)
        return REFUSED("Error.Api.PromotionCode.UsedUp", "the code is used up.");
    return OK;
}

enum err promotion_take(struct ctx *ctx, const char *code, const struct promotion_taker *taker,
                        bool is_locked, struct promotion *out)
{
    enum err err = find(ctx, taker->id_segment, code, is_locked, out);

    if (err == ERR_NOT_FOUND)
        return REFUSED("Error.Api.PromotionCode.Unknown", "there is no code \"%.50s\".", code);
    TRY(err);
    TRY(check_dates(ctx, out));
    TRY(check_taker(ctx, out, taker));
    return promotion_discount_list(ctx, out->id, &out->gives);
}

enum err promotion_use(struct ctx *ctx, const struct promotion *promotion, int64_t id_customer,
                       int64_t id_subscription)
{
    TRY(db_run(ctx, &sql_promotion_use_add,
               ARGS(ARG_AS(id_promotion, promotion->id), ARG(id_customer), ARG(id_subscription))));
    return db_run(ctx, &sql_promotion_uses_change,
                  ARGS(ARG_AS(id_promotion, promotion->id), ARG_AS(change, 1)));
}

enum err promotion_give_back(struct ctx *ctx, int64_t id_subscription)
{
    int64_t id_promotion;
    enum err err =
        db_number(ctx, &sql_promotion_use_find, ARGS(ARG(id_subscription)), &id_promotion);

    if (err != OK)
        return err == ERR_NOT_FOUND ? OK : err;
    TRY(db_run(ctx, &sql_promotion_use_delete, ARGS(ARG(id_subscription))));
    return db_run(ctx, &sql_promotion_uses_change, ARGS(ARG(id_promotion), ARG_AS(change, -1)));
}
