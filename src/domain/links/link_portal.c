#include "domain/links/link_portal.h"

#include "domain/catalogue/offer_card.h"
#include "domain/invoices/invoice_paper.h"
#include "domain/links/link_writer.h"
#include "domain/subscriptions/subscription.h"

/* What a page shows of a list. */
enum { PART_SIZE = 100 };

/* Somebody who has opened a link, and how to answer him. */
struct opening {
    struct ctx *ctx;
    const struct request *request;
    struct response *response;
    const char *language;
    struct visit visit;
};

/* What the link promises, in the reader's words; NULL if only to show. */
static const char *action_of(const struct opening *opening)
{
    static const char *const keys[LINK_PAGE_COUNT] = {
        [LINK_REGISTER] = "portal_register", [LINK_SUBSCRIBE] = "portal_subscribe",
        [LINK_START] = "portal_subscribe",   [LINK_COLLECTION_UPGRADE] = "portal_upgrade",
        [LINK_UPGRADE] = "portal_upgrade",   [LINK_UPGRADE_TO] = "portal_upgrade",
        [LINK_RESTART] = "portal_restart",   [LINK_CHARGE] = "portal_charge",
    };
    const char *key = keys[opening->visit.link.page];

    return key ? html_text(opening->ctx->arena, opening->language, key) : NULL;
}

/* The way to the customer's account; NULL for somebody who is not known. */
static const char *account_of(const struct opening *opening)
{
    return opening->visit.is_known ? link_path(opening->ctx, &opening->visit, LINK_HOME, 0) : NULL;
}

/* Where he lives. */
static const char *zone_of(const struct visit *visit)
{
    return visit->is_known && visit->customer.time_zone ? visit->customer.time_zone
                                                        : visit->segment.time_zone;
}

static enum err respond(const struct opening *opening, const struct html_page *page,
                        const char *subject, const void *view)
{
    return html_respond_portal(opening->ctx, opening->request, opening->response, page, subject,
                               zone_of(&opening->visit), view);
}

/* subscriptions -----------------------------------------------------------------------------------
 */

struct feature_row {
    const char *title;
    bool is_switch;
    int64_t is_enabled;
    struct quantity quantity_current, quantity_included;
};

static const struct field feature_row_fields[] = {
    FIELD(feature_row, title),
    FIELD(feature_row, is_switch),
    FIELD_FLAG_OF(feature_row, is_enabled),
    FIELD(feature_row, quantity_current),
    FIELD(feature_row, quantity_included),
    FIELDS_END,
};

struct subscription_row {
    const char *title, *description, *currency, *tone, *rhythm, *path;
    int state_subscription;
    bool is_active;
    int64_t amount_price; /* of a period, with its features, without tax */
    struct instant date_start, date_period_start, date_last, date_end;
    struct list features; /* of struct feature_row */
};

static const struct field subscription_row_fields[] = {
    FIELD(subscription_row, title),
    FIELD(subscription_row, description),
    FIELD(subscription_row, currency),
    FIELD(subscription_row, tone),
    FIELD(subscription_row, rhythm),
    FIELD(subscription_row, path),
    FIELD_CHOICE_OF(subscription_row, state_subscription, state_subscription_names),
    FIELD(subscription_row, is_active),
    FIELD(subscription_row, amount_price),
    FIELD(subscription_row, date_start),
    FIELD(subscription_row, date_period_start),
    FIELD(subscription_row, date_last),
    FIELD(subscription_row, date_end),
    FIELD_LIST_OF(subscription_row, features, feature_row_fields, feature_row),
    FIELDS_END,
};

/* A holder sees his own, drafts as well; who only pays sees what he pays for. */
static bool may_see(const struct opening *opening, const struct subscription *subscription)
{
    enum status_subscription status =
        status_of((enum state_subscription)subscription->state_subscription);
    int64_t id = opening->visit.customer.id;

    if (!opening->visit.is_known || status == STATUS_DELETED)
        return false;
    return subscription->id_customer == id ||
           (subscription->id_customer_buyer == id && status != STATUS_DRAFT);
}

static struct list feature_rows(struct ctx *ctx, const struct subscription_parts *parts)
{
    struct list rows = {ARENA_ARRAY(ctx->arena, struct feature_row, parts->features.count + 1), 0};

