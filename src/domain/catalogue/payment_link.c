#include "domain/catalogue/payment_link.h"

#include <string.h>

#include "base/json.h"
#include "base/text.h"
#include "domain/accounts/audit.h"
#include "domain/accounts/business.h"
#include "domain/catalogue/promotion.h"
#include "domain/check.h"
#include "platform/crypto/crypto.h"
#include "platform/db/db.h"
#include "sql.h"

const char *const state_payment_link_names[] = {NULL, "Enabled", "Disabled", NULL};

/* Bytes of a key: nobody guesses it. */
enum { KEY_BYTES = 16, NAME_MAX = 200 };

const struct field payment_link_fields[] = {
    FIELD(payment_link, id),
    FIELD(payment_link, id_segment),
    FIELD(payment_link, id_offer),
    FIELD(payment_link, reference_segment),
    FIELD(payment_link, reference_offer),
    FIELD(payment_link, key_link),
    FIELD(payment_link, name),
    FIELD_CHOICE_OF(payment_link, state_payment_link, state_payment_link_names),
    FIELD(payment_link, promotion_code),
    FIELD(payment_link, reference_feature),
    FIELD(payment_link, quantity),
    FIELD(payment_link, quantity_max),
    FIELD(payment_link, uses_max),
    FIELD(payment_link, uses),
    FIELD(payment_link, date_until),
    FIELD(payment_link, path),
    TRACE_FIELDS(payment_link),
    FIELDS_END,
};

const struct field payment_link_input_fields[] = {
    FIELD(payment_link_input, reference_segment),
    FIELD(payment_link_input, reference_offer),
    FIELD(payment_link_input, name),
    FIELD_CHOICE_OF(payment_link_input, state_payment_link, state_payment_link_names),
    FIELD(payment_link_input, promotion_code),
    FIELD(payment_link_input, reference_feature),
    FIELD(payment_link_input, quantity),
    FIELD(payment_link_input, quantity_max),
    FIELD(payment_link_input, uses_max),
    FIELD(payment_link_input, date_until),
    FIELDS_END,
};

/* reading -----------------------------------------------------------------------------------------
 */

static void complete(struct ctx *ctx, struct payment_link *link)
{
    link->path = arena_printf(ctx->arena, "/buy/%s", link->key_link);
}

static enum err get(struct ctx *ctx, int64_t id, struct payment_link *out)
{
    TRY(db_get(ctx, &sql_payment_link_get, ARGS(ARG(id)), payment_link_fields, out));
    complete(ctx, out);
    return OK;
}

enum err payment_link_get(struct ctx *ctx, int64_t id, struct payment_link *out)
{
    enum err err = get(ctx, id, out);

    return err == ERR_NOT_FOUND ? fail(ctx, err, "Error.Api.PaymentLink.NotFound", NULL,
                                       "There is no such payment link.")
                                : err;
}

enum err payment_link_list(struct ctx *ctx, const struct page *page, struct list *out,
                           int64_t *total)
{
    int64_t skipped = page_skipped(page), size_page = page->size_page;

    TRY(db_number(ctx, &sql_payment_link_count, NO_ARGS, total));
    TRY(db_list(ctx, &sql_payment_link_list, ARGS(ARG(size_page), ARG(skipped)),
                payment_link_fields, sizeof(struct payment_link), out));
    for (size_t i = 0; i < out->count; i++)
        complete(ctx, LIST_AT(*out, struct payment_link, i));
    return OK;
}

static bool is_living(const struct ctx *ctx, const struct payment_link *link)
{
    return link->state_payment_link == PAYMENT_LINK_ENABLED &&
           (!instant_is_set(link->date_until) ||
            link->date_until.micros > ctx->machine_now.micros) &&
           (link->uses_max == NONE || link->uses < link->uses_max);
}

enum err payment_link_living(struct ctx *ctx, int64_t id, struct payment_link *out)
{
    TRY(get(ctx, id, out));
    return is_living(ctx, out) ? OK : ERR_NOT_FOUND;
}

struct place {
    int64_t id, id_business;
};

static const struct field place_fields[] = {
    FIELD(place, id),
    FIELD(place, id_business),
    FIELDS_END,
};

enum err payment_link_open(struct ctx *ctx, const char *key, struct payment_link *out)
{
    struct place place;

    TRY(db_get(ctx, &sql_payment_link_find, ARGS(ARG_AS(key_link, key)), place_fields, &place));
    ctx->id_business = place.id_business;
    return payment_link_living(ctx, place.id, out);
}

/* writing -----------------------------------------------------------------------------------------
 */

static bool has_feature(const struct list *features, const char *reference_feature)
{
    for (size_t i = 0; i < features->count; i++) {
        const struct offer_feature *feature = LIST_AT(*features, struct offer_feature, i);

        if (text_equal(feature->reference_feature, reference_feature) &&
            feature->type_feature == FEATURE_LIMITATION)
            return true;
    }
    return false;
}

static enum err check_feature(struct ctx *ctx, const struct payment_link *link)
{
    struct list features;

