#include "domain/catalogue/offer_portal.h"

#include <inttypes.h>

#include "base/text.h"
#include "domain/catalogue/offer_card.h"
#include "domain/look/look_url.h"
#include "domain/portal/portal.h"
#include "domain/subscriptions/subscription.h"
#include "platform/db/db.h"
#include "platform/http/uri.h"
#include "sql.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

/* A pricing table as a tab. */
struct table_row {
    const char *reference_pricing_table, *name, *path;
    bool is_current;
};

static const struct field table_row_fields[] = {
    FIELD(table_row, reference_pricing_table),
    FIELD(table_row, name),
    FIELD(table_row, path),
    FIELD(table_row, is_current),
    FIELDS_END,
};

/* An offer and where its button leads; NULL: it has none. */
struct offered_row {
    struct offer_card card;
    const char *path;
};

static const struct field offered_row_fields[] = {
    FIELD_RECORD_OF(offered_row, card, offer_card_fields),
    FIELD(offered_row, path),
    FIELDS_END,
};

struct offers_view {
    struct list tables; /* of struct table_row: none if there is one at most */
    struct list offers; /* of struct offered_row */
    bool is_upgrade, has_tables;
};

static const struct field offers_view_fields[] = {
    FIELD_LIST_OF(offers_view, tables, table_row_fields, table_row),
    FIELD_LIST_OF(offers_view, offers, offered_row_fields, offered_row),
    FIELD(offers_view, is_upgrade),
    FIELD(offers_view, has_tables),
    FIELDS_END,
};

const struct html_page offer_portal_list_page = {"offer_portal_list.html", "portal_offers",
                                                 offers_view_fields};

/* What the page is for. */
struct showing {
    const char *table;       /* the pricing table that is shown; NULL: all offers */
    int64_t id_subscription; /* that is to be changed; 0: none, a new one is chosen */
};

/* buttons -----------------------------------------------------------------------------------------
 */

static enum button button_for(const struct visitor *visitor, const struct showing *showing)
{
    if (!visitor->is_known)
        return BUTTON_CHOOSE_ANONYMOUS;
    return showing->id_subscription ? BUTTON_CHOOSE_UPGRADE : BUTTON_CHOOSE_KNOWN;
}

/* Where the offer's own page is, for this visitor. */
static const char *path_of(struct ctx *ctx, const struct showing *showing,
                           const struct offer *offer)
{
    struct text path = {.arena = ctx->arena};

    if (!showing->id_subscription)
        return arena_printf(ctx->arena, "/portal/subscribe/%" PRId64, offer->id);
    text_appendf(&path, "/portal/subscriptions/%" PRId64 "/change?When=now&ReferenceOffer=",
                 showing->id_subscription);
    uri_encode(&path, offer->reference_offer);
    return text_done(&path);
}

static const char *target_of(struct ctx *ctx, const struct showing *showing,
                             const struct offer *offer)
{
    const struct visitor *visitor = ctx->visitor;
    struct button_look look = button_of(&visitor->look, button_for(visitor, showing));
    const struct look_return back = {
        .from = FROM_PORTAL,
        .id_customer = visitor->is_known ? visitor->customer.id : 0,
        .reference_offer = offer->reference_offer,
        .id_subscription = showing->id_subscription,
    };

    if (look.behaviour == BEHAVIOUR_HIDE)
        return NULL;
    return look.behaviour == BEHAVIOUR_REDIRECT ? look_return_url(ctx->arena, look.url, &back)
                                                : path_of(ctx, showing, offer);
}

/* what is shown -----------------------------------------------------------------------------------
 */

static enum err load_tables(struct ctx *ctx, struct showing *showing, struct list *out)
{
    int64_t id_segment = ctx->visitor->segment.id;
    bool is_found = false;

    TRY(db_list(ctx, &sql_pricing_table_list, ARGS(ARG(id_segment)), table_row_fields,
                sizeof(struct table_row), out));
    for (size_t i = 0; i < out->count; i++) {
        struct table_row *row = LIST_AT(*out, struct table_row, i);
        struct text path = {.arena = ctx->arena};

        row->is_current = text_equal(row->reference_pricing_table, showing->table);
        is_found |= row->is_current;
        text_append(&path, "/portal/offers?table=");
        uri_encode(&path, row->reference_pricing_table);
        if (showing->id_subscription)
            text_append(&path, "&upgrade=1");
        row->path = text_done(&path);
    }
    if (!is_found)
        showing->table = NULL;
    if (!is_found && out->count) {
        LIST_AT(*out, struct table_row, 0)->is_current = true;
        showing->table = LIST_AT(*out, struct table_row, 0)->reference_pricing_table;
    }
    if (out->count == 1)
        out->count = 0;
    return OK;
}

/* The one that runs, of which the visitor wants another plan; 0: none. */
static enum err find_running(struct ctx *ctx, int64_t *id)
{
    struct subscription running;
    enum err err = subscription_find(ctx, ctx->visitor->customer.id, NULL, id);

    if (err == OK)
        err = subscription_get(ctx, *id, &running);
    if (err == ERR_NOT_FOUND ||
        (err == OK &&
         status_of((enum state_subscription)running.state_subscription) != STATUS_ACTIVE)) {
        *id = 0;
        return OK;
    }
    return err;
}

static enum err load_offers(struct ctx *ctx, const struct showing *showing, struct list *out)
{
    const struct visitor *visitor = ctx->visitor;
    const struct offer_filter filter = {
        .id_segment = visitor->segment.id,
        .is_visible = 1,
        .reference_pricing_table = showing->table,
        .id_customer_upgrade = showing->id_subscription ? visitor->customer.id : NONE,
    };
    struct page first = {1, PART_SIZE};
    struct list offers;
    int64_t total;

    TRY(offer_list(ctx, &filter, visitor->language, &first, &offers, &total));
    *out =
        (struct list){ARENA_ARRAY(ctx->arena, struct offered_row, offers.count + 1), offers.count};
    for (size_t i = 0; i < offers.count; i++) {
        const struct offer *offer = LIST_AT(offers, struct offer, i);
        struct offered_row *row = LIST_AT(*out, struct offered_row, i);

        TRY(offer_card_show(ctx, offer, visitor->language, &row->card));
        row->path = target_of(ctx, showing, offer);
    }
    return OK;
}

/* A merchant may lead customers to his own pricing page. */
static const char *elsewhere(struct ctx *ctx)
{
    const struct visitor *visitor = ctx->visitor;
    struct button_look look = button_of(&visitor->look, BUTTON_OPEN_PRICING);
    const struct look_return back = {.from = FROM_PORTAL, .id_customer = visitor->customer.id};

    return visitor->is_known && look.behaviour == BEHAVIOUR_REDIRECT
               ? look_return_url(ctx->arena, look.url, &back)
               : NULL;
}

enum err offer_portal_list(struct ctx *ctx, const struct request *request,
                           struct response *response)
{
    struct showing showing = {.table = query_value(request, "table")};
    struct offers_view view = {0};
    const char *url = elsewhere(ctx);

    if (url)
        return portal_go(ctx, response, url);
    if (ctx->visitor->is_known && query_value(request, "upgrade"))
        TRY(find_running(ctx, &showing.id_subscription));
    view.is_upgrade = showing.id_subscription != 0;
    TRY(load_tables(ctx, &showing, &view.tables));
    view.has_tables = view.tables.count > 0;
    TRY(load_offers(ctx, &showing, &view.offers));
    return portal_respond(ctx, request, response, &offer_portal_list_page, NULL, &view);
}