    for (size_t i = 0; i < parts->features.count; i++) {
        const struct subscription_feature *feature =
            LIST_AT(parts->features, struct subscription_feature, i);
        const char *title = feature->title_localized;

        if (!feature->is_visible)
            continue;
        *LIST_AT(rows, struct feature_row, rows.count++) = (struct feature_row){
            .title = title ? title : feature->reference_feature,
            .is_switch = feature->type_feature == FEATURE_ON_OFF,
            .is_enabled = feature->parameters.is_enabled,
            .quantity_current = parts->terms[i].current,
            .quantity_included = parts->terms[i].included,
        };
    }
    return rows;
}

static struct subscription_row subscription_row(const struct opening *opening,
                                                const struct subscription_shown *shown)
{
    const struct subscription_parts *parts = &shown->parts;
    const struct subscription *subscription = &parts->subscription;
    enum state_subscription state = (enum state_subscription)subscription->state_subscription;
    struct subscription_row row = {
        .title = shown->around.title_localized,
        .description = shown->around.description_localized,
        .currency = shown->around.currency,
        .tone = html_tone(state_subscription_names[state]),
        .rhythm = html_rhythm(opening->ctx->arena, opening->language,
                              subscription->duration_recurrence, subscription->unit_recurrence),
        .path =
            link_path(opening->ctx, &opening->visit, LINK_RELATED_SUBSCRIPTION, subscription->id),
        .state_subscription = subscription->state_subscription,
        .is_active = status_of(state) == STATUS_ACTIVE,
        .amount_price = price_of_period(&parts->fees, parts->terms, parts->features.count),
        .date_start = subscription->date_start,
        .date_period_start = subscription->date_period_start,
        .date_end = subscription->date_end,
        .features = feature_rows(opening->ctx, parts),
    };

    if (row.is_active)
        row.date_last =
            html_last_day(subscription->date_period_start, subscription->date_period_end);
    return row;
}

/* Appends those that match and may be seen; `has_more` if the list goes on. */
static enum err add_subscriptions(const struct opening *opening,
                                  const struct subscription_filter *filter, struct list *rows,
                                  bool *has_more)
{
    struct page first = {1, PART_SIZE};
    struct list shown;
    int64_t total;

    TRY(subscription_list(opening->ctx, filter, opening->language, &first, &shown, &total));
    *has_more = *has_more || total > PART_SIZE;
    for (size_t i = 0; i < shown.count; i++) {
        const struct subscription_shown *one = LIST_AT(shown, struct subscription_shown, i);
        const struct subscription *subscription = &one->parts.subscription;
        bool is_held = subscription->id_customer == opening->visit.customer.id;

        /* Who holds and pays would find it twice. */
        if (may_see(opening, subscription) && (filter->id_customer_buyer == NONE || !is_held))
            *LIST_AT(*rows, struct subscription_row, rows->count++) =
                subscription_row(opening, one);
    }
    return OK;
}

struct subscription_view {
    const char *action, *account;
    struct subscription_row subscription;
};

static const struct field subscription_view_fields[] = {
    FIELD(subscription_view, action),
    FIELD(subscription_view, account),
    FIELD_RECORD_OF(subscription_view, subscription, subscription_row_fields),
    FIELDS_END,
};

const struct html_page link_portal_subscription_page = {"link_portal_subscription.html",
                                                        "subscription", subscription_view_fields};

static enum err show_subscription(const struct opening *opening)
{
    struct subscription_filter filter = {opening->visit.link.id_object, NONE, NONE, NONE};
    struct page first = {1, 1};
    struct subscription_view view;
    struct list shown;
    int64_t total;

    TRY(subscription_list(opening->ctx, &filter, opening->language, &first, &shown, &total));
    if (!shown.count ||
        !may_see(opening, &LIST_AT(shown, struct subscription_shown, 0)->parts.subscription))
        return link_refuse(opening->ctx);
    view = (struct subscription_view){
        .action = action_of(opening),
        .account = account_of(opening),
        .subscription = subscription_row(opening, LIST_AT(shown, struct subscription_shown, 0)),
    };
    return respond(opening, &link_portal_subscription_page, view.subscription.title, &view);
}

/* invoices ----------------------------------------------------------------------------------------
 */

struct invoice_row {
    const char *full_number, *currency, *tone, *path;
    int state_invoice;
    bool is_overdue;
    struct instant date_issue, date_payment_limit;
    int64_t amount_total;
};

static const struct field invoice_row_fields[] = {
    FIELD(invoice_row, full_number),
    FIELD(invoice_row, currency),
    FIELD(invoice_row, tone),
    FIELD(invoice_row, path),
    FIELD_CHOICE_OF(invoice_row, state_invoice, state_invoice_names),
    FIELD(invoice_row, is_overdue),
    FIELD(invoice_row, date_issue),
    FIELD(invoice_row, date_payment_limit),
    FIELD(invoice_row, amount_total),
    FIELDS_END,
};