    if (!link->reference_feature) {
        if (link->quantity.micros != NONE || link->quantity_max.micros != NONE)
            complain(ctx, NULL, "Quantity",
                     "Quantity: needs a ReferenceFeature, the limitation that it is of.");
        return OK;
    }
    TRY(offer_feature_list(ctx, link->id_offer, NULL, &features));
    if (!has_feature(&features, link->reference_feature))
        complain(ctx, NULL, "ReferenceFeature",
                 "ReferenceFeature: the offer has no limitation of that reference.");
    if (link->quantity.micros != NONE && link->quantity.micros < 0)
        complain(ctx, NULL, "Quantity", "Quantity: cannot be negative.");
    if (link->quantity_max.micros != NONE &&
        link->quantity_max.micros < (link->quantity.micros == NONE ? 0 : link->quantity.micros))
        complain(ctx, NULL, "QuantityMax", "QuantityMax: cannot be less than the quantity.");
    return OK;
}

static enum err check_promotion(struct ctx *ctx, const struct payment_link *link)
{
    static const struct page first = {1, 1};
    struct list found;
    int64_t total;

    if (!link->promotion_code)
        return OK;
    TRY(promotion_list(ctx, link->id_segment, link->promotion_code, &first, &found, &total));
    if (!total)
        complain(ctx, NULL, "PromotionCode", "PromotionCode: the segment has no such code.");
    return OK;
}

static void take_input(struct payment_link *link, const struct payment_link_input *input)
{
    if (input->name)
        link->name = input->name;
    if (input->state_payment_link)
        link->state_payment_link = input->state_payment_link;
    if (input->promotion_code)
        link->promotion_code = input->promotion_code;
    if (input->reference_feature)
        link->reference_feature = input->reference_feature;
    if (input->quantity.micros != NONE)
        link->quantity = input->quantity;
    if (input->quantity_max.micros != NONE)
        link->quantity_max = input->quantity_max;
    if (input->uses_max != NONE)
        link->uses_max = input->uses_max;
    if (instant_is_set(input->date_until))
        link->date_until = input->date_until;
}

static enum err check(struct ctx *ctx, const struct payment_link *link)
{
    if (!*link->name || utf8_length(link->name) > NAME_MAX)
        complain(ctx, NULL, "Name", "Name: must have 1 to %d characters.", NAME_MAX);
    if (link->uses_max != NONE && link->uses_max < 1)
        complain(ctx, NULL, "UsesMax", "UsesMax: must be 1 at least.");
    TRY(check_promotion(ctx, link));
    TRY(check_feature(ctx, link));
    return complaints(ctx);
}

static enum err audit(struct ctx *ctx, const char *action, const struct payment_link *before,
                      const struct payment_link *after)
{
    struct text was = {.arena = ctx->arena}, is = {.arena = ctx->arena};

    if (before)
        json_write(&was, payment_link_fields, before);
    json_write(&is, payment_link_fields, after);
    return audit_record(ctx, action, "payment_links", after->id, before ? text_done(&was) : NULL,
                        text_done(&is));
}

enum err payment_link_add(struct ctx *ctx, const struct payment_link_input *input,
                          struct payment_link *out)
{
    struct segment segment;
    struct offer offer;
    enum err err;

    TRY(segment_choose(ctx, input->reference_segment, &segment));
    err = input->reference_offer ? offer_find(ctx, input->reference_offer, segment.id, NULL, &offer)
                                 : ERR_NOT_FOUND;
    if (err == ERR_NOT_FOUND)
        return fail(ctx, ERR_INVALID, "Error.Api.Validation", "ReferenceOffer",
                    "ReferenceOffer: the segment has no offer of that reference.");
    TRY(err);
    fields_clear(payment_link_fields, out);
    out->id = db_new_id(ctx, ID_PUBLIC);
    out->id_segment = segment.id;
    out->id_offer = offer.id;
    out->key_link = random_hex(ctx->arena, KEY_BYTES);
    out->name = offer.name;
    out->state_payment_link = PAYMENT_LINK_ENABLED;
    out->trace = trace_created(ctx);
    take_input(out, input);
    TRY(check(ctx, out));
    TRY(db_save(ctx, &sql_payment_link_add, payment_link_fields, out));
    TRY(audit(ctx, "PaymentLink.Add", NULL, out));
    return payment_link_get(ctx, out->id, out);
}

enum err payment_link_change(struct ctx *ctx, int64_t id, const struct payment_link_input *input,
                             struct payment_link *out)
{
    struct payment_link before;

    TRY(payment_link_get(ctx, id, &before));
    *out = before;
    take_input(out, input);
    TRY(check(ctx, out));
    trace_updated(ctx, &out->trace);
    TRY(db_update(ctx, &sql_payment_link_save, payment_link_fields, out));
    TRY(audit(ctx, "PaymentLink.Change", &before, out));
    return payment_link_get(ctx, id, out);
}

enum err payment_link_use(struct ctx *ctx, int64_t id_payment_link, int64_t id_subscription)
{
    return db_run(ctx, &sql_payment_link_use, ARGS(ARG(id_payment_link), ARG(id_subscription)));
}
