#include "domain/catalogue/offer_page.h"

#include "domain/catalogue/offer_card.h"
#include "platform/db/db.h"
#include "sql.h"

struct list_view {
    struct list offers; /* of struct offer_card */
};

static const struct field list_view_fields[] = {
    FIELD_LIST_OF(list_view, offers, offer_card_fields, offer_card),
    FIELDS_END,
};

const struct html_page offer_page_list_page = {
    "offer_page_list.html",
    "offers",
    list_view_fields,
};

enum err offer_page_list(struct ctx *ctx, const struct request *request, struct response *response)
{
    const char *language = html_language(request);
    struct list_view view;
    struct list offers;

    TRY(db_list(ctx, &sql_offer_page_list, ARGS(ARG(language)), offer_fields, sizeof(struct offer),
                &offers));
    view.offers = (struct list){
        ARENA_ARRAY(ctx->arena, struct offer_card, offers.count),
        offers.count,
    };
    for (size_t i = 0; i < offers.count; i++)
        TRY(offer_card_show(ctx, LIST_AT(offers, struct offer, i), language,
                            LIST_AT(view.offers, struct offer_card, i)));
    return html_respond(ctx, request, response, &offer_page_list_page, NULL, &view);
}