static struct invoice_row invoice_row(const struct opening *opening,
                                      const struct invoice_shown *invoice)
{
    enum state_invoice state = (enum state_invoice)invoice->state_invoice;

    return (struct invoice_row){
        .full_number = invoice->full_number,
        .currency = invoice->currency,
        .tone = html_tone(state_invoice_names[state]),
        .path = link_path(opening->ctx, &opening->visit, LINK_RELATED_INVOICE, invoice->id),
        .state_invoice = invoice->state_invoice,
        .is_overdue = invoice_is_overdue(state, invoice->date_payment_limit, opening->ctx->now),
        .date_issue = invoice->date_issue,
        .date_payment_limit = invoice->date_payment_limit,
        .amount_total = invoice->amount_total,
    };
}

struct invoice_view {
    const char *action, *account, *pdf; /* the way to the paper */
    struct invoice_document document;
};

static const struct field invoice_view_fields[] = {
    FIELD(invoice_view, action),
    FIELD(invoice_view, account),
    FIELD(invoice_view, pdf),
    FIELD_RECORD_OF(invoice_view, document, invoice_document_fields),
    FIELDS_END,
};

const struct html_page link_portal_invoice_page = {"link_portal_invoice.html", "invoice",
                                                   invoice_view_fields};

/* `related-invoice` is the paper itself, since clients keep what they find there as a PDF; our own
 * pages lead to its page by `?format=html`. */
static bool wants_paper(const struct opening *opening)
{
    return opening->visit.link.page == LINK_RELATED_INVOICE &&
           !text_equal(query_value(opening->request, "format"), "html");
}

static enum err show_invoice(const struct opening *opening)
{
    int64_t id = opening->visit.link.id_object;
    struct invoice_view view = {.action = action_of(opening), .account = account_of(opening)};
    enum err err = invoice_document_load(opening->ctx, id, &view.document);

    if (err == ERR_NOT_FOUND ||
        (err == OK && (!opening->visit.is_known ||
                       view.document.invoice.id_customer != opening->visit.customer.id)))
        return link_refuse(opening->ctx);
    TRY(err);
    if (wants_paper(opening))
        return invoice_paper_respond(opening->ctx, opening->response, true, &view.document);
    view.pdf = link_path(opening->ctx, &opening->visit, LINK_RELATED_INVOICE, id);
    return respond(opening, &link_portal_invoice_page, view.document.invoice.full_number, &view);
}

/* the account -------------------------------------------------------------------------------------
 */

struct account_view {
    const char *name, *action;
    bool has_subscriptions, has_invoices; /* are they shown at all? */
    struct list subscriptions, invoices;
    bool has_more_subscriptions, has_more_invoices;
};

static const struct field account_view_fields[] = {
    FIELD(account_view, name),
    FIELD(account_view, action),
    FIELD(account_view, has_subscriptions),
    FIELD(account_view, has_invoices),
    FIELD_LIST_OF(account_view, subscriptions, subscription_row_fields, subscription_row),
    FIELD_LIST_OF(account_view, invoices, invoice_row_fields, invoice_row),
    FIELD(account_view, has_more_subscriptions),
    FIELD(account_view, has_more_invoices),
    FIELDS_END,
};

const struct html_page link_portal_account_page = {"link_portal_account.html", "portal",
                                                   account_view_fields};

static enum err load_subscriptions(const struct opening *opening, struct account_view *view)
{
    int64_t id = opening->visit.customer.id;
    const struct subscription_filter held = {NONE, id, NONE, NONE}, paid = {NONE, NONE, id, NONE};

    view->has_subscriptions = true;
    view->subscriptions.items =
        ARENA_ARRAY(opening->ctx->arena, struct subscription_row, 2 * PART_SIZE);
    TRY(add_subscriptions(opening, &held, &view->subscriptions, &view->has_more_subscriptions));
    return add_subscriptions(opening, &paid, &view->subscriptions, &view->has_more_subscriptions);
}

static enum err load_invoices(const struct opening *opening, struct account_view *view)
{
    const struct invoice_filter his = {opening->visit.customer.id, NONE, NONE};
    struct page first = {1, PART_SIZE};
    struct list shown;
    int64_t total;

    TRY(invoice_list(opening->ctx, &his, &first, &shown, &total));
    view->has_invoices = true;
    view->has_more_invoices = total > PART_SIZE;
    view->invoices = (struct list){
        ARENA_ARRAY(opening->ctx->arena, struct invoice_row, shown.count + 1), shown.count};
    for (size_t i = 0; i < shown.count; i++)
        *LIST_AT(view->invoices, struct invoice_row, i) =
            invoice_row(opening, LIST_AT(shown, struct invoice_shown, i));
    return OK;
}

