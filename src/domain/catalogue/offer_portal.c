#include "domain/catalogue/offer_portal.h"

#include "domain/catalogue/offer_card.h"
#include "domain/portal/portal.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

struct offers_view {
    struct list offers; /* of struct offer_card */
};

static const struct field offers_view_fields[] = {
    FIELD_LIST_OF(offers_view, offers, offer_card_fields, offer_card),
    FIELDS_END,
};

const struct html_page offer_portal_list_page = {"offer_portal_list.html", "portal_offers",
                                                 offers_view_fields};

static enum err respond_offers(struct ctx *ctx, const struct request *request,
                               struct response *response, const struct list *offers)
{
    struct offers_view view = {
        .offers = {ARENA_ARRAY(ctx->arena, struct offer_card, offers->count + 1), offers->count}
    };

    for (size_t i = 0; i < offers->count; i++)
        TRY(offer_card_show(ctx, LIST_AT(*offers, struct offer, i), ctx->visitor->language,
                            LIST_AT(view.offers, struct offer_card, i)));
    return portal_respond(ctx, request, response, &offer_portal_list_page, NULL, &view);
}

enum err offer_portal_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    const struct visitor *visitor = ctx->visitor;
    bool is_upgrade = visitor->is_known && query_value(request, "upgrade");
    const struct offer_filter filter = {
        .id_segment = visitor->segment.id,
        .is_visible = 1,
        .id_customer_upgrade = is_upgrade ? visitor->customer.id : NONE,
    };
    struct page first = {1, PART_SIZE};
    struct list offers;
    int64_t total;

    TRY(offer_list(ctx, &filter, visitor->language, &first, &offers, &total));
    return respond_offers(ctx, request, response, &offers);
}

enum err offer_portal_show(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct offer offer;
    int64_t id;
    enum err err = path_id(ctx, request, "id", "Error.Portal.NotFound", &id);

    if (err != OK)
        return err;
    err = offer_get(ctx, id, ctx->visitor->language, &offer);
    if (err == ERR_NOT_FOUND || (err == OK && offer.id_segment != ctx->visitor->segment.id))
        return portal_refuse(ctx);
    TRY(err);
    return respond_offers(ctx, request, response, &(struct list){&offer, 1});
}