static enum err show_account(const struct opening *opening)
{
    struct account_view view = {.action = action_of(opening)};

    if (!opening->visit.is_known)
        return link_refuse(opening->ctx);
    view.name = customer_name(&opening->visit.customer);
    if (opening->visit.link.page == LINK_HOME)
        TRY(load_subscriptions(opening, &view));
    if (opening->visit.link.page != LINK_REGISTER)
        TRY(load_invoices(opening, &view));
    return respond(opening, &link_portal_account_page, view.name, &view);
}

/* offers ------------------------------------------------------------------------------------------
 */

struct offers_view {
    const char *action, *account;
    struct list offers; /* of struct offer_card */
};

static const struct field offers_view_fields[] = {
    FIELD(offers_view, action),
    FIELD(offers_view, account),
    FIELD_LIST_OF(offers_view, offers, offer_card_fields, offer_card),
    FIELDS_END,
};

const struct html_page link_portal_offers_page = {"link_portal_offers.html", "portal_offers",
                                                  offers_view_fields};

static enum err respond_offers(const struct opening *opening, const struct list *offers)
{
    struct offers_view view = {
        .action = action_of(opening),
        .account = account_of(opening),
        .offers = {ARENA_ARRAY(opening->ctx->arena, struct offer_card, offers->count + 1),
                   offers->count},
    };

    for (size_t i = 0; i < offers->count; i++)
        TRY(offer_card_show(opening->ctx, LIST_AT(*offers, struct offer, i), opening->language,
                            LIST_AT(view.offers, struct offer_card, i)));
    return respond(opening, &link_portal_offers_page, NULL, &view);
}

static enum err show_offers(const struct opening *opening)
{
    bool is_upgrade = opening->visit.link.page == LINK_COLLECTION_UPGRADE;
    const struct offer_filter filter = {
        .id_segment = opening->visit.segment.id,
        .is_visible = 1,
        .id_customer_upgrade =
            is_upgrade && opening->visit.is_known ? opening->visit.customer.id : NONE,
    };
    struct page first = {1, PART_SIZE};
    struct list offers;
    int64_t total;

    TRY(offer_list(opening->ctx, &filter, opening->language, &first, &offers, &total));
    return respond_offers(opening, &offers);
}

static enum err show_offer(const struct opening *opening)
{
    struct offer offer;
    enum err err =
        offer_get(opening->ctx, opening->visit.link.id_object, opening->language, &offer);

    if (err == ERR_NOT_FOUND)
        return link_refuse(opening->ctx);
    TRY(err);
    return respond_offers(opening, &(struct list){&offer, 1});
}

/* opening -----------------------------------------------------------------------------------------
 */

static enum err show(const struct opening *opening)
{
    const struct visit *visit = &opening->visit;

    switch (visit->link.page) {
    case LINK_HOME:
        return visit->is_known ? show_account(opening) : show_offers(opening);
    case LINK_COLLECTION_INVOICE:
        return show_account(opening);
    case LINK_REGISTER:
        return visit->link.id_object ? show_subscription(opening) : show_account(opening);
    case LINK_COLLECTION_OFFERS:
    case LINK_COLLECTION_UPGRADE:
        return show_offers(opening);
    case LINK_SUBSCRIBE:
    case LINK_UPGRADE_TO:
        return show_offer(opening);
    case LINK_START:
    case LINK_UPGRADE:
    case LINK_RESTART:
    case LINK_RELATED_SUBSCRIPTION:
        return show_subscription(opening);
    case LINK_CHARGE:
    case LINK_RELATED_INVOICE:
        return show_invoice(opening);
    case LINK_NONE:
    case LINK_PAGE_COUNT:
        break;
    }
    return link_refuse(opening->ctx);
}

static const char *path_text(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->path_parts.count; i++) {
        const struct pair *part = LIST_AT(request->path_parts, struct pair, i);

        if (text_equal(part->name, name))
            return part->value;
    }
    return "";
}

enum err link_portal_show(struct ctx *ctx, const struct request *request, struct response *response)
{
    struct opening opening = {
        .ctx = ctx,
        .request = request,
        .response = response,
        .language = html_language(request),
    };

    TRY(link_open(ctx, path_text(request, "query"), &opening.visit));
    if (!text_equal(path_text(request, "segment"), opening.visit.segment.reference_segment))
        return link_refuse(ctx);
    return show(&opening);
}
